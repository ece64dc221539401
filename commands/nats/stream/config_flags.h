#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cli/command.h"
#include "core/base/result.h"
#include "core/jetstream/stream_config.h"

namespace natsop::commands::nats::stream {

/// The flags of `stream add`, `edit` and `copy` that stand for fields of a configuration. What is
/// unset was not given.
struct ConfigFlags {
  std::vector<std::string> subjects;  ///< each may hold several, separated by commas or blanks
  bool subjects_given = false;
  std::optional<std::string> description;
  std::optional<std::string> storage;
  std::optional<std::string> compression;
  std::optional<std::int64_t> replicas;
  std::vector<std::string> tags;
  bool tags_given = false;
  std::optional<std::string> cluster;
  std::optional<bool> ack;
  std::optional<std::string> retention;
  std::optional<std::string> discard;
  std::optional<bool> discard_per_subject;
  std::optional<std::uint64_t> first_sequence;
  std::optional<std::string> max_age;
  std::int64_t max_bytes = 0;
  bool max_bytes_given = false;
  std::optional<int> max_consumers;
  std::int64_t max_msg_size = 0;
  bool max_msg_size_given = false;
  std::optional<std::int64_t> max_msgs;
  std::optional<std::int64_t> max_msgs_per_subject;
  std::optional<std::string> dupe_window;
  std::string mirror;
  std::vector<std::string> sources;
  std::optional<bool> allow_batch;
  std::optional<bool> allow_fast;
  std::optional<bool> allow_counter;
  std::optional<bool> allow_rollup;
  std::optional<bool> deny_delete;
  std::optional<bool> deny_purge;
  std::optional<bool> allow_direct;
  std::optional<bool> allow_mirror_direct;
  std::optional<bool> allow_msg_ttl;
  std::optional<bool> allow_schedules;
  std::optional<std::chrono::nanoseconds> delete_marker_ttl;
  std::string transform_source;
  std::string transform_destination;
  std::optional<std::map<std::string, std::string>> metadata;
  std::string republish_source;
  std::string republish_destination;
  bool republish_headers = false;
  std::optional<std::chrono::nanoseconds> limit_inactive;
  std::optional<int> limit_max_pending;
  std::optional<std::string> persist_mode;
};

/// Heading on the help page of the flags about what else happens to messages.
inline constexpr std::string_view kFlowHeading = "Copies, renaming and notes";

/// Who declares them: an existing stream cannot change some, and only a new one has defaults.
enum class Purpose { Add, Copy, Edit };

void config_flags(cli::Command& c, ConfigFlags& o, Purpose purpose);

/// Puts what was given into a configuration, except for mirror and sources (origins.h). Errors:
/// Usage for flags that need each other.
[[nodiscard]] Result<void> apply(const ConfigFlags& o, jetstream::StreamConfig& config);

/// An age or time window as flags and questions take it: a duration, or -1 for none. Errors:
/// Invalid.
[[nodiscard]] Result<std::chrono::nanoseconds> parse_age(const std::string& text);

/// The largest value of max_msg_size.
inline constexpr std::int64_t kMessageSizeMax = 2'147'483'647;

}  // namespace natsop::commands::nats::stream
