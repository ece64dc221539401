#include <fmt/format.h>

#include "cli/context.h"
#include "commands/nats/account/account.h"
#include "commands/nats/account/page.h"
#include "core/client/connection.h"
#include "core/system/fleet.h"

namespace natsop::commands::nats::account {
namespace {

struct Options {};

void flags(cli::Command&, Options&) {}

/// Who the server takes us for. Nothing from servers before 2.10, which do not tell.
std::optional<json::Doc> who_am_i(client::Connection& connection,
                                  std::chrono::nanoseconds timeout) {
  const auto answer = connection.request("$SYS.REQ.USER.INFO", "", {}, timeout);
  if (!answer || answer->status != 0) return std::nullopt;
  const auto doc = json::Doc::parse(answer->data);
  if (!doc || !doc->at("/data").is_object()) return std::nullopt;
  return doc->at("/data");
}

Result<void> run(const Options&, cli::Context& ctx) {
  NATSOP_TRY(auto* const connection, ctx.connection());
  NATSOP_TRY(const auto* const settings, ctx.settings());
  Facts facts;
  NATSOP_TRY(facts.server, connection->server_info());
  NATSOP_TRY(facts.rtt, connection->rtt());
  facts.user = who_am_i(*connection, settings->timeout);
  if (facts.user) {
    facts.system = system::Fleet(*connection, ctx.clock(), settings->timeout).count().has_value();
  }
  NATSOP_TRY(auto* const api, ctx.jetstream());
  if (auto jetstream = api->account_info()) {
    facts.jetstream = *std::move(jetstream);
  } else {
    facts.trouble = jetstream.error();
  }
  return ctx.show(info_page(facts));
}

}  // namespace

void info(cli::Command& parent) {
  parent.leaf<Options>(
      {.name = "info",
       .aliases = {"nfo"},
       .summary = "Who is logged in, what they may do, and what JetStream they use",
       .examples = {"nats account info", "nats account info -o json"},
       .scope = cli::Scope::User,
       .impact = cli::Impact::ReadOnly,
       .data = true},
      flags, run);
}

}  // namespace natsop::commands::nats::account
