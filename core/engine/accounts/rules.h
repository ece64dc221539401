#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace natsop::engine {

enum class ResponseType : std::uint8_t { Single, Stream, Chunked };

/// What an account offers to others: config `exports`, or a JWT's.
struct ExportRule {
  bool service = false;  ///< otherwise a stream
  std::string subject;
  std::optional<std::vector<std::string>> accounts;  ///< who may import; nothing: everyone
  ResponseType response = ResponseType::Single;
  std::chrono::nanoseconds response_threshold{0};  ///< 0: 2 min
  std::uint32_t account_token_position = 0;
  struct Latency {
    int sampling = 100;  ///< percent; 0: by header
    std::string subject;
    friend bool operator==(const Latency&, const Latency&) = default;
  };
  std::optional<Latency> latency;
  bool allow_trace = false;
  friend bool operator==(const ExportRule&, const ExportRule&) = default;
};

/// What an account takes from another: config `imports`, or a JWT's.
struct ImportRule {
  bool service = false;
  std::string account;  ///< exporting
  std::string subject;  ///< the exporter's
  std::string to;       ///< the local one; empty: the same
  std::string prefix;   ///< streams: in front of the subject; empty: none
  bool share = false;
  bool allow_trace = false;
  friend bool operator==(const ImportRule&, const ImportRule&) = default;
};

/// A subject that is renamed on its way in.
struct MappingRule {
  struct Destination {
    std::string subject;
    int weight = 100;
    std::string cluster;
    friend bool operator==(const Destination&, const Destination&) = default;
  };
  std::string source;
  std::vector<Destination> destinations;
  friend bool operator==(const MappingRule&, const MappingRule&) = default;
};

}  // namespace natsop::engine
