#include <fmt/format.h>

#include "commands/nsc/generate/generate.h"
#include "commands/nsc/session/ask.h"
#include "core/base/files.h"
#include "core/json/doc.h"

namespace natsop::commands::nsc::generate {
namespace {

struct Options {
  std::string account;
  std::string user;
  std::string context;
};

void flags(cli::Command& c, Options& o) {
  c.flag("--account,-a", o.account, "Account of the user: name or public key")
      .placeholder("ACCOUNT");
  c.flag("--user,-u", o.user, "User; not needed when there is only one").placeholder("USER");
  c.flag("--context", o.context, "Name of the context").placeholder("NAME");
}

json::Doc document(const Session& session, const std::string& account, const std::string& user,
                   const identity::jwt::OperatorClaims& operator_claims) {
  auto doc = json::Doc::object(
      {{"nsc", fmt::format("nsc://{}/{}/{}", session.store().name(), account, user)}});
  if (!operator_claims.service_urls.empty()) {
    doc.put("url", operator_claims.service_urls.front());
  }
  const auto& keystore = session.keystore();
  if (keystore.has_creds(session.store().name(), account, user)) {
    doc.put("creds", keystore.creds_path(session.store().name(), account, user).string());
  }
  return doc;
}

Result<void> run(const Options& o, cli::Context& ctx) {
  NATSOP_TRY(const Session session, Session::open_store(ctx));
  if (o.context.empty()) return Error(Code::Usage, "a context name is required").hint("--context");
  NATSOP_CHECK(identity::check_entity_name("context name", o.context));
  NATSOP_TRY(const auto account, session.account(o.account));
  NATSOP_TRY(const auto user, session.user(account, o.user));
  NATSOP_TRY(const auto claims, session.store().operator_claims());
  const auto dir = session.config().locations().contexts_dir;
  const auto path = dir / (o.context + ".json");
  NATSOP_CHECK(make_dirs(dir, kPrivateDir));
  auto written =
      write_new_file(path, document(session, account, user, claims).dump_go(), kPrivateFile);
  if (!written) {
    if (written.error().code() != Code::Exists) return written;
    return Error(Code::Exists, fmt::format("`{}` already exists", path.string()))
        .hint("choose another --context, or remove that one: `nats context rm`");
  }
  ctx.note(path.string());
  render::Report report;
  report.ok("wrote nats cli context file to " + session.shown(path));
  return show_report(ctx, report);
}

}  // namespace

void nats_context(cli::Command& parent) {
  parent.leaf<Options>({.name = "context",
                        .summary = "Generate a context of the nats CLI for a user",
                        .examples = {"nsc generate context --account A --user u --context a-u"},
                        .impact = cli::Impact::ReadWrite},
                       flags, run);
}

}  // namespace natsop::commands::nsc::generate
