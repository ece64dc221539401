#include "commands/nats/picker/picker.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/jetstream/names.h"
#include "core/text/distance.h"

namespace natsop::commands::nats {
namespace {

constexpr int kStreamNotFound = 10059;
constexpr int kConsumerNotFound = 10014;

/// A name on the command line that nothing can have is a mistake in the command line.
Result<void> usable(const Result<void>& checked) {
  if (checked) return {};
  return Error(Code::Usage, checked.error().message()).hint(checked.error().hint());
}

Error unknown(std::string message, const std::string& name, const std::vector<std::string>& names,
              std::string otherwise) {
  auto error = Error(Code::NotFound, std::move(message));
  if (const auto close = text::nearest(name, names)) {
    error.hint(fmt::format("did you mean \"{}\"?", *close));
  } else {
    error.hint(std::move(otherwise));
  }
  return error;
}

Result<std::string> select_from(cli::Context& ctx, std::string message,
                                std::vector<std::string> names) {
  std::ranges::sort(names);
  NATSOP_TRY(const auto index,
             ctx.prompter().select({.message = std::move(message), .options = names}));
  return names[index];
}

Result<jetstream::StreamInfo> ask_for_stream(cli::Context& ctx, jetstream::Api& api,
                                             std::vector<std::string> names, const Picking& how) {
  if (!how.all) {
    std::erase_if(names, [](const auto& name) { return jetstream::is_internal_stream(name); });
  }
  if (names.empty()) {
    return Error(Code::NotFound, "no Streams are defined")
        .hint("`nats stream add NAME --subjects SUBJECT` makes one");
  }
  NATSOP_TRY(const auto picked, select_from(ctx, "Select a Stream", std::move(names)));
  return api.stream_info(picked);
}

Result<jetstream::ConsumerInfo> ask_for_consumer(cli::Context& ctx, jetstream::Api& api,
                                                 const std::string& stream,
                                                 std::vector<std::string> names) {
  if (names.empty()) {
    return Error(Code::NotFound, fmt::format("no Consumers are defined for Stream \"{}\"", stream))
        .hint(fmt::format("`nats consumer add {} NAME` makes one", stream));
  }
  NATSOP_TRY(const auto picked, select_from(ctx, "Select a Consumer", std::move(names)));
  return api.consumer_info(stream, picked);
}

}  // namespace

Result<jetstream::StreamInfo> pick_stream(cli::Context& ctx, const std::string& name,
                                          const Picking& how) {
  const bool may_ask = !how.never_ask && ctx.interactive();
  if (name.empty() && !may_ask) {
    return Error(Code::Usage, "cannot pick a Stream without a terminal and no Stream name supplied")
        .hint("give its name as an argument; `nats stream ls` lists the streams");
  }
  NATSOP_TRY(auto* const api, ctx.jetstream());
  if (name.empty()) {
    NATSOP_TRY(auto names, api->stream_names());
    return ask_for_stream(ctx, *api, std::move(names), how);
  }
  NATSOP_CHECK(usable(jetstream::check_stream_name(name)));
  auto info = api->stream_info(name);
  if (info || info.error().api_code() != kStreamNotFound) return info;
  auto names = api->stream_names();
  if (!names) return info;  // listing may be denied where reading one stream is not
  auto error = unknown(fmt::format("unknown stream \"{}\"", name), name, *names,
                       "`nats stream ls` lists the streams");
  if (!may_ask) return error;
  ctx.note(error.message());
  return ask_for_stream(ctx, *api, std::move(*names), how);
}

Result<jetstream::ConsumerInfo> pick_consumer(cli::Context& ctx, const std::string& stream,
                                              const std::string& name, const Picking& how) {
  const bool may_ask = !how.never_ask && ctx.interactive();
  if (name.empty() && !may_ask) {
    return Error(Code::Usage,
                 "cannot pick a Consumer without a terminal and no Consumer name supplied")
        .hint(fmt::format("give its name as an argument; `nats consumer ls {}` lists the consumers",
                          stream));
  }
  NATSOP_TRY(auto* const api, ctx.jetstream());
  if (name.empty()) {
    NATSOP_TRY(auto names, api->consumer_names(stream));
    return ask_for_consumer(ctx, *api, stream, std::move(names));
  }
  NATSOP_CHECK(usable(jetstream::check_consumer_name(name)));
  auto info = api->consumer_info(stream, name);
  if (info || info.error().api_code() != kConsumerNotFound) return info;
  auto names = api->consumer_names(stream);
  if (!names) return info;
  auto error = unknown(fmt::format("unknown consumer \"{}\" > \"{}\"", stream, name), name, *names,
                       fmt::format("`nats consumer ls {}` lists the consumers", stream));
  if (!may_ask) return error;
  ctx.note(error.message());
  return ask_for_consumer(ctx, *api, stream, std::move(*names));
}

Result<bool> agreed(cli::Context& ctx, bool force, const std::string& question) {
  if (force) return true;
  if (!ctx.interactive()) {
    return Error(Code::Usage,
                 fmt::format("cannot ask for confirmation without a terminal: {}", question))
        .hint("--force goes ahead without asking");
  }
  return ctx.prompter().confirm({.message = question});
}

Result<void> allow_bucket_change(cli::Context& ctx, bool force, const std::string& stream) {
  if (!jetstream::is_kv_stream(stream)) return {};
  const auto bucket = jetstream::bucket_of(stream);
  ctx.note(
      fmt::format("WARNING: stream {} holds the Key-Value bucket {}.\n\n"
                  "Changing it behind the bucket's back can lose values and history, and make "
                  "the bucket unusable.\n\n"
                  "`nats kv` has commands that keep the bucket sound: put, del, purge, edit, "
                  "compact.\n",
                  stream, bucket));
  NATSOP_TRY(const bool yes, agreed(ctx, force, "Really operate on the KV stream?"));
  if (!yes) return Error(Code::Cancelled, "aborting Key-Value store operation");
  return {};
}

}  // namespace natsop::commands::nats
