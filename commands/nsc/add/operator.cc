#include <fmt/format.h>

#include <algorithm>

#include "commands/nsc/add/add.h"
#include "commands/nsc/session/ask.h"
#include "commands/nsc/session/claim_flags.h"
#include "commands/nsc/session/operator_source.h"
#include "commands/nsc/session/session.h"
#include "commands/nsc/session/signing_keys.h"
#include "commands/nsc/session/system_account.h"
#include "core/identity/jwt/token.h"

namespace natsop::commands::nsc::add {
namespace {

namespace jwt = identity::jwt;
using identity::KeyKind;
using identity::KeyPair;

constexpr const char* kServerVersion =
    "When running your own nats-server, make sure they run at least version 2.2.0";

struct Options {
  std::string argument;
  std::string name;
  std::string url;
  TimeOptions times;
  bool force = false;
  bool generate_signing_key = false;
  bool system_account = false;
};

void flags(cli::Command& c, Options& o) {
  c.arg("name", o.argument, "Name of the operator; * for a random one");
  c.flag("--name,-n", o.name, "Name of the operator").placeholder("NAME");
  c.flag("--sys,-s", o.system_account, "Also add the system account SYS with the user sys");
  c.flag("--generate-signing-key", o.generate_signing_key, "Also add a signing key");
  c.flag("--url,-u", o.url, "Import an operator's JWT: URL, file or well-known name")
      .placeholder("URL");
  c.flag("--force", o.force, "With --url: replace an operator that is here already");
  time_flags(c, o.times);
}

/// `key` is what -K takes; empty: a new one.
Result<void> ask(const Session& session, Options& o, std::string& key) {
  NATSOP_TRY(const bool import, ask_yes(session, "import operator from a JWT", true));
  if (import) {
    NATSOP_TRY(o.url, ask_name(session, "path or url for operator jwt", o.url));
    o.system_account = false;
    return {};
  }
  NATSOP_TRY(o.name, ask_name(session, "operator name", o.name));
  NATSOP_CHECK(ask_times(session, o.times));
  NATSOP_TRY(o.system_account, ask_yes(session, "Generate system account?", true));
  NATSOP_TRY(o.generate_signing_key, ask_yes(session, "Generate signing key?", true));
  if (key.empty()) {
    NATSOP_TRY(key, ask_key(session, "an operator", KeyKind::Operator, ""));
  }
  return {};
}

Result<void> check_options(const Options& o, const std::string& key) {
  if (o.url.empty() && o.force) return Error(Code::Usage, "force only works with -u");
  if (!o.url.empty() && o.system_account) {
    return Error(Code::Usage,
                 "importing an operator is not compatible with system account generation");
  }
  if (o.generate_signing_key && (!o.url.empty() || !key.empty())) {
    return Error(Code::Usage, "signing key can not be added when importing the operator")
        .hint("`nsc edit operator --sk generate` adds one afterwards");
  }
  return {};
}

Error exists(render::Report& report, const std::string& name) {
  const auto what = fmt::format("operator named {} exists already", name);
  report.error(what + " please inspect and use --force to overwrite");
  return Error(Code::Exists, what);
}

Result<void> add_new(Session& session, const Options& o, const std::string& key_value) {
  auto& ctx = session.ctx();
  NATSOP_TRY(const auto name, new_name(ctx, "operator", o.name));
  NATSOP_CHECK(check(o.times, session.seconds()));
  NATSOP_TRY(auto tx, session.begin());
  render::Report report;
  const auto there = session.config().operators();
  if (std::ranges::find(there, name) != there.end()) {
    auto error = exists(report, name);
    return show_report(ctx, report,
                       std::move(error).hint(
                           "choose another --name, or another store folder with `nsc env -s DIR`"));
  }
  NATSOP_TRY(const auto store, identity::Store::create(tx, name, false));
  NATSOP_TRY(const auto key, key_value.empty() ? generate_key(session, tx, KeyKind::Operator)
                                               : session.key_given(key_value, KeyKind::Operator));
  auto claims = jwt::OperatorClaims::create(key.public_text());
  claims.name = name;
  apply(o.times, claims, session.seconds());
  KeyPair account_signer = key;
  if (o.generate_signing_key) {
    NATSOP_TRY(account_signer, generate_key(session, tx, KeyKind::Operator));
    claims.signing_keys.push_back(account_signer.public_text());
  }
  std::optional<SystemAccount> system;
  if (o.system_account) {
    NATSOP_TRY(system, queue_system_account(session, tx, store, account_signer));
    claims.system_account = system->account_key;
  }
  NATSOP_TRY(std::string token, jwt::encode(claims, key, session.now()));
  store.put_operator(tx, std::move(token));
  NATSOP_CHECK(tx.commit());

  if (key_value.empty())
    report.ok(fmt::format("generated and stored operator key \"{}\"", claims.subject));
  report.ok(fmt::format("added operator \"{}\"", name));
  report.ok(kServerVersion);
  if (o.generate_signing_key) {
    report.ok(fmt::format("created operator signing key: {}", account_signer.public_text()));
  }
  if (system) report_system_account(session, *system, report);
  NATSOP_CHECK(session.select_operator(name));
  return show_report(ctx, report);
}

Result<void> add_imported(Session& session, const Options& o) {
  auto& ctx = session.ctx();
  NATSOP_TRY(const auto source, read_operator(session, o.url));
  NATSOP_TRY(const auto name, new_name(ctx, "operator", o.name.empty() ? source.name : o.name));
  NATSOP_TRY(auto tx, session.begin());
  render::Report report;
  const auto there = session.config().operators();
  const bool replaces = std::ranges::find(there, name) != there.end();
  if (replaces && !o.force) return show_report(ctx, report, exists(report, name));
  const auto opened = replaces ? identity::Store::open(session.config().store_root() / name)
                               : identity::Store::create(tx, name, true);
  if (!opened) return opened.error();
  if (replaces) {
    const auto before = opened->operator_claims();
    if (before && before->subject != source.claims.subject) {
      report.warn("existing and new operator represent different entities, forced to continue");
    }
  }
  opened->put_operator(tx, source.token);
  NATSOP_CHECK(tx.commit());
  report.ok(fmt::format("imported operator \"{}\"", name));
  report.ok(kServerVersion);
  NATSOP_CHECK(session.select_operator(name));
  return show_report(ctx, report);
}

Result<void> run(const Options& given, cli::Context& ctx) {
  NATSOP_TRY(Session session, Session::open(ctx));
  Options o = given;
  o.name = name_or_argument(o.name, o.argument);
  std::string key = ctx.nsc().private_key;
  if (session.interactive()) NATSOP_CHECK(ask(session, o, key));
  NATSOP_CHECK(check_options(o, key));
  return o.url.empty() ? add_new(session, o, key) : add_imported(session, o);
}

}  // namespace

void operator_entity(cli::Command& parent) {
  parent.leaf<Options>(
      {.name = "operator",
       .summary = "Add an operator with a store of its own, and select it",
       .description =
           {"The operator gets a new key, unless -K gives one. An operator that is imported with "
            "--url is managed by somebody else: its accounts sign themselves and are exchanged "
            "with its account server."},
       .examples = {"nsc add operator --name OP --sys --generate-signing-key",
                    "nsc add operator --url https://example.com/jwt/v1/operator"},
       .impact = cli::Impact::ReadWrite},
      flags, run);
}

}  // namespace natsop::commands::nsc::add
