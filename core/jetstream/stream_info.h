#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/jetstream/api_error.h"
#include "core/jetstream/cluster_info.h"
#include "core/jetstream/stream_config.h"
#include "core/jetstream/timestamp.h"
#include "core/json/doc.h"

namespace natsop::jetstream {

/// Messages that a damaged store lost.
struct LostData {
  std::vector<std::uint64_t> msgs{};
  std::uint64_t bytes = 0;
  json::Doc extra{};

  [[nodiscard]] static Result<LostData> from_doc(const json::Doc& doc, std::string path = {});
  [[nodiscard]] json::Doc to_doc() const;
  friend bool operator==(const LostData&, const LostData&) = default;
  template <class Visit, class Self>
  static void walk(Visit& visit, Self& self);
};

/// What a stream holds.
struct StreamState {
  std::uint64_t messages = 0;
  std::uint64_t bytes = 0;
  std::uint64_t first_seq = 0;
  Timestamp first_ts{};
  std::uint64_t last_seq = 0;
  Timestamp last_ts{};
  std::int64_t num_deleted = 0;          ///< gaps between first_seq and last_seq
  std::vector<std::uint64_t> deleted{};  ///< only when asked for
  std::int64_t num_subjects = 0;
  std::map<std::string, std::uint64_t> subjects{};  ///< messages by subject, when asked for
  std::optional<LostData> lost{};
  std::int64_t consumer_count = 0;
  json::Doc extra{};

  [[nodiscard]] static Result<StreamState> from_doc(const json::Doc& doc, std::string path = {});
  [[nodiscard]] json::Doc to_doc() const;
  friend bool operator==(const StreamState&, const StreamState&) = default;
  template <class Visit, class Self>
  static void walk(Visit& visit, Self& self);
};

/// How a mirror or a source gets on with its origin.
struct SourceInfo {
  std::string name{};
  std::optional<ExternalStream> external{};
  std::uint64_t lag = 0;              ///< messages behind
  std::chrono::nanoseconds active{};  ///< since anything came from it; negative: nothing ever
  std::optional<ApiError> error{};
  std::string filter_subject{};
  std::vector<SubjectTransform> subject_transforms{};
  json::Doc extra{};

  [[nodiscard]] static Result<SourceInfo> from_doc(const json::Doc& doc, std::string path = {});
  [[nodiscard]] json::Doc to_doc() const;
  friend bool operator==(const SourceInfo&, const SourceInfo&) = default;
  template <class Visit, class Self>
  static void walk(Visit& visit, Self& self);
};

/// Another copy of the stream, nearest first.
struct StreamAlternate {
  std::string name{};
  std::string domain{};
  std::string cluster{};
  json::Doc extra{};

  [[nodiscard]] static Result<StreamAlternate> from_doc(const json::Doc& doc,
                                                        std::string path = {});
  [[nodiscard]] json::Doc to_doc() const;
  friend bool operator==(const StreamAlternate&, const StreamAlternate&) = default;
  template <class Visit, class Self>
  static void walk(Visit& visit, Self& self);
};

/// Everything a server tells of one stream.
struct StreamInfo {
  StreamConfig config{};
  Timestamp created{};
  StreamState state{};
  std::string domain{};
  std::optional<ClusterInfo> cluster{};
  std::optional<SourceInfo> mirror{};
  std::vector<SourceInfo> sources{};
  std::vector<StreamAlternate> alternates{};
  Timestamp ts{};  ///< when the server said so; unset before 2.10
  json::Doc extra{};

  [[nodiscard]] static Result<StreamInfo> from_doc(const json::Doc& doc, std::string path = {});
  [[nodiscard]] json::Doc to_doc() const;
  [[nodiscard]] const std::string& name() const { return config.name; }
  friend bool operator==(const StreamInfo&, const StreamInfo&) = default;
  template <class Visit, class Self>
  static void walk(Visit& visit, Self& self);
};

}  // namespace natsop::jetstream
