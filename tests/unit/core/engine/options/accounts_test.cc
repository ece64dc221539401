#include <doctest/doctest.h>
#include <fmt/format.h>

#include "core/engine/options/options_parser.h"
#include "tests/unit/core/engine/options/sandbox.h"

/// Users, permissions, accounts and what crosses between them.
namespace natsop::engine {

using test::options;
using test::problem;

namespace {

/// The accounts A and B with these blocks.
std::string two(const std::string& a, const std::string& b) {
  return "accounts { A { " + a + " }, B { " + b + " } }";
}

}  // namespace

TEST_CASE("one user, a token, or many") {
  CHECK(options("authorization { user: a, pass: b, timeout: 3 }").authorization.password == "b");
  CHECK(options("authorization { token: t, timeout: \"1s\" }").authorization.timeout ==
        std::chrono::seconds(1));
  const auto users = options(
                         "authorization { users = [ {user: a, password: $2a$11$x}\n"
                         "{nkey: UBIZTDGP3775QPMXEREQQGGKEKUXUAYNDC5SVHLUM2HXFOA4H6SYQEXX, "
                         "allowed_connection_types: [standard, WEBSOCKET]} ] }")
                         .authorization.users;
  CHECK(users[0].password == "$2a$11$x");
  CHECK(users[1].connection_types == std::vector<std::string>{"STANDARD", "WEBSOCKET"});
  CHECK(problem("authorization {user: a, pass: b, token: c}") ==
        "t.conf:1:1: Cannot have a user/pass and token");
  CHECK(problem("authorization {user: a, pass: b, users: [{user: c}]}") ==
        "t.conf:1:1: Can not have a single user/pass and a users array");
  CHECK(problem("authorization {token: a, users: [{user: c}]}") ==
        "t.conf:1:1: Can not have a token and a users array");
  CHECK(problem("authorization {users: [{user: c},{user: c}]}")
            .ends_with("Duplicate user \"c\" detected"));
  CHECK(problem("authorization {users: [{pass: d}]}") == "t.conf:1:24: User entry requires a user");
  CHECK(problem("authorization {users: [{nkey: x}]}")
            .ends_with("Not a valid public nkey for a user"));
  CHECK(
      problem("authorization {users: [{user: c, allowed_connection_types: X}]}").contains("\"X\""));
  CHECK(problem("authorization {users: [{user: c, proxy_required: true}]}")
            .contains("not supported"));
  CHECK(problem("authorization {auth_callout { issuer: x }}")
            .contains("\"auth_callout\" is not supported"));
  CHECK(problem("no_auth_user: x") ==
        "no_auth_user: \"x\" present, but users/nkeys are not defined");
  CHECK(problem("no_auth_user: x\nauthorization {users: [{user: c}]}") ==
        "no_auth_user: \"x\" not present as user or nkey in authorization block or account "
        "configuration");
  CHECK(problem("no_auth_user: c\nauthorization {users: [{user: c}]}").empty());
}

TEST_CASE("permissions") {
  const auto rules = [](const std::string& text) {
    return *options("authorization { users [{user: u, permissions { " + text + " }}] }")
                .authorization.users[0]
                .permissions;
  };
  CHECK(*rules("publish: foo").publish.allow == std::vector<std::string>{"foo"});
  CHECK(rules("pub: {deny: [a, b.>]}").publish.deny.size() == 2);
  CHECK_FALSE(rules("pub: {deny: [a, b.>]}").publish.allow);
  CHECK(*rules("sub: [\"a q\", b]").subscribe.allow == std::vector<std::string>{"a q", "b"});
  CHECK(rules("sub: {allow: [], deny: x}").subscribe.allow->empty());
  const auto responses = rules("allow_responses: true");
  CHECK(responses.responses->max == 1);
  CHECK(responses.responses->ttl == std::chrono::minutes(2));
  CHECK(responses.publish.allow->empty());
  CHECK_FALSE(rules("sub: a").publish.allow);
  CHECK(rules("allow_responses {max: -1, expires: \"5s\"}, pub: x").responses->max == -1);
  CHECK(rules("allow_responses {max: 0, ttl: \"5s\"}, pub: x").responses->ttl ==
        std::chrono::seconds(5));
  CHECK(rules("allow_responses {max: 0}").responses->max == 1);
  CHECK_FALSE(rules("allow_responses: false").responses);
  const auto wrong = [](const std::string& text) {
    return problem("authorization { users [{user: u, permissions { " + text + " }}] }");
  };
  CHECK(wrong("pub: a..b").ends_with("subject \"a..b\" is not a valid subject"));
  CHECK(wrong("pub: \"a b c\"").ends_with("subject \"a b c\" is not a valid subject"));
  CHECK(wrong("pub: 4").ends_with("\"pub\" must be text or a list of texts, not a number"));
  CHECK(wrong("foo: 4").contains("unknown field \"foo\""));
  CHECK(options("authorization { default_permissions { pub: x }, users [{user: u}] }")
            .authorization.default_permissions);
}

TEST_CASE("accounts with limits, exports and imports") {
  const auto accounts =
      options(two("users [{user: a, pass: b}], limits { max_conn: 5, max_payload: 1k }, jetstream: "
                  "enabled\n"
                  "exports [{stream: \"s.>\", accounts: [B]}, {service: \"q.*\", response_type: "
                  "stream\n"
                  "threshold: \"5s\", latency: {sampling: 50%, subject: lat}}, {service: \"t.*\", "
                  "account_token_position: 2}], mappings { x: y, \"c.*\": [{dest: \"d.$1\", "
                  "weight: 30%}] }",
                  "imports [{stream: {account: A, subject: s.x}, prefix: p}, {service: {account: "
                  "A, subject: "
                  "q.r}, to: z, share: true}, {service: {account: A, subject: t.B}}]"))
          .accounts;
  const auto& a = accounts[0];
  CHECK(a.limits.connections == 5);
  CHECK(a.limits.payload == 1000);
  CHECK(a.limits.subscriptions == -1);
  CHECK(a.jetstream);
  CHECK(*a.exports[0].accounts == std::vector<std::string>{"B"});
  CHECK(a.exports[1].response == ResponseType::Stream);
  CHECK(a.exports[1].response_threshold == std::chrono::seconds(5));
  CHECK(a.exports[1].latency->sampling == 50);
  CHECK(a.exports[2].account_token_position == 2);
  CHECK(a.mappings[1].destinations[0].weight == 30);
  const auto& b = accounts[1];
  CHECK(b.imports[0].prefix == "p");
  CHECK(b.imports[1].to == "z");
  CHECK(b.imports[1].share);
  CHECK(b.imports[2].service);
  CHECK(options("accounts [A, B]").accounts.size() == 2);
}

TEST_CASE("accounts that cannot be") {
  CHECK(problem("accounts { \"$G\": {} }").ends_with("\"$G\" is a Reserved Account"));
  CHECK(problem("accounts { \"A B\": {} }").contains("cannot contain spaces"));
  CHECK(problem(two("users [{user: a}]", "users [{user: a}]"))
            .ends_with("Duplicate user \"a\" detected"));
  CHECK(problem("accounts { A { users [{user: a}] } }\nauthorization { users [{user: a}] }") ==
        "Duplicate user \"a\" detected");
  CHECK(problem("system_account: X") == "error resolving system account: account missing: \"X\"");
  CHECK(problem("accounts {A {jetstream: true}}\nsystem_account: A") ==
        "Not allowed to enable JetStream on the system account");
  CHECK(problem(two("exports [{service: a, stream: b}]", ""))
            .ends_with("Detected stream \"b\" but already saw a service"));
  CHECK(problem(two("exports [{}]", "")).contains("an export needs"));
  CHECK(problem(two("exports [{stream: b, response: single}]", ""))
            .ends_with("Detected response directive on non-service"));
  CHECK(problem(two("exports [{service: b, response: x}]", ""))
            .ends_with("Unknown response type: \"x\""));
  CHECK(problem(two("exports [{service: \"b.*\", account_token_position: 1}]", ""))
            .contains("Error adding service export"));
  CHECK(problem(two("exports [{service: a, accounts: [C]}]", ""))
            .ends_with("\"C\" account not defined for service export"));
  CHECK(problem(two("nkey: x", "")).contains("Not a valid public nkey for an account"));
}

TEST_CASE("imports that cannot be") {
  const auto wrong = [](const std::string& exports, const std::string& imports) {
    return problem(two("exports [" + exports + "]", "imports [" + imports + "]"));
  };
  CHECK(wrong("{stream: a}", "{stream {account: A, subject: b}}")
            .ends_with("Error adding stream import \"b\": stream import not authorized"));
  CHECK(wrong("{stream: a}", "{stream {account: C, subject: b}}")
            .ends_with("\"C\" account not defined for stream import"));
  CHECK(wrong("{service: a, accounts: [A]}", "{service {account: A, subject: a}}")
            .ends_with("service import not authorized"));
  CHECK(wrong("{service: a}", "{stream {account: A, subject: a}}").ends_with("not authorized"));
  CHECK(
      wrong("{service: \"t.*\", account_token_position: 2}", "{service {account: A, subject: t.C}}")
          .ends_with("not authorized"));
  CHECK(wrong("{service: \"a.*\"}", "{service {account: A, subject: \"a.>\"}}")
            .ends_with("not authorized"));
  CHECK(wrong("{service: \"a.*\"}", "{service {account: A, subject: \"a.*\"}, to: x}")
            .ends_with("not using all of the token wildcard(s) in x"));
  CHECK(wrong("{service: \"a.*.*\"}", "{service {account: A, subject: \"a.$2.$1\"}, to: \"x.*.*\"}")
            .empty());
  CHECK(
      wrong("{stream: \"a.*\"}", "{stream {account: A, subject: \"a.*\"}, to: \"x.$1\"}").empty());
  CHECK(wrong("{stream: \"a.*\"}", "{stream {account: A, subject: \"a.*\"}, prefix: \"x.*\"}")
            .contains("can not contain wildcard tokens"));
  CHECK(wrong("{stream: a}", "{stream {account: A, subject: a}},{stream {account: A, subject: a}}")
            .contains("stream import already exists"));
  CHECK(wrong("{stream: a}", "{stream {account: A}}")
            .ends_with("Expect an account name and a subject"));
  CHECK(wrong("{stream: a}", "{}").contains("an import needs"));
  CHECK(wrong("{stream: a}", "{stream {account: A, subject: a}, prefix: p, to: t}")
            .contains("can not have a 'prefix' and a 'to'"));
  CHECK(problem(two("exports [{service: a}], imports [{service {account: B, subject: b}, to: a}]",
                    "exports [{service: b}], imports [{service {account: A, subject: a}, to: b}]"))
            .contains("import forms a cycle"));
  // Accounts that all import all from each other: a long search, unless it remembers.
  std::string everyone;
  for (int i = 0; i < 12; ++i) {
    everyone += fmt::format("A{} {{ exports [{{service: \">\"}}], imports [", i);
    for (int j = 0; j < 12; ++j) {
      if (j == i) continue;
      everyone += fmt::format("{{service {{account: A{0}, subject: \">\"}}, to: \"x{0}.>\"}}\n", j);
    }
    everyone += "] }\n";
  }
  CHECK(problem("accounts { " + everyone + " }").contains("import forms a cycle"));
  CHECK(
      problem(
          two("exports [{service: a}, {service: c}], imports [{service {account: B, subject: b}}]",
              "exports [{service: b}], imports [{service {account: A, subject: a}}]"))
          .empty());
}

TEST_CASE("mappings") {
  CHECK(options("mappings { a: b }").mappings[0].destinations[0].weight == 100);
  CHECK(options("maps { a: {dest: b, weight: 20, cluster: c} }")
            .mappings[0]
            .destinations[0]
            .cluster == "c");
  CHECK(problem("mappings { a: [{destination: f, weight: 200}] }")
            .ends_with("Invalid weight 200 for mapping destination"));
  CHECK(problem("mappings { a: {destination: f} }")
            .ends_with("Missing weight for mapping destination \"f\""));
  CHECK(problem("mappings { \"a.>\": \"b.*\" }")
            .contains("Error adding mapping for \"a.>\" to \"b.*\" :"));
  CHECK(problem("mappings { \"c.*\": \"d.$2\" }").contains("Error adding mapping"));
  CHECK(problem("mappings { a: [{dest: b, weight: 60}, {dest: c, weight: 60}] }")
            .ends_with("Error adding mapping for \"a\" : total weight needs to be <= 100"));
  CHECK(problem("mappings { a..b: c }").contains("is not a valid subject"));
}

}  // namespace natsop::engine
