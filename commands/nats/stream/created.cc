#include "commands/nats/stream/created.h"

#include <fmt/format.h>

#include "commands/nats/stream/config_file.h"
#include "commands/nats/stream/page.h"

namespace natsop::commands::nats::stream {
namespace {

constexpr int kSubjectsOverlap = 10065;
constexpr int kNameInUse = 10058;

Error explained(Error error, const jetstream::StreamConfig& config) {
  if (error.api_code() == kSubjectsOverlap) {
    error.hint(
        fmt::format("choose other --subjects; `nats stream find --subject '{}'` shows who "
                    "listens to these",
                    config.subjects.empty() ? ">" : config.subjects[0]));
  } else if (error.api_code() == kNameInUse) {
    error.hint(fmt::format("`nats stream edit {}` changes it", config.name));
  }
  return error;
}

}  // namespace

Result<void> create_and_show(const jetstream::StreamConfig& config, bool as_json,
                             cli::Context& ctx) {
  NATSOP_TRY(auto* const api, ctx.jetstream());
  const auto info = api->create_stream(config);
  if (!info) return explained(info.error(), config);
  tell_ignored(ctx, config, info->config);
  return show_changed(*info, "created", as_json, ctx);
}

Result<void> show_changed(const jetstream::StreamInfo& info, std::string_view change, bool as_json,
                          cli::Context& ctx) {
  const auto sentence = fmt::format("Stream {} was {}", info.name(), change);
  if (as_json || ctx.for_machines()) {
    ctx.note(sentence);
  } else {
    ctx.print(sentence + "\n\n");
  }
  if (as_json) return ctx.show(info.to_doc());
  return ctx.show(info_page(info, ctx.style()));
}

}  // namespace natsop::commands::nats::stream
