#pragma once
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/jetstream/consumer_config.h"
#include "core/jetstream/stream_config.h"

namespace natsop::jetstream {

/// One thing in a configuration that a server would refuse.
struct Problem {
  std::string path;     ///< of the field: "sources[1].name"
  std::string message;  ///< for a code with a fixed text, that text
  int api_code = 0;     ///< the err_code the server would answer with

  /// "path: message".
  [[nodiscard]] std::string text() const { return path + ": " + message; }
  friend bool operator==(const Problem&, const Problem&) = default;
};

/// Everything wrong with a stream's configuration that shows without a server; empty when it is
/// sound. Fields that a server fills in (a subject, unlimited limits, the duplicate window) may be
/// absent.
[[nodiscard]] std::vector<Problem> validate(const StreamConfig& config);

/// The same for a consumer's; with its stream's configuration also what depends on that.
[[nodiscard]] std::vector<Problem> validate(const ConsumerConfig& config,
                                            const StreamConfig* stream = nullptr);

/// Success, or one Invalid error with every problem in it and the first one's code.
[[nodiscard]] Result<void> check(const std::vector<Problem>& problems);

inline constexpr int kReplicasMax = 5;
inline constexpr std::size_t kDescriptionMax = std::size_t{4} * 1024;
inline constexpr std::size_t kMetadataMax = std::size_t{128} * 1024;

}  // namespace natsop::jetstream
