#include "commands/nats/stream/origins.h"

#include <fmt/format.h>

#include <algorithm>

#include "commands/nats/stream/questions_origins.h"
#include "core/text/ascii.h"

namespace natsop::commands::nats::stream {
namespace {

using jetstream::StreamSource;

struct Origin {
  StreamSource source;
  bool is_complete;  // it was given as JSON: nothing is left to ask
};

Result<Origin> parse_origin(std::string_view flag, const std::string& text) {
  const auto trimmed = text::trim(text);
  if (!trimmed.starts_with('{') || !trimmed.ends_with('}')) {
    return Origin{StreamSource{.name = text}, false};
  }
  const auto doc = json::Doc::parse(trimmed);
  auto source = doc ? StreamSource::from_doc(*doc) : doc.error();
  if (!source) return Error(Code::Usage, fmt::format("{}: {}", flag, source.error().message()));
  if (source->name.empty()) return Error(Code::Usage, fmt::format("{}: name is required", flag));
  return Origin{std::move(*source), true};
}

}  // namespace

Result<void> apply_origins(const ConfigFlags& o, bool ask, cli::Context& ctx,
                           jetstream::StreamConfig& config) {
  if (!o.mirror.empty()) {
    if (o.subjects_given) {
      return Error(Code::Usage, "mirrors cannot listen for messages on subjects")
          .hint("leave out --subjects or --mirror; --source collects beside subjects");
    }
    NATSOP_TRY(auto origin, parse_origin("--mirror", o.mirror));
    if (ask && !origin.is_complete) NATSOP_CHECK(ask_mirror(ctx.prompter(), origin.source));
    config.mirror = std::move(origin.source);
    config.subjects.clear();
    config.sources.clear();
  }
  if (o.sources.empty()) return {};
  config.sources.clear();
  for (const auto& text : o.sources) {
    NATSOP_TRY(auto origin, parse_origin("--source", text));
    if (ask && !origin.is_complete) NATSOP_CHECK(ask_source(ctx.prompter(), origin.source));
    config.sources.push_back(std::move(origin.source));
  }
  return {};
}

std::vector<jetstream::SourceInfo> ordered_sources(const jetstream::StreamInfo& info) {
  const auto api = [](const auto& origin) {
    return origin.external ? origin.external->api : std::string();
  };
  const auto place = [&](const jetstream::SourceInfo& origin) {
    return std::ranges::find_if(info.config.sources, [&](const jetstream::StreamSource& source) {
      return source.name == origin.name && api(source) == api(origin) &&
             (origin.filter_subject.empty() ||  // servers before 2.10 do not tell it
              source.filter_subject == origin.filter_subject);
    });
  };
  auto out = info.sources;
  std::ranges::stable_sort(out, {}, place);
  return out;
}

}  // namespace natsop::commands::nats::stream
