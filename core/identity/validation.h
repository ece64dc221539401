#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/identity/jwt/validation.h"
#include "core/identity/store.h"

namespace natsop::identity {

/// The issues of one operator or account: a table of `nsc validate`.
struct EntityIssues {
  std::string name;
  jwt::ValidationResults issues;
};

/// What `nsc validate` finds: the operator first, then accounts by name, users' issues under their
/// account.
struct StoreIssues {
  EntityIssues operator_issues;
  std::vector<EntityIssues> accounts;

  /// True when anything is an error or a failed time check.
  [[nodiscard]] bool has_errors() const;
};

/// Checks the operator, the named accounts and all their users: each JWT by itself, who issued it,
/// and nsc's own rules (no JetStream on the system account, no users issued by an identity key in
/// strict mode). Damaged files are issues too, so that the rest is still checked. Account names
/// that do not exist are passed over.
[[nodiscard]] StoreIssues validate_store(const Store& store,
                                         const std::vector<std::string>& accounts, Time now);

/// Checks each line of a text, a token or `key|token` as a resolver packs them, by subject; with
/// more than one subject a last entry "summary of all accounts" counts each issue. Invalid when a
/// line holds no token.
[[nodiscard]] Result<std::vector<EntityIssues>> validate_tokens(std::string_view text, Time now);

/// The first thing that speaks against pushing an account, or success: what it says itself, and
/// that the operator signed it (not asked of managed stores). The error is the one `nsc push`
/// prints.
[[nodiscard]] Result<void> check_pushable(const Store& store, const std::string& account, Time now);

}  // namespace natsop::identity
