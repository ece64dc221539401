#include "core/engine/options/options_parser.h"

#include <doctest/doctest.h>

#include "tests/unit/core/engine/options/sandbox.h"

namespace natsop::engine {

using test::options;
using test::problem;
using test::Sandbox;

TEST_CASE("addresses and names") {
  CHECK(options("listen: 127.0.0.1:4333").host == "127.0.0.1");
  CHECK(options("listen: 127.0.0.1:4333").port == 4333);
  CHECK(options("listen: localhost:-1").port == -1);
  CHECK(options("listen: 4333").port == 4333);
  CHECK(options("listen: \"[::1]:4333\"").host == "::1");
  CHECK(options("port: 1\nlisten: 4333").port == 4333);
  CHECK(options("net: 10.0.0.1").host == "10.0.0.1");
  CHECK(options("PORT: 5").port == 5);
  const auto defaults = options("debug: false");
  CHECK(defaults.port == 4222);
  CHECK(defaults.host == "0.0.0.0");
  CHECK(defaults.http_port == 0);
  const auto http = options("host: 127.0.0.1\nhttp: 8222");
  CHECK(http.http_host == "127.0.0.1");
  CHECK(http.http_port == 8222);
  CHECK(options("http: localhost:8080").http_host == "localhost");
  CHECK(options("monitor_port: 8222").http_port == 8222);
  CHECK(options("server_tags: [\"A:x\", b]").server_tags == std::vector<std::string>{"a:x", "b"});
  CHECK(options("server_metadata { a: b }").server_metadata.at("a") == "b");
  CHECK(problem("port: 70000").starts_with("t.conf:1:1: \"port\" is no port: 70000"));
  CHECK(problem("listen: ab").starts_with("t.conf:1:1: could not parse address string \"ab\""));
  CHECK(problem("listen: \"a:b\"").starts_with("t.conf:1:1: could not parse port \"b\""));
  CHECK(problem("\nserver_name: \"a b\"") == "t.conf:2:1: server name cannot contain spaces");
}

TEST_CASE("limits, times and logging") {
  const auto all = options(
      "max_payload: 1mb, max_control_line: 8k, max_pending: 10mb; max_conn: 5, max_subs: 6\n"
      "ping_interval: \"20s\", ping_max: 3, write_deadline: 5s, max_sub_tokens: 7\n"
      "lame_duck_duration: \"40s\", lame_duck_grace_period: \"2s\"\n"
      "debug: true, trace: yes, logtime: off, logtime_utc: on, log_file: /tmp/x, log_size_limit: "
      "1k\n"
      "log_max_num: 3, pid_file: /tmp/p, ports_file_dir: /tmp, max_traced_msg_len: 9\n");
  CHECK(all.max_payload == 1 << 20);
  CHECK(all.max_control_line == 8000);
  CHECK(all.max_pending == 10 << 20);
  CHECK(all.max_connections == 5);
  CHECK(all.max_subscriptions == 6);
  CHECK(all.max_subscription_tokens == 7);
  CHECK(all.ping_interval == std::chrono::seconds(20));
  CHECK(all.ping_max == 3);
  CHECK(all.write_deadline == std::chrono::seconds(5));
  CHECK(all.lame_duck_duration == std::chrono::seconds(40));
  CHECK(all.lame_duck_grace_period == std::chrono::seconds(2));
  CHECK(all.log.debug);
  CHECK(all.log.trace);
  CHECK_FALSE(all.log.logtime);
  CHECK(all.log.logtime_utc);
  CHECK(all.log.file == "/tmp/x");
  CHECK(all.log.size_limit == 1000);
  CHECK(all.log.max_files == 3);
  CHECK(all.log.max_traced_msg_len == 9);
  CHECK(all.pid_file == "/tmp/p");
  CHECK(all.ports_file_dir == "/tmp");
  const auto seconds = Sandbox{}.load("ping_interval: 20");
  REQUIRE(seconds);
  CHECK(seconds->options.ping_interval == std::chrono::seconds(20));
  CHECK(
      problem("ping_interval: 2m") ==
      "t.conf:1:1: invalid use of field \"ping_interval\": ping_interval should be converted to a "
      "duration");
  CHECK(problem("ping_interval: x") ==
        "t.conf:1:1: error parsing ping_interval: time: invalid duration \"x\"");
  CHECK(problem("max_payload: 5gb") == "t.conf:1:1: max_payload value is too big");
  CHECK(problem("lame_duck_duration: \"5s\"") ==
        "t.conf:1:1: invalid lame_duck_duration of 5s, minimum is 30 seconds");
  CHECK(problem("lame_duck_duration: \"40s\"\nlame_duck_grace_period: \"50s\"") ==
        "lame duck grace period (50s) should be strictly lower than lame duck duration (40s)");
  CHECK(problem("max_control_line: -5").ends_with("cannot be negative"));
  CHECK(problem("ping_interval: \"-5s\"").ends_with("cannot be negative"));
  CHECK(problem("max_connections: -1").empty());
  CHECK(problem("max_payload: 10mb\nmax_pending: 1mb") ==
        "max_payload (10485760) cannot be higher than max_pending (1048576)");
}

TEST_CASE("every problem is listed with its place, unknown names with what was meant") {
  CHECK(problem("prt: 1\nport: x\n  cluster { nme: a }\ndebug: 1") ==
        "t.conf:1:1: unknown field \"prt\" (did you mean \"port\"?)\n"
        "t.conf:2:1: \"port\" must be a number, not text\n"
        "t.conf:3:13: unknown field \"nme\" (did you mean \"name\"?)\n"
        "t.conf:4:1: \"debug\" must be a boolean, not a number");
  CHECK(problem("server_name: 12") ==
        "t.conf:1:1: \"server_name\" must be text, not a number: put it in quotes");
  CHECK(problem("A: 5\nport: $A").empty());
  CHECK(problem("A: 5") == "t.conf:1:1: unknown field \"A\"");
  CHECK(problem("cluster { A: 5, port: $A }").empty());
  CHECK(problem("remote_syslog: x").starts_with("t.conf:1:1: \"remote_syslog\" is not supported"));
  CHECK(problem("port {") == "t.conf:1:6: Parse error: a { has no }");
  CHECK(problem("") == "t.conf: config has no values or is empty");
}

TEST_CASE("what has no effect is told") {
  const auto note = [](const std::string& text) {
    const auto out = options(text);
    return out.warnings.empty() ? std::string() : out.warnings.front();
  };
  CHECK(note("prof_port: 1") == "accepted without effect: prof_port");
  CHECK(note("jetstream: enabled") == "jetstream: not part of this version of natsop, and off");
  CHECK(note("leafnodes { port: 1 }") == "leafnodes: not part of this version of natsop, and off");
  CHECK(note("cluster { name: x }").empty());
  CHECK(options("cluster { name: x }").cluster_name == "x");
  CHECK(note("cluster { port: 1 }").starts_with("cluster:"));
  CHECK(note("port: 1").empty());
}

TEST_CASE("TLS blocks") {
  const auto tls = *options(
                        "tls { cert_file: cert.pem, key_file: key.pem, ca_file: cert.pem, "
                        "verify_and_map: true, timeout: 0.5\n"
                        "min_version: \"1.3\", handshake_first: auto\n"
                        "cipher_suites: [TLS_AES_128_GCM_SHA256], curve_preferences: [X25519] }")
                        .tls;
  CHECK(tls.cert_file == "cert.pem");
  CHECK(tls.verify);
  CHECK(tls.verify_and_map);
  CHECK(tls.timeout == std::chrono::milliseconds(500));
  CHECK(tls.min_version == "1.3");
  CHECK(*tls.handshake_first == std::chrono::milliseconds(50));
  CHECK(*options("tls { handshake_first: true }").tls->handshake_first == std::chrono::seconds(0));
  CHECK(*options("tls { handshake_first: \"300ms\" }").tls->handshake_first ==
        std::chrono::milliseconds(300));
  CHECK_FALSE(options("tls { handshake_first: false }").tls->handshake_first);
  CHECK(problem("tls { cert_file: cert.pem }") ==
        "t.conf:1:1: missing 'key_file' in TLS configuration");
  CHECK(problem("tls { cipher_suites: [X] }") == "t.conf:1:7: unrecognized cipher X");
  CHECK(problem("tls { min_version: \"1.0\" }").starts_with("t.conf:1:7: unsupported TLS version"));
  CHECK(problem("tls { pinned_certs: [aa] }").contains("key \"aa\" does not look like hex"));
  CHECK(problem("tls { ocsp_peer: true }").contains("\"ocsp_peer\" is not supported"));
  CHECK(problem("tls { cert_file: x, key_file: key.pem }") ==
        "t.conf:1:1: error parsing X509 certificate/key pair: open x: no such file or directory");
  CHECK(problem("tls { ca_file: key.pem }").contains("error parsing ca certificate"));
  CHECK(problem("tls: true") == "t.conf:1:1: \"tls\" must be a block, not a boolean");
  CHECK(
      options("tls { cert_file: cert.pem, key_file: key.pem, timeout: 3 }").authorization.timeout ==
      std::chrono::seconds(4));
}

TEST_CASE("websocket") {
  const auto ws = options(
                      "websocket { listen: \"127.0.0.1:-1\", no_tls: true, compression: true\n"
                      "allowed_origins: [a, b], handshake_timeout: \"3s\", headers { x: y } }")
                      .websocket;
  CHECK(ws.host == "127.0.0.1");
  CHECK(ws.port == -1);
  CHECK(ws.compression);
  CHECK(ws.allowed_origins.size() == 2);
  CHECK(ws.handshake_timeout == std::chrono::seconds(3));
  CHECK(ws.headers.at("x") == "y");
  CHECK(problem("ws { port: 80, no_tls: true, advertise: \"a:b\" }") ==
        "websocket.advertise: \"a:b\" is no host:port");
  CHECK(problem("client_advertise: \"a:b\"") == "client_advertise: \"a:b\" is no host:port");
  CHECK(options("client_advertise: a").client_advertise == "a");
  CHECK(problem("ws { port: 80 }") == "websocket requires TLS configuration");
  CHECK(problem("ws { port: 80, no_tls: true, jwt_cookie: c }").contains("cookie \"c\""));
  CHECK(problem("ws { port: 80, no_tls: true, headers { Upgrade: x } }").contains("\"Upgrade\""));
  CHECK(options("ws { port: 80, no_tls: true }").websocket.host == "0.0.0.0");
}

TEST_CASE("parts of later versions are checked whole") {
  const auto out = options(
      "server_name: s\nstore_dir: d\n"
      "jetstream { domain: hub, max_mem: 1G, max_file: \"2G\", max_buffered_size: 1k, sync: always "
      "}\n"
      "cluster { name: c, listen: localhost:4223, routes [ nats-route://localhost:4223\n"
      " nats://u:p@localhost:4233 ], authorization { user: u, pass: p }, pool_size: -1 }\n"
      "leafnodes { listen: localhost:4224, no_advertise: true, remotes = [ {url: nats://a:1, hub: "
      "true} ] }\n"
      "gateway { name: c, port: 7222, gateways: [ {name: d, urls: [a, b]} ] }\n"
      "mqtt { port: 1883, ack_wait: \"1s\" }\nsystem_account: S, accounts { S {} }");
  CHECK(out.jetstream.enabled);
  CHECK(out.jetstream.store_dir == "d");
  CHECK(out.jetstream.max_memory == 1000000000);
  CHECK(out.jetstream.max_file == std::int64_t{2} << 30);
  CHECK(out.jetstream.sync_always);
  CHECK(out.cluster.routes.size() == 2);
  CHECK(out.leafnodes.remotes[0].hub);
  CHECK(out.gateway.remotes[0].urls.size() == 2);
  CHECK(out.warnings.size() == 5);
  CHECK(problem("jetstream: foo") ==
        "t.conf:1:1: Expected 'enabled' or 'disabled' for string value, got 'foo'");
  CHECK(problem("jetstream { max_file: 5x }") ==
        "t.conf:1:13: max_file sizes defined as strings must end in K, M, G, T");
  CHECK(problem("jetstream { domain: \"a.b\" }").ends_with("may not contain ., * or >"));
  CHECK(problem("jetstream { key: x }").contains("\"key\" is not supported"));
  CHECK(problem("store_dir: a\njetstream { store_dir: b }") ==
        "t.conf:2:1: Duplicate 'store_dir' configuration");
  CHECK(problem("jetstream: true\ncluster { port: 1 }") ==
        "jetstream cluster requires `server_name` to be set");
  CHECK(problem("jetstream: true\nserver_name: s\ncluster { port: 1 }") ==
        "jetstream cluster requires `cluster.name` to be set");
  CHECK(problem("leafnodes { remotes [{url: a, account: X}] }") ==
        "cannot find local account \"X\" specified in leafnode remote");
  CHECK(problem("leafnodes { remotes [{url: a},{url: a}] }") ==
        "duplicate remote for account \"$G\"");
  CHECK(problem("leafnodes { remotes [{urls: [nats://a, ws://b]}] }").contains("mix of websocket"));
  CHECK(
      problem("leafnodes { port: 1 }\ngateway { name: x, port: 2 }").starts_with("leaf nodes and"));
  CHECK(problem("gateway { port: 2 }") == "gateway has no name");
  CHECK(problem("mqtt { port: 2 }").starts_with("mqtt requires JetStream"));
  CHECK(problem("mqtt { port: 2 }\ncluster { port: 3 }").starts_with("mqtt requires server name"));
}

TEST_CASE("the digest is the one that nats-server prints") {
  CHECK(options("port\n4222").config_digest ==
        "sha256:797533ebd0dfba7d34a0f9337ecf147e442871f48ddfd07ed751575a5737267e");
  CHECK(options("port: 4222\nA=4\nmax_subs: $A\n").config_digest ==
        "sha256:c40d10eb879ff48ddc00e5e4d6095ffbe8f9177ea3e00a323090fbfe9a27024b");
  CHECK(options("server_name: a.b<c>&d\n write_deadline: \"2s\"").config_digest ==
        "sha256:16aa189d565ff4c521b1ac4257c16b57d5a65b8cbf69ea7b89ae395be9571ea0");
  CHECK(
      options(
          "authorization { timeout: 1.50 }\nlog_size_limit: 1k\nserver_name: \"\\xff<\\x7f\\x01\"\n"
          "max_traced_msg_len: -5\nserver_metadata { b: \"\xc3\xa9\xe2\x80\xa8\", a: x }")
          .config_digest ==
      "sha256:599210249220718a7ef218d75681fb3b2b1e77b8ded2761180eb8ee95b65c612");
}

TEST_CASE("a cluster's configuration as people write them") {
  Sandbox box;
  box.variables = {{"CACHE", "\"./cache1\""}};
  box.files["common.conf"] =
      "HUBS=[\n nats-leaf://localhost:4224\n nats-leaf://localhost:4234\n]\n"
      "accounts {\n\tSYS: { users: [{user: sys, password: sys}] },\n"
      "\tACC: { users: [{user: acc, password: acc}], jetstream: enabled },\n}\n"
      "system_account: SYS\n";
  const auto out = box.options(
      "listen: localhost:4242\nserver_name: spoke-1-1\nhttp: localhost:8081\n"
      "include ./common.conf\n\n"
      "jetstream {\n  store_dir: $CACHE\n  domain: spoke-1\n}\n"
      "cluster {\n  listen localhost:4243\n  name cluster-spoke\n  no_advertise: true\n"
      "  routes = [\n    nats-route://localhost:4243\n    nats-route://localhost:4253\n  ]\n}\n"
      "leafnodes {\n  no_advertise: true\n  remotes = [\n"
      "    { urls: $HUBS, account: SYS },\n"
      "    { urls: $HUBS, account: ACC },\n  ]\n}\n"
      "mqtt { port: 4245 }\n");
  CHECK(out.port == 4242);
  CHECK(out.jetstream.store_dir == "./cache1");
  CHECK(out.cluster_name == "cluster-spoke");
  CHECK(out.leafnodes.remotes[1].urls[1] == "nats-leaf://localhost:4234");
  CHECK(out.accounts[1].jetstream);
  CHECK(out.system_account == "SYS");
}

}  // namespace natsop::engine
