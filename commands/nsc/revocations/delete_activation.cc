#include <fmt/format.h>

#include "commands/nsc/revocations/activations.h"
#include "commands/nsc/revocations/cutoff.h"
#include "commands/nsc/revocations/revocations.h"
#include "commands/nsc/session/account_changes.h"
#include "commands/nsc/session/ask.h"

namespace natsop::commands::nsc::revocations {
namespace {

namespace jwt = identity::jwt;

struct Options {
  ExportChoice of;
  std::string target;
};

void flags(cli::Command& c, Options& o) {
  export_flags(c, o.of);
  c.flag("--target-account,-t", o.target,
         "Account whose activation counts again: name, public key, or * for the revocation of all")
      .placeholder("ACCOUNT");
}

Result<void> ask_all(const Session& session, Options& o, std::string& signer) {
  NATSOP_CHECK(ask(session, o.of));
  NATSOP_TRY(auto claims, session.store().account_claims(o.of.account));
  NATSOP_TRY(const auto* exported, find_export(claims, o.of));
  std::vector<std::string> keys;
  for (const auto& [key, at] : exported->revocations) keys.push_back(key);
  if (!keys.empty()) {
    NATSOP_TRY(const auto index, ask_choice(session, "select account to delete", keys, o.target));
    o.target = keys[index];
  }
  NATSOP_TRY(signer, ask_signer(session, {.account = o.of.account}));
  return {};
}

Result<std::string> remove(const Session& session, jwt::Export& exported,
                           const std::string& given) {
  const auto what = fmt::format("{} {}", jwt::name_of(exported.type), title_of(exported));
  if (exported.revocations.empty()) {
    return Error(Code::NotFound, fmt::format("{} has no revocations", what));
  }
  NATSOP_TRY(const auto target, target_key(session, given));
  if (!jwt::clear_revocation(exported.revocations, target)) {
    std::vector<std::string> keys;
    for (const auto& [key, at] : exported.revocations) keys.push_back(key);
    return Error(Code::NotFound, fmt::format("{} has no revocation for \"{}\"", what, target))
        .hint(suggestion(target, keys));
  }
  return target == kEverybody ? fmt::format("deleted {} revocation for all accounts", what)
                              : fmt::format("deleted {} revocation for account {}", what, target);
}

Result<void> run(const Options& given, cli::Context& ctx) {
  NATSOP_TRY(const Session session, Session::open_store(ctx));
  Options o = given;
  std::string signer_value;
  if (session.interactive()) NATSOP_CHECK(ask_all(session, o, signer_value));
  NATSOP_TRY(const auto account, session.account(o.of.account));

  NATSOP_TRY(auto tx, session.begin());
  NATSOP_TRY(auto claims, session.store().account_claims(account));
  NATSOP_TRY(auto* exported, find_export(claims, o.of));
  NATSOP_TRY(const auto done, remove(session, *exported, o.target));
  NATSOP_TRY(const auto signer, session.signer({.account = account, .value = signer_value}));
  render::Report report;
  report.summarised();
  report.ok(done);
  NATSOP_CHECK(save_account(session, tx, account, claims, signer, report));
  return show_report(ctx, report);
}

}  // namespace

void delete_activation(cli::Command& parent) {
  parent.leaf<Options>(
      {.name = "delete_activation",
       .aliases = {"delete-activation"},
       .summary = "Let a revoked activation count again",
       .examples = {"nsc revocations delete-activation --account A --subject 'orders.>' "
                    "--target-account B"},
       .impact = cli::Impact::ReadWrite},
      flags, run);
}

}  // namespace natsop::commands::nsc::revocations
