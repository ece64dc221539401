// The chain from a user's token to a trusted operator: server.md 3.2 and 3.3.
#include "tests/unit/core/engine/auth/mint.h"

namespace natsop::engine::test {
namespace {

TEST_CASE("a user of a known account is let in as what its token says") {
  OperatorWorld world;
  world.push(world.account(1, "A"));
  auto claims = world.user(1, "ann");
  claims.limits.permissions.publish.allow = {"orders.>"};
  claims.limits.subscriptions = 10;
  claims.limits.payload = 1000;
  claims.tags = {"team:red"};
  claims.expires = world.seconds() + 60;
  const std::string token = mint(claims, account_key(1), world.now());

  const auto admission = world.login(token, user_key(1));
  REQUIRE(admission.has_value());
  CHECK(admission->account == world.directory.find(account_key(1).public_text()));
  CHECK(admission->account->display_name() == "A");
  CHECK(admission->user == user_key(1).public_text());
  CHECK(admission->public_key == user_key(1).public_text());
  CHECK(admission->name_tag == "ann");
  CHECK(admission->tags == std::vector<std::string>{"team:red"});
  CHECK(admission->jwt == token);
  CHECK(admission->issuer_key == account_key(1).public_text());
  CHECK(admission->max_subscriptions == 10);
  CHECK(admission->max_payload == 1000);
  CHECK(admission->expires == Time(std::chrono::seconds(claims.expires)));
  REQUIRE(admission->permissions);
  CHECK(admission->permissions->may_publish("orders.new"));
  CHECK_FALSE(admission->permissions->may_publish("other"));
}

TEST_CASE("who connects must hold the key of the token") {
  OperatorWorld world;
  world.push(world.account(1, "A"));
  const std::string token = mint(world.user(1, "ann"), account_key(1), world.now());
  CHECK(world.problem(world.login(token, user_key(2))) == "signature not verified");

  ConnectOptions connect;
  connect.jwt = token;
  std::string problem;
  world.authenticator->admit(
      {.connect = connect, .nonce = "n", .ip = "", .type = {}, .tls = nullptr},
      [&](const Result<Admission>& result) { problem = world.problem(result); });
  CHECK(problem == "signature missing");
  connect.sig = "*";
  world.authenticator->admit(
      {.connect = connect, .nonce = "n", .ip = "", .type = {}, .tls = nullptr},
      [&](const Result<Admission>& result) { problem = world.problem(result); });
  CHECK(problem == "signature not valid base64");
}

TEST_CASE("no token, no entry, but for a default sentinel") {
  OperatorWorld world;
  world.push(world.account(1, "A"));
  CHECK(world.problem(world.login("", user_key(1))) == "no user JWT");
  CHECK_FALSE(world.authenticator->without_connect(ConnectionType::Standard));
  CHECK(world.authenticator->required(ConnectionType::Standard));
  CHECK(world.authenticator->needs_nonce());

  auto sentinel = world.user(9, "sentinel");
  sentinel.limits.bearer_token = true;
  world.restart(world.trust(), mint(sentinel, account_key(1), world.now()));
  const auto admission = world.login("", user_key(1));
  REQUIRE(admission.has_value());
  CHECK(admission->name_tag == "sentinel");
}

TEST_CASE("tokens that are tampered with, expired or early are refused") {
  OperatorWorld world;
  world.push(world.account(1, "A"));
  std::string token = mint(world.user(1, "ann"), account_key(1), world.now());
  SUBCASE("tampered") {
    token[token.find('.') + 20] ^= 1;
    CHECK(world.problem(world.login(token, user_key(1))).starts_with("user JWT not valid: "));
  }
  SUBCASE("not a token") {
    CHECK(world.problem(world.login("x", user_key(1))).starts_with("user JWT not valid: "));
  }
  SUBCASE("expired") {
    auto claims = world.user(1, "ann");
    claims.expires = world.seconds() + 10;
    token = mint(claims, account_key(1), world.now());
    CHECK(world.login(token, user_key(1)).has_value());
    world.loop.advance(std::chrono::seconds(11));
    CHECK(world.problem(world.login(token, user_key(1))) ==
          "user JWT no longer valid: claim is expired");
  }
  SUBCASE("early") {
    auto claims = world.user(1, "ann");
    claims.not_before = world.seconds() + 10;
    token = mint(claims, account_key(1), world.now());
    CHECK(world.problem(world.login(token, user_key(1))) ==
          "user JWT no longer valid: claim is not yet valid");
  }
  SUBCASE("an account's token is no user's") {
    token = mint(world.account(1, "A"), operator_key(2), world.now());
    CHECK(world.problem(world.login(token, user_key(1))) == "user JWT not valid: not user claim");
  }
}

TEST_CASE("the account must be known, signed by the operator, and valid") {
  OperatorWorld world;
  const std::string token = mint(world.user(1, "ann"), account_key(1), world.now());
  CHECK(world.problem(world.login(token, user_key(1)))
            .starts_with("account JWT can not be found: no token of account A"));

  SUBCASE("signed by a stranger") {
    world.push(world.account(1, "A"), operator_key(9));
    CHECK(world.problem(world.login(token, user_key(1)))
              .ends_with("is not signed by a trusted operator"));
  }
  SUBCASE("signed by itself") {
    world.push(world.account(1, "A"), account_key(1));
    CHECK(world.problem(world.login(token, user_key(1)))
              .ends_with("is not signed by a trusted operator"));
  }
  SUBCASE("expired") {
    auto claims = world.account(1, "A");
    claims.expires = world.seconds() - 1;
    world.push(claims);
    CHECK(world.problem(world.login(token, user_key(1))).ends_with(": claim is expired"));
  }
  SUBCASE("a token of another account under its key") {
    const std::string other = mint(world.account(2, "B"), world.operator_signing, world.now());
    world.resolver.save(account_key(1).public_text(), other, [](const Result<void>&) {});
    CHECK(world.problem(world.login(token, user_key(1)))
              .ends_with("subject does not match jwt content"));
  }
  SUBCASE("pinned") {
    world.push(world.account(1, "A"));
    auto trust = world.trust();
    trust.pinned = {account_key(2).public_text()};
    world.restart(trust);
    CHECK(
        world.problem(world.login(token, user_key(1))).ends_with("is not one of the pinned ones"));
    trust.pinned.insert(account_key(1).public_text());
    world.restart(trust);
    CHECK(world.login(token, user_key(1)).has_value());
  }
}

TEST_CASE("users are signed by the account's key or one of its signing keys") {
  OperatorWorld world;
  auto account = world.account(1, "A");
  account.signing_keys[account_key(11).public_text()] = std::nullopt;
  world.push(account);
  auto claims = world.user(1, "ann");
  claims.issuer_account = account_key(1).public_text();
  CHECK(world.login(mint(claims, account_key(11), world.now()), user_key(1)).has_value());
  CHECK(world.problem(world.login(mint(claims, account_key(12), world.now()), user_key(1))) ==
        "user JWT issuer is not known");

  // An operator that uses its signing keys strictly wants the same of its accounts.
  auto trust = world.trust();
  trust.keys = {world.operator_signing.public_text()};
  trust.strict_keys = trust.keys;
  world.restart(trust);
  CHECK(world.login(mint(claims, account_key(11), world.now()), user_key(1)).has_value());
  CHECK(world.problem(world.login(mint(world.user(1, "ann"), account_key(1), world.now()),
                                  user_key(1))) == "user JWT issuer is not known");
}

TEST_CASE("bearers need no signature, unless the account bans them") {
  OperatorWorld world;
  auto account = world.account(1, "A");
  world.push(account);
  auto claims = world.user(1, "ann");
  claims.limits.bearer_token = true;
  const std::string token = mint(claims, account_key(1), world.now());
  const auto admission = world.login(token, user_key(2));
  REQUIRE(admission.has_value());
  CHECK(admission->bearer);

  auto session = world.session(claims, account_key(1), user_key(1));
  account.limits.disallow_bearer = true;
  world.push(account);
  CHECK(session->gone);
  CHECK(session->error == "Authorization Violation");
  CHECK(world.problem(world.login(token, user_key(1))) == "account does not allow bearer tokens");
}

TEST_CASE("connection types, networks and times of day restrict users") {
  OperatorWorld world;
  world.push(world.account(1, "A"));
  auto claims = world.user(1, "ann");
  const auto token = [&] { return mint(claims, account_key(1), world.now()); };
  SUBCASE("types") {
    claims.limits.allowed_connection_types = {"WEBSOCKET", "SOMETHING"};
    CHECK(world.problem(world.login(token(), user_key(1))) == "connection type not allowed");
    CHECK(world.login(token(), user_key(1), ConnectionType::WebSocket).has_value());
    claims.limits.allowed_connection_types = {"SOMETHING"};
    CHECK_FALSE(world.login(token(), user_key(1)).has_value());
  }
  SUBCASE("networks") {
    claims.limits.sources = {"10.0.0.0/8", "192.168.1.128/25"};
    CHECK(world.problem(world.login(token(), user_key(1))) == "bad source address 127.0.0.1");
    CHECK(world.login(token(), user_key(1), {}, "10.1.2.3").has_value());
    CHECK(world.login(token(), user_key(1), {}, "192.168.1.200").has_value());
    CHECK_FALSE(world.login(token(), user_key(1), {}, "192.168.1.2").has_value());
    CHECK_FALSE(world.login(token(), user_key(1), {}, "").has_value());
  }
  SUBCASE("times") {  // the fake clock says 11:00 in UTC
    claims.limits.times = {{.start = "10:00:00", .end = "11:30:00"}};
    claims.limits.times_location = "UTC";
    const auto admission = world.login(token(), user_key(1));
    REQUIRE(admission.has_value());
    CHECK(admission->expires == world.now() + std::chrono::minutes(30));
    claims.expires = world.seconds() + 60;
    CHECK(world.login(token(), user_key(1))->expires == world.now() + std::chrono::minutes(1));
    world.loop.advance(std::chrono::minutes(31));
    claims.expires = 0;
    CHECK(world.problem(world.login(token(), user_key(1))) == "outside connect times");
  }
  SUBCASE("proxies") {
    claims.limits.proxy_required = true;
    CHECK(world.problem(world.login(token(), user_key(1))) == "user JWT requires a proxy");
  }
}

TEST_CASE("revocations refuse old tokens and end connections") {
  OperatorWorld world;
  auto account = world.account(1, "A");
  world.push(account);
  const auto claims = world.user(1, "ann");
  const std::string token = mint(claims, account_key(1), world.now());
  auto ann = world.session(claims, account_key(1), user_key(1));
  auto bob = world.session(world.user(2, "bob"), account_key(1), user_key(2));

  jwt::revoke(account.revocations, user_key(1).public_text(), world.seconds());
  world.push(account);
  CHECK(ann->gone);
  CHECK(ann->error == "User Authentication Revoked");
  CHECK(ann->reason == "Credentials Revoked");
  CHECK_FALSE(bob->gone);
  CHECK(world.problem(world.login(token, user_key(1))) == "user authentication revoked");

  world.loop.advance(std::chrono::seconds(2));
  CHECK(world.login(mint(claims, account_key(1), world.now()), user_key(1)).has_value());

  jwt::revoke(account.revocations, jwt::kAllKeys, world.seconds());
  world.push(account);
  CHECK(bob->gone);
}

TEST_CASE("scoped signing keys: the template is what counts") {
  OperatorWorld world;
  auto account = world.account(1, "A");
  account.tags = {"region:eu"};
  jwt::UserScope scope;
  scope.role = "worker";
  scope.limits.permissions.publish.allow = {"{{name()}}.{{tag(dept)}}.>"};
  scope.limits.permissions.subscribe.allow = {"{{account-name()}}.{{account-tag(region)}}",
                                              "{{tag(nothing)}}.x"};
  scope.limits.subscriptions = 5;
  account.signing_keys[account_key(11).public_text()] = scope;
  world.push(account);

  auto claims = world.user(1, "ann");
  claims.set_scoped(true);
  claims.issuer_account = account_key(1).public_text();
  claims.tags = {"dept:sales", "dept:support"};
  auto session = world.session(claims, account_key(11), user_key(1));
  const Permissions& permissions = *session->admission().permissions;
  CHECK(permissions.may_publish("ann.sales.x"));
  CHECK(permissions.may_publish("ann.support.x"));
  CHECK_FALSE(permissions.may_publish("bob.sales.x"));
  CHECK(permissions.may_subscribe("A.eu", "") == Permissions::Answer::Yes);
  CHECK(permissions.may_subscribe("q.x", "") == Permissions::Answer::No);
  CHECK(session->admission().max_subscriptions == 5);

  SUBCASE("users must not bring limits of their own") {
    claims.limits.subscriptions = 3;
    CHECK(world.problem(world.login(mint(claims, account_key(11), world.now()), user_key(1)))
              .starts_with("user JWT is not valid: "));
  }
  SUBCASE("a changed scope ends connections without a word") {
    scope.limits.subscriptions = 6;
    account.signing_keys[account_key(11).public_text()] = scope;
    world.push(account);
    CHECK(session->gone);
    CHECK(session->error.empty());
    CHECK(session->reason == "Authentication Failure");
  }
  SUBCASE("and so does a key that is gone") {
    account.signing_keys.clear();
    world.push(account);
    CHECK(session->gone);
  }
  SUBCASE("another change does not") {
    account.limits.subscriptions = 1000;
    world.push(account);
    CHECK_FALSE(session->gone);
    CHECK(&permissions == session->admission().permissions.get());
    // Those that stay are looked at the next time too.
    jwt::revoke(account.revocations, user_key(1).public_text(), world.seconds());
    world.push(account);
    CHECK(session->gone);
  }
  SUBCASE("connections of one user share what their rules compile to") {
    auto second = world.session(claims, account_key(11), user_key(1));
    CHECK(second->admission().permissions == session->admission().permissions);
    claims.tags = {"dept:law"};
    auto third = world.session(claims, account_key(11), user_key(1));
    CHECK(third->admission().permissions != session->admission().permissions);
    CHECK(third->admission().permissions->may_publish("ann.law.x"));
  }
}

}  // namespace
}  // namespace natsop::engine::test
