#include <fmt/format.h>

#include "cli/context.h"
#include "commands/nats/consumer/consumer.h"
#include "commands/nats/consumer/definition.h"
#include "commands/nats/consumer/find.h"
#include "commands/nats/consumer/page.h"
#include "core/jetstream/api_level.h"

namespace natsop::commands::nats::consumer {
namespace {

constexpr int kConsumerNotFound = 10014;

struct Options {
  std::string stream;
  std::string source;
  std::string destination;
  Definition definition;
};

void flags(cli::Command& c, Options& o) {
  c.arg("stream", o.stream, "The stream that the consumers read").required();
  c.arg("source", o.source, "The consumer to copy").required();
  c.arg("destination", o.destination, "The name of the copy").required();
  birth_flags(c, o.definition);
  change_flags(c, o.definition);
}

/// Older servers know no "create only", and would change the existing consumer.
Result<void> must_be_new(jetstream::Api& api, const Options& o) {
  const auto existing = api.consumer_info(o.stream, o.destination);
  if (existing) {
    return Error(Code::Exists, fmt::format("consumer {} > {} exists", o.stream, o.destination))
        .hint(fmt::format("`nats consumer edit {} {}` changes it", o.stream, o.destination));
  }
  if (existing.error().api_code() != kConsumerNotFound) return existing.error();
  return {};
}

Result<void> run(const Options& o, cli::Context& ctx) {
  NATSOP_TRY(const auto source, find_consumer(ctx, o.stream, o.source, {.never_ask = true}));
  NATSOP_TRY(auto* const api, ctx.jetstream());
  NATSOP_CHECK(must_be_new(*api, o));
  auto config = source.config;
  config.metadata = jetstream::without_server_metadata(config.metadata);
  config.name = o.destination;
  const bool durable = !source.config.durable_name.empty() && !o.definition.ephemeral;
  config.durable_name = durable ? o.destination : std::string();
  if (o.definition.deliver) config.deliver_policy = jetstream::DeliverPolicy::All;
  NATSOP_CHECK(apply(o.definition, ctx.clock().now(), config));
  NATSOP_TRY(const auto made,
             api->create_consumer(o.stream, config, jetstream::ConsumerAction::Create));
  return ctx.show(info_page(made, ctx.style()));
}

}  // namespace

void copy(cli::Command& parent) {
  parent.leaf<Options>({.name = "copy",
                        .aliases = {"cp"},
                        .summary = "Make a consumer like another one",
                        .description = "The copy starts anew: it has the configuration, not the "
                                       "place in the stream. Flags change what the copy has.",
                        .examples = {"nats consumer copy ORDERS NEW NEWER --deliver new"},
                        .scope = cli::Scope::User,
                        .impact = cli::Impact::ReadWrite,
                        .data = true},
                       flags, run);
}

}  // namespace natsop::commands::nats::consumer
