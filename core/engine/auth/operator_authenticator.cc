#include "core/engine/auth/operator_authenticator.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/engine/auth/checks.h"
#include "core/engine/auth/claim_rules.h"
#include "core/engine/auth/restrictions.h"
#include "core/engine/auth/scope_template.h"
#include "core/engine/protocol/error_text.h"
#include "core/identity/jwt/token.h"

namespace natsop::engine {

namespace {

namespace jwt = identity::jwt;

Error denied(std::string why) { return Error(Code::Denied, std::move(why)); }

bool is_known_type(const std::string& name) {
  return std::find(std::begin(jwt::kConnectionTypes), std::end(jwt::kConnectionTypes), name) !=
         std::end(jwt::kConnectionTypes);
}

/// Types that nobody knows count for nothing, but a list of such alone lets nobody in.
bool is_type_allowed(const std::vector<std::string>& allowed, ConnectionType type) {
  if (allowed.empty()) {
    return true;
  }
  const bool any = std::any_of(allowed.begin(), allowed.end(), is_known_type);
  return any && allows(allowed, type);
}

/// What the user may do: its own claims, or the filled template of the key that signed them.
Result<jwt::UserPermissionLimits> limits_of(const jwt::UserClaims& user,
                                            const OperatorAccount& account) {
  const jwt::UserScope* scope = account.scope_of(user.issuer);
  if (scope == nullptr) {
    return user.limits;
  }
  NATSOP_CHECK(jwt::check_scoped_user(user.issuer, user));
  return fill_scope(*scope, user, account.claims);
}

std::optional<Time> earlier(std::optional<Time> a, std::optional<Time> b) {
  if (a && b) {
    return std::min(*a, *b);
  }
  return a ? a : b;
}

std::optional<Time> expiry_of(const jwt::UserClaims& user) {
  const std::chrono::seconds at(user.expires);
  const auto latest = std::chrono::floor<std::chrono::seconds>(Time::max().time_since_epoch());
  if (user.expires <= 0 || at >= latest) {
    return std::nullopt;
  }
  return Time(at);
}

Time issued_at(const jwt::UserClaims& user) {
  const auto latest = std::chrono::floor<std::chrono::seconds>(Time::max().time_since_epoch());
  return Time(std::clamp(std::chrono::seconds(user.issued_at), std::chrono::seconds(0), latest));
}

}  // namespace

struct OperatorAuthenticator::Candidate {
  jwt::UserClaims user;
  std::string token;
  std::string nonce;
  std::string signature;
  std::string ip;
  ConnectionType type = ConnectionType::Standard;
};

struct OperatorAuthenticator::Standing {
  Admission admission;  // without renew
  jwt::UserClaims user;
  std::optional<jwt::UserScope> scope;
};

void OperatorAuthenticator::admit(const Presented& presented,
                                  std::function<void(Result<Admission>)> done) {
  const std::string& shown = presented.connect.jwt;
  const std::string& token = shown.empty() ? default_sentinel_ : shown;
  if (token.empty()) {
    return done(denied("no user JWT"));
  }
  auto user = jwt::decode_user(token);
  if (!user) {
    return done(denied(fmt::format("user JWT not valid: {}", user.error().message())));
  }
  jwt::ValidationResults results;
  jwt::validate(*user, services_.loop.clock().now(), results);
  for (const jwt::ValidationIssue& issue : results.issues()) {
    if (issue.blocking() || issue.time_check()) {
      return done(denied(fmt::format("user JWT no longer valid: {}", issue.text)));
    }
  }
  const std::string id = user->account();
  if (!services_.accounts.trust().may_connect(id)) {
    return done(denied(fmt::format("account {} is not one of the pinned ones", id)));
  }
  Candidate candidate{.user = *std::move(user),
                      .token = token,
                      .nonce = std::string(presented.nonce),
                      .signature = presented.connect.sig,
                      .ip = std::string(presented.ip),
                      .type = presented.type};
  services_.accounts.lookup(
      id, [this, alive = alive_, candidate = std::move(candidate),
           done = std::move(done)](const Result<const OperatorAccount*>& found) {
        if (!*alive) {
          return;
        }
        if (!found) {
          return done(
              denied(fmt::format("account JWT can not be found: {}", found.error().one_line())));
        }
        done(judge(candidate, **found));
      });
}

Result<Admission> OperatorAuthenticator::judge(const Candidate& candidate,
                                               const OperatorAccount& account) const {
  const jwt::UserClaims& user = candidate.user;
  if (!account.stand_in && !services_.accounts.trust().trusts(account.claims.issuer)) {
    return denied("account JWT not signed by trusted operator");
  }
  if (!account.is_issuer(user.issuer)) {
    return denied("user JWT issuer is not known");
  }
  auto limits = limits_of(user, account);
  if (!limits) {
    return denied(fmt::format("user JWT is not valid: {}", limits.error().message()));
  }
  if (!account.usable()) {
    return denied("account JWT has expired");
  }
  if (limits->bearer_token && account.claims.limits.disallow_bearer) {
    return denied("account does not allow bearer tokens");
  }
  if (limits->proxy_required) {
    return denied("user JWT requires a proxy");
  }
  if (!is_type_allowed(limits->allowed_connection_types, candidate.type)) {
    return denied("connection type not allowed");
  }
  if (!limits->bearer_token) {
    NATSOP_CHECK(check_signature(user.subject, candidate.nonce, candidate.signature));
  }
  if (jwt::is_revoked(account.claims.revocations, user.subject, user.issued_at)) {
    return denied("user authentication revoked");
  }
  if (!is_source_allowed(limits->sources, candidate.ip)) {
    return denied(fmt::format("bad source address {}", candidate.ip));
  }
  NATSOP_TRY(const auto until, allowed_until(*limits, services_.loop.clock().now()));

  auto standing = std::make_shared<Standing>();
  Admission& admission = standing->admission;
  admission.account = account.account;
  admission.user = user.subject;
  admission.public_key = user.subject;
  if (auto rules = permission_rules(limits->permissions)) {
    admission.permissions = shared_permissions(user.subject, *std::move(rules));
  }
  admission.max_subscriptions = limits->subscriptions;
  admission.max_payload = limits->payload;
  admission.expires = earlier(expiry_of(user), until);
  admission.jwt = candidate.token;
  admission.issuer_key = user.issuer;
  admission.name_tag = user.name;
  admission.tags = user.tags;
  admission.issued = issued_at(user);
  admission.bearer = limits->bearer_token;
  standing->user = user;
  if (const jwt::UserScope* scope = account.scope_of(user.issuer)) {
    standing->scope = *scope;
  }
  return admission_of(std::move(standing));
}

Admission OperatorAuthenticator::admission_of(std::shared_ptr<const Standing> standing) const {
  Admission admission = standing->admission;
  admission.renew = [this, standing = std::move(standing)] { return renew(standing); };
  return admission;
}

/// Connections of one user share what their rules compile to.
std::shared_ptr<const Permissions> OperatorAuthenticator::shared_permissions(
    const std::string& user, PermissionRules rules) const {
  auto& known = permissions_[user];
  if (auto permissions = known.lock(); permissions != nullptr && permissions->rules() == rules) {
    return permissions;
  }
  auto made = std::make_shared<const Permissions>(std::move(rules));
  known = made;
  if (permissions_.size() > sweep_at_) {
    std::erase_if(permissions_, [](const auto& each) { return each.second.expired(); });
    sweep_at_ = 2 * permissions_.size() + kPermissionsKept;
  }
  return made;
}

/// What an update of the account means to somebody who is connected: server.md 3.6.
Renewal OperatorAuthenticator::renew(const std::shared_ptr<const Standing>& standing) const {
  const auto end = [](std::string_view error, std::string_view reason, std::string detail) {
    return Renewal{.admission = std::nullopt,
                   .expulsion = {.error = std::string(error),
                                 .reason = std::string(reason),
                                 .detail = std::move(detail)}};
  };
  const jwt::UserClaims& user = standing->user;
  const OperatorAccount* account = services_.accounts.find(user.account());
  if (account == nullptr || !account->usable()) {
    return end(error_text::kAccountAuthenticationExpired, "Authentication Expired",
               "the account has expired or was deleted");
  }
  if (standing->admission.bearer && account->claims.limits.disallow_bearer) {
    return end(error_text::kAuthorizationViolation, "Authentication Failure",
               "the account does not allow bearer tokens");
  }
  if (jwt::is_revoked(account->claims.revocations, user.subject, user.issued_at)) {
    return end(error_text::kUserAuthenticationRevoked, "Credentials Revoked",
               "user authentication revoked");
  }
  const jwt::UserScope* scope = account->scope_of(user.issuer);
  const bool same_scope =
      scope == nullptr ? !standing->scope : standing->scope && *scope == *standing->scope;
  // Nothing is said to these: clients that hear of a violation give up, while these may log in
  // again at once.
  if (!account->is_issuer(user.issuer) || !same_scope) {
    return end("", "Authentication Failure", "the signing key of its JWT is gone or has changed");
  }
  Renewal renewal;
  renewal.admission = admission_of(standing);
  return renewal;
}

}  // namespace natsop::engine
