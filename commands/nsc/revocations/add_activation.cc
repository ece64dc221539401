#include <fmt/format.h>

#include "commands/nsc/revocations/activations.h"
#include "commands/nsc/revocations/cutoff.h"
#include "commands/nsc/revocations/revocations.h"
#include "commands/nsc/session/account_changes.h"
#include "commands/nsc/session/ask.h"

namespace natsop::commands::nsc::revocations {
namespace {

struct Options {
  ExportChoice of;
  Cutoff cutoff;
  std::string target;
};

void flags(cli::Command& c, Options& o) {
  export_flags(c, o.of);
  cutoff_flag(c, o.cutoff);
  c.flag("--target-account,-t", o.target,
         "Account whose activation is revoked: name, public key, or * for all")
      .placeholder("ACCOUNT");
}

Result<void> ask_all(const Session& session, Options& o, std::string& signer) {
  NATSOP_CHECK(ask(session, o.of));
  NATSOP_TRY(o.target, ask_name(session, "target account public key, name or * for all", o.target));
  NATSOP_CHECK(ask(session, o.cutoff));
  NATSOP_TRY(signer, ask_signer(session, {.account = o.of.account}));
  return {};
}

Result<void> run(const Options& given, cli::Context& ctx) {
  NATSOP_TRY(const Session session, Session::open_store(ctx));
  Options o = given;
  std::string signer_value;
  if (session.interactive()) NATSOP_CHECK(ask_all(session, o, signer_value));
  NATSOP_TRY(const auto account, session.account(o.of.account));
  NATSOP_TRY(const auto until, seconds(o.cutoff, session));

  NATSOP_TRY(auto tx, session.begin());
  NATSOP_TRY(auto claims, session.store().account_claims(account));
  NATSOP_TRY(auto* exported, find_export(claims, o.of));
  NATSOP_TRY(const auto target, target_key(session, o.target));
  NATSOP_TRY(const auto signer, session.signer({.account = account, .value = signer_value}));
  identity::jwt::revoke(exported->revocations, target, until);
  render::Report report;
  report.summarised();
  report.ok(
      target == kEverybody
          ? fmt::format("revoked all activations for \"{}\" issued before {}", title_of(*exported),
                        shown_cutoff(until))
          : fmt::format("revoked activation \"{}\" for account {}", title_of(*exported), target));
  NATSOP_CHECK(save_account(session, tx, account, claims, signer, report));
  return show_report(ctx, report);
}

}  // namespace

void add_activation(cli::Command& parent) {
  parent.leaf<Options>(
      {.name = "add_activation",
       .aliases = {"add-activation"},
       .summary = "Revoke an activation of a private export",
       .examples = {"nsc revocations add-activation --account A --subject 'orders.>' "
                    "--target-account B"},
       .impact = cli::Impact::ReadWrite},
      flags, run);
}

}  // namespace natsop::commands::nsc::revocations
