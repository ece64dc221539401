#pragma once
#include <doctest/doctest.h>

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/engine/accounts/directory.h"
#include "core/engine/auth/authenticator.h"
#include "core/engine/auth/operator_accounts.h"
#include "core/engine/auth/operator_authenticator.h"
#include "core/engine/auth/resolver/memory_resolver.h"
#include "core/identity/jwt/token.h"
#include "tests/support/engine_loop.h"
#include "tests/support/seeded_random.h"

namespace natsop::engine::test {

namespace jwt = identity::jwt;
using identity::KeyKind;
using identity::KeyPair;

/// The same key for the same kind and number.
[[nodiscard]] KeyPair key(KeyKind kind, unsigned char number);
[[nodiscard]] inline KeyPair account_key(unsigned char number) {
  return key(KeyKind::Account, number);
}
[[nodiscard]] inline KeyPair user_key(unsigned char number) { return key(KeyKind::User, number); }
[[nodiscard]] inline KeyPair operator_key(unsigned char number) {
  return key(KeyKind::Operator, number);
}

/// A token of the claims, issued at this moment.
template <class Claims>
[[nodiscard]] std::string mint(Claims claims, const KeyPair& signer, Time now) {
  const auto token = jwt::encode(claims, signer, now);
  REQUIRE(token.has_value());
  return *token;
}

/// A connection that belongs to an account as a session does: asks for renewals, and goes when it
/// gets none.
class FakeSession final : public Member {
 public:
  FakeSession(Admission admission, std::uint64_t id)
      : Member(Party::Client), admission_(std::move(admission)), id_(id) {
    admission_.account->add_member(*this);
  }
  ~FakeSession() { leave(); }

  bool deliver(Subscription& subscription, const Message& message, const Origin& origin) override;
  [[nodiscard]] std::uint64_t id() const override { return id_; }
  void on_account_changed() override;
  void expel(std::string_view error_text, std::string_view why) override {
    error = error_text;
    reason = why;
    leave();
  }
  void describe(ClientInfo&, bool) const override {}
  [[nodiscard]] const Admission& admission() const { return admission_; }

  bool gone = false;
  std::string error;
  std::string reason;
  std::vector<std::string> got;  ///< subject and payload

 private:
  void leave() {
    if (!gone) {
      gone = true;
      admission_.account->remove_member(*this);
    }
  }

  Admission admission_;
  std::uint64_t id_;
};

/// A server in operator mode without its network: an operator with a signing key, accounts A to Z
/// on demand.
class OperatorWorld {
 public:
  OperatorWorld();
  ~OperatorWorld();

  [[nodiscard]] Time now() const { return loop.clock().now(); }
  [[nodiscard]] std::int64_t seconds() const { return jwt::unix_seconds(now()); }

  /// Claims of an account without limits; its key is account_key(number).
  [[nodiscard]] jwt::AccountClaims account(unsigned char number, std::string name) const;
  /// Puts the account's token into the resolver, and tells those who have loaded it.
  void push(const jwt::AccountClaims& claims);
  void push(const jwt::AccountClaims& claims, const KeyPair& signer);
  [[nodiscard]] jwt::UserClaims user(unsigned char number, std::string name) const;

  /// Logs in as a client would, signing the nonce with the key.
  [[nodiscard]] Result<Admission> login(const std::string& token, const KeyPair& key,
                                        ConnectionType type = ConnectionType::Standard,
                                        std::string_view ip = "127.0.0.1");
  /// A user of the account with this number, logged in; must succeed.
  [[nodiscard]] std::unique_ptr<FakeSession> session(const jwt::UserClaims& claims,
                                                     const KeyPair& signer, const KeyPair& key);
  [[nodiscard]] std::string problem(const Result<Admission>& admission) const;

  natsop::test::EngineLoop loop;
  natsop::test::SeededRandom random;
  MemorySink sink;
  Log log{sink, loop.clock(), LogLevel::Debug};
  AccountDirectory directory{{.loop = loop, .random = random}};
  MemoryResolver resolver;
  KeyPair operator_main = operator_key(1);
  KeyPair operator_signing = operator_key(2);
  std::unique_ptr<OperatorAccounts> accounts;
  std::unique_ptr<OperatorAuthenticator> authenticator;
  std::uint64_t last_id = 0;

  /// Another trust and sentinel from now on.
  void restart(OperatorTrust trust, std::string sentinel = {});
  [[nodiscard]] OperatorTrust trust() const;
};

}  // namespace natsop::engine::test
