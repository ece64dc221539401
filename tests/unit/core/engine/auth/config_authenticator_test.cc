// Users, tokens, nkeys and certificates of the configuration.
#include "core/engine/auth/config_authenticator.h"

#include <doctest/doctest.h>

#include "tests/unit/core/engine/auth/mint.h"

namespace natsop::engine::test {
namespace {

using Texts = std::vector<std::string>;

// "secret", at the least cost there is.
constexpr const char* kBcrypt = "$2a$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW";

struct Gate {
  natsop::test::EngineLoop loop;
  natsop::test::SeededRandom random;
  AccountDirectory directory{{.loop = loop, .random = random}};
  Worker worker{loop};
  Options options;
  std::unique_ptr<ConfigAuthenticator> authenticator;

  ConfigAuthenticator& open() {
    authenticator = std::make_unique<ConfigAuthenticator>(
        options, ConfigAuthenticator::Services{
                     .random = random, .accounts = directory, .worker = worker, .log = {}});
    return *authenticator;
  }

  Result<Admission> admit(const ConnectOptions& connect,
                          ConnectionType type = ConnectionType::Standard,
                          const TlsPeer* tls = nullptr, std::string_view nonce = "nonce") {
    if (!authenticator) {
      open();
    }
    std::optional<Result<Admission>> outcome;
    authenticator->admit(
        {.connect = connect, .nonce = nonce, .ip = "127.0.0.1", .type = type, .tls = tls},
        [&](Result<Admission> result) { outcome = std::move(result); });
    REQUIRE(loop.settle_until([&] { return outcome.has_value(); }));
    return *outcome;
  }
  bool lets_in(const ConnectOptions& connect, ConnectionType type = ConnectionType::Standard) {
    return admit(connect, type).has_value();
  }
  /// "account/user", or nothing for those refused.
  std::string who(const ConnectOptions& connect, const TlsPeer* tls = nullptr) {
    const auto admission = admit(connect, ConnectionType::Standard, tls);
    return admission ? admission->account->name() + "/" + admission->user : "";
  }
};

ConnectOptions login(std::string user, std::string password) {
  ConnectOptions connect;
  connect.user = std::move(user);
  connect.pass = std::move(password);
  return connect;
}

ConnectOptions token(std::string text) {
  ConnectOptions connect;
  connect.auth_token = std::move(text);
  return connect;
}

UserOptions user(std::string name, std::string password) {
  UserOptions options;
  options.user = std::move(name);
  options.password = std::move(password);
  return options;
}

AccountOptions account(std::string name, std::vector<UserOptions> users) {
  AccountOptions options;
  options.name = std::move(name);
  options.users = std::move(users);
  return options;
}

TEST_CASE("without users everyone is in the global account") {
  Gate gate;
  CHECK(gate.who({}) == "$G/");
  CHECK(gate.who(login("anyone", "x")) == "$G/anyone");
  CHECK(gate.who(token("x")) == "$G/[REDACTED]");
  CHECK_FALSE(gate.open().required(ConnectionType::Standard));
  CHECK_FALSE(gate.open().needs_nonce());
  CHECK(gate.open().without_connect(ConnectionType::Standard).has_value());
  gate.options.always_enable_nonce = true;
  CHECK(gate.open().needs_nonce());
}

TEST_CASE("one name and password, or a token") {
  Gate gate;
  SUBCASE("name and password") {
    gate.options.authorization.user = "ann";
    gate.options.authorization.password = "pw";
    CHECK(gate.who(login("ann", "pw")) == "$G/ann");
    for (const auto& wrong : {login("ann", "pW"), login("ann", ""), login("ann", "pw2"),
                              login("bob", "pw"), login("", ""), token("pw")}) {
      CHECK_FALSE(gate.lets_in(wrong));
    }
    CHECK(gate.authenticator->required(ConnectionType::Standard));
    CHECK_FALSE(gate.authenticator->without_connect(ConnectionType::Standard));
  }
  SUBCASE("token") {
    gate.options.authorization.token = "t0ken";
    CHECK(gate.who(token("t0ken")) == "$G/[REDACTED]");
    CHECK_FALSE(gate.lets_in(token("t0kem")));
    CHECK_FALSE(gate.lets_in({}));
  }
  SUBCASE("hashed") {
    gate.options.authorization.token = kBcrypt;
    CHECK(gate.lets_in(token("secret")));
    CHECK_FALSE(gate.lets_in(token(kBcrypt)));
  }
}

TEST_CASE("users of accounts, with plain and hashed passwords") {
  Gate gate;
  gate.options.accounts = {account("A", {user("ann", "pw")}), account("B", {user("bob", kBcrypt)})};
  gate.options.authorization.users = {user("gil", "g")};
  CHECK(gate.who(login("ann", "pw")) == "A/ann");
  CHECK(gate.who(login("bob", "secret")) == "B/bob");
  CHECK(gate.who(login("bob", "secret")) == "B/bob");  // remembered now
  CHECK(gate.who(login("gil", "g")) == "$G/gil");
  CHECK(gate.who(login("bob", "wrong")).empty());
  CHECK(gate.who(login("bob", std::string("secret\0x", 8))).empty());
  CHECK(gate.who(login("nobody", "pw")).empty());
  CHECK(gate.who({}).empty());
}

TEST_CASE("a storm of logins with one password hashes once") {
  Gate gate;
  gate.options.accounts = {account("B", {user("bob", kBcrypt)})};
  gate.open();
  int right = 0;
  int wrong = 0;
  for (int i = 0; i < 50; ++i) {
    gate.authenticator->admit({.connect = login("bob", i % 2 == 0 ? "secret" : "guess"),
                               .nonce = {},
                               .ip = {},
                               .type = {},
                               .tls = nullptr},
                              [&](const Result<Admission>& result) { ++(result ? right : wrong); });
  }
  CHECK(right + wrong == 0);  // nothing was hashed on the loop
  REQUIRE(gate.loop.settle_until([&] { return right + wrong == 50; }));
  CHECK(right == 25);
}

TEST_CASE("endless guesses are refused, and do not keep others waiting") {
  Gate gate;
  gate.options.accounts = {account("B", {user("bob", kBcrypt)})};
  gate.open();
  const auto ask = [&](const std::string& password, std::string_view ip,
                       std::function<void(const Result<Admission>&)> done) {
    gate.authenticator->admit(
        {.connect = login("bob", password), .nonce = {}, .ip = ip, .type = {}, .tls = nullptr},
        std::move(done));
  };
  int guesses = 0;
  std::string last;
  constexpr int kTooMany = 70;
  for (int i = 0; i < 1026 + kTooMany; ++i) {  // two of them are computed already
    ask(std::to_string(i), "10.6.6.6", [&](const Result<Admission>& result) {
      ++guesses;
      last = result.error().message();
    });
  }
  CHECK(guesses == kTooMany);
  CHECK(last == "too many passwords wait for being checked");

  bool in = false;
  ask("secret", "10.1.1.1", [&](const Result<Admission>& result) { in = result.has_value(); });
  REQUIRE(gate.loop.settle_until([&] { return in; }));
  CHECK(guesses < kTooMany + 20);
}

TEST_CASE("permissions are shared by those who have the same") {
  Gate gate;
  auto limited = user("ann", "pw");
  limited.permissions.emplace();
  limited.permissions->publish.allow = Texts{"a.>"};
  PermissionRules defaults;
  defaults.publish.deny = {"x"};
  auto a = account("A", {limited, user("bob", "pw"), user("eve", "pw")});
  a.default_permissions = defaults;
  gate.options.accounts = {a};
  const auto ann = gate.admit(login("ann", "pw"));
  CHECK(ann->permissions->may_publish("a.b"));
  CHECK_FALSE(ann->permissions->may_publish("b"));
  CHECK(gate.admit(login("ann", "pw"))->permissions == ann->permissions);
  const auto bob = gate.admit(login("bob", "pw"));
  CHECK_FALSE(bob->permissions->may_publish("x"));
  CHECK(gate.admit(login("eve", "pw"))->permissions == bob->permissions);
}

TEST_CASE("nkeys sign the nonce") {
  Gate gate;
  UserOptions options;
  options.nkey = user_key(1).public_text();
  gate.options.accounts = {account("A", {options, user("bob", "pw")})};
  const KeyPair key = user_key(1);
  ConnectOptions connect;
  connect.nkey = key.public_text();
  CHECK(gate.admit(connect).error().message() == "signature missing");
  connect.sig = identity::base64url(key.sign("nonce").value());
  const auto admission = gate.admit(connect);
  REQUIRE(admission.has_value());
  CHECK(admission->public_key == key.public_text());
  CHECK(gate.authenticator->needs_nonce());
  CHECK_FALSE(gate.admit(connect, {}, nullptr, "another").has_value());
  CHECK_FALSE(gate.admit(connect, {}, nullptr, "").has_value());

  // With padding and the other alphabet, as some clients write it.
  std::string padded = connect.sig + "==";
  for (char& c : padded) {
    c = c == '-' ? '+' : c == '_' ? '/' : c;
  }
  connect.sig = padded;
  CHECK(gate.admit(connect).has_value());
  connect.nkey = user_key(2).public_text();
  CHECK_FALSE(gate.admit(connect).has_value());
  CHECK(gate.who(login("bob", "pw")) == "A/bob");
}

TEST_CASE("anonymous connections are the no_auth_user, those that show something are not") {
  Gate gate;
  UserOptions nkey_user;
  nkey_user.nkey = user_key(1).public_text();
  gate.options.accounts = {account("A", {user("ann", "pw"), nkey_user})};
  SUBCASE("a name") {
    gate.options.no_auth_user = "ann";
    CHECK(gate.who({}) == "A/ann");
    CHECK(gate.authenticator->without_connect(ConnectionType::Standard)->user == "ann");
  }
  SUBCASE("an nkey") {
    gate.options.no_auth_user = nkey_user.nkey;
    CHECK(gate.who({}) == "A/" + nkey_user.nkey);
  }
  CHECK_FALSE(gate.open().required(ConnectionType::Standard));
  CHECK(gate.who(login("ann", "x")).empty());
  CHECK(gate.who(token("x")).empty());
  CHECK(gate.who(login("", "x")).empty());
}

TEST_CASE("a server with nothing but its system account takes anonymous clients") {
  Gate gate;
  gate.options.accounts = {account("$SYS", {user("admin", "pw")})};
  const std::string who = gate.who({});
  CHECK(who.starts_with("$G/nats-"));
  CHECK(who.size() == 3 + 5 + 8);
  CHECK(gate.who(login("admin", "pw")) == "$SYS/admin");
  CHECK(gate.authenticator->required(ConnectionType::Standard));  // INFO says so all the same
  const auto admission = gate.admit({});
  gate.authenticator->reload(gate.options);
  CHECK(admission->renew().admission.has_value());

  gate.options.accounts.push_back(account("A", {}));
  CHECK_FALSE(gate.open().without_connect(ConnectionType::Standard));
  gate.options.accounts.pop_back();
  gate.options.no_auth_user = "admin";
  gate.open();
  CHECK(gate.who({}) == "$SYS/admin");
}

TEST_CASE("connection types") {
  Gate gate;
  auto ann = user("ann", "pw");
  ann.connection_types = {"WEBSOCKET", "IN_PROCESS"};
  gate.options.accounts = {account("A", {ann})};
  CHECK_FALSE(gate.lets_in(login("ann", "pw")));
  CHECK(gate.lets_in(login("ann", "pw"), ConnectionType::WebSocket));
  CHECK(gate.lets_in(login("ann", "pw"), ConnectionType::InProcess));
}

TEST_CASE("the WebSocket listener may have a login of its own") {
  Gate gate;
  gate.options.websocket.authorization.token = "t";
  CHECK(gate.lets_in({}));
  CHECK_FALSE(gate.lets_in({}, ConnectionType::WebSocket));
  CHECK(gate.lets_in(token("t"), ConnectionType::WebSocket));
  CHECK(gate.authenticator->required(ConnectionType::WebSocket));
  CHECK_FALSE(gate.authenticator->required(ConnectionType::Standard));

  gate.options.websocket.authorization.token.clear();
  gate.options.websocket.no_auth_user = "ann";
  gate.options.accounts = {account("A", {user("ann", "pw")})};
  gate.open();
  CHECK_FALSE(gate.lets_in({}));
  CHECK(gate.lets_in({}, ConnectionType::WebSocket));
}

TEST_CASE("certificates name users") {
  Gate gate;
  gate.options.tls.emplace();
  gate.options.tls->verify_and_map = true;
  gate.options.accounts = {account(
      "A", {user("ann@example.com", ""), user("host.example.com", ""), user("CN=bob,O=Acme", ""),
            user("spiffe://x/y", ""), user("O=Acme, CN=eve", "")})};
  TlsPeer peer;
  peer.certificates.resize(1);
  auto& leaf = peer.certificates[0];
  CHECK(gate.who({}, &peer).empty());
  leaf.subject = "CN=bob,O=Acme";
  CHECK(gate.who({}, &peer).empty());  // nobody has checked it
  leaf.verified = true;
  CHECK(gate.who({}, &peer) == "A/CN=bob,O=Acme");
  leaf.subject = "CN=eve,O=Acme";
  CHECK(gate.who({}, &peer) == "A/O=Acme, CN=eve");
  leaf.uris = {"spiffe://x/y"};
  CHECK(gate.who({}, &peer) == "A/spiffe://x/y");
  leaf.dns_names = {"other.example.com", "host.example.com"};
  CHECK(gate.who({}, &peer) == "A/host.example.com");
  leaf.emails = {"ann@example.com"};
  CHECK(gate.who({}, &peer) == "A/ann@example.com");
  CHECK(gate.who(login("CN=bob,O=Acme", ""), &peer) == "A/ann@example.com");
  CHECK(gate.who(login("ann@example.com", ""), nullptr).empty());
  leaf = {};
  leaf.verified = true;
  leaf.subject = "CN=mallory";
  CHECK(gate.who({}, &peer).empty());
}

TEST_CASE("a reload renews what stays and ends what does not") {
  Gate gate;
  gate.options.accounts = {account("A", {user("ann", "pw"), user("bob", "pw")})};
  const auto ann = gate.admit(login("ann", "pw"));
  const auto bob = gate.admit(login("bob", "pw"));
  const auto stays = [&](const Result<Admission>& who) {
    gate.authenticator->reload(gate.options);
    return who->renew().admission.has_value();
  };
  CHECK(stays(ann));
  SUBCASE("new permissions") {
    gate.options.accounts[0].users[0].permissions.emplace();
    gate.options.accounts[0].users[0].permissions->publish.allow = Texts{"a"};
    gate.authenticator->reload(gate.options);
    CHECK_FALSE(ann->renew().admission->permissions->may_publish("b"));
    CHECK(ann->renew().admission->renew().admission.has_value());
    CHECK(bob->renew().admission->permissions == nullptr);
  }
  SUBCASE("another password") {
    gate.options.accounts[0].users[0].password = "new";
    CHECK_FALSE(stays(ann));
    CHECK(stays(bob));
    CHECK(ann->renew().expulsion.error == "Authorization Violation");
    CHECK(ann->renew().expulsion.reason == "Authentication Failure");
  }
  SUBCASE("gone") {
    gate.options.accounts[0].users.pop_back();
    CHECK_FALSE(stays(bob));
  }
  SUBCASE("moved") {
    gate.options.accounts.push_back(account("B", {user("ann", "pw")}));
    gate.options.accounts[0].users.erase(gate.options.accounts[0].users.begin());
    CHECK_FALSE(stays(ann));
  }
  SUBCASE("no users at all: only those of the global account stay") {
    gate.options.accounts.clear();
    CHECK_FALSE(stays(ann));
  }
}

TEST_CASE("an open server that gets a login asks for it") {
  Gate gate;
  const auto anyone = gate.admit({});
  gate.options.authorization.token = "t";
  gate.authenticator->reload(gate.options);
  CHECK_FALSE(anyone->renew().admission.has_value());
  const auto known = gate.admit(token("t"));
  REQUIRE(known.has_value());
  CHECK(known->renew().admission.has_value());
  gate.options.authorization.token = "u";
  gate.authenticator->reload(gate.options);
  CHECK_FALSE(known->renew().admission.has_value());
  gate.options.authorization.token.clear();
  gate.authenticator->reload(gate.options);
  CHECK(known->renew().admission.has_value());
}

}  // namespace
}  // namespace natsop::engine::test
