#pragma once
#include <doctest/doctest.h>

#include <array>
#include <string>

#include "core/base/files.h"
#include "core/identity/jwt/token.h"
#include "core/identity/keystore.h"
#include "core/identity/store.h"

namespace natsop::identity {

/// The key of a kind whose seed bytes count up from `first`.
inline KeyPair test_key(KeyKind kind, unsigned char first) {
  std::array<unsigned char, 32> raw{};
  for (unsigned char& byte : raw) {
    byte = first++;
  }
  return KeyPair::from_raw(kind, raw).value();
}

/// A store in a temporary folder: operator OP with its key, and accounts and users as tests add
/// them. Every key is in the keystore.
class StoreFixture {
 public:
  static constexpr std::int64_t kNow = 1795250734;

  StoreFixture()
      : dir(TempDir::make().value()),
        root(dir.path() / "stores"),
        keys(dir.path() / "keys"),
        store(make_store()) {
    auto claims = jwt::OperatorClaims::create(op.public_text());
    claims.name = "OP";
    put_operator(claims, op);
    REQUIRE(keys.store(op));
  }

  void put_operator(jwt::OperatorClaims claims, const KeyPair& signer) {
    auto tx = Transaction::begin(root).value();
    store.put_operator(tx, jwt::encode(claims, signer, now).value());
    REQUIRE(tx.commit());
  }

  void put_account(jwt::AccountClaims claims, const KeyPair& signer) {
    auto tx = Transaction::begin(root).value();
    REQUIRE(store.put_account(tx, claims.name, jwt::encode(claims, signer, now).value()));
    REQUIRE(tx.commit());
  }

  void put_user(const std::string& account, jwt::UserClaims claims, const KeyPair& signer) {
    auto tx = Transaction::begin(root).value();
    REQUIRE(store.put_user(tx, account, claims.name, jwt::encode(claims, signer, now).value()));
    REQUIRE(tx.commit());
  }

  /// A new account signed by the operator, its key stored.
  jwt::AccountClaims add_account(const std::string& name, const KeyPair& key) {
    auto claims = jwt::AccountClaims::create(key.public_text());
    claims.name = name;
    REQUIRE(keys.store(key));
    put_account(claims, op);
    return store.account_claims(name).value();
  }

  /// A new user signed by `signer`, its key stored.
  jwt::UserClaims add_user(const std::string& account, const std::string& name, const KeyPair& key,
                           const KeyPair& signer) {
    auto claims = jwt::UserClaims::create(key.public_text());
    claims.name = name;
    const std::string owner = store.account_claims(account)->subject;
    if (signer.public_text() != owner) {
      claims.issuer_account = owner;
    }
    REQUIRE(keys.store(key));
    put_user(account, claims, signer);
    return store.user_claims(account, name).value();
  }

  TempDir dir;
  std::filesystem::path root;
  Keystore keys;
  Time now{std::chrono::seconds(kNow)};
  KeyPair op = test_key(KeyKind::Operator, 0);
  KeyPair op_signer = test_key(KeyKind::Operator, 1);
  KeyPair a = test_key(KeyKind::Account, 2);
  KeyPair a_signer = test_key(KeyKind::Account, 3);
  KeyPair b = test_key(KeyKind::Account, 5);
  KeyPair user = test_key(KeyKind::User, 4);
  Store store;

 private:
  Store make_store() const {
    auto tx = Transaction::begin(root).value();
    auto made = Store::create(tx, "OP", false).value();
    REQUIRE(tx.commit());
    return made;
  }
};

}  // namespace natsop::identity
