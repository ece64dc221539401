#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>

#include "commands/nsc/add/import_options.h"
#include "commands/nsc/session/ask.h"
#include "core/identity/jwt/subject_rules.h"
#include "core/identity/jwt/token.h"
#include "core/text/ascii.h"

namespace natsop::commands::nsc::add {

namespace jwt = identity::jwt;
using identity::KeyKind;

namespace {

/// An export of an account somewhere in the store root; without an export: the account's heading.
struct Choice {
  std::string operator_name;
  jwt::AccountClaims account;
  std::optional<jwt::Export> exported;
};

std::string heading(const jwt::AccountClaims& account) {
  std::string text =
      account.description.empty() ? "[" + account.subject + "]" : account.description;
  if (!account.info_url.empty()) text += "\n  Link: " + account.info_url;
  return fmt::format("{}: {}", account.name, text);
}

/// The exports of all accounts but the importer. Accounts that cannot be read are passed over.
std::vector<Choice> local_exports(const Session& session, const std::string& importer) {
  std::vector<Choice> choices;
  for (const auto& name : session.config().operators()) {
    const auto store = identity::Store::open(session.config().store_root() / name);
    if (!store) continue;
    const auto accounts = store->accounts();
    if (!accounts) continue;
    for (const auto& account : *accounts) {
      const auto claims = store->account_claims(account);
      if (!claims || claims->exports.empty() || claims->subject == importer) continue;
      choices.push_back({name, *claims, std::nullopt});
      for (const auto& exported : claims->exports) choices.push_back({name, *claims, exported});
    }
  }
  return choices;
}

Result<Choice> ask_export(const Session& session, const std::vector<Choice>& choices) {
  std::vector<std::string> labels;
  for (const auto& choice : choices) {
    labels.push_back(choice.exported ? export_label(choice.account.name, *choice.exported)
                                     : heading(choice.account));
  }
  while (true) {
    NATSOP_TRY(const auto index, ask_choice(session, "select the export", labels));
    if (choices[index].exported) return choices[index];
    session.ctx().note(fmt::format("\"{}\" is an account grouping not an export", labels[index]));
  }
}

/// Puts the importer's key where the exporter wants it; the local subject does without that token.
Result<void> fill_account_token(const jwt::Export& exported, const std::string& importer,
                                ImportOptions& o) {
  if (exported.account_token_position == 0) return {};
  const auto views = text::split(exported.subject, '.');
  std::vector<std::string> tokens(views.begin(), views.end());
  const auto index = static_cast<std::size_t>(exported.account_token_position) - 1;
  if (index >= tokens.size() || tokens[index] != "*") {
    return Error(Code::Invalid, fmt::format("account token position {} of \"{}\" is not a wildcard",
                                            exported.account_token_position, exported.subject));
  }
  tokens[index] = importer;
  o.remote_subject = fmt::format("{}", fmt::join(tokens, "."));
  if (o.local_subject.empty()) {
    tokens.erase(tokens.begin() + static_cast<std::ptrdiff_t>(index));
    o.local_subject = fmt::format("{}", fmt::join(tokens, "."));
  }
  return {};
}

/// An activation made on the spot by the exporting account, whose keys are here.
Result<std::string> activate(const Session& session, const Choice& choice,
                             const std::string& subject, const std::string& importer) {
  const auto& exporter = choice.account;
  Session exporting = session;
  NATSOP_CHECK(exporting.use_operator(choice.operator_name));
  NATSOP_TRY(const auto account, exporting.account(exporter.subject));
  const identity::SignerRequest request{.kind = KeyKind::Account, .account = account};
  NATSOP_TRY(const auto value,
             ask_signer(exporting, request,
                        fmt::format("select the signing key for account \"{}\" [{}]", exporter.name,
                                    exporter.subject)));
  auto signing = request;
  signing.value = value;
  NATSOP_TRY(const auto signer, exporting.signer(signing));
  auto claims = jwt::ActivationClaims::create(importer);
  claims.name = subject;
  claims.import_subject = subject;
  claims.import_type = choice.exported->type;
  if (signer.public_text() != exporter.subject) claims.issuer_account = exporter.subject;
  return jwt::encode(claims, signer, session.now());
}

Result<void> take_local(const Session& session, const Choice& choice, const std::string& importer,
                        ImportOptions& o) {
  const auto& exported = *choice.exported;
  o.src_account = choice.account.subject;
  o.name = exported.name;
  o.service = exported.is_service();
  o.remote_subject = exported.subject;
  NATSOP_CHECK(fill_account_token(exported, importer, o));
  if (o.service && jwt::has_wildcards(exported.subject)) {
    NATSOP_TRY(o.remote_subject,
               ask_text(session, "export subject", o.remote_subject, valid_subject));
  }
  if (o.service && o.local_subject.empty()) o.local_subject = o.remote_subject;
  if (exported.token_required) {
    NATSOP_TRY(o.activation, activate(session, choice, o.remote_subject, importer));
    NATSOP_CHECK(use_activation(o, importer));
  }
  if (o.service) {
    NATSOP_TRY(o.share, ask_yes(session, "share information when tracking latency?", o.share));
  }
  return {};
}

Result<void> ask_by_hand(const Session& session, const std::string& importer, ImportOptions& o) {
  NATSOP_TRY(const bool is_public, ask_yes(session, "is the export public?", true));
  if (!is_public) {
    NATSOP_TRY(o.token, ask_text(session, "token path or url", o.token,
                                 [&session](const std::string& text) -> Result<void> {
                                   NATSOP_TRY([[maybe_unused]] const auto token,
                                              read_activation(session, text));
                                   return {};
                                 }));
    NATSOP_TRY(o.activation, read_activation(session, o.token));
    return use_activation(o, importer);
  }
  NATSOP_TRY(o.src_account, ask_text(session, "src-account public key", o.src_account,
                                     [&session](const std::string& text) -> Result<void> {
                                       NATSOP_TRY([[maybe_unused]] const auto key,
                                                  session.account_key(text));
                                       return {};
                                     }));
  NATSOP_TRY(o.remote_subject,
             ask_text(session, "remote subject", o.remote_subject, valid_subject));
  NATSOP_TRY(o.service, ask_yes(session, "is import a service", true));
  return {};
}

}  // namespace

Result<void> ask_import(const Session& session, ImportOptions& o, std::string& signer) {
  NATSOP_TRY(o.account, ask_account(session, o.account));
  NATSOP_TRY(const auto importer, session.store().account_claims(o.account));
  const auto choices = local_exports(session, importer.subject);
  bool local = false;
  if (!choices.empty()) {
    NATSOP_TRY(local, ask_yes(session, "pick from locally available exports", true));
  }
  if (local) {
    NATSOP_TRY(const auto choice, ask_export(session, choices));
    NATSOP_CHECK(take_local(session, choice, importer.subject, o));
  } else {
    NATSOP_CHECK(ask_by_hand(session, importer.subject, o));
  }
  NATSOP_TRY(o.name, ask_name(session, "name", o.name.empty() ? o.remote_subject : o.name));
  NATSOP_TRY(o.local_subject, ask_text(session, "local subject", o.local_subject,
                                       [](const std::string& text) -> Result<void> {
                                         return text.empty()
                                                    ? Result<void>()
                                                    : valid_subject(jwt::referenced_subject(text));
                                       }));
  if (!o.service) {
    NATSOP_TRY(o.allow_trace, ask_yes(session, "allow tracing", o.allow_trace));
  }
  NATSOP_TRY(signer, ask_signer(session, {.account = o.account}));
  return {};
}

}  // namespace natsop::commands::nsc::add
