#include "core/identity/jwt/activation.h"

#include <fmt/format.h>

#include "commands/nsc/generate/generate.h"
#include "commands/nsc/generate/output.h"
#include "commands/nsc/session/ask.h"
#include "commands/nsc/session/claim_flags.h"
#include "commands/nsc/session/web.h"
#include "core/identity/account_server.h"
#include "core/identity/creds.h"
#include "core/identity/jwt/subject_rules.h"
#include "core/identity/jwt/token.h"

namespace natsop::commands::nsc::generate {
namespace {

namespace jwt = identity::jwt;
using identity::KeyKind;

struct Options {
  std::string account;
  std::string subject;
  std::string target;
  std::string file{kStandardOutput};
  TimeOptions times;
  bool push = false;
};

void flags(cli::Command& c, Options& o) {
  c.flag("--account,-a", o.account, "Account that exports: name or public key")
      .placeholder("ACCOUNT");
  c.flag("--subject,-s", o.subject, "Subject to allow, within the export's").placeholder("SUBJECT");
  c.flag("--target-account,-t", o.target, "Account that may import: name or public key")
      .placeholder("ACCOUNT");
  time_flags(c, o.times);
  c.flag("--output-file,-o", o.file, "File to write, -- for standard output").placeholder("FILE");
  c.flag("--push", o.push, "Post the token to the operator's account server");
}

std::vector<jwt::Export> private_exports(const jwt::AccountClaims& claims) {
  std::vector<jwt::Export> found;
  for (const auto& each : claims.exports) {
    if (each.token_required) found.push_back(each);
  }
  return found;
}

Error no_private_exports(const std::string& account) {
  return Error(Code::NotFound,
               fmt::format("account \"{}\" doesn't have exports that require an activation token",
                           account))
      .hint("public exports are imported without a token; `nsc add export --private` makes others");
}

std::string own_url(const Session& session) {
  const auto claims = session.store().operator_claims();
  return claims ? claims->account_server_url : std::string();
}

Result<void> ask(const Session& session, Options& o, std::string& signer) {
  NATSOP_TRY(o.account, ask_account(session, o.account));
  NATSOP_TRY(const auto claims, session.store().account_claims(o.account));
  const auto exports = private_exports(claims);
  if (exports.empty()) return no_private_exports(o.account);
  std::vector<std::string> labels;
  for (const auto& each : exports) labels.push_back(export_label(o.account, each));
  NATSOP_TRY(const auto index, ask_choice(session, "select the export", labels));
  NATSOP_TRY(o.subject,
             ask_text(session, "subject", o.subject.empty() ? exports[index].subject : o.subject,
                      valid_subject));
  NATSOP_TRY(o.target, ask_name(session, "target-account public key", o.target));
  NATSOP_CHECK(ask_times(session, o.times));
  NATSOP_TRY(signer, ask_signer(session, {.kind = KeyKind::Account, .account = o.account}));
  const auto url = own_url(session);
  if (!o.push && identity::is_account_server_url(url)) {
    NATSOP_TRY(o.push, ask_yes(session, fmt::format("push the activation to \"{}\"", url), false));
  }
  return {};
}

/// The private export that covers the subject; the only one there is without a subject.
Result<jwt::Export> find_export(const jwt::AccountClaims& claims, const std::string& account,
                                const std::string& subject) {
  const auto exports = private_exports(claims);
  if (exports.empty()) return no_private_exports(account);
  std::vector<std::string> subjects;
  for (const auto& each : exports) subjects.push_back(each.subject);
  if (subject.empty()) {
    if (exports.size() == 1) return exports.front();
    return Error(Code::Usage, "a subject is required").hint(suggestion({}, subjects));
  }
  for (const auto& each : exports) {
    if (jwt::is_contained_in(subject, each.subject)) return each;
  }
  for (const auto& each : claims.exports) {
    if (!each.token_required && jwt::is_contained_in(subject, each.subject)) {
      return Error(Code::Conflict,
                   fmt::format("export \"{}\" is public and needs no activation token", each.name))
          .hint("it is imported with --src-account and --remote-subject");
    }
  }
  return Error(Code::NotFound,
               fmt::format("no private export of account \"{}\" covers \"{}\"", account, subject))
      .hint(suggestion(subject, subjects));
}

Result<jwt::ActivationClaims> claims_of(const Session& session, const Options& o,
                                        const jwt::Export& exported) {
  if (o.target.empty()) {
    return Error(Code::Usage, "a target-account is required")
        .hint("give the name or public key of the account that is to import");
  }
  NATSOP_TRY(const auto target, session.account_key(o.target));
  auto claims = jwt::ActivationClaims::create(target);
  claims.import_subject = o.subject.empty() ? exported.subject : o.subject;
  claims.import_type = exported.type;
  claims.name = claims.import_subject;
  apply(o.times, claims, session.seconds());
  jwt::ValidationResults results;
  jwt::validate(claims, session.now(), results);
  const auto errors = results.texts(jwt::Severity::Error);
  if (!errors.empty()) return Error(Code::Invalid, errors.front());
  return claims;
}

/// "2027-11-21 08:40:27 UTC - In 1 Year"
std::string shown_time(std::int64_t when, text::Seconds now) {
  std::string distance = text::relative_time(text::Seconds(std::chrono::seconds(when)), now);
  bool first = true;
  for (char& c : distance) {
    if (first && c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    first = c == ' ';
  }
  return fmt::format("{} - {}", utc_date(when), distance);
}

Result<void> post(const Session& session, const jwt::ActivationClaims& claims,
                  const std::string& token, render::Report& report) {
  constexpr int kTaken = 200;
  constexpr int kAcceptedMax = 202;
  const std::string base = own_url(session);
  const auto url = identity::activations_url(base);
  NATSOP_TRY(const auto hash, jwt::hash_id(claims));
  Web web;
  auto& step =
      report.group("pushed activation to account server", render::Report::Show::StepsOnTrouble);
  const auto response = web.post(url, "application/jwt", token);
  if (!response) {
    step.label("push activation to account server");
    step.error(response.error().one_line());
    return {};
  }
  if (response->status == kTaken) {
    step.ok("pushed activation to the account server");
  } else if (response->status > kTaken && response->status <= kAcceptedMax) {
    step.warn("pushed activation was accepted by the account server");
  } else {
    step.error(
        fmt::format("failed to push activation to remote server: status {}", response->status));
  }
  const std::string said(identity::trimmed(response->body));
  if (!said.empty()) step.said(said);
  if (response->status <= kAcceptedMax) {
    report.ok(fmt::format("activation accessible at \"{}/{}\"", url, hash));
  }
  return {};
}

Result<void> check_push(const Session& session, const Options& o) {
  if (!o.push) return {};
  const auto url = own_url(session);
  if (identity::is_account_server_url(url)) return {};
  return Error(Code::Unsupported,
               "activations can only be pushed to an account server at an http or https URL")
      .hint(url.empty() ? std::string("the operator has none; hand the token over by yourself")
                        : fmt::format("the operator's is \"{}\"", url));
}

Result<void> run(const Options& given, cli::Context& ctx) {
  NATSOP_TRY(const Session session, Session::open_store(ctx));
  Options o = given;
  std::string signer_value;
  if (session.interactive()) NATSOP_CHECK(ask(session, o, signer_value));
  NATSOP_CHECK(check(o.times, session.seconds()));
  NATSOP_CHECK(check_push(session, o));
  NATSOP_TRY(const auto account, session.account(o.account));
  NATSOP_TRY(const auto exporter, session.store().account_claims(account));
  NATSOP_TRY(const auto exported, find_export(exporter, account, o.subject));
  NATSOP_TRY(auto claims, claims_of(session, o, exported));
  NATSOP_TRY(const auto signer,
             session.signer({.kind = KeyKind::Account, .account = account, .value = signer_value}));
  if (signer.public_text() != exporter.subject) claims.issuer_account = exporter.subject;
  NATSOP_TRY(const auto token, jwt::encode(claims, signer, session.now()));
  NATSOP_TRY(const auto decorated, identity::decorate_jwt(token));
  if (to_standard_output(o.file)) {
    ctx.print(decorated);  // ends with an empty line already
  } else {
    NATSOP_CHECK(write_output(session, o.file, decorated));
  }

  render::Report report;
  report.summarised();
  report.ok(
      fmt::format("generated \"{}\" activation for account \"{}\"", exported.name, claims.subject));
  if (claims.not_before != 0) {
    report.ok("token valid " + shown_time(claims.not_before, session.seconds()));
  }
  if (claims.expires != 0) {
    report.ok("token expires " + shown_time(claims.expires, session.seconds()));
  }
  if (!to_standard_output(o.file)) {
    report.ok("wrote activation token to " + shown_output(session, o.file));
  }
  if (o.push) NATSOP_CHECK(post(session, claims, token, report));
  return show_report(ctx, report);
}

}  // namespace

void activation(cli::Command& parent) {
  parent.leaf<Options>(
      {.name = "activation",
       .summary = "Generate the token with which another account imports a private export",
       .examples = {"nsc generate activation -a A -s 'orders.>' -t B -o orders.tok",
                    "nsc generate activation -s orders.eu -t AB5D… --expiry 1y"},
       .impact = cli::Impact::ReadOnly},
      flags, run);
}

}  // namespace natsop::commands::nsc::generate
