#include "commands/nats/stream/config_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/files.h"
#include "core/jetstream/api_level.h"
#include "core/jetstream/config_diff.h"
#include "core/jetstream/validation.h"
#include "core/json/yaml.h"

namespace natsop::commands::nats::stream {
namespace {

constexpr std::size_t kFileMax = 1U << 20;

}  // namespace

Result<jetstream::StreamConfig> parse_config(const std::string& text, const std::string& name,
                                             bool is_yaml) {
  const auto doc = is_yaml ? json::from_yaml(text) : json::Doc::parse(text);
  if (!doc) return Error(Code::Invalid, fmt::format("{}: {}", name, doc.error().message()));
  if (!doc->is_object()) {
    return Error(Code::Invalid, fmt::format("{}: holds no stream configuration", name));
  }
  auto config = jetstream::StreamConfig::from_config_or_info(*doc);
  if (!config) return Error(Code::Invalid, fmt::format("{}: {}", name, config.error().message()));
  config->metadata = jetstream::without_server_metadata(config->metadata);
  return config;
}

Result<jetstream::StreamConfig> read_config(const std::string& path) {
  NATSOP_TRY(const auto text, read_file(path, kFileMax));
  return parse_config(text, path, path.ends_with(".yaml") || path.ends_with(".yml"));
}

Result<void> write_config(const std::string& path, const jetstream::StreamConfig& config) {
  return write_file_atomic(path, config.to_doc().dump_go(2) + "\n", kPrivateFile);
}

Result<void> check_config(const jetstream::StreamConfig& config) {
  return jetstream::check(jetstream::validate(config));
}

void tell_ignored(cli::Context& ctx, const jetstream::StreamConfig& asked,
                  const jetstream::StreamConfig& answer) {
  const auto ignored = jetstream::ignored_fields(asked.to_doc(), answer.to_doc());
  if (ignored.empty()) return;
  ctx.note(fmt::format("warning: the server does not know and has left out: {}",
                       fmt::join(ignored, ", ")));
}

}  // namespace natsop::commands::nats::stream
