#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "core/identity/validation.h"
#include "tests/unit/core/identity/store_fixture.h"

using namespace natsop;
using namespace natsop::identity;

TEST_CASE_FIXTURE(StoreFixture, "store claims") {
  add_account("A", a);
  add_user("A", "u", user, a);

  SUBCASE("are read back") {
    CHECK(store.operator_claims()->subject == op.public_text());
    CHECK(store.account_claims("A")->subject == a.public_text());
    CHECK(store.user_claims("A", "u")->subject == user.public_text());
    CHECK(store.require_version_2());
    CHECK(store.account_named(a.public_text()).value() == "A");
    CHECK(store.account_named(b.public_text()).error().code() == Code::NotFound);
  }

  SUBCASE("tokens are filed by what they say") {
    auto account = jwt::AccountClaims::create(b.public_text());
    account.name = "B";
    auto other = jwt::UserClaims::create(test_key(KeyKind::User, 9).public_text());
    other.name = "other";
    auto stranger = other;
    auto tx = Transaction::begin(root).value();
    CHECK(store.put(tx, jwt::encode(account, op, now).value()).value() == store.account_path("B"));
    CHECK(store.put(tx, jwt::encode(other, a, now).value() + "\n").value() ==
          store.user_path("A", "other"));
    const auto unknown =
        store.put(tx, jwt::encode(stranger, test_key(KeyKind::Account, 77), now).value());
    REQUIRE(!unknown);
    CHECK(unknown.error().message() ==
          "account with public key \"" + stranger.issuer + "\" is not in the store");
    CHECK(!store.put(tx, "not a token"));
    REQUIRE(tx.commit());
    CHECK(store.accounts().value() == std::vector<std::string>{"A", "B"});
    CHECK(store.user_claims("A", "other")->name == "other");
  }

  SUBCASE("every cut of a token is an error that names the file") {
    const std::string token = store.account_token("A").value();
    for (std::size_t size = 1; size < token.size(); size += 37) {
      CAPTURE(size);
      REQUIRE(write_file_atomic(store.account_path("A"), token.substr(0, size), kPrivateFile));
      const auto claims = store.account_claims("A");
      REQUIRE(!claims);
      CHECK(claims.error().code() == Code::Corrupt);
      CHECK(claims.error().message().find("A.jwt") != std::string::npos);
    }
    REQUIRE(write_file_atomic(store.account_path("A"), store.user_token("A", "u").value(),
                              kPrivateFile));
    CHECK(store.account_claims("A").error().code() == Code::Corrupt);
  }
}

TEST_CASE_FIXTURE(StoreFixture, "eight processes that add accounts lose nothing") {
  constexpr int kProcesses = 8;
  constexpr int kAccounts = 6;
  std::atomic<int> failures{0};
  const auto add = [&](int process) {
    for (int i = 0; i < kAccounts; ++i) {
      auto tx = Transaction::begin(root);
      const auto own = Store::open(root / "OP");
      const auto key = KeyPair::create(KeyKind::Account);
      if (!tx || !own || !key || !keys.store(*tx, *key)) {
        ++failures;
        continue;
      }
      auto claims = jwt::AccountClaims::create(key->public_text());
      claims.name = "A" + std::to_string(process) + "-" + std::to_string(i);
      auto token = jwt::encode(claims, op, now);
      const bool done = token && own->put_account(*tx, claims.name, *token) && tx->commit();
      failures += done ? 0 : 1;
    }
  };
  {
    std::vector<std::jthread> processes;
    for (int p = 0; p < kProcesses; ++p) {
      processes.emplace_back(add, p);
    }
  }
  CHECK(failures == 0);
  CHECK(store.accounts()->size() == kProcesses * kAccounts);
  CHECK(keys.list()->size() == kProcesses * kAccounts + 1);
  CHECK(!validate_store(store, store.accounts().value(), now).has_errors());
}

TEST_CASE_FIXTURE(StoreFixture, "a failed add leaves no key behind") {
  add_account("A", a);
  const auto before = keys.list().value();
  REQUIRE(make_dirs(store.account_path("B")));  // a folder where the JWT belongs
  auto tx = Transaction::begin(root).value();
  REQUIRE(keys.store(tx, b));
  REQUIRE(store.put_account(tx, "B", "token"));
  CHECK(!tx.commit());
  CHECK(keys.list().value() == before);
  CHECK(!keys.has_seed(b.public_text()));
}
