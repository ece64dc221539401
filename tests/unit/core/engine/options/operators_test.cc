#include <doctest/doctest.h>

#include <fmt/format.h>

#include "core/identity/creds.h"
#include "core/identity/jwt/token.h"
#include "core/identity/nkey.h"
#include "tests/unit/core/engine/options/sandbox.h"

/// Operator mode: tokens, resolvers, and what they forbid beside them.
namespace natsop::engine {

using identity::KeyKind;
using identity::KeyPair;
using identity::jwt::AccountClaims;
using identity::jwt::OperatorClaims;
using test::Sandbox;

namespace {

const Time kNow{std::chrono::seconds(1'700'000'000)};

KeyPair key(KeyKind kind) {
  auto out = KeyPair::create(kind);
  REQUIRE(out);
  return *out;
}

/// An operator with a system account, in files op.jwt (decorated) and plain.jwt.
struct Realm {
  KeyPair operator_key = key(KeyKind::Operator);
  std::string system = key(KeyKind::Account).public_key().text();
  std::string token;
  std::string account_token;
  Sandbox box{};

  explicit Realm(const std::string& version = "", bool with_system = true) {
    auto claims = OperatorClaims::create(operator_key.public_key().text());
    claims.name = "O";
    if (with_system) claims.system_account = system;
    claims.assert_server_version = version;
    token = identity::jwt::encode(claims, operator_key, kNow).value_or("");
    auto account = AccountClaims::create(system);
    account.name = "SYS";
    account_token = identity::jwt::encode(account, operator_key, kNow).value_or("");
    box.files["op.jwt"] = identity::decorate_jwt(token).value_or("");
    box.files["plain.jwt"] = token + "\n";
  }

  [[nodiscard]] std::string problem(const std::string& text) const { return box.problem(text); }
};

constexpr auto kFull =
    "resolver { type: full, dir: \"./jwt\", interval: \"2m\", allow_delete: true }\n";

}  // namespace

TEST_CASE("operators come as files, decorated or not, and as text") {
  const Realm realm;
  for (const auto& given : {std::string("op.jwt"), std::string("plain.jwt"), realm.token,
                            std::string("[ plain.jwt ]"), "[ \"" + realm.token + "\" ]"}) {
    const auto out = realm.box.options("operator: " + given + "\n" + kFull);
    REQUIRE(out.operators.jwts.size() == 1);
    CHECK(out.operators.jwts[0] == realm.token);
    CHECK(out.system_account == realm.system);
    CHECK(out.operators.resolver.type == ResolverOptions::Type::Full);
    CHECK(out.operators.resolver.dir == "./jwt");
    CHECK(out.operators.resolver.interval == std::chrono::minutes(2));
    CHECK(out.operators.resolver.allow_delete);
  }
  CHECK(realm.problem("operator: none.jwt") ==
        "t.conf:1:1: error parsing operator JWT: open none.jwt: no such file or directory");
  CHECK(realm.problem("operator: " + realm.account_token)
            .starts_with("t.conf:1:1: error parsing operator JWT"));
}

TEST_CASE("resolvers") {
  const Realm realm;
  const auto resolver = [&](const std::string& text) {
    return realm.box.options("operator: op.jwt\n" + text).operators.resolver;
  };
  CHECK(resolver("resolver: MEMORY").type == ResolverOptions::Type::Memory);
  CHECK(resolver("resolver: mem").type == ResolverOptions::Type::Memory);
  CHECK(resolver("resolver: URL(http://localhost:9090/jwt/v1/accounts/)").url ==
        "http://localhost:9090/jwt/v1/accounts/");
  CHECK(resolver("resolver: 'URL(\"https://a/b\")'").url == "https://a/b");
  const auto cache = resolver("resolver { type: cache, dir: d, ttl: \"1h\" }");
  CHECK(cache.ttl == std::chrono::hours(1));
  CHECK(cache.limit == 1000);
  CHECK(realm.problem("resolver: FOO").starts_with("t.conf:1:1: error parsing account resolver"));
  CHECK(realm.problem("resolver { type: full }")
            .ends_with("dir has no value and needs to point to a directory"));
  CHECK(realm.problem("resolver { type: cache, dir: d, allow_delete: true }")
            .ends_with("CACHE does not accept allow_delete"));
  CHECK(realm.problem("resolver { type: full, dir: d, ttl: \"1h\" }")
            .ends_with("FULL does not accept ttl"));
  CHECK(realm.problem("resolver { type: x, dir: d }").contains("unknown resolver type \"x\""));
}

TEST_CASE("preloaded accounts") {
  const Realm realm;
  const auto entry = "resolver_preload { " + realm.system + ":" + realm.account_token + " }\n";
  CHECK(realm.box.options("operator: op.jwt\nresolver: MEMORY\n" + entry)
            .operators.preload.at(realm.system) == realm.account_token);
  CHECK(realm.problem("operator: op.jwt\nresolver: MEMORY\n" + entry).empty());
  CHECK(realm.problem("resolver_preload { x: y }").ends_with("must be a public account nkey"));
  CHECK(realm.problem("resolver_preload { " + realm.system + ": abc }")
            .contains("is no account JWT"));
  CHECK(realm.problem("operator: op.jwt\nresolver: URL(http://a)\n" + entry)
            .starts_with("resolver preloads only available for writeable"));
}

TEST_CASE("operator mode forbids what it replaces") {
  const Realm realm;
  const std::string base = std::string("operator: op.jwt\n") + kFull;
  CHECK(realm.problem(base).empty());
  CHECK(realm.problem("operator: op.jwt") ==
        "operators require an account resolver to be configured");
  CHECK(realm.problem(base + "accounts { A {} }") ==
        "operators do not allow Accounts to be configured directly");
  CHECK(realm.problem(base + "authorization { users [{user: a}] }") ==
        "operators do not allow users to be configured directly");
  CHECK(realm.problem(base + "no_auth_user: x") ==
        "no_auth_user not compatible with Trusted Operator");
  const auto other = key(KeyKind::Account).public_key().text();
  CHECK(realm.problem(base + "system_account: " + other) ==
        "system_account in config and operator JWT must be identical");
  CHECK(realm.problem(base + "leafnodes { remotes [{url: nats://a:1}] }")
            .starts_with("operator mode requires account nkeys in remotes."));
  CHECK(realm.problem(base + "leafnodes { remotes [{url: nats://a:1, account: " + other + "}] }")
            .empty());
  CHECK(realm.problem(base + "leafnodes { authorization { users [{user: a}] } }") ==
        "operator mode does not allow specifying users in leafnode config");
  CHECK(realm.problem(base + "default_sentinel: x").starts_with("default sentinel JWT not valid"));
  CHECK(realm.problem(base + "resolver_pinned_accounts: [x]")
            .ends_with("is not a public account key"));
  CHECK(realm.problem("resolver_pinned_accounts: [" + other + "]") ==
        "resolver_pinned_accounts requires operators");
  CHECK(realm.problem("trusted_keys: x").contains("trust key \"x\" required to be a valid"));
  const auto trusted = "trusted_keys: " + realm.operator_key.public_key().text() + "\n";
  CHECK(realm.problem(trusted + "resolver: MEMORY").empty());
  CHECK(realm.problem(trusted + base) ==
        "trusted_keys and operators can not be configured together");
}

TEST_CASE("what operators' tokens demand of a server") {
  CHECK(Realm("2.10.0").problem(std::string("operator: op.jwt\n") + kFull).empty());
  CHECK(Realm("2.11.0")
            .problem(std::string("operator: op.jwt\n") + kFull)
            .contains("expected minimum server version 2.11.0"));
  CHECK(Realm("", false)
            .problem(std::string("operator: op.jwt\n") + kFull)
            .starts_with("using nats based account resolver - the system account"));
  CHECK(Realm("", false).problem("operator: op.jwt\nresolver: MEMORY").empty());
}

TEST_CASE("no problem tells a password or a token") {
  const Sandbox box;
  for (const auto* text :
       {"authorization { user: a, pass: hunter2hunter2, token: hunter2 }",
        "authorization { pass: 12-hunter2 }",
        "authorization { users [{user: a, pass: hunter2},{user: a, pass: hunter2}] }",
        "resolver_preload { x: hunter2 }",
        "leafnodes { remotes [{urls: [nats://a:hunter2@b, ws://c]}] }",
        "authorization { token: [hunter2] }", "authorization { pass: hunter2 x }"}) {
    const auto problem = box.problem(text);
    CHECK_FALSE(problem.empty());
    CHECK_MESSAGE(!problem.contains("hunter2"), problem);
  }
  CHECK_FALSE(box.problem("authorization { pass: 99999999999999999999 }").contains("9999999999"));
}

}  // namespace natsop::engine
