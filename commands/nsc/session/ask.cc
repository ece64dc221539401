#include "commands/nsc/session/ask.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/identity/jwt/subject_rules.h"

namespace natsop::commands::nsc {

namespace jwt = identity::jwt;
using identity::KeyKind;

namespace {

Result<void> first_issue(const jwt::ValidationResults& results) {
  if (results.empty()) return {};
  return Error(Code::Invalid, results.issues().front().text);
}

render::Validator valid_time(const Session& session) {
  return [now = session.seconds()](const std::string& text) -> Result<void> {
    NATSOP_TRY([[maybe_unused]] const auto when, text::parse_expiry(text, now));
    return {};
  };
}

render::Validator valid_key(const Session& session, KeyKind kind, bool may_generate) {
  return [&session, kind, may_generate](const std::string& text) -> Result<void> {
    if (may_generate && text == "generate") return {};
    if (text.empty()) return Error(Code::Invalid, "a key is required");
    NATSOP_TRY([[maybe_unused]] const auto key, session.key_given(text, kind));
    return {};
  };
}

}  // namespace

Result<std::string> ask_text(const Session& session, const std::string& question,
                             const std::string& fallback, render::Validator validate) {
  return session.prompter().input(
      {.message = question, .fallback = fallback, .validate = std::move(validate)});
}

Result<std::string> ask_name(const Session& session, const std::string& question,
                             const std::string& fallback) {
  return ask_text(session, question, fallback, [](const std::string& text) -> Result<void> {
    if (text.empty()) return Error(Code::Invalid, "a value is required");
    return {};
  });
}

Result<bool> ask_yes(const Session& session, const std::string& question, bool fallback) {
  return session.prompter().confirm({.message = question, .fallback = fallback});
}

Result<std::size_t> ask_choice(const Session& session, const std::string& question,
                               const std::vector<std::string>& options,
                               const std::string& current) {
  const auto at = std::ranges::find(options, current);
  const auto index = at == options.end() ? 0 : static_cast<std::size_t>(at - options.begin());
  return session.prompter().select({.message = question, .options = options, .fallback = index});
}

Result<std::string> ask_account(const Session& session, const std::string& given) {
  NATSOP_TRY(const auto names, session.store().accounts());
  if (names.empty()) {
    return Error(Code::NotFound, "no accounts defined - add one first")
        .hint("`nsc add account NAME` makes one");
  }
  if (names.size() == 1) return names.front();
  std::string current = session.config().settings().account;
  if (!given.empty()) {
    NATSOP_TRY(current, session.account(given));
  }
  NATSOP_TRY(const auto index, ask_choice(session, "select account", names, current));
  return names[index];
}

Result<std::string> ask_user(const Session& session, const std::string& account) {
  NATSOP_TRY(const auto names, session.store().users(account));
  if (names.empty()) {
    return Error(Code::NotFound,
                 fmt::format("account \"{}\" doesn't have any users - add one first", account))
        .hint(fmt::format("`nsc add user --account {} NAME` makes one", account));
  }
  if (names.size() == 1) return names.front();
  NATSOP_TRY(const auto index, ask_choice(session, "select user", names));
  return names[index];
}

Result<void> ask_limit(const Session& session, const std::string& question, std::int64_t& value) {
  NATSOP_TRY(const auto text, ask_text(session, question, fmt::format("{}", value),
                                       [](const std::string& answer) -> Result<void> {
                                         NATSOP_TRY([[maybe_unused]] const auto limit,
                                                    parse_limit(answer));
                                         return {};
                                       }));
  NATSOP_TRY(value, parse_limit(text));
  return {};
}

Result<void> ask_times(const Session& session, TimeOptions& o) {
  NATSOP_TRY(o.start, ask_text(session, "valid from", o.start, valid_time(session)));
  NATSOP_TRY(o.expiry,
             ask_text(session, "valid until (0 is always)", o.expiry, valid_time(session)));
  NATSOP_TRY(const auto until, text::parse_expiry(o.expiry, session.seconds()));
  if (until == 0 || until > jwt::unix_seconds(session.now())) return {};
  NATSOP_TRY(const bool sure,
             ask_yes(session, fmt::format("expiry \"{}\" is in the past - are you sure?", o.expiry),
                     false));
  if (!sure) return Error(Code::Cancelled, fmt::format("expiry \"{}\" is in the past", o.expiry));
  return {};
}

Result<void> ask_claim(const Session& session, ClaimOptions& o, const jwt::ClaimsData& claims) {
  if (o.times.start.empty()) o.times.start = utc_date(claims.not_before);
  if (o.times.expiry.empty()) o.times.expiry = utc_date(claims.expires);
  NATSOP_CHECK(ask_times(session, o.times));
  if (!claims.tags.empty()) {
    NATSOP_TRY(const bool remove, ask_yes(session, "remove tags", false));
    if (remove) {
      NATSOP_TRY(const auto chosen,
                 session.prompter().multi_select(
                     {.message = "select tags to remove", .options = claims.tags}));
      for (const auto index : chosen) o.remove_tags.push_back(claims.tags[index]);
    }
  }
  bool first = claims.tags.empty();
  while (true) {
    NATSOP_TRY(const bool more, ask_yes(session, first ? "add a tags" : "add another tags", false));
    if (!more) return {};
    first = false;
    NATSOP_TRY(auto tag, ask_text(session, "enter a tags", ""));
    if (!tag.empty()) o.tags.push_back(std::move(tag));
  }
}

Result<std::string> ask_key(const Session& session, const std::string& what, KeyKind kind,
                            const std::string& given) {
  NATSOP_TRY(const bool generate, ask_yes(session, fmt::format("generate {} nkey", what), true));
  if (generate) return std::string();
  return ask_text(session, fmt::format("path to {} nkey or nkey", what), given,
                  valid_key(session, kind, false));
}

Result<void> ask_signing_keys(const Session& session, List& values, KeyKind kind) {
  bool first = values.empty();
  while (true) {
    NATSOP_TRY(const bool more,
               ask_yes(session, first ? "add a signing key" : "add another signing key", false));
    if (!more) return {};
    first = false;
    NATSOP_TRY(auto value, session.prompter().input({.message = "path to sk nkey or nkey",
                                                     .help = "a key file, a key, or generate",
                                                     .validate = valid_key(session, kind, true)}));
    values.push_back(std::move(value));
  }
}

Result<std::string> ask_signer(const Session& session, const identity::SignerRequest& request,
                               const std::string& question) {
  if (!session.ctx().nsc().private_key.empty()) return std::string();
  NATSOP_TRY(const auto keys, session.signers(request));
  std::vector<std::string> stored;
  for (const auto& key : keys) {
    if (session.keystore().has_seed(key)) stored.push_back(key);
  }
  const bool some_missing = stored.size() < keys.size();
  if (stored.size() == 1 && !some_missing) return stored.front();
  auto options = stored;
  if (some_missing) options.emplace_back("Other...");
  if (options.empty()) return std::string();  // Session::signer says what is missing
  NATSOP_TRY(const auto index, ask_choice(session, question, options, request.preferred));
  if (index < stored.size()) return stored[index];
  return ask_text(session,
                  fmt::format("path to signer [{}] nkey or nkey", identity::name_of(request.kind)),
                  "", valid_key(session, request.kind, false));
}

Result<void> valid_subject(const std::string& text) {
  jwt::ValidationResults results;
  jwt::validate_subject(text, results);
  return first_issue(results);
}

Result<void> valid_url_or_empty(const std::string& text) {
  jwt::ValidationResults results;
  jwt::validate_info({}, text, results);
  return first_issue(results);
}

Result<void> valid_description(const std::string& text) {
  jwt::ValidationResults results;
  jwt::validate_info(text, {}, results);
  return first_issue(results);
}

std::string export_label(const std::string& account, const jwt::Export& exported) {
  std::string label = fmt::format("  {} {} ", account, exported.is_service() ? "<-" : "->");
  if (exported.name != exported.subject) label += fmt::format("[{}] ", exported.name);
  label += exported.subject + " ";
  if (exported.token_required) label += "[!]";
  if (!exported.description.empty()) label += "\n       Description: " + exported.description;
  if (!exported.info_url.empty()) label += "\n       Link: " + exported.info_url;
  return label;
}

std::string import_label(const std::string& account, const jwt::Import& imported) {
  std::string label = fmt::format("  {} ", imported.is_service() ? "<-" : "->");
  if (imported.name != imported.subject) label += fmt::format("[{}] ", imported.name);
  return label +
         fmt::format("{} {} ({})", imported.subject, imported.token.empty() ? "" : "[!]", account);
}

}  // namespace natsop::commands::nsc
