#include <fmt/format.h>

#include "commands/nsc/add/add.h"
#include "commands/nsc/add/import_options.h"
#include "commands/nsc/session/account_changes.h"
#include "commands/nsc/session/web.h"
#include "core/http/fetch.h"
#include "core/identity/creds.h"
#include "core/identity/jwt/token.h"

namespace natsop::commands::nsc::add {

namespace jwt = identity::jwt;

namespace {

void flags(cli::Command& c, ImportOptions& o) {
  c.flag("--account,-a", o.account, "Account that imports: name or public key")
      .placeholder("ACCOUNT");
  c.flag("--src-account", o.src_account, "Account that exports: name or public key")
      .placeholder("ACCOUNT");
  c.flag("--remote-subject", o.remote_subject, "Subject in the exporting account")
      .placeholder("SUBJECT");
  c.flag("--local-subject,-s", o.local_subject,
         "Subject in the importing account, with $1 … for the remote subject's wildcards")
      .placeholder("SUBJECT");
  c.flag("--name,-n", o.name, "Name of the import; the remote subject when it is not given")
      .placeholder("NAME");
  c.flag("--service", o.service, "A service instead of a stream; an activation knows it by itself");
  c.flag("--token,-u", o.token, "Activation for a private export: file or URL").placeholder("FILE");
  c.flag("--share", o.share,
         "Share information about requesters when a service's latency is tracked");
  c.flag("--allow-trace", o.allow_trace, "Let message traces of a stream in");
}

/// Either an activation says it all, or source and subject are given.
Result<void> check_given(const ImportOptions& o) {
  const bool source = !o.src_account.empty();
  const bool subject = !o.remote_subject.empty();
  if (!o.token.empty() && (source || subject)) {
    return Error(Code::Usage,
                 "private imports require src-account, remote-subject and service to be unset")
        .hint("the activation of --token names account and subject");
  }
  if (o.token.empty() && !(source && subject)) {
    return Error(Code::Usage, "public imports require src-account, remote-subject")
        .hint("give both, or an activation with --token");
  }
  return {};
}

jwt::Import import_of(const ImportOptions& o) {
  jwt::Import made;
  made.name = o.name.empty() ? o.remote_subject : o.name;
  made.subject = o.remote_subject;
  made.local_subject = o.local_subject;
  made.account = o.src_account;
  made.token = o.activation;
  made.type = o.service ? jwt::ExportType::Service : jwt::ExportType::Stream;
  made.share = o.service && o.share;
  made.allow_trace = !o.service && o.allow_trace;
  return made;
}

Result<void> check_import(const jwt::AccountClaims& claims, const jwt::Import& made,
                          const ImportOptions& o) {
  if (made.account == claims.subject) return Error(Code::Invalid, "export issuer is this account");
  if (o.share && !o.service) return Error(Code::Usage, "only services can set the share property");
  if (o.allow_trace && o.service)
    return Error(Code::Usage, "allow trace is only applicable to streams");
  for (const auto& there : claims.imports) {
    if (there.type != made.type || there.account != made.account || there.subject != made.subject)
      continue;
    return Error(Code::Exists, fmt::format("account already imports {} \"{}\" from {}",
                                           jwt::name_of(made.type), made.subject, made.account));
  }
  return {};
}

Result<void> run(const ImportOptions& given, cli::Context& ctx) {
  NATSOP_TRY(const Session session, Session::open_store(ctx));
  ImportOptions o = given;
  std::string signer_value;
  if (session.interactive()) {
    NATSOP_CHECK(ask_import(session, o, signer_value));
  } else {
    NATSOP_CHECK(check_given(o));
  }
  NATSOP_TRY(const auto account, session.account(o.account));
  if (!o.token.empty() && o.activation.empty()) {
    NATSOP_TRY(const auto importer, session.store().account_claims(account));
    NATSOP_TRY(o.activation, read_activation(session, o.token));
    NATSOP_CHECK(use_activation(o, importer.subject));
  }
  NATSOP_TRY(o.src_account, session.account_key(o.src_account));
  const auto made = import_of(o);

  NATSOP_TRY(auto tx, session.begin());
  NATSOP_TRY(const auto before, session.store().account_claims(account));
  NATSOP_CHECK(check_import(before, made, o));
  auto claims = before;
  claims.imports.push_back(made);
  NATSOP_CHECK(check_change(before, claims, session.now()));
  NATSOP_TRY(const auto signer, session.signer({.account = account, .value = signer_value}));
  render::Report report;
  NATSOP_CHECK(save_account(session, tx, account, claims, signer, report));
  if (report.level() != render::Report::Level::Error) {
    report.ok(fmt::format("added {} import \"{}\"", jwt::name_of(made.type), made.subject));
  }
  return show_report(ctx, report);
}

}  // namespace

Result<std::string> read_activation(const Session& session, const std::string& token) {
  std::string from = token;
  if (!http::is_url(token)) {
    NATSOP_TRY(const auto path, session.expand(token));
    from = path.string();
  }
  const auto doing = fmt::format("loading the activation `{}`", token);
  auto text = read_url_or_file(from);
  if (!text) return std::move(text).error().during(doing);
  auto activation = identity::parse_decorated_jwt(*text);
  if (auto claims = jwt::decode_activation(activation); !claims) {
    return std::move(claims).error().during(doing);
  }
  return activation;
}

Result<void> use_activation(ImportOptions& o, const std::string& importer) {
  NATSOP_TRY(const auto claims, jwt::decode_activation(o.activation));
  if (claims.subject != "public" && claims.subject != importer) {
    return Error(Code::Denied,
                 fmt::format("activation is not intended for this account - it is for \"{}\"",
                             claims.subject));
  }
  if (o.name.empty()) o.name = claims.name;
  o.remote_subject = claims.import_subject;
  o.service = claims.import_type == jwt::ExportType::Service;
  if (o.service && o.local_subject.empty()) o.local_subject = o.remote_subject;
  o.src_account = claims.issuer_account.empty() ? claims.issuer : claims.issuer_account;
  return {};
}

void imported(cli::Command& parent) {
  parent.leaf<ImportOptions>(
      {.name = "import",
       .summary = "Add an import: a stream or service of another account",
       .examples =
           {"nsc add import --account B --src-account A --remote-subject 'orders.>'",
            "nsc add import --account B --src-account A --service --remote-subject help.request",
            "nsc add import --account B --token audit.tok --local-subject audit"},
       .impact = cli::Impact::ReadWrite},
      flags, run);
}

}  // namespace natsop::commands::nsc::add
