#include "commands/nats/consumer/pull.h"

#include <fmt/format.h>

#include "commands/nats/consumer/find.h"
#include "core/jetstream/names.h"
#include "core/jetstream/requests.h"
#include "core/text/duration.h"

namespace natsop::commands::nats::consumer {
namespace {

constexpr int kNoMessages = 404;
constexpr int kExpired = 408;
constexpr int kNoResponders = 503;
/// The server ends a pull by itself; its word of that needs a moment to arrive.
constexpr std::chrono::milliseconds kGrace{500};

Error push_consumer(const std::string& stream, const std::string& consumer) {
  return Error(Code::Unsupported,
               fmt::format("consumer {} > {} is a push consumer", stream, consumer))
      .hint(fmt::format("`nats consumer sub {} {}` receives its messages", stream, consumer));
}

Error refused(const jetstream::Message& answer, std::chrono::nanoseconds timeout) {
  if (answer.status == kNoMessages || answer.status == kExpired) {
    return Error(Code::Timeout,
                 fmt::format("no message received within {}", text::print_duration(timeout)))
        .hint("--timeout waits longer");
  }
  if (answer.status == kNoResponders) {
    return Error(Code::Unreachable, "no message received: no responders");
  }
  return Error(Code::Conflict,
               fmt::format("no message received: {}", answer.description.empty()
                                                          ? fmt::format("status {}", answer.status)
                                                          : answer.description));
}

}  // namespace

Result<void> check_pullable(cli::Context& ctx, const std::string& stream,
                            const std::string& consumer) {
  for (const auto& usable :
       {jetstream::check_stream_name(stream), jetstream::check_consumer_name(consumer)}) {
    if (!usable) return Error(Code::Usage, usable.error().message());
  }
  const auto info = find_consumer(ctx, stream, consumer, {.all = true, .never_ask = true});
  if (info && !info->config.is_pull()) return push_consumer(stream, consumer);
  if (!info && info.error().code() == Code::NotFound) return info.error();
  return {};
}

Result<jetstream::Message> pull_one(cli::Context& ctx, const std::string& stream,
                                    const std::string& consumer) {
  NATSOP_TRY(const auto* const settings, ctx.settings());
  NATSOP_TRY(auto* const api, ctx.jetstream());
  NATSOP_TRY(auto* const transport, ctx.transport());
  const jetstream::PullRequest request{.expires = settings->timeout, .batch = 1};
  const auto subject = api->subjects().consumer_next(stream, consumer);
  auto answer =
      transport->request(subject, request.to_doc().dump(), {}, settings->timeout + kGrace);
  if (answer && answer->status == 0) return answer;
  if (answer) return refused(*answer, settings->timeout);
  const auto& error = answer.error();
  auto told = Error(error.code(), fmt::format("no message received: {}", error.message()));
  told.hint(error.code() == Code::Unreachable
                ? fmt::format("nothing answers on \"{}\": check the account's imports, and "
                              "--js-api-prefix or --js-domain",
                              subject)
                : error.hint());
  return told;
}

}  // namespace natsop::commands::nats::consumer
