#include "core/engine/auth/operator_accounts.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "core/engine/accounts/imports.h"
#include "core/engine/auth/claim_rules.h"
#include "core/engine/protocol/error_text.h"
#include "core/identity/jwt/token.h"

namespace natsop::engine {

namespace {

namespace jwt = identity::jwt;

// Loops keep nanoseconds: what is due in more than a year is looked at again then.
constexpr std::chrono::hours kLongestTimer{24 * 365};

Time at_second(std::int64_t seconds) {
  const std::chrono::seconds at(seconds);
  return at < std::chrono::floor<std::chrono::seconds>(Time::max().time_since_epoch())
             ? Time(at)
             : Time::max();
}

std::chrono::nanoseconds until(Time at, Time now) {
  if (at <= now) {
    return std::chrono::nanoseconds(0);
  }
  // Both may be centuries apart: compared before they are subtracted.
  return at >= now + kLongestTimer ? std::chrono::nanoseconds(kLongestTimer) : at - now;
}

}  // namespace

bool OperatorAccount::is_issuer(std::string_view key) const {
  return (key == id && !strict) || claims.signing_keys.find(key) != claims.signing_keys.end();
}

const jwt::UserScope* OperatorAccount::scope_of(std::string_view key) const {
  const auto found = claims.signing_keys.find(key);
  return found != claims.signing_keys.end() && found->second ? &*found->second : nullptr;
}

OperatorAccounts::OperatorAccounts(OperatorTrust trust, Services services)
    : trust_(std::move(trust)), services_(std::move(services)) {}

OperatorAccounts::~OperatorAccounts() { *alive_ = false; }

const OperatorAccount* OperatorAccounts::find(std::string_view id) const {
  const auto found = entries_.find(id);
  return found == entries_.end() ? nullptr : &found->second;
}

std::vector<const OperatorAccount*> OperatorAccounts::all() const {
  std::vector<const OperatorAccount*> accounts;
  for (const auto& [id, entry] : entries_) {
    accounts.push_back(&entry);
  }
  return accounts;
}

Result<jwt::AccountClaims> OperatorAccounts::verify(const std::string& id,
                                                    const std::string& token) const {
  NATSOP_TRY(auto claims, jwt::decode_account(token));
  if (claims.subject != id) {
    return Error(Code::Denied, "subject does not match jwt content");
  }
  if (!trust_.trusts(claims.issuer)) {
    return Error(Code::Denied,
                 fmt::format("account JWT of {} is not signed by a trusted operator", id));
  }
  jwt::ValidationResults results;
  jwt::validate(claims, services_.loop.clock().now(), results);
  for (const jwt::ValidationIssue& issue : results.issues()) {
    if (issue.blocking() || issue.time_check()) {
      return Error(Code::Denied, fmt::format("account JWT of {}: {}", id, issue.text));
    }
  }
  return claims;
}

/// Everything that one lookup waits for: the account, those it imports from, and so on.
struct OperatorAccounts::Loading {
  std::set<std::string> begun;
  std::size_t pending = 0;
  Result<void> outcome;  // of the account looked up
  std::function<void(const Result<void>&)> done;
};

void OperatorAccounts::lookup(const std::string& id, Found done) {
  if (const OperatorAccount* known = find(id); known != nullptr && known->usable()) {
    return done(known);
  }
  auto loading = std::make_shared<Loading>();
  loading->done = [this, id, done = std::move(done)](const Result<void>& outcome) {
    const OperatorAccount* known = find(id);
    if (!outcome) {
      return done(outcome.error());
    }
    done(known);
  };
  load(id, loading);
}

void OperatorAccounts::load(const std::string& id, const std::shared_ptr<Loading>& loading) {
  const bool first = loading->begun.empty();
  loading->begun.insert(id);
  ++loading->pending;
  fetch(id, [this, id, first, loading](const Result<void>& outcome) {
    if (first) {
      loading->outcome = outcome;
    }
    if (const OperatorAccount* known = outcome ? find(id) : nullptr) {
      for (const jwt::Import& imported : known->claims.imports) {
        const OperatorAccount* exporter = find(imported.account);
        const bool there = exporter != nullptr && exporter->usable();
        if (!there && !loading->begun.contains(imported.account)) {
          load(imported.account, loading);
        }
      }
    }
    if (--loading->pending == 0) {
      loading->done(loading->outcome);
    }
  });
}

void OperatorAccounts::fetch(const std::string& id, Fetched done) {
  auto& waiting = fetching_[id];
  waiting.push_back(std::move(done));
  if (waiting.size() > 1) {
    return;
  }
  services_.resolver.fetch(id, [this, alive = alive_, id](const Result<std::string>& token) {
    if (!*alive) {
      return;
    }
    Result<void> outcome;
    if (token) {
      take(id, *token, outcome);
    } else {
      outcome = token.error();
    }
    const auto node = fetching_.extract(id);
    if (node.empty()) {
      return;
    }
    for (const Fetched& each : node.mapped()) {
      each(outcome);
    }
  });
}

void OperatorAccounts::take(const std::string& id, const std::string& token,
                            Result<void>& outcome) {
  auto claims = verify(id, token);
  if (!claims) {
    services_.log.warn(claims.error().message());
    outcome = claims.error();
    return;
  }
  apply(id, token, *std::move(claims));
}

Result<bool> OperatorAccounts::update(const std::string& id, const std::string& token) {
  const OperatorAccount* known = find(id);
  const bool loaded = known != nullptr && !known->deleted;
  // Others may have waited for it to import from.
  if (!loaded && services_.accounts.importers_of(id).empty()) {
    return false;
  }
  NATSOP_TRY(auto claims, verify(id, token));
  if (!loaded || known->token != token || !known->usable()) {
    apply(id, token, std::move(claims));
  }
  return true;
}

void OperatorAccounts::apply(const std::string& id, const std::string& token,
                             jwt::AccountClaims claims) {
  Entry& entry = entries_[id];
  entry.id = id;
  entry.token = token;
  entry.claims = std::move(claims);
  entry.strict = trust_.is_strict(entry.claims.issuer);
  entry.updated = services_.loop.clock().now();
  entry.expired = false;
  entry.deleted = false;
  entry.stand_in = false;
  entry.account = &services_.accounts.get(id);
  arm_expiry(entry);

  const AccountRules rules = account_rules(entry.claims, [&](const jwt::Import& imported) {
    const auto checked = check_activation(imported, id, find(imported.account), entry.updated);
    return checked ? Result<void>() : Result<void>(checked.error());
  });
  // Private imports of others may hang on what this account says now: before their rules are
  // looked at again.
  recheck_importers(id);
  for (const Problem& problem : entry.account->apply(rules)) {
    services_.log.warn(problem.text());
  }
  // apply() may have led to anything, but entries stay where they are.
  watch_activations(entry);
}

void OperatorAccounts::arm_expiry(Entry& entry) {
  entry.expiry.reset();
  if (entry.claims.expires <= 0) {
    return;
  }
  const Time now = services_.loop.clock().now();
  const Time at = at_second(entry.claims.expires);
  entry.expiry = services_.loop.after(until(at, now), [this, &entry, at] {
    if (at > services_.loop.clock().now()) {
      return arm_expiry(entry);
    }
    expire(entry);
  });
}

void OperatorAccounts::expire(Entry& entry) {
  services_.log.info(fmt::format("account {} has expired", entry.account->display_name()));
  entry.expired = true;
  entry.account->expel_all(error_text::kAccountAuthenticationExpired, "Authentication Expired");
}

void OperatorAccounts::remove(const std::string& id) {
  const auto found = entries_.find(id);
  if (found == entries_.end()) {
    return;
  }
  Entry& entry = found->second;
  entry.deleted = true;
  entry.expiry.reset();
  entry.activation.reset();
  entry.account->expel_all(error_text::kAccountAuthenticationExpired, "Authentication Expired");
  AccountRules nothing;
  nothing.display_name = entry.claims.name;
  nothing.limits = {.connections = 0, .leafnodes = 0, .subscriptions = 0, .payload = 0};
  static_cast<void>(entry.account->apply(nothing));
}

}  // namespace natsop::engine
