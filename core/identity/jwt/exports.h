#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/identity/jwt/revocations.h"
#include "core/identity/jwt/validation.h"
#include "core/json/doc.h"
#include "core/json/reader.h"

namespace natsop::identity::jwt {

enum class ExportType { Unknown, Stream, Service };

/// "stream", "service", "unknown".
[[nodiscard]] std::string_view name_of(ExportType type);
/// The type a name stands for; Unknown for any other text.
[[nodiscard]] ExportType export_type(std::string_view name);
/// Reads a type by its name; an error in the reader for any other text.
void read(json::Reader& reader, std::string_view key, ExportType& type);

inline constexpr std::string_view kSingleton = "Singleton";
inline constexpr std::string_view kStreamed = "Stream";
inline constexpr std::string_view kChunked = "Chunked";

/// Where a service's latency is reported, and for how many requests.
struct ServiceLatency {
  int sampling = 0;  ///< percent, 1 to 100; 0: requests whose headers ask for it ("headers")
  std::string results{};

  friend bool operator==(const ServiceLatency&, const ServiceLatency&) = default;
};

struct Export {
  std::string name{};
  std::string subject{};
  ExportType type = ExportType::Unknown;
  bool token_required = false;
  RevocationList revocations{};  ///< of activations, by account
  std::string response_type{};   ///< kSingleton, kStreamed, kChunked; empty: kSingleton for
                                 ///< services, none for streams
  std::chrono::nanoseconds response_threshold{0};
  std::optional<ServiceLatency> latency{};
  std::uint64_t account_token_position =
      0;  ///< 1-based, of the `*` that is the importing account; 0: none
  bool advertise = false;
  bool allow_trace = false;
  std::string description{};
  std::string info_url{};

  [[nodiscard]] bool is_service() const { return type == ExportType::Service; }
  [[nodiscard]] bool is_stream() const { return type == ExportType::Stream; }
  [[nodiscard]] bool is_single_response() const;
  [[nodiscard]] bool is_chunked_response() const {
    return is_service() && response_type == kChunked;
  }
  [[nodiscard]] bool is_stream_response() const {
    return is_service() && response_type == kStreamed;
  }
  friend bool operator==(const Export&, const Export&) = default;
};

void validate(const Export& exported, ValidationResults& results);
/// Each export, and that none of a type is contained in another.
void validate(const std::vector<Export>& exports, ValidationResults& results);

[[nodiscard]] json::Doc to_doc(const Export& exported);
[[nodiscard]] Result<Export> read_export(const json::Doc& doc, const std::string& path);

/// The checks of a description (up to 8192 bytes) and an information URL.
void validate_info(std::string_view description, std::string_view info_url,
                   ValidationResults& results);

}  // namespace natsop::identity::jwt
