#include "core/identity/push.h"

#include "core/identity/pull.h"
#include "tests/unit/core/identity/fake_servers.h"
#include "tests/unit/core/identity/store_fixture.h"

using namespace natsop;
using namespace natsop::identity;

namespace {

struct PushFixture : StoreFixture {
  PushFixture() {
    add_account("A", a);
    add_account("B", b);
    servers.servers = {{.name = "srv-1"}, {.name = "srv-2"}};
  }

  void set_system_account(const std::string& key, bool strict = false) {
    auto claims = store.operator_claims().value();
    claims.system_account = key;
    claims.strict_signing_key_usage = strict;
    put_operator(claims, op);
  }

  FakeServers servers;
  Resolver resolver{servers};
};

}  // namespace

TEST_CASE_FIXTURE(PushFixture, "push") {
  const auto items = push_items(store, {"A", "B"});
  REQUIRE(items);
  const auto replies = push_accounts(resolver, *items);
  REQUIRE(replies);
  REQUIRE(replies->size() == 2);
  CHECK((*replies)[1].done_count() == 2);
  CHECK(servers.published[0].payload == store.account_token("A").value());
  CHECK(servers.published[1].payload == store.account_token("B").value());
  CHECK(push_items(store, {"A", "X"}).error().code() == Code::NotFound);
}

TEST_CASE_FIXTURE(PushFixture, "list, compare and delete") {
  const std::string stranger = test_key(KeyKind::Account, 77).public_text();
  servers.servers[0].accounts = {{a.public_text(), ""}, {stranger, ""}};
  servers.servers[1].accounts = {{stranger, ""}};
  const auto listing = list_resolver_accounts(resolver);
  REQUIRE(listing);
  REQUIRE(listing->servers.size() == 2);
  CHECK(listing->servers[1].accounts == std::vector<std::string>{stranger});
  const auto names = account_names(store);
  REQUIRE(names);
  CHECK(names->at(a.public_text()) == "A");
  CHECK(listing->unknown(*names) == std::vector<std::string>{stranger});

  const auto request = delete_request({stranger}, op, now);
  REQUIRE(request);
  const auto claims = jwt::decode_generic(*request);
  REQUIRE(claims);
  CHECK(claims->issuer == op.public_text());
  CHECK(claims->subject == op.public_text());
  CHECK(claims->data.member("accounts").texts() == std::vector<std::string>{stranger});
  const auto reply = delete_resolver_accounts(resolver, *request);
  REQUIRE(reply);
  CHECK(reply->answers[0].message() == "deleted 1 accounts");
  CHECK(servers.published.back().subject == kDeleteSubject);
  CHECK(servers.waited == 1);
  CHECK(servers.last_wait == ResolverOptions().linger);
}

TEST_CASE_FIXTURE(PushFixture, "an account that cannot be read keeps others from being pruned") {
  REQUIRE(write_file_atomic(store.account_path("A"), "cut", kPrivateFile));
  CHECK(account_names(store).error().code() == Code::Corrupt);
}

TEST_CASE_FIXTURE(PushFixture, "the login of the system account") {
  SUBCASE("is a temporary user with few rights") {
    set_system_account(a.public_text());
    const auto login = system_login(store, keys, push_login(), now);
    REQUIRE(login);
    CHECK(login->account == "A");
    const auto claims = jwt::decode_user(login->token);
    REQUIRE(claims);
    CHECK(claims->subject == login->key.public_text());
    CHECK(claims->issuer == a.public_text());
    CHECK(claims->issuer_account == a.public_text());
    CHECK(claims->name == "nsc temporary push user");
    CHECK(claims->expires == kNow + 120);
    CHECK(claims->limits.permissions.subscribe.allow == std::vector<std::string>{"_INBOX.>"});
    CHECK(claims->limits.permissions.publish.allow.size() == 4);
    CHECK(store.users("A").value().empty());
    const auto pull = system_login(store, keys, pull_login("_INBOX.x"), now);
    REQUIRE(pull);
    CHECK(jwt::decode_user(pull->token)->limits.permissions.publish.allow ==
          std::vector<std::string>{"$SYS.REQ.CLAIMS.PACK"});
    CHECK(jwt::decode_user(pull->token)->limits.permissions.subscribe.allow ==
          std::vector<std::string>{"_INBOX.x"});
  }
}

