#include <condition_variable>
#include <mutex>

#include "tests/interop/client/fixture.h"
#include "tests/support/socks_proxy.h"

using namespace natsop;
using namespace natsop::test;

namespace {

/// What happened to a connection, waited for.
class Events {
 public:
  client::Hooks hooks() {
    client::Hooks hooks;
    hooks.on_disconnect = [this](const Error&) { note(disconnects_); };
    hooks.on_reconnect = [this](const std::string&) { note(reconnects_); };
    hooks.on_closed = [this](const Error& error) {
      {
        const std::scoped_lock lock(mutex_);
        reason_ = error.message();
      }
      note(closes_);
    };
    return hooks;
  }
  bool wait_reconnect() { return wait(reconnects_); }
  bool wait_disconnect() { return wait(disconnects_); }
  bool wait_closed() { return wait(closes_); }
  int closes() {
    const std::scoped_lock lock(mutex_);
    return closes_;
  }

 private:
  void note(int& count) {
    const std::scoped_lock lock(mutex_);
    ++count;
    changed_.notify_all();
  }
  bool wait(const int& count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, seconds(20), [&] { return count > 0; });
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::string reason_;
  int disconnects_ = 0;
  int reconnects_ = 0;
  int closes_ = 0;
};

void check_request(Connection& nc) {
  auto replier = must(nc.subscribe("echo", {}, [&](const client::Message& message) {
    (void)nc.publish(message.reply, message.data);
  }));
  const std::string large(300000, 'z');
  CHECK(must(nc.request("echo", large, {}, seconds(5))).data == large);
  CHECK(must(nc.request("echo", "", {}, seconds(5))).data.empty());
}

std::string free_port_url() {
  // A port that a server has just given up.
  auto server = must(NatsServer::start());
  std::string url = server.url();
  server.kill();
  return url;
}

struct Certificates {
  TempDir dir = must(TempDir::make());

  Certificates() {
    const auto at = [&](const char* name) { return (dir.path() / name).string(); };
    must(run_program({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                      "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj",
                      "/CN=test ca", "-keyout", at("ca.key"), "-out", at("ca.pem")},
                     dir.path()));
    must(write_file_atomic(at("server.ext"), "subjectAltName=IP:127.0.0.1,DNS:localhost\n"));
    must(write_file_atomic(at("client.ext"), "subjectAltName=email:a@example.com\n"));
    for (const std::string name : {"server", "client"}) {
      const std::string base = (dir.path() / name).string();
      must(run_program(
          {"openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
           "-subj", "/CN=" + name, "-keyout", base + ".key", "-out", base + ".csr"},
          dir.path()));
      must(run_program({"openssl", "x509", "-req", "-days", "2", "-in", base + ".csr", "-CA",
                        at("ca.pem"), "-CAkey", at("ca.key"), "-CAcreateserial", "-extfile",
                        base + ".ext", "-out", base + ".pem"},
                       dir.path()));
    }
  }
  [[nodiscard]] std::filesystem::path file(const char* name) const { return dir.path() / name; }
  [[nodiscard]] std::string block(bool verify) const {
    return "{cert_file: \"" + file("server.pem").string() + "\", key_file: \"" +
           file("server.key").string() + "\", ca_file: \"" + file("ca.pem").string() +
           "\", verify: " + (verify ? "true" : "false") + "}";
  }
};

}  // namespace

TEST_CASE("what the server says about itself") {
  auto server = must(NatsServer::start("server_name: hub\n", {"-js"}));
  auto nc = must(Connection::connect(settings_for(server.url()), {}));
  const client::ServerInfo info = must(nc->server_info());
  CHECK(info.url == server.url());
  CHECK(info.name == "hub");
  CHECK(info.id.size() == 56);
  CHECK(info.version.starts_with("2."));
  CHECK(info.client_id > 0);
  CHECK(info.client_ip == "127.0.0.1");
  CHECK(info.max_payload == 1048576);
  CHECK(info.headers);
  CHECK(info.jetstream);
  CHECK(nc->connected_url() == server.url());
  CHECK(nc->connected());
  CHECK(must(nc->rtt()) < seconds(1));
}

