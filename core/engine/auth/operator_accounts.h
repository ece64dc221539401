#pragma once
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/log.h"
#include "core/engine/accounts/directory.h"
#include "core/engine/auth/operator_trust.h"
#include "core/engine/auth/resolver/account_resolver.h"
#include "core/identity/jwt/account.h"
#include "core/identity/jwt/activation.h"

namespace natsop::engine {

/// One account of operator mode, as its token says.
struct OperatorAccount {
  std::string id;
  std::string token;
  identity::jwt::AccountClaims claims;
  Account* account = nullptr;  ///< the live one
  Time updated{};
  bool strict = false;    ///< its own key may not sign users
  bool expired = false;   ///< since it was loaded
  bool deleted = false;   ///< taken out of the resolver
  bool stand_in = false;  ///< the system account's, until the resolver has its token

  [[nodiscard]] bool usable() const { return !expired && !deleted; }
  /// Whether a key may sign users of the account.
  [[nodiscard]] bool is_issuer(std::string_view key) const;
  /// The scope of a signing key; null when it has none.
  [[nodiscard]] const identity::jwt::UserScope* scope_of(std::string_view key) const;
};

/// Whether a private import's activation token holds: server.md 3.7. `exporter` is null when the
/// exporting account is not known. Nothing is said of whether such an export exists.
[[nodiscard]] Result<identity::jwt::ActivationClaims> check_activation(
    const identity::jwt::Import& imported, std::string_view importer,
    const OperatorAccount* exporter, Time now);

/// All accounts that this server has loaded in operator mode: fetched from the resolver when
/// somebody needs them, applied to the live accounts, and followed from then on: updates, expiry,
/// deletion, activations of private imports. Loop thread only.
class OperatorAccounts {
 public:
  /// References must outlive it.
  struct Services {
    Loop& loop;
    AccountDirectory& accounts;
    AccountResolver& resolver;
    Logger log;
  };
  using Found = std::function<void(Result<const OperatorAccount*>)>;

  OperatorAccounts(OperatorTrust trust, Services services);
  ~OperatorAccounts();
  OperatorAccounts(const OperatorAccounts&) = delete;
  OperatorAccounts& operator=(const OperatorAccounts&) = delete;

  [[nodiscard]] const OperatorTrust& trust() const { return trust_; }

  /// Loads the system account, or makes a stand-in that trusts its own key alone, and fetches it
  /// again every second until it comes. `done` is called once the system account is there.
  void start(std::function<void()> done);

  /// The account, loaded from the resolver when it is not known or has expired, with the accounts
  /// it imports from. `done` is called once, now or later. NotFound and the resolver's errors;
  /// Denied when its token is not to be trusted.
  void lookup(const std::string& id, Found done);

  /// What is loaded; null for anything else.
  [[nodiscard]] const OperatorAccount* find(std::string_view id) const;
  [[nodiscard]] std::vector<const OperatorAccount*> all() const;

  /// The resolver has another token of the account: it has effect at once if the account is loaded,
  /// or others that are import from it. False when neither is so. Denied when it is not to be
  /// trusted: then all stays as it was.
  Result<bool> update(const std::string& id, const std::string& token);

  /// The resolver has none any longer: everyone is disconnected.
  void remove(const std::string& id);

  /// Reads a token and checks who signed it and what it says. Invalid and Denied.
  [[nodiscard]] Result<identity::jwt::AccountClaims> verify(const std::string& id,
                                                            const std::string& token) const;

  /// Why imports and mappings of these claims have no effect, each with its reason, as far as this
  /// server can know; `done` is called once, after exporters were looked for.
  void explain(const identity::jwt::AccountClaims& claims,
               std::function<void(std::vector<std::string>)> done);

 private:
  struct Entry : OperatorAccount {
    std::unique_ptr<Timer> expiry;
    std::unique_ptr<Timer> activation;  // the next one that begins or ends
  };
  struct Loading;
  using Fetched = std::function<void(const Result<void>&)>;

  void load(const std::string& id, const std::shared_ptr<Loading>& loading);
  void fetch(const std::string& id, Fetched done);
  void take(const std::string& id, const std::string& token, Result<void>& outcome);
  void apply(const std::string& id, const std::string& token, identity::jwt::AccountClaims claims);
  void make_stand_in();
  void retry_system_account();
  void arm_expiry(Entry& entry);
  void expire(Entry& entry);
  void watch_activations(Entry& entry);
  void recheck_activations(Entry& entry);
  void recheck_importers(const std::string& exporter);
  [[nodiscard]] std::vector<std::string> faults_of(
      const identity::jwt::AccountClaims& claims) const;

  OperatorTrust trust_;
  Services services_;
  std::map<std::string, Entry, std::less<>> entries_;
  std::map<std::string, std::vector<Fetched>> fetching_;
  std::unique_ptr<Timer> retry_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace natsop::engine
