#include "commands/nats/consumer/find.h"

namespace natsop::commands::nats::consumer {
namespace {

constexpr int kConsumerNotFound = 10014;
constexpr int kStreamNotFound = 10059;

}  // namespace

Result<jetstream::ConsumerInfo> find_consumer(cli::Context& ctx, const std::string& stream,
                                              const std::string& consumer, const Picking& how) {
  if (!stream.empty() && !consumer.empty()) {
    NATSOP_TRY(auto* const api, ctx.jetstream());
    auto info = api->consumer_info(stream, consumer);
    if (info) return info;
    const auto code = info.error().api_code();
    if (code == kConsumerNotFound) return pick_consumer(ctx, stream, consumer, how);
    // A name that nothing can have is for the picker to explain.
    if (code != kStreamNotFound && info.error().code() != Code::Invalid) return info;
  }
  NATSOP_TRY(const auto picked, pick_stream(ctx, stream, how));
  return pick_consumer(ctx, picked.config.name, consumer, how);
}

}  // namespace natsop::commands::nats::consumer
