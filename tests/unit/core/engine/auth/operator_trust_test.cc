// What operator mode needs, and what it forbids.
#include "core/engine/auth/operator_trust.h"

#include "core/engine/options/validation.h"
#include "tests/unit/core/engine/auth/mint.h"

namespace natsop::engine::test {
namespace {

struct Setup {
  Time now = natsop::test::FakeClock::kStart;
  Options options;
  jwt::OperatorClaims claims = jwt::OperatorClaims::create(operator_key(1).public_text());

  Setup() {
    claims.name = "O";
    options.operators.resolver.type = ResolverOptions::Type::Memory;
  }
  Result<OperatorTrust> make() {
    if (options.operators.trusted_keys.empty() && options.operators.jwts.empty()) {
      options.operators.jwts = {mint(claims, operator_key(1), now)};
    }
    complete(options);
    NATSOP_CHECK(validate(options));
    return OperatorTrust::make(options);
  }
  std::string fault() {
    const auto trust = make();
    return trust ? "" : trust.error().message();
  }
};

TEST_CASE("an operator's keys are trusted, strictly or not") {
  Setup setup;
  setup.claims.signing_keys = {operator_key(2).public_text()};
  setup.claims.system_account = account_key(7).public_text();
  SUBCASE("both") {
    const auto trust = setup.make();
    REQUIRE(trust.has_value());
    CHECK(trust->trusts(operator_key(1).public_text()));
    CHECK(trust->trusts(operator_key(2).public_text()));
    CHECK_FALSE(trust->trusts(operator_key(3).public_text()));
    CHECK_FALSE(trust->is_strict(operator_key(2).public_text()));
    CHECK(trust->system_account == account_key(7).public_text());
  }
  SUBCASE("strictly") {
    setup.claims.strict_signing_key_usage = true;
    const auto trust = setup.make();
    REQUIRE(trust.has_value());
    CHECK_FALSE(trust->trusts(operator_key(1).public_text()));
    CHECK(trust->is_strict(operator_key(2).public_text()));
  }
  SUBCASE("keys alone") {
    setup.options.operators.trusted_keys = {operator_key(5).public_text()};
    CHECK(setup.make()->trusts(operator_key(5).public_text()));
    setup.options.operators.trusted_keys = {"O5"};
    CHECK(setup.fault() == "trusted key is required to be a valid public operator nkey");
  }
}

TEST_CASE("what operator mode does not go with") {
  Setup setup;
  CHECK(setup.fault().empty());
  SUBCASE("no resolver") {
    setup.options.operators.resolver.type = ResolverOptions::Type::None;
    CHECK(setup.fault() == "operators require an account resolver to be configured");
  }
  SUBCASE("accounts") {
    setup.options.accounts.emplace_back().name = "A";
    CHECK(setup.fault() == "operators do not allow Accounts to be configured directly");
  }
  SUBCASE("users") {
    setup.options.authorization.users.emplace_back().user = "u";
    CHECK(setup.fault() == "operators do not allow users to be configured directly");
  }
  SUBCASE("no_auth_user") {
    setup.options.no_auth_user = "u";
    CHECK(setup.fault() == "no_auth_user not compatible with Trusted Operator");
  }
  SUBCASE("a folder without a system account") {
    setup.options.operators.resolver.type = ResolverOptions::Type::Full;
    CHECK(setup.fault() ==
          "using nats based account resolver - the system account needs to be specified in "
          "configuration or the operator jwt");
    setup.options.system_account = account_key(7).public_text();
    CHECK(setup.fault().empty());
    setup.options.system_account = "SYS";
    CHECK_FALSE(setup.fault().empty());
  }
  SUBCASE("keys and tokens") {
    setup.options.operators.trusted_keys = {operator_key(5).public_text()};
    setup.options.operators.jwts = {"x"};
    CHECK(setup.fault() == "trusted_keys and operators can not be configured together");
  }
  SUBCASE("preload") {
    const auto token =
        mint(jwt::AccountClaims::create(account_key(1).public_text()), operator_key(1), setup.now);
    setup.options.operators.preload = {{account_key(1).public_text(), token}};
    CHECK(setup.fault().empty());
    setup.options.operators.preload = {{account_key(2).public_text(), token}};
    CHECK(setup.fault().starts_with("preload account error for "));
    setup.options.operators.preload = {{account_key(1).public_text(), "x"}};
    CHECK(setup.fault().starts_with("preload account error for "));
    setup.options.operators.preload = {{account_key(1).public_text(), token}};
    setup.options.operators.resolver.type = ResolverOptions::Type::Url;
    CHECK(setup.fault() ==
          "resolver preloads only available for writeable resolver types MEM/DIR/CACHE_DIR");
  }
  SUBCASE("pinned accounts") {
    setup.options.operators.pinned_accounts = {"A1"};
    CHECK_FALSE(setup.fault().empty());
  }
  SUBCASE("a sentinel that needs a signature") {
    auto user = jwt::UserClaims::create(user_key(1).public_text());
    setup.options.operators.default_sentinel = mint(user, account_key(1), setup.now);
    CHECK(setup.fault() == "default sentinel must be a bearer token");
    user.limits.bearer_token = true;
    setup.options.operators.default_sentinel = mint(user, account_key(1), setup.now);
    CHECK(setup.fault().empty());
  }
}

TEST_CASE("operators' tokens are checked") {
  Setup setup;
  SUBCASE("expired") {
    setup.claims.expires = jwt::unix_seconds(setup.now) - 1;
    CHECK(setup.fault().empty());  // as nats-server's
  }
  SUBCASE("not one") {
    setup.options.operators.jwts = {"x"};
    CHECK_FALSE(setup.fault().empty());
  }
  SUBCASE("a newer server is asked for") {
    setup.claims.assert_server_version = "2.11.0";
    CHECK(setup.fault().find("expected minimum server version 2.11.0") != std::string::npos);
  }
  SUBCASE("this one will do") {
    setup.claims.assert_server_version = "2.9.30";
    CHECK(setup.fault().empty());
  }
  SUBCASE("another system account") {
    setup.claims.system_account = account_key(7).public_text();
    setup.options.system_account = account_key(8).public_text();
    CHECK(setup.fault() == "system_account in config and operator JWT must be identical");
  }
  SUBCASE("its account server is the resolver when there is no other") {
    setup.options.operators.resolver.type = ResolverOptions::Type::None;
    setup.claims.account_server_url = "http://127.0.0.1:9090/jwt/v1";
    const auto trust = setup.make();
    REQUIRE(trust.has_value());
    const auto& resolver = setup.options.operators.resolver;
    CHECK(resolver.type == ResolverOptions::Type::Url);
    CHECK(resolver.url == "http://127.0.0.1:9090/jwt/v1/accounts/");
  }
  SUBCASE("one that is no web server is not") {
    setup.options.operators.resolver.type = ResolverOptions::Type::None;
    setup.claims.account_server_url = "nats://127.0.0.1:4222";
    CHECK(setup.fault() == "operators require an account resolver to be configured");
  }
}

}  // namespace
}  // namespace natsop::engine::test
