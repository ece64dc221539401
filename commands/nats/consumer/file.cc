#include "commands/nats/consumer/file.h"

#include <fmt/format.h>

#include "core/base/files.h"
#include "core/json/yaml.h"

namespace natsop::commands::nats::consumer {

Result<jetstream::ConsumerConfig> parse_config(const std::string& text, const std::string& name) {
  const auto start = text.find_first_not_of(" \t\r\n");
  const bool json = start != std::string::npos && text[start] == '{';
  const auto doc = json ? json::Doc::parse(text) : json::from_yaml(text);
  if (!doc) return Error(Code::Invalid, fmt::format("{}: {}", name, doc.error().message()));
  auto config = jetstream::ConsumerConfig::from_config_or_info(*doc);
  if (!config) return Error(Code::Invalid, fmt::format("{}: {}", name, config.error().message()));
  return config;
}

Result<jetstream::ConsumerConfig> read_config(const std::string& path) {
  NATSOP_TRY(const auto text, read_file(path));
  return parse_config(text, path);
}

}  // namespace natsop::commands::nats::consumer
