#include "commands/nats/stream/replication_graph.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "commands/nats/stream/origins.h"
#include "core/jetstream/description.h"

namespace natsop::commands::nats::stream {
namespace {

std::string dot_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

std::string node_of(const jetstream::SourceInfo& origin) {
  if (!origin.external || origin.external->api.empty()) return dot_string(origin.name);
  return dot_string(fmt::format("{} ({})", origin.name, origin.external->api));
}

std::string label_of(const jetstream::SourceInfo& origin) {
  const auto filters = describe_filters(origin.filter_subject, origin.subject_transforms);
  return dot_string(filters.empty() ? std::string(">")
                                    : fmt::format("{}", fmt::join(filters, "; ")));
}

}  // namespace

std::string replication_graph(const std::vector<jetstream::StreamInfo>& streams) {
  std::string out =
      "digraph {\n  label=\"Stream Replication Structure\";\n  rankdir=\"LR\";\n"
      "  node [shape=\"box\"];\n";
  for (const auto& info : streams) {
    if (info.mirror) {
      out += fmt::format("  {} -> {} [color=\"blue\", label=\"Mirror\"];\n", node_of(*info.mirror),
                         dot_string(info.name()));
    }
    for (const auto& source : ordered_sources(info)) {
      out += fmt::format("  {} -> {} [color=\"green\", label={}];\n", node_of(source),
                         dot_string(info.name()), label_of(source));
    }
  }
  return out + "}\n";
}

}  // namespace natsop::commands::nats::stream