TEST_CASE_FIXTURE(PushFixture, "the login of the system account in other cases") {
  SUBCASE("is a stored user when the account's key is not here") {
    set_system_account(a.public_text());
    add_user("A", "u", user, a);
    REQUIRE(keys.remove(a.public_text()));
    const auto login = system_login(store, keys, push_login(), now);
    REQUIRE(login);
    CHECK(login->token == store.user_token("A", "u").value());
    CHECK(login->key.public_text() == user.public_text());
    REQUIRE(keys.remove(user.public_text()));
    CHECK(system_login(store, keys, push_login(), now).error().message() ==
          "no system account user with corresponding nkey found");
  }

  SUBCASE("is the user that was asked for") {
    set_system_account(b.public_text());
    add_user("A", "u", user, a);
    auto options = push_login();
    options.account = "A";
    options.user = "u";
    CHECK(system_login(store, keys, options, now)->key.public_text() == user.public_text());
    options.user = "nobody";
    CHECK(system_login(store, keys, options, now).error().code() == Code::NotFound);
  }

  SUBCASE("needs a system account") {
    CHECK(system_login(store, keys, push_login(), now).error().message() ==
          "system account \"\" not found");
    const std::string stranger = test_key(KeyKind::Account, 77).public_text();
    set_system_account(stranger);
    CHECK(system_login(store, keys, push_login(), now).error().message() ==
          "system account \"" + stranger + "\" not found");
  }

  SUBCASE("is signed by an unscoped signing key when the operator is strict") {
    set_system_account(a.public_text(), true);
    CHECK(system_login(store, keys, push_login(), now).error().code() == Code::Invalid);
    auto claims = store.account_claims("A").value();
    claims.signing_keys[b.public_text()] = jwt::UserScope{"r", {}, ""};
    put_account(claims, op);
    CHECK(system_login(store, keys, push_login(), now).error().message() ==
          "system account \"A\" only has scoped signing keys, specify --system-user");
    claims.signing_keys[a_signer.public_text()] = std::nullopt;
    put_account(claims, op);
    REQUIRE(keys.store(a_signer));
    const auto login = system_login(store, keys, push_login(), now);
    REQUIRE(login);
    CHECK(jwt::decode_user(login->token)->issuer == a_signer.public_text());
  }
}

TEST_CASE_FIXTURE(PushFixture, "pull") {
  auto newer = store.account_claims("A").value();
  newer.description = "newer";
  const std::string remote = jwt::encode(newer, op, now + std::chrono::seconds(10)).value();
  auto added = jwt::AccountClaims::create(test_key(KeyKind::Account, 77).public_text());
  added.name = "C";
  const std::string fresh = jwt::encode(added, op, now).value();
  servers.servers[0].accounts = {{a.public_text(), remote},
                                 {b.public_text(), store.account_token("B").value()},
                                 {added.subject, fresh}};

  SUBCASE("takes what is newer and what is missing") {
    const auto pulled = pull_accounts(servers, std::chrono::milliseconds(1));
    REQUIRE(pulled);
    CHECK(pulled->problem.empty());
    CHECK(servers.waited == 0);
    auto tx = Transaction::begin(root).value();
    const auto outcomes = merge_pulled(store, tx, pulled->accounts, false);
    REQUIRE(outcomes.size() == 3);
    REQUIRE(tx.commit());
    CHECK(store.account_claims("A")->description == "newer");
    CHECK(store.account_token("C").value() == fresh);
    for (const auto& outcome : outcomes) {
      CHECK(outcome.kind == (outcome.account == "B" ? PulledOutcome::Kind::Unchanged
                                                    : PulledOutcome::Kind::Stored));
    }
  }

  SUBCASE("keeps what is newer here, unless told otherwise") {
    auto local = store.account_claims("A").value();
    local.description = "local";
    auto tx = Transaction::begin(root).value();
    REQUIRE(
        store.put_account(tx, "A", jwt::encode(local, op, now + std::chrono::seconds(20)).value()));
    REQUIRE(tx.commit());
    const std::vector<PulledAccount> pulled{{a.public_text(), remote}};
    CHECK(merge_pulled(store, tx, pulled, false)[0].kind == PulledOutcome::Kind::LocalNewer);
    CHECK(merge_pulled(store, tx, pulled, true)[0].kind == PulledOutcome::Kind::Stored);
  }

  SUBCASE("says what is no account") {
    auto tx = Transaction::begin(root).value();
    const auto outcomes = merge_pulled(store, tx, {{"AKEY", "nonsense"}}, false);
    CHECK(outcomes[0].kind == PulledOutcome::Kind::Unreadable);
    CHECK(outcomes[0].account == "AKEY");
  }

  SUBCASE("without answers") {
    servers.no_responders = true;
    CHECK(pull_accounts(servers, std::chrono::milliseconds(1))->problem ==
          "failed to get response to pull: nats: no responders available for request");
  }
}
