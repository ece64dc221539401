#include "core/jetstream/api_level.h"

#include <algorithm>
#include <charconv>

namespace natsop::jetstream {
namespace {

std::optional<int> number_at(const Metadata& metadata, const char* key) {
  const auto found = metadata.find(key);
  if (found == metadata.end()) return std::nullopt;
  const std::string& text = found->second;
  int value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

int required_api_level(const StreamConfig& config) {
  int level = 0;
  const auto need = [&](bool used, int at) {
    if (used) level = std::max(level, at);
  };
  need(config.allow_msg_ttl || config.subject_delete_marker_ttl.count() != 0, 1);
  need(config.allow_atomic || config.allow_msg_counter || config.allow_msg_schedules, 2);
  need(config.persist_mode != PersistMode::Default, 2);
  need(config.allow_batched, 4);
  need(config.mirror && config.mirror->consumer, 4);
  need(std::ranges::any_of(config.sources, [](const auto& s) { return s.consumer.has_value(); }),
       4);
  return level;
}

int required_api_level(const ConsumerConfig& config) {
  int level = 0;
  const auto need = [&](bool used, int at) {
    if (used) level = std::max(level, at);
  };
  need(config.pause_until.has_value(), kPauseApiLevel);
  need(!config.priority_groups.empty() || config.priority_policy != PriorityPolicy::None, 1);
  need(config.priority_policy == PriorityPolicy::Prioritized, 2);
  need(config.ack_policy == AckPolicy::FlowControl, 4);
  return level;
}

int required_api_level(const SnapshotRequest& request) { return request.window_size != 0 ? 3 : 0; }

std::optional<int> asset_api_level(const Metadata& metadata) {
  return number_at(metadata, kRequiredLevelKey);
}

std::optional<int> host_api_level(const Metadata& metadata) {
  return number_at(metadata, kHostLevelKey);
}

Metadata without_server_metadata(const Metadata& metadata) {
  Metadata out = metadata;
  std::erase_if(out,
                [](const auto& item) { return item.first.starts_with(kServerMetadataPrefix); });
  return out;
}

std::string_view server_version_of_level(int level) {
  if (level <= 0) return {};
  if (level == 1) return "2.11";
  if (level == 2) return "2.12";
  return level <= 4 ? "2.14" : "2.15";
}

}  // namespace natsop::jetstream
