#include "core/identity/validation.h"

#include "tests/unit/core/identity/store_fixture.h"

using namespace natsop;
using namespace natsop::identity;

namespace {

std::vector<std::string> texts(const EntityIssues& entity) {
  std::vector<std::string> found;
  for (const auto& issue : entity.issues.issues()) {
    found.push_back(issue.text);
  }
  return found;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE_FIXTURE(StoreFixture, "validating a store") {
  add_account("A", a);
  add_user("A", "u", user, a);
  const auto validate_all = [&] { return validate_store(store, store.accounts().value(), now); };

  SUBCASE("nothing wrong") {
    const auto found = validate_all();
    CHECK(!found.has_errors());
    CHECK(found.operator_issues.name == "OP");
    CHECK(found.operator_issues.issues.empty());
    REQUIRE(found.accounts.size() == 1);
    CHECK(found.accounts[0].name == "A");
    CHECK(found.accounts[0].issues.empty());
  }

  SUBCASE("who signed what") {
    auto stranger = jwt::AccountClaims::create(b.public_text());
    stranger.name = "B";
    put_account(stranger, test_key(KeyKind::Operator, 99));
    auto lost = jwt::UserClaims::create(test_key(KeyKind::User, 11).public_text());
    lost.name = "lost";
    put_user("A", lost, b);
    const auto found = validate_all();
    CHECK(found.has_errors());
    CHECK(texts(found.accounts[0]) ==
          Texts{R"(user "lost" is not issued by account or account signing keys)"});
    CHECK(texts(found.accounts[1]) ==
          Texts{"Account is not issued by operator or operator signing keys"});
  }

  SUBCASE("the system account has no JetStream") {
    auto sys = store.account_claims("A").value();
    sys.limits.jetstream.disk_storage = -1;
    put_account(sys, op);
    auto claims = store.operator_claims().value();
    claims.system_account = a.public_text();
    put_operator(claims, op);
    CHECK(texts(validate_all().accounts[0]) ==
          Texts{"JetStream should not be enabled for system account"});
  }

  SUBCASE("strict operators want signing keys") {
    auto claims = store.operator_claims().value();
    claims.signing_keys = {op_signer.public_text()};
    claims.strict_signing_key_usage = true;
    put_operator(claims, op_signer);
    const auto found = validate_all();
    CHECK(texts(found.accounts[0]) ==
          Texts{"Account is not issued by operator or operator signing keys",
                R"(user "u" is issued by account key but operator is in strict mode)"});
  }
}

TEST_CASE_FIXTURE(StoreFixture, "validating users and files") {
  add_account("A", a);
  add_user("A", "u", user, a);
  const auto validate_all = [&] { return validate_store(store, store.accounts().value(), now); };

  SUBCASE("time checks of users carry their name, and count") {
    auto claims = store.user_claims("A", "u").value();
    claims.expires = kNow - 1;
    put_user("A", claims, a);
    const auto found = validate_all();
    CHECK(texts(found.accounts[0]) == Texts{R"(user "u": claim is expired)"});
    CHECK(found.has_errors());
  }

  SUBCASE("damaged files are issues, and the rest is still checked") {
    add_account("B", b);
    REQUIRE(write_file_atomic(store.account_path("A"), "eyJ0", kPrivateFile));
    const auto found = validate_all();
    REQUIRE(found.accounts.size() == 2);
    REQUIRE(found.accounts[0].issues.issues().size() == 1);
    CHECK(texts(found.accounts[0])[0].find("A.jwt") != std::string::npos);
    CHECK(found.accounts[1].issues.empty());
    REQUIRE(write_file_atomic(store.operator_path(), "", kPrivateFile));
    CHECK(validate_all().has_errors());
  }

  SUBCASE("accounts that are not there are passed over") {
    CHECK(validate_store(store, {"A", "nobody"}, now).accounts.size() == 1);
  }
}

TEST_CASE_FIXTURE(StoreFixture, "validating a file of tokens") {
  auto first = jwt::AccountClaims::create(a.public_text());
  first.name = "A";
  first.expires = kNow - 1;
  auto second = jwt::AccountClaims::create(b.public_text());
  second.name = "B";
  second.expires = kNow - 1;
  const std::string one = jwt::encode(first, op, now).value();
  const std::string two = jwt::encode(second, op, now).value();

  const auto found = validate_tokens(one + "\n\n  " + b.public_text() + "|" + two + "\n", now);
  REQUIRE(found);
  REQUIRE(found->size() == 3);
  CHECK((*found)[0].name == std::min(a.public_text(), b.public_text()));
  CHECK(texts((*found)[0]) == Texts{"claim is expired"});
  CHECK((*found)[2].name == "summary of all accounts");
  CHECK(texts((*found)[2]) == Texts{"claim is expired (2 occurrences)"});

  CHECK(validate_tokens(one, now)->size() == 1);
  CHECK(validate_tokens("", now)->empty());
  const auto bad = validate_tokens(one + "\nnonsense", now);
  REQUIRE(!bad);
  CHECK(bad.error().one_line().starts_with("line 2: "));
}

TEST_CASE_FIXTURE(StoreFixture, "what may be pushed") {
  add_account("A", a);
  CHECK(check_pushable(store, "A", now));

  SUBCASE("not what is expired") {
    auto claims = store.account_claims("A").value();
    claims.expires = kNow - 1;
    put_account(claims, op);
    CHECK(check_pushable(store, "A", now).error().message() ==
          R"(unable to push account "A" as it has validation issues: claim is expired)");
  }
  SUBCASE("not what another operator signed") {
    auto claims = store.account_claims("A").value();
    put_account(claims, test_key(KeyKind::Operator, 99));
    CHECK(check_pushable(store, "A", now).error().message() ==
          R"(unable to push account "A" as it is not signed by the operator "OP")");
  }
  SUBCASE("not what is damaged or missing") {
    REQUIRE(write_file_atomic(store.account_path("A"), "x.y", kPrivateFile));
    CHECK(check_pushable(store, "A", now)
              .error()
              .message()
              .starts_with(R"(unable to push account "A": )"));
    CHECK(check_pushable(store, "B", now).error().code() == Code::NotFound);
  }
}