TEST_CASE("nobody there") {
  const std::string url = free_port_url();
  auto refused = Connection::connect(settings_for(url), {});
  REQUIRE(!refused);
  CHECK(refused.error().code() == Code::Unreachable);
  CHECK(refused.error().one_line() == "connecting to " + url + ": connection refused");
  CHECK(refused.error().hint() == "is a server running there? The URL comes from the test");

  auto unknown = Connection::connect(settings_for("nats://no-such-host.invalid:4222"), {});
  REQUIRE(!unknown);
  CHECK(unknown.error().code() == Code::Unreachable);
  CHECK(unknown.error().message().starts_with("host \"no-such-host.invalid\" not found"));

  auto both = Connection::connect(settings_for(url + ",nats://no-such-host.invalid"), {});
  REQUIRE(!both);
  CHECK(both.error().message().find(url + ": connection refused") != std::string::npos);
  CHECK(both.error().message().find("not found") != std::string::npos);
}

TEST_CASE("something else there") {
  auto server = must(NatsServer::start("http: \"127.0.0.1:-1\"\n"));
  ConnectSettings settings = settings_for(server.url_of("monitoring").substr(7));
  settings.timeout = milliseconds(300);
  auto wrong = Connection::connect(settings, {});
  REQUIRE(!wrong);
  INFO(wrong.error().one_line());
  CHECK((wrong.error().code() == Code::Timeout || wrong.error().code() == Code::Unreachable));
}

TEST_CASE("several servers") {
  auto server = must(NatsServer::start());
  for (int round = 0; round < 5; ++round) {
    auto nc = must(Connection::connect(settings_for(free_port_url() + "," + server.url()), {}));
    CHECK(nc->connected_url() == server.url());
  }
}

TEST_CASE("reconnecting") {
  auto server = must(NatsServer::start());
  Events events;
  auto nc = must(Connection::connect(settings_for(server.url()), events.hooks()));
  auto sub = must(nc->subscribe("after"));
  must(nc->flush());
  server.kill();
  REQUIRE(events.wait_disconnect());
  CHECK(!nc->connected());
  must(server.restart());
  REQUIRE(events.wait_reconnect());
  must(nc->publish("after", "again"));
  CHECK(must(sub.next(seconds(5))).data == "again");
  CHECK(nc->traffic().reconnects == 1);
  nc->close();
  CHECK(events.closes() == 0);
}

TEST_CASE("without reconnects a lost server closes the connection") {
  auto server = must(NatsServer::start());
  Events events;
  ConnectSettings settings = settings_for(server.url());
  settings.max_reconnects = 0;
  auto nc = must(Connection::connect(settings, events.hooks()));
  auto sub = must(nc->subscribe("x"));
  server.kill();
  REQUIRE(events.wait_closed());
  CHECK(nc->closed());
  CHECK(sub.next(seconds(5)).error().code() == Code::Unreachable);
  CHECK(nc->request("x", "", {}, seconds(5)).error().code() == Code::Unreachable);
}

TEST_CASE("TLS") {
  const Certificates certificates;
  auto server = must(NatsServer::start("tls: " + certificates.block(false)));
  ConnectSettings settings = settings_for(server.url());

  SUBCASE("an unknown authority is refused") {
    auto refused = Connection::connect(settings, {});
    REQUIRE(!refused);
    INFO(refused.error().one_line());
    CHECK(refused.error().code() == Code::Denied);
    CHECK(refused.error().message().find("certificate") != std::string::npos);
    CHECK(refused.error().hint().find("--tlsca") != std::string::npos);
  }
  SUBCASE("a known one is trusted, by address and by name") {
    settings.tls.ca = certificates.file("ca.pem");
    check_request(*must(Connection::connect(settings, {})));
    ConnectSettings named = settings_for("tls://localhost:" + std::to_string(server.port()));
    named.tls.ca = settings.tls.ca;
    auto nc = must(Connection::connect(named, {}));
    check_request(*nc);
    CHECK(must(nc->server_info()).tls_required);
  }
  SUBCASE("verification can be skipped") {
    settings.tls.skip_verify = true;
    check_request(*must(Connection::connect(settings, {})));
  }
  SUBCASE("a plain server is not taken for a secure one") {
    auto plain = must(NatsServer::start());
    ConnectSettings secure = settings_for(plain.url());
    secure.tls.ca = certificates.file("ca.pem");
    auto refused = Connection::connect(secure, {});
    REQUIRE(!refused);
    CHECK(refused.error().message() == "the server does not offer TLS");
  }
  SUBCASE("a file that is no certificate") {
    settings.tls.ca = certificates.file("server.ext");
    auto refused = Connection::connect(settings, {});
    REQUIRE(!refused);
    CHECK(refused.error().one_line().find("server.ext") != std::string::npos);
  }
}

