#include <condition_variable>
#include <mutex>

#include "core/base/clock.h"
#include "core/identity/creds.h"
#include "core/identity/jwt/token.h"
#include "core/identity/nkey.h"
#include "tests/interop/client/fixture.h"

using namespace natsop;
using namespace natsop::test;
using identity::KeyKind;
using identity::KeyPair;

namespace {

/// An operator with one account, and a server that trusts it.
struct World {
  SystemClock clock;
  KeyPair operator_key = must(KeyPair::create(KeyKind::Operator));
  KeyPair account = must(KeyPair::create(KeyKind::Account));
  std::optional<NatsServer> server;

  World() {
    auto operator_claims = identity::jwt::OperatorClaims::create(operator_key.public_text());
    auto account_claims = identity::jwt::AccountClaims::create(account.public_text());
    server = must(NatsServer::start(
        "operator: " + must(identity::jwt::encode(operator_claims, operator_key, clock.now())) +
        "\nresolver: MEMORY\nresolver_preload: {" + account.public_text() + ": " +
        must(identity::jwt::encode(account_claims, operator_key, clock.now())) + "}\n"));
  }

  struct User {
    KeyPair key;
    std::string jwt;
    [[nodiscard]] std::string seed() const { return std::string(must(key.seed()).reveal()); }
    [[nodiscard]] std::string creds() const {
      return std::string(must(identity::format_creds(jwt, must(key.seed()))).reveal());
    }
  };

  [[nodiscard]] User user(bool bearer = false, std::int64_t expires = 0) const {
    KeyPair key = must(KeyPair::create(KeyKind::User));
    auto claims = identity::jwt::UserClaims::create(key.public_text());
    claims.limits.bearer_token = bearer;
    claims.expires = expires;
    std::string jwt = must(identity::jwt::encode(claims, account, clock.now()));
    return {std::move(key), std::move(jwt)};
  }

  [[nodiscard]] ConnectSettings settings(context::Login login) const {
    ConnectSettings settings = settings_for(server->url());
    settings.login = std::move(login);
    return settings;
  }

  [[nodiscard]] Result<std::unique_ptr<Connection>> connect(context::Login login) const {
    return Connection::connect(settings(std::move(login)), {});
  }
};

void check_works(const Result<std::unique_ptr<Connection>>& connected) {
  INFO(why(connected));
  REQUIRE(connected);
  must((*connected)->flush());
}

}  // namespace

TEST_CASE("credentials of an operator's user") {
  const World world;
  const World::User user = world.user();
  const std::filesystem::path file = world.server->dir() / "user.creds";
  must(write_file_atomic(file, user.creds(), kPrivateFile));

  SUBCASE("from a file, from text, from token and seed") {
    check_works(world.connect(context::CredsFile{file}));
    check_works(world.connect(context::CredsText{user.creds()}));
    check_works(world.connect(context::JwtAndSeed{user.jwt, user.seed()}));
  }
  SUBCASE("a bearer token needs no seed, another one does") {
    check_works(world.connect(context::BearerJwt{world.user(true).jwt}));
    auto refused = world.connect(context::BearerJwt{user.jwt});
    REQUIRE(!refused);
    CHECK(refused.error().code() == Code::Denied);
  }
  SUBCASE("what the server refuses") {
    const std::int64_t now = identity::jwt::unix_seconds(world.clock.now());
    const World::User late = world.user(false, now - 10);
    const World::User other = world.user();
    for (const context::Login& login :
         {context::Login(context::CredsText{late.creds()}),
          context::Login(context::JwtAndSeed{user.jwt, other.seed()}), context::Login()}) {
      auto refused = world.connect(login);
      REQUIRE(!refused);
      INFO(why(refused));
      CHECK(refused.error().code() == Code::Denied);
      CHECK(refused.error().one_line().find(user.seed()) == std::string::npos);
    }
  }
  SUBCASE("a renewed file is read when the old token expires") {
    std::mutex mutex;
    std::condition_variable changed;
    bool back = false;
    client::Hooks hooks;
    hooks.on_reconnect = [&](const std::string&) {
      const std::scoped_lock lock(mutex);
      back = true;
      changed.notify_all();
    };
    // The first token runs out, and the server ends the connection: only a renewed one gets back
    // in.
    const std::int64_t now = identity::jwt::unix_seconds(world.clock.now());
    must(write_file_atomic(file, world.user(false, now + 2).creds(), kPrivateFile));
    auto nc = must(Connection::connect(world.settings(context::CredsFile{file}), hooks));
    must(write_file_atomic(file, user.creds(), kPrivateFile));
    std::unique_lock lock(mutex);
    REQUIRE(changed.wait_for(lock, seconds(20), [&] { return back; }));
    must(nc->flush());
  }
  SUBCASE("through a WebSocket relay the nonce is signed too") {
    World own;
    must(write_file_atomic(own.server->dir() / "server.conf",
                           *read_file(own.server->dir() / "server.conf") +
                               "websocket {host: 127.0.0.1, port: -1, no_tls: true}\n",
                           kPrivateFile));
    must(own.server->restart());
    ConnectSettings settings = settings_for(own.server->url_of("websocket"));
    settings.login = context::CredsText{own.user().creds()};
    check_works(Connection::connect(settings, {}));
  }
}
