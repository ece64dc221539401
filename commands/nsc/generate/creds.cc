#include "core/identity/creds.h"

#include <fmt/format.h>

#include "commands/nsc/generate/generate.h"
#include "commands/nsc/generate/output.h"
#include "commands/nsc/session/ask.h"

namespace natsop::commands::nsc::generate {
namespace {

struct Options {
  std::string account;
  std::string name;
  std::string file{kStandardOutput};
};

void flags(cli::Command& c, Options& o) {
  c.flag("--account,-a", o.account, "Account of the user: name or public key")
      .placeholder("ACCOUNT");
  c.flag("--name,-n", o.name, "Name of the user; not needed when there is only one")
      .placeholder("NAME");
  c.flag("--output-file,-o", o.file, "File to write, -- for standard output").placeholder("FILE");
}

Result<identity::Secret> creds_of(const Session& session, const std::string& account,
                                  const std::string& user) {
  NATSOP_TRY(const auto claims, session.store().user_claims(account, user));
  NATSOP_TRY(const auto token, session.store().user_token(account, user));
  const auto key = session.keystore().load(claims.subject);
  if (!key && key.error().code() != Code::NotFound) return key.error();
  if (!key || !key->has_seed()) {
    return Error(Code::NotFound,
                 fmt::format("the seed of user \"{}\" is not in the keystore", user))
        .hint(fmt::format("it belongs at {}",
                          session.shown(session.keystore().key_path(claims.subject))));
  }
  NATSOP_TRY(const auto seed, key->seed());
  return identity::format_creds(token, seed);
}

Result<void> run(const Options& given, cli::Context& ctx) {
  NATSOP_TRY(const Session session, Session::open_store(ctx));
  Options o = given;
  if (session.interactive()) {
    NATSOP_TRY(o.account, ask_account(session, o.account));
    if (o.name.empty()) {
      NATSOP_TRY(o.name, ask_user(session, o.account));
    }
  }
  NATSOP_TRY(const auto account, session.account(o.account));
  NATSOP_TRY(const auto user, session.user(account, o.name));
  NATSOP_TRY(const auto creds, creds_of(session, account, user));
  NATSOP_CHECK(write_output(session, o.file, creds.reveal(), kPrivateFile));
  if (to_standard_output(o.file)) return {};
  render::Report report;
  report.ok("wrote credentials to " + shown_output(session, o.file));
  NATSOP_CHECK(show_report(ctx, report));
  note_generated(session, o.file);
  return {};
}

}  // namespace

void creds(cli::Command& parent) {
  parent.leaf<Options>({.name = "creds",
                        .summary = "Generate a user's credentials file",
                        .examples = {"nsc generate creds --account A --name u > u.creds",
                                     "nsc generate creds -a A -n u -o u.creds"},
                        .impact = cli::Impact::ReadOnly},
                       flags, run);
}

}  // namespace natsop::commands::nsc::generate