TEST_CASE("TLS with client certificates") {
  const Certificates certificates;
  auto server = must(NatsServer::start("tls: " + certificates.block(true)));
  ConnectSettings settings = settings_for(server.url());
  settings.tls.ca = certificates.file("ca.pem");
  auto refused = Connection::connect(settings, {});
  REQUIRE(!refused);
  INFO(refused.error().one_line());
  CHECK(refused.error().message().find("TLS") != std::string::npos);
  settings.tls.cert = certificates.file("client.pem");
  settings.tls.key = certificates.file("client.key");
  check_request(*must(Connection::connect(settings, {})));
}

TEST_CASE("through a SOCKS proxy") {
  auto server = must(NatsServer::start());
  auto proxy = must(SocksProxy::start());
  ConnectSettings settings = settings_for(server.url());
  settings.socks_proxy = "socks5://127.0.0.1:" + std::to_string(proxy->port());

  SUBCASE("plain") {
    Events events;
    auto nc = must(Connection::connect(settings, events.hooks()));
    check_request(*nc);
    CHECK(proxy->carried() == 1);
    CHECK(nc->connected_url() == server.url());
    server.kill();
    REQUIRE(events.wait_disconnect());
    must(server.restart());
    REQUIRE(events.wait_reconnect());
    check_request(*nc);
  }
  SUBCASE("with a login") {
    auto guarded = must(SocksProxy::start("me", "pw"));
    const std::string address = "127.0.0.1:" + std::to_string(guarded->port());
    settings.socks_proxy = "socks5://me:pw@" + address;
    check_request(*must(Connection::connect(settings, {})));
    settings.socks_proxy = "socks5://me:wrong@" + address;
    CHECK(Connection::connect(settings, {}).error().code() == Code::Denied);
    settings.socks_proxy = "socks5://" + address;
    CHECK(Connection::connect(settings, {}).error().code() == Code::Denied);
  }
  SUBCASE("to a TLS server") {
    const Certificates certificates;
    auto secure = must(NatsServer::start("tls: " + certificates.block(true)));
    ConnectSettings both = settings_for(secure.url());
    both.socks_proxy = settings.socks_proxy;
    CHECK(Connection::connect(both, {}).error().code() == Code::Denied);
    both.tls.ca = certificates.file("ca.pem");
    both.tls.cert = certificates.file("client.pem");
    both.tls.key = certificates.file("client.key");
    check_request(*must(Connection::connect(both, {})));
  }
  SUBCASE("to a server that is down, and without a proxy") {
    server.kill();
    auto down = Connection::connect(settings, {});
    REQUIRE(!down);
    CHECK(down.error().message().find("connection refused") != std::string::npos);
    settings.socks_proxy = "socks5://" + free_port_url().substr(7);
    auto none = Connection::connect(settings, {});
    REQUIRE(!none);
    CHECK(none.error().hint().find("--socks-proxy") != std::string::npos);
    settings.socks_proxy = "http://127.0.0.1:1";
    CHECK(Connection::connect(settings, {}).error().code() == Code::Invalid);
  }
}

TEST_CASE("WebSocket") {
  const Certificates certificates;
  SUBCASE("plain") {
    auto server =
        must(NatsServer::start("authorization {user: u, password: p}\nwebsocket {host: 127.0.0.1, "
                               "port: -1, no_tls: true}\n"));
    const std::string url = server.url_of("websocket");
    REQUIRE(url.starts_with("ws://"));
    ConnectSettings settings = settings_for(url);
    settings.login = context::UserPassword{"u", "p"};
    Events events;
    auto nc = must(Connection::connect(settings, events.hooks()));
    check_request(*nc);
    CHECK(nc->connected_url() == url);
    CHECK(must(nc->server_info()).version.starts_with("2."));

    settings.login = context::UserPassword{"u", "wrong"};
    CHECK(Connection::connect(settings, {}).error().code() == Code::Denied);
    ConnectSettings wrong_port = settings_for("ws://" + server.url().substr(7));
    CHECK(Connection::connect(wrong_port, {}).error().code() == Code::Unreachable);
  }
  SUBCASE("encrypted") {
    auto server = must(NatsServer::start(
        "websocket {host: 127.0.0.1, port: -1, tls: " + certificates.block(false) + "}\n"));
    ConnectSettings settings = settings_for(server.url_of("websocket"));
    CHECK(settings.urls[0].scheme == "wss");
    CHECK(Connection::connect(settings, {}).error().code() == Code::Denied);
    settings.tls.ca = certificates.file("ca.pem");
    check_request(*must(Connection::connect(settings, {})));
  }
}
