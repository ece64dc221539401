#include <mutex>

#include "core/base/clock.h"
#include "core/identity/nkey.h"
#include "tests/interop/client/fixture.h"

using namespace natsop;
using namespace natsop::test;

namespace {

Result<std::unique_ptr<Connection>> connect(const std::string& url, context::Login login,
                                            std::string token = {}) {
  ConnectSettings settings = settings_for(url);
  settings.login = std::move(login);
  settings.token = std::move(token);
  return Connection::connect(settings, {});
}

std::string with_login(const NatsServer& server, const std::string& login) {
  return "nats://" + login + "@127.0.0.1:" + std::to_string(server.port());
}

/// The connection works both ways.
void check_works(const Result<std::unique_ptr<Connection>>& connected) {
  INFO(why(connected));
  REQUIRE(connected);
  must((*connected)->flush());
}

void check_denied(const Result<std::unique_ptr<Connection>>& refused) {
  REQUIRE(!refused);
  INFO(refused.error().one_line());
  CHECK(refused.error().code() == Code::Denied);
  CHECK(!refused.error().hint().empty());
}

}  // namespace

TEST_CASE("user and password") {
  auto server = must(NatsServer::start(R"(
    authorization { users: [
      {user: "al\"ice", password: "s3cr\\et"}
      {user: bob, password: "p@ss:w"}
    ] })"));
  check_works(connect(server.url(), context::UserPassword{"al\"ice", "s3cr\\et"}));
  check_works(connect(with_login(server, "bob:p%40ss%3Aw"), {}));
  check_works(connect(with_login(server, "bob:p%40ss%3Aw"), context::UserPassword{"x", "y"}));
  check_denied(connect(server.url(), {}));
  auto wrong = connect(server.url(), context::UserPassword{"bob", "wrong"});
  check_denied(wrong);
  CHECK(wrong.error().one_line().find(server.url()) != std::string::npos);
  CHECK(wrong.error().one_line().find("wrong") == std::string::npos);
  CHECK(wrong.error().message() == "authorization violation");
}

TEST_CASE("token") {
  auto server = must(NatsServer::start("authorization { token: \"t0ken\" }"));
  check_works(connect(server.url(), {}, "t0ken"));
  check_works(connect(with_login(server, "t0ken"), {}));
  check_denied(connect(server.url(), {}, "other"));
}

TEST_CASE("nkey") {
  const auto key = must(identity::KeyPair::create(identity::KeyKind::User));
  auto server =
      must(NatsServer::start("authorization { users: [{nkey: " + key.public_text() + "}] }"));
  const std::string seed(must(key.seed()).reveal());
  check_works(connect(server.url(), context::NkeySeed{seed}));
  check_works(connect(server.url(), context::NkeySeed{"# my key\n" + seed + "\n"}));

  const auto other = must(identity::KeyPair::create(identity::KeyKind::User));
  const std::string wrong(must(other.seed()).reveal());
  check_denied(connect(server.url(), context::NkeySeed{wrong}));

  auto broken = connect(server.url(), context::NkeySeed{seed.substr(0, 40)});
  REQUIRE(!broken);
  CHECK(broken.error().one_line().find(seed.substr(2, 10)) == std::string::npos);
}

/// cnats 3.4 leaves out signatures that begin with a zero byte: one in 256.
TEST_CASE("nkey: whatever the nonce") {
  const auto key = must(identity::KeyPair::create(identity::KeyKind::User));
  auto server =
      must(NatsServer::start("authorization { users: [{nkey: " + key.public_text() + "}] }"));
  const std::string seed(must(key.seed()).reveal());
  for (int i = 0; i < 1200; ++i) {
    const auto connected = connect(server.url(), context::NkeySeed{seed});
    INFO(why(connected));
    REQUIRE(connected);
  }
}

TEST_CASE("permissions") {
  auto server = must(NatsServer::start(R"(
    authorization { users: [
      {user: u, password: p, permissions: {publish: ["ok", "svc"], subscribe: ["ok", "_INBOX.>"]}}
      {user: n, password: p, permissions: {publish: ">", subscribe: ["mine.>"]}}
      {user: all, password: p}
    ] })"));
  std::vector<std::string> told;
  std::mutex mutex;
  client::Hooks hooks;
  hooks.on_error = [&](const Error& error) {
    const std::scoped_lock lock(mutex);
    told.push_back(error.message());
  };
  ConnectSettings settings = settings_for(server.url());
  settings.login = context::UserPassword{"u", "p"};
  auto nc = must(Connection::connect(settings, hooks));

  SUBCASE("a denied publish surfaces in the flush, once") {
    must(nc->publish("ok", "x"));
    must(nc->flush());
    must(nc->publish("secret", "x"));
    auto denied = nc->flush();
    REQUIRE(!denied);
    CHECK(denied.error().code() == Code::Denied);
    CHECK(denied.error().message() ==
          "permissions violation: this user may not publish to \"secret\"");
    must(nc->flush());
    must(nc->publish("secret", "x"));
    CHECK(!nc->flush());
    must(nc->publish("ok", "x"));
    must(nc->flush());
    const std::scoped_lock lock(mutex);
    CHECK(told.size() == 2);
  }
  SUBCASE("a denied request fails at once") {
    const SystemClock clock;
    const SteadyTime start = clock.steady();
    auto denied = nc->request("secret", "x", {}, seconds(30));
    REQUIRE(!denied);
    CHECK(denied.error().code() == Code::Denied);
    CHECK(clock.steady() - start < seconds(5));
    CHECK(nc->request("secret", "x", {}, seconds(30)).error().code() == Code::Denied);
    auto nobody = nc->request("svc", "x", {}, seconds(5));
    REQUIRE(!nobody);
    CHECK(nobody.error().message() == jetstream::kNoResponders);
  }
  SUBCASE("a denied subscription fails its next()") {
    auto sub = must(nc->subscribe("secret"));
    auto next = sub.next(seconds(30));
    REQUIRE(!next);
    CHECK(next.error().code() == Code::Denied);
    CHECK(next.error().message() ==
          "permissions violation: this user may not subscribe to \"secret\"");
  }
  SUBCASE("a user who may not subscribe to inboxes is told so") {
    settings.login = context::UserPassword{"n", "p"};
    auto other = must(Connection::connect(settings, {}));
    for (int round = 0; round < 2; ++round) {
      auto denied = other->request("svc", "x", {}, seconds(30));
      REQUIRE(!denied);
      CHECK(denied.error().code() == Code::Denied);
      CHECK(denied.error().hint().find("--inbox-prefix") != std::string::npos);
    }
    settings.inbox_prefix = "mine";
    auto own = must(Connection::connect(settings, {}));
    CHECK(own->request("svc", "x", {}, seconds(5)).error().message() == jetstream::kNoResponders);
  }
}

TEST_CASE("credentials that cannot be read") {
  auto server = must(NatsServer::start());
  auto absent = connect(server.url(), context::CredsFile{server.dir() / "absent.creds"});
  REQUIRE(!absent);
  CHECK(absent.error().code() == Code::NotFound);
  CHECK(absent.error().one_line().find("absent.creds") != std::string::npos);
  must(write_file_atomic(server.dir() / "empty.creds", "nothing"));
  auto empty = connect(server.url(), context::CredsFile{server.dir() / "empty.creds"});
  REQUIRE(!empty);
  CHECK(empty.error().one_line().find("empty.creds") != std::string::npos);
}
