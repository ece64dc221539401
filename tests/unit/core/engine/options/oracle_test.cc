// What our reading of configurations says of many, beside what Debian's nats-server says of them
// (`nats-server -t`). Differences are listed with their reason.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <span>

#include "core/base/files.h"
#include "core/config/parser.h"
#include "core/engine/options/options_parser.h"
#include "tests/support/process.h"

namespace natsop::engine {
namespace {

enum class Verdict {
  Same,      ///< as nats-server's
  Stricter,  ///< refused by us alone: what it says cannot work, or does nothing
  Looser,    ///< taken by us alone: newer than 2.9.10, or its refusal helps nobody
};

struct Snippet {
  const char* text;
  Verdict verdict = Verdict::Same;
};

constexpr Snippet kGrammar[] = {
    {"port: 4222"},
    {"port 4222"},
    {"port=4222"},
    {"port\n4222"},
    {"port:\n4222"},
    {"port: 4222;"},
    {"port: 4222 # c"},
    {"port: 4222 // c"},
    {"port: 4222# c"},
    {"port: 4222// c"},
    {"port: 4222 / c"},
    {"# only\n// c", Verdict::Stricter},
    {"", Verdict::Stricter},
    {"port: 4222 xx"},
    {"port: 4222\r\ndebug: true\r\n"},
    {"{port: 4222}"},
    {"{\"port\": 4222, \"debug\": true}"},
    {"port: 4222}"},
    {"{port: 4222}\nhttp: 8222"},
    {"port: 4222\n{ http: 8222 }"},
    {"{\n{port: 4222}\n}"},
    {"{port: 4222", Verdict::Stricter},
    {"port: 1; http: 2, debug: true"},
    {"port: 1,,http: 2"},
    {": 3"},
    {"/x: 1"},
    {"'port' 1"},
    {"\"port\" 1"},
    {"\"po\\\"rt\" 1"},
    {"port = = a"},
    {"debug: yes"},
    {"debug: ON"},
    {"debug: 1"},
    {"debug: \"true\""},
    {"port: \"4222\""},
    {"port: 4222\nport: x"},
    {"port: x\nport: 4222"},
    {"server_name: \"a\\tb\""},
    {"server_name: \"a\\qb\""},
    {"server_name: a\\qb"},
    {"server_name: \"a\\x41b\""},
    {"server_name: \"a\\xg1b\""},
    {"server_name: \"a"},
    {"server_name: 'a"},
    {"server_name: 'a\\qb'"},
    {"server_name: a'b'"},
    {"server_name: a'"},
    {"server_name: (\nabc\n)\n"},
    {"server_name: (abc)\n"},
    {"server_name: (\nab)c\n)"},
    {"server_name: \"two\nlines\""},
    {"server_name: 10-abc"},
    {"server_name: 10abc"},
    {"server_name: 1234-abc"},
    {"server_name: -abc"},
    {"server_name: .abc"},
    {"server_name: 1.5"},
    {"server_name: 1."},
    {"server_name: 1.5a"},
    {"server_name: 1.2.3.4:5-6"},
    {"server_name: 1.2.3.4:5a"},
    {"server_name: a:b=c/d#e{f(g"},
    {"server_name: 2026-11-21T08:00:00Z"},
    {"server_name: 2026-11-21"},
    {"server_name: a;port: 1"},
    {"server_name: $NOT_SET_ANYWHERE"},
    {"A: x\nserver_name: $A"},
    {"A: x\nserver_name: \"$A\""},
    {"A: x"},
    {"A: 5\nserver_name: $A"},
    {"server_name: $A\nA: x"},
    {"A: $A"},
    {"A: x\ncluster { name: $A }"},
    {"cluster { A: x, name: $A }"},
    {"cluster { A: x }\nserver_name: $A"},
    {"A.b-c: [x]\nserver_tags: $A.b-c"},
    {"authorization { user: a, pass: $2a$11$abc }"},
    {"authorization { user: a, pass: $2b$11$abc }"},
    {"max_payload: 1kb"},
    {"max_payload: 1KiB"},
    {"max_payload: -1k"},
    {"max_payload: 12kz"},
    {"max_payload: 12kbb", Verdict::Stricter},
    {"max_payload: 99999999999999999999"},
    {"max_pending: 9999999999999e", Verdict::Stricter},
    {"server_tags: [a,b]"},
    {"server_tags: [\"a\" \"b\"]"},
    {"server_tags: [\"a\"\n\"b\"\n]"},
    {"server_tags: [\"a\"\n,\"b\"]"},
    {"server_tags: [\"a\";\"b\"]"},
    {"server_tags: [a,]"},
    {"server_tags: [,a]"},
    {"server_tags: [a,,b]"},
    {"server_tags: ["},
    {"server_tags: []"},
    {"server_tags: [ a # c\n b // d\n ]"},
    {"cluster {"},
    {"cluster { name"},
    {"cluster { name x }"},
    {"cluster { name x y }"},
    {"cluster { name: }"},
    {"cluster { name: , port: 1 }"},
    {"cluster { name:\n x }"},
    {"cluster\n{ name: x }"},
    {"cluster\n:\n{ name: x }"},
    {"cluster { name: x # c\n}"},
    {"cluster { port: 1 name: x }"},
    {"cluster { port: 1; name: x, }"},
    {"cluster {} port: 1"},
    {"cluster { : x }"},
    {"include none.conf"},
    {"include 5"},
    {"include", Verdict::Stricter},
    {"include: none.conf"},
    {"include ./port.conf"},
    {"include 'port.conf'; debug: true"},
    {"cluster { include cluster.conf }"},
    {"include needs.conf"},
    {"A: x\ninclude needs.conf"},
    {"include defines.conf\nserver_tags: $LIST"},
    {"include defines.conf"},
    {"include bad.conf"},
};

constexpr Snippet kOptions[] = {
    {"prt: 1"},
    {"listen: 127.0.0.1:4222"},
    {"listen: 4222"},
    {"listen: abc"},
    {"listen: \":4222\""},
    {"listen: \"::1:4222\""},
    {"listen: \"[::1]:4222\""},
    {"http: \"8222\""},
    {"http: 8222"},
    {"http_port: \"8222\""},
    {"server_tags: foo"},
    {"server_tags: 5"},
    {"ping_interval: 10"},
    {"ping_interval: \"10s\""},
    {"ping_interval: 10s"},
    {"ping_interval: 2m"},
    {"ping_interval: x"},
    {"write_deadline: 5"},
    {"write_deadline: 5s"},
    {"lame_duck_duration: 5s"},
    {"lame_duck_duration: 50s"},
    {"lame_duck_duration: 50"},
    {"max_control_line: 5gb"},
    {"max_connections: 2.5"},
    {"max_subs: -1"},
    {"pid_file: 5"},
    {"routes: []"},
    {"nkeys: []"},
    {"no_header_support: true"},
    {"trace_verbose: true"},
    {"authorization {user: a, pass: b, token: c}"},
    {"authorization {user: a, pass: b, timeout: 1.5}"},
    {"authorization {user: a, users: [{user: c}]}"},
    {"authorization {token: a, users: [{user: c}]}"},
    {"authorization {users: [{user: c},{user: c}]}"},
    {"authorization {users: [{pass: d}]}"},
    {"authorization {users: [{user: c, nkey: x}]}"},
    {"authorization {users: {user: c}}"},
    {"authorization {users: [c]}"},
    {"authorization {users: [{user: c, foo: 1}]}"},
    {"authorization {user: 5}"},
    {"authorization {users: [{user: c, permissions {publish: a..b}}]}"},
    {"authorization {users: [{user: c, permissions {publish: 4}}]}"},
    {"authorization {users: [{user: c, permissions {publish: [a, \"b.>\"], subscribe: \"a q\"}}]}"},
    {"authorization {users: [{user: c, permissions {publish: \"a b c\"}}]}"},
    {"authorization {users: [{user: c, permissions {sub: {allow: a, deny: [b]}}}]}"},
    {"authorization {users: [{user: c, permissions {allow_responses: true}}]}"},
    {"authorization {users: [{user: c, permissions {allow_responses: {max: 2, expires: "
     "\"1s\"}}}]}"},
    {"authorization {users: [{user: c, permissions {allow_responses: {max: 2, expires: 3}}}]}"},
    {"authorization {users: [{user: c, allowed_connection_types: [STANDARD, MQTT]}]}"},
    {"authorization {users: [{user: c, allowed_connection_types: [FOO]}]}"},
    {"authorization {default_permissions {publish: a}}"},
    {"accounts [A, B]"},
    {"accounts [A, A]"},
    {"accounts { \"$G\": {} }"},
    {"accounts { A { users [{user: a}] }, B { users [{user: a}] } }"},
    {"accounts { A { exports [{stream: a}] }, B { imports [{stream {account: A, subject: a}}] } }"},
    {"accounts { A { exports [{stream: a}] }, B { imports [{stream {account: A, subject: b}}] } }"},
    {"accounts { A { exports [{stream: a}] }, B { imports [{stream {account: C, subject: a}}] } }"},
    {"accounts { A { exports [{stream: a}] }, B { imports [{service {account: A, subject: a}}] } "
     "}"},
    {"accounts { A { exports [{service: a, accounts: [C]}] } }"},
    {"accounts { A { exports [{service: a, accounts: [A]}] }, B { imports [{service {account: A, "
     "subject: a}}] } }"},
    {"accounts { A { exports [{service: a, stream: b}] } }"},
    {"accounts { A { exports [{}] } }", Verdict::Stricter},
    {"accounts { A { exports [{stream: b, response: single}] } }"},
    {"accounts { A { exports [{service: b, response: foo}] } }"},
    {"accounts { A { exports [{service: b, threshold: \"1s\", latency: {subject: l, sampling: "
     "50}}] } }"},
    {"accounts { A { exports [{service: b, latency: {sampling: 50}}] } }"},
    {"accounts { A { exports [{service: b, latency: {sampling: 500, subject: l}}] } }"},
    {"accounts { A { exports [{service: \"b.*\", account_token_position: 1}] } }"},
    {"accounts { A { imports [{stream {account: A}}] } }"},
    {"accounts { A { imports [{}] } }", Verdict::Stricter},
    {"accounts { A { exports [{service: \"a.*\"}] }, B { imports [{service {account: A, subject: "
     "\"a.*\"}, to: \"x.$1\"}] } }"},
    {"accounts { A { exports [{service: \"a.*\"}] }, B { imports [{service {account: A, subject: "
     "\"a.*\"}, to: x}] } }"},
    {"accounts { A { exports [{service: \"a.*.*\"}] }, B { imports [{service {account: A, subject: "
     "\"a.$2.$1\"}, to: \"x.*.*\"}] } }"},
    {"accounts { A { exports [{stream: \"a.*\"}] }, B { imports [{stream {account: A, subject: "
     "\"a.*\"}, prefix: \"x.*\"}] } }"},
    {"accounts { A { exports [{stream: a}] }, B { imports [{stream {account: A, subject: "
     "a}},{stream {account: A, subject: a}}] } }"},
    {"accounts { A { exports [{service: a}], imports [{service {account: B, subject: b}, to: a}] "
     "}, "
     "B { exports [{service: b}], imports [{service {account: A, subject: a}, to: b}] } }"},
    {"accounts { A { exports [{service: a},{service: c}], imports [{service {account: B, subject: "
     "b}}] }, "
     "B { exports [{service: b}], imports [{service {account: A, subject: a}}] } }"},
    {"accounts { A { limits { max_conn: 5, max_subs: 6, max_payload: 7, max_leafs: 8 } } }"},
    {"accounts { A { limits { foo: 5 } } }"},
    {"accounts { A { jetstream: enabled } }"},
    {"accounts { A { jetstream { max_mem: 1G, max_file: 10G, max_streams: 5, max_consumers: 6 } } "
     "}"},
    {"accounts { A { jetstream { foo: 1 } } }"},
    {"accounts { A { nkey: x } }"},
    {"mappings { a: b }"},
    {"mappings { a: [{destination: f, weight: 200}] }"},
    {"mappings { a: {destination: f} }"},
    {"mappings { \"a.>\": \"b.*\" }"},
    {"mappings { \"c.*\": \"d.$2\" }"},
    {"mappings { a: [{destination: b, weight: 60%},{destination: c, weight: 60%}] }"},
    {"mappings { a: [{destination: b, weight: 60%},{destination: c, weight: 40%}] }"},
    {"mappings { \"c.*\": \"d.{{wildcard(1)}}.{{partition(3,1)}}\" }"},
    {"tls { cert_file: x }"},
    {"tls { cert_file: /none, key_file: /none }"},
    {"tls { timeout: 2 }"},
    {"tls { foo: 2 }"},
    {"tls { verify: \"true\" }"},
    {"tls { cipher_suites: [X] }"},
    {"tls { cipher_suites: [] }"},
    {"tls { cipher_suites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256] }"},
    {"tls { curve_preferences: [X25519] }"},
    {"tls { curve_preferences: [Y] }"},
    {"tls { pinned_certs: [aa] }"},
    {"tls: true"},
    {"tls { handshake_first: true }", Verdict::Looser},
    {"tls { min_version: \"1.3\" }", Verdict::Looser},
    {"websocket { listen: \"127.0.0.1:80\", no_tls: true, compression: true, same_origin: true }"},
    {"websocket { foo: 1 }"},
    {"websocket { handshake_timeout: \"x\" }"},
    {"websocket { allowed_origins [\"http://a\"], jwt_cookie: x, no_auth_user: u }"},
    {"jetstream: enabled"},
    {"jetstream: foo"},
    {"jetstream: true"},
    {"jetstream { max_file: 5x }"},
    {"jetstream { max_file: \"5G\", max_mem: 1G, domain: hub }"},
    {"jetstream { foo: 1 }"},
    {"store_dir: a\njetstream { store_dir: b }"},
    {"jetstream { max_buffered_msgs: 5 }", Verdict::Looser},
    {"cluster { name: x, listen: a:1, routes [nats://b:2], no_advertise: true, connect_retries: 3 "
     "}"},
    {"cluster { routes: 5 }"},
    {"cluster { foo: 5 }"},
    {"cluster { authorization { user: a, pass: b, timeout: 2 } }"},
    {"leafnodes { listen: a:1, remotes = [ {url: nats://a:1, account: X, hub: true} ] }"},
    {"leafnodes { remotes {url: a} }"},
    {"leafnodes { remotes [{url: 5}] }"},
    {"leafnodes { remotes [{foo: 5}] }"},
    {"leafnodes { authorization { users [{user: a, password: b, account: C}] } }"},
    {"gateway { name: A, port: 1, gateways [{name: B, urls [nats://a:1]}] }"},
    {"gateway { foo: 1 }"},
    {"mqtt { port: 1883, ack_wait: \"1s\", max_ack_pending: 5 }"},
    {"mqtt { ack_wait: 5 }"},
    {"mqtt { foo: 5 }"},
    {"operator: /none"},
    {"resolver: FOO"},
    {"resolver: MEMORY"},
    {"resolver { type: full }"},
    {"resolver { type: full, dir: r, interval: \"2m\", allow_delete: true, limit: 5, timeout: "
     "\"1s\" }"},
    {"resolver { type: cache, dir: r, allow_delete: true }"},
    {"resolver { type: cache, dir: r, ttl: \"1h\" }"},
    {"resolver_preload { x: y }"},
    {"system_account: 5"},
    {"trusted_keys: [xx]"},
    {"prof_port: 5"},
    {"connect_error_reports: 5"},
    {"default_js_domain { A: x }"},
    {"max_traced_msg_len: 5"},
    {"ports_file_dir: /tmp"},
    {"client_advertise: a:1"},
    {"disable_sublist_cache: true"},
    {"server_name: \"a b\"", Verdict::Stricter},
    {"ocsp: true"},
    {"server_metadata { a: b }", Verdict::Looser},
    {"max_closed_clients: 4", Verdict::Looser},
};

/// Folder with the files that snippets include.
TempDir make_folder() {
  auto dir = TempDir::make();
  REQUIRE(dir);
  for (const auto& [name, text] : {std::pair("port.conf", "port: 4222"),
                                   {"cluster.conf", "name: x"},
                                   {"needs.conf", "server_name: $A"},
                                   {"defines.conf", "LIST=[a,b]"},
                                   {"bad.conf", "a b c"}}) {
    REQUIRE(write_file_atomic(dir->path() / name, text));
  }
  return std::move(*dir);
}

bool ours(const std::filesystem::path& file) {
  const auto sources = config::files_with([](std::string_view) { return std::nullopt; });
  const auto out = load_options(file, sources);
  return out && out->cautions.empty();
}

void compare(std::span<const Snippet> snippets) {
  const auto dir = make_folder();
  const auto file = dir.path() / "t.conf";
  for (const auto& [text, verdict] : snippets) {
    REQUIRE(write_file_atomic(file, text));
    const auto theirs = test::run_program({"nats-server", "-t", "-c", file.string()}, dir.path());
    const bool wanted = theirs.has_value();
    const bool got = ours(file);
    INFO(fmt::format("{} is {}valid to nats-server", text, wanted ? "" : "not "));
    switch (verdict) {
      case Verdict::Same:
        CHECK(got == wanted);
        break;
      case Verdict::Stricter:
        CHECK((wanted && !got));
        break;
      case Verdict::Looser:
        CHECK((!wanted && got));
        break;
    }
  }
}

}  // namespace

TEST_CASE("the grammar is nats-server's") { compare(kGrammar); }
TEST_CASE("the options are nats-server's") { compare(kOptions); }

}  // namespace natsop::engine
