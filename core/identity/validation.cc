#include "core/identity/validation.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/json/doc.h"

namespace natsop::identity {

namespace {

bool counts(const jwt::ValidationIssue& issue) { return issue.blocking() || issue.time_check(); }

std::string quote(std::string_view text) { return json::Doc(text).dump(); }

void validate_user(const Store& store, const jwt::OperatorClaims& op,
                   const jwt::AccountClaims& account, const std::string& account_name,
                   const std::string& user, Time now, jwt::ValidationResults& results) {
  const auto claims = store.user_claims(account_name, user);
  if (!claims) {
    results.error(fmt::format("user {}: {}", quote(user), claims.error().message()));
    return;
  }
  jwt::ValidationResults own;
  jwt::validate(*claims, now, own);
  for (auto issue : own.issues()) {
    issue.text = fmt::format("user {}: {}", quote(user), issue.text);
    results.add(std::move(issue));
  }
  if (!jwt::did_sign(account, *claims)) {
    results.error(
        fmt::format("user {} is not issued by account or account signing keys", quote(user)));
  } else if (op.strict_signing_key_usage && claims->issuer == account.subject) {
    results.error(fmt::format("user {} is issued by account key but operator is in strict mode",
                              quote(user)));
  }
}

jwt::ValidationResults validate_account(const Store& store, const jwt::OperatorClaims& op,
                                        const std::string& name, Time now) {
  jwt::ValidationResults results;
  auto account = store.account_claims(name);
  if (!account) {
    results.error(account.error().message());
    return results;
  }
  jwt::validate(*account, now, results);
  if (op.system_account == account->subject && account->limits.jetstream_enabled()) {
    results.error("JetStream should not be enabled for system account");
  }
  if (!jwt::did_sign(op, *account)) {
    results.error("Account is not issued by operator or operator signing keys");
  }
  const auto users = store.users(name);
  if (!users) {
    results.error(users.error().message());
    return results;
  }
  for (const auto& user : *users) {
    validate_user(store, op, *account, name, user, now, results);
  }
  return results;
}

}  // namespace

bool StoreIssues::has_errors() const {
  const auto bad = [](const EntityIssues& entity) {
    return std::any_of(entity.issues.issues().begin(), entity.issues.issues().end(), counts);
  };
  return bad(operator_issues) || std::any_of(accounts.begin(), accounts.end(), bad);
}

StoreIssues validate_store(const Store& store, const std::vector<std::string>& accounts, Time now) {
  StoreIssues found;
  found.operator_issues.name = store.name();
  const auto op = store.operator_claims();
  if (!op) {
    found.operator_issues.issues.error(op.error().message());
    return found;
  }
  jwt::validate(*op, now, found.operator_issues.issues);
  if (!jwt::did_sign(*op, *op)) {
    found.operator_issues.issues.error(
        "operator is not issued by operator or operator signing key");
  }
  std::vector<std::string> names = accounts;
  std::sort(names.begin(), names.end());
  for (const auto& name : names) {
    if (store.has_account(name)) {
      found.accounts.push_back({name, validate_account(store, *op, name, now)});
    }
  }
  return found;
}

Result<std::vector<EntityIssues>> validate_tokens(std::string_view text, Time now) {
  std::map<std::string, jwt::ValidationResults> by_subject;
  std::vector<std::pair<jwt::ValidationIssue, std::size_t>> counted;
  std::size_t number = 0;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = trimmed(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    ++number;
    if (line.empty()) {
      continue;
    }
    line = line.substr(line.find('|') + 1);  // npos + 1 is 0: no bar, the whole line
    auto claims = jwt::decode(line);
    if (!claims) {
      return std::move(claims.error()).during(fmt::format("line {}", number));
    }
    jwt::ValidationResults own;
    jwt::validate(*claims, now, own);
    auto& all = by_subject[jwt::data_of(*claims).subject];
    for (const auto& issue : own.issues()) {
      all.add(issue);
      auto same = std::find_if(counted.begin(), counted.end(),
                               [&](const auto& c) { return c.first.text == issue.text; });
      if (same == counted.end()) {
        counted.emplace_back(issue, 1);
      } else {
        ++same->second;
      }
    }
  }
  std::vector<EntityIssues> found;
  for (auto& [subject, issues] : by_subject) {
    found.push_back({subject, std::move(issues)});
  }
  if (found.size() > 1) {
    EntityIssues summary{"summary of all accounts", {}};
    for (auto& [issue, count] : counted) {
      issue.text = fmt::format("{} ({} occurrences)", issue.text, count);
      summary.issues.add(issue);
    }
    found.push_back(std::move(summary));
  }
  return found;
}

Result<void> check_pushable(const Store& store, const std::string& account, Time now) {
  NATSOP_TRY(const std::string token, store.account_token(account));
  auto claims = jwt::decode_account(token);
  if (!claims) {
    return Error(claims.error().code(), fmt::format("unable to push account {}: {}", quote(account),
                                                    claims.error().message()));
  }
  jwt::ValidationResults results;
  jwt::validate(*claims, now, results);
  for (const auto& issue : results.issues()) {
    if (counts(issue)) {
      return Error(Code::Invalid,
                   fmt::format("unable to push account {} as it has validation issues: {}",
                               quote(account), issue.text))
          .hint("correct the account, or push it all the same with --force");
    }
  }
  NATSOP_TRY(const auto op, store.operator_claims());
  if (!store.managed() && !jwt::did_sign(op, *claims)) {
    return Error(Code::Invalid,
                 fmt::format("unable to push account {} as it is not signed by the operator {}",
                             quote(account), quote(op.name)))
        .hint("sign it anew with \"nsc edit account\", or push it all the same with --force");
  }
  return {};
}

}  // namespace natsop::identity
