#include <fmt/format.h>

#include "commands/nsc/push/push.h"
#include "core/client/scatter.h"
#include "core/identity/push.h"
#include "core/identity/resolver.h"

namespace natsop::commands::nsc::push {
namespace {

using identity::Resolver;
using identity::ResolverListing;
using identity::ResolverReply;
using render::Report;

/// What was not answered, or by too few.
void tell_silence(const ResolverReply& reply, std::string_view operation, Report& step) {
  if (const auto silence = reply.silence(operation); !silence.empty()) step.error(silence);
  if (reply.missing > 0 && !reply.answers.empty()) {
    step.warn(fmt::format("{} nats-server did not answer in time", reply.missing));
  }
}

Result<void> push_all(const Session& session, const Plan& plan, Resolver& resolver, Report& step) {
  NATSOP_TRY(const auto items, identity::push_items(session.store(), plan.accounts));
  NATSOP_TRY(const auto replies, identity::push_accounts(resolver, items));
  for (std::size_t i = 0; i < items.size(); ++i) {
    auto& account =
        step.group(fmt::format("push {} to nats-server with nats account resolver", items[i].name));
    for (const auto& answer : replies[i].answers) {
      if (answer.done()) {
        account.ok(fmt::format("pushed \"{}\" to nats-server {}: {}", items[i].name,
                               answer.server_name, answer.message()));
      } else {
        account.error(answer.problem());
      }
    }
    tell_silence(replies[i], "push account", account);
    account.ok(fmt::format("pushed to a total of {} nats-server", replies[i].done_count()));
  }
  return {};
}

/// Lists what the servers have; nothing when one of them failed, so that nothing is pruned on a
/// half-known state.
Result<std::optional<ResolverListing>> list(const std::map<std::string, std::string>& names,
                                            Resolver& resolver, Report& step) {
  NATSOP_TRY(auto listing, identity::list_resolver_accounts(resolver));
  bool good = true;
  for (const auto& answer : listing.reply.answers) {
    if (answer.done()) continue;
    step.error(answer.problem());
    good = false;
  }
  for (const auto& server : listing.servers) {
    auto& found = step.group(
        fmt::format("list {} accounts from nats-server {}", server.accounts.size(), server.name));
    for (const auto& key : server.accounts) {
      const auto name = names.find(key);
      found.ok(name == names.end() ? fmt::format("account {} only exists in server", key)
                                   : fmt::format("account {} named {} exists", key, name->second));
    }
  }
  tell_silence(listing.reply, "list accounts", step);
  if (listing.servers.empty()) good = false;
  if (!good) return std::nullopt;
  step.ok(fmt::format("listed accounts from a total of {} nats-server", listing.servers.size()));
  return listing;
}

Result<std::size_t> remove(const Session& session, const std::vector<std::string>& accounts,
                           Resolver& resolver, Report& step) {
  const identity::SignerResolver signers(
      session.store(), session.keystore(),
      [&session](std::string_view path) { return session.expand(path); });
  NATSOP_TRY(const auto key, signers.resolve_request_key(session.ctx().nsc().private_key));
  NATSOP_TRY(auto request, identity::delete_request(accounts, key, session.now()));
  NATSOP_TRY(const auto reply, identity::delete_resolver_accounts(resolver, std::move(request)));
  for (const auto& answer : reply.answers) {
    if (answer.done()) {
      step.ok(fmt::format("pruned nats-server {}: {}", answer.server_name, answer.message()));
    } else {
      step.error(answer.problem());
    }
  }
  tell_silence(reply, "prune", step);
  return reply.answers.size();
}

Result<void> prune(const Session& session, Resolver& resolver, Report& step) {
  NATSOP_TRY(const auto names, identity::account_names(session.store()));
  NATSOP_TRY(const auto listing, list(names, resolver, step));
  if (!listing) return {};
  const auto unknown = listing->unknown(names);
  if (unknown.empty()) {
    step.ok("nothing to prune");
    return {};
  }
  NATSOP_TRY(const std::size_t answered, remove(session, unknown, resolver, step));
  const std::size_t listed = listing->servers.size();
  if (answered < listed) {
    step.error(
        fmt::format("Fewer server responded to 'prune' ({}) than to 'list' ({}). Accounts "
                    "may not be completely pruned.",
                    answered, listed));
  } else if (answered > listed) {
    step.warn(
        fmt::format("More servers responded to 'prune' ({}) than to 'list' ({}). Not every "
                    "Account may have been included for pruning.",
                    answered, listed));
  }
  return {};
}

Result<void> diff(const Session& session, Resolver& resolver, Report& step) {
  NATSOP_TRY(const auto names, identity::account_names(session.store()));
  NATSOP_TRY(const auto listing, list(names, resolver, step));
  return {};
}

/// Puts an error that stopped a job into its steps: what was done before it stays visible.
Result<void> noted(Result<void> done, Report& step) {
  if (!done) step.error(done.error().one_line());
  return done;
}

Result<void> look_after(const Session& session, const Plan& plan, Resolver& resolver,
                        Report& report) {
  if (plan.diff) {
    auto& step = report.group("diff nats-server with nats account resolver");
    return noted(diff(session, resolver, step), step);
  }
  if (!plan.prune && plan.removal.empty()) return {};
  auto& step = report.group("prune nats-server with nats account resolver");
  if (plan.prune) return noted(prune(session, resolver, step), step);
  const auto answered = remove(session, {plan.removal}, resolver, step);
  return noted(answered ? Result<void>() : answered.error(), step);
}

}  // namespace

Result<void> to_resolvers(const Session& session, const Plan& plan, Report& report) {
  auto system = connect_system(session, plan.system, plan.url, "nsc_push", identity::push_login());
  if (!system) {
    report.error(system.error().message());
    return std::move(system).error();
  }
  client::Scatter scatter(*system->connection);
  Resolver resolver(scatter, {.timeout = plan.timeout});
  if (!plan.accounts.empty()) {
    auto& step = report.group(fmt::format("push to nats-server \"{}\" using system account \"{}\"",
                                          plan.url, system->account));
    NATSOP_CHECK(noted(push_all(session, plan, resolver, step), step));
  }
  return look_after(session, plan, resolver, report);
}

}  // namespace natsop::commands::nsc::push
