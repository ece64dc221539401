#include <doctest/doctest.h>

#include "core/identity/creds.h"
#include "core/identity/jwt/activation.h"
#include "core/identity/jwt/token.h"
#include "core/json/doc.h"
#include "tests/support/web_server.h"
#include "tests/unit/commands/nsc/nsc_world.h"
#include "tests/unit/commands/nsc/table_cells.h"

namespace {

using namespace natsop;
using test::cell;
using test::NscWorld;
using test::web_answer;
using test::WebServer;
namespace jwt = identity::jwt;

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

void put(const std::filesystem::path& path, const std::string& text) {
  REQUIRE(write_file_atomic(path, text, kPrivateFile));
}

TEST_CASE("describe operator") {
  NscWorld world;
  world.ok({"add", "operator", "OP", "--sys", "--generate-signing-key"});
  CHECK(cell(world.ok({"describe", "operator"}), "System Account") == "<A> / SYS");
  CHECK(cell(world.ok({"describe", "operator", "-W"}), "System Account") == "<A>");
  world.ok({"edit", "operator", "--service-url", "nats://a:4222", "--service-url", "nats://b:4222",
            "--account-jwt-server-url", "http://h/jwt/v1", "--tag", "t"});
  const auto out = world.ok({"describe", "operator", "OP"});
  CHECK(has(out, "Operator Details"));
  CHECK(cell(out, "Name") == "OP");
  CHECK(cell(out, "Operator ID") == "<O>");
  CHECK(cell(out, "Issued") == "2026-11-21 11:00:00 UTC");
  CHECK(cell(out, "Expires") == "");
  CHECK(cell(out, "Tags") == "t");
  CHECK(cell(out, "Account JWT Server") == "http://h/jwt/v1");
  CHECK(cell(out, "Operator Service URLs") == "nats://a:4222");
  CHECK(cell(out, "") == "nats://b:4222");
  CHECK(cell(out, "Require Signing Keys") == "false");
  CHECK(cell(out, "Signing Keys") == "<O>");

  SUBCASE("another operator, without selecting it") {
    world.ok({"add", "operator", "O2"});
    world.ok({"env", "-o", "OP"});
    CHECK(cell(world.ok({"describe", "operator", "--name", "O2"}), "Name") == "O2");
    CHECK(world.selected() == "OP/SYS");
    CHECK(world.fails({"describe", "operator", "NONE"}).find("there are O2, OP") !=
          std::string::npos);
  }
  SUBCASE("not a name") {
    CHECK(world.fails({"describe", "operator", "OPP"}).find("did you mean \"OP\"?") !=
          std::string::npos);
  }
}

TEST_CASE("describe account: a new one") {
  NscWorld world;
  world.operator_with({"A"});
  const auto key = world.account("A").subject;
  CHECK(world.nsc({"describe", "account", "A"}).out ==
        "+--------------------------------------------------------------------------------------+\n"
        "|                                   Account Details                                    |\n"
        "+---------------------------+----------------------------------------------------------+\n"
        "| Name                      | A                                                        |\n"
        "| Account ID                | " +
            key +
            " |\n"
            "| Issuer ID                 | " +
            world.op().subject +
            " |\n"
            "| Issued                    | 2026-11-21 11:00:00 UTC                                 "
            " |\n"
            "| Expires                   |                                                         "
            " |\n"
            "+---------------------------+---------------------------------------------------------"
            "-+\n"
            "| Max Connections           | Unlimited                                               "
            " |\n"
            "| Max Leaf Node Connections | Unlimited                                               "
            " |\n"
            "| Max Data                  | Unlimited                                               "
            " |\n"
            "| Max Exports               | Unlimited                                               "
            " |\n"
            "| Max Imports               | Unlimited                                               "
            " |\n"
            "| Max Msg Payload           | Unlimited                                               "
            " |\n"
            "| Max Subscriptions         | Unlimited                                               "
            " |\n"
            "| Exports Allows Wildcards  | True                                                    "
            " |\n"
            "| Disallow Bearer Token     | False                                                   "
            " |\n"
            "| Response Permissions      | Not Set                                                 "
            " |\n"
            "+---------------------------+---------------------------------------------------------"
            "-+\n"
            "| Jetstream                 | Disabled                                                "
            " |\n"
            "+---------------------------+---------------------------------------------------------"
            "-+\n"
            "| Imports                   | None                                                    "
            " |\n"
            "| Exports                   | None                                                    "
            " |\n"
            "+---------------------------+---------------------------------------------------------"
            "-+\n"
            "| Tracing Context           | Disabled                                                "
            " |\n"
            "+---------------------------+---------------------------------------------------------"
            "-+\n");
  CHECK(world.ok({"describe", "account"}) == world.ok({"describe", "account", "-n", key}));
}

TEST_CASE("describe account: limits") {
  NscWorld world;
  world.operator_with({"A"});
  world.ok({"edit",       "account",   "--conns",   "5",    "--leaf-conns",  "0",
            "--data",     "2MB",       "--payload", "1KiB", "--description", "one\ntwo",
            "--info-url", "http://i",  "--tag",     "x",    "--sk",          "generate",
            "--expiry",   "2030-01-02"});
  world.ok({"edit", "account", "--js-disk-storage", "1GB", "--js-mem-storage", "-1", "--js-streams",
            "7"});
  const auto out = world.ok({"describe", "account"});
  CHECK(cell(out, "Expires") == "2030-01-02 00:00:00 UTC");
  CHECK(cell(out, "Tags") == "x");
  CHECK(cell(out, "Description") == "one two");
  CHECK(cell(out, "Info Url") == "http://i");
  CHECK(cell(out, "Signing Keys") == "<A>");
  CHECK(cell(out, "Max Connections") == "5");
  CHECK(cell(out, "Max Leaf Node Connections") == "Not Allowed");
  CHECK(cell(out, "Max Data") == "2.0 MB (2000000 bytes)");
  CHECK(cell(out, "Max Msg Payload") == "1.0 kB (1024 bytes)");
  CHECK(cell(out, "Jetstream") == "Enabled");
  CHECK(cell(out, "Max Disk Storage") == "1.0 GB");
  CHECK(cell(out, "Max Mem Storage") == "Unlimited");
  CHECK(cell(out, "Max Streams") == "7");
  CHECK(cell(out, "Max Consumers") == "Unlimited");
  CHECK(cell(out, "Max Ack Pending") == "Consumer Setting");

  world.ok({"edit", "account", "--js-disable"});
  world.ok(
      {"edit", "account", "--js-tier", "1", "--js-disk-storage", "1GB", "--js-max-bytes-required"});
  world.ok({"edit", "account", "--js-tier", "3", "--js-mem-storage", "1GB"});
  const auto tiers = world.ok({"describe", "account"});
  CHECK(has(tiers, "| Jetstream Tier            | R1 "));
  CHECK(has(tiers, "| Jetstream Tier            | R3 "));
  CHECK(cell(tiers, "Max Bytes") == "required (Stream setting)");
  CHECK_FALSE(has(tiers, "| Jetstream  "));
}

TEST_CASE("describe account: permissions, exports, imports, mappings, scopes") {
  NscWorld world;
  world.operator_with({"A", "B"});
  world.ok({"edit", "account", "A", "--allow-pub", "a.>", "--deny-sub", "b",
            "--allow-pub-response=5", "--response-ttl", "5s", "--trace-context-subject", "tr.x",
            "--trace-context-sampling", "30"});
  world.ok({"add", "export", "--account", "A", "--subject", "lat", "--service", "--latency", "l.m",
            "--sampling", "50"});
  world.ok({"add", "export", "--account", "A", "--subject", "s.>", "--private"});
  world.ok({"add", "export", "--account", "A", "--subject", "c", "--service", "--response-type",
            "Chunked"});
  world.ok({"edit", "export", "--account", "A", "--subject", "c", "--description", "what it is",
            "--info-url", "http://c"});
  world.ok({"add", "mapping", "--account", "A", "--from", "f", "--to", "t1", "--weight", "50"});
  world.ok({"add", "mapping", "--account", "A", "--from", "f", "--to", "t2", "--weight", "30"});
  const auto out = world.ok({"describe", "account", "A"});
  CHECK(cell(out, "Pub Allow") == "a.>");
  CHECK(cell(out, "Sub Deny") == "b");
  CHECK(cell(out, "Max Responses") == "5");
  CHECK(cell(out, "Response Permission TTL") == "5s");
  CHECK(cell(out, "Tracing Context") == "Enabled");
  CHECK(cell(out, "Subject") == "tr.x");
  CHECK(cell(out, "Sampling") == "30%");
  CHECK(has(out,
            "| lat  | Service           | lat     | -                      | Yes    | 0         "
            "  | l.m (50%) | No          |\n"));
  CHECK(has(out,
            "| s.>  | Stream            | s.>     | -                      | No     | 0         "
            "  | N/A       | N/A         |\n"));
  CHECK(has(out, "| c    | Service [Chunked] | c       | -  "));
  CHECK(has(out, "Exports - Descriptions"));
  CHECK(has(out, "| c    | what it is  | http://c |\n"));
  CHECK(has(out,
            "| f    | t1 | 50         |\n"
            "|      | t2 | 30         |\n"
            "|      |    | sum=80     |\n"));

  world.ok({"add", "import", "--account", "B", "--src-account", "A", "--remote-subject", "lat",
            "--service", "--local-subject", "l.lat"});
  CHECK(
      has(world.ok({"describe", "account", "B"}),
          "| lat  | Service | lat    | l.lat |         | A            | Yes    | N/A         |\n"));
  CHECK(has(world.ok({"describe", "account", "B", "--long-ids"}), "| <A> | Yes "));
  // Seen from another operator, the account has its operator's name in front.
  world.ok({"add", "operator", "O2"});
  const auto token = *world.store().account_token("B");
  put(world.cwd() / "b.jwt", token);
  CHECK(has(world.ok({"describe", "jwt", "-f", "b.jwt"}), "| OP/A         |"));

  world.ok({"env", "-o", "OP", "-a", "A"});
  world.ok({"edit", "signing-key", "--sk", "generate", "--role", "r", "--allow-pub", "x.>",
            "--payload", "1000000", "--conn-type", "MQTT", "--description", "what for"});
  const auto scoped = world.ok({"describe", "account"});
  CHECK(has(scoped, "Scoped Signing Key - Details"));
  CHECK(cell(scoped, "Role") == "r");
  CHECK(cell(scoped, "Description") == "what for");
  CHECK(has(scoped, "| Max Msg Payload          | 1000000 bytes (≈1.0 MB) "));
  CHECK(cell(scoped, "Allowed Connection Types") == "MQTT");
}

TEST_CASE("describe user") {
  NscWorld world;
  world.operator_with({"A"});
  world.ok({"add", "user", "u", "--allow-pub", "q", "--bearer", "--source-network", "10.0.0.0/8"});
  const auto out = world.ok({"describe", "user"});
  CHECK(cell(out, "User ID") == "<U>");
  CHECK(cell(out, "Bearer Token") == "Yes");
  CHECK(cell(out, "Pub Allow") == "q");
  CHECK(cell(out, "Network Src") == "10.0.0.0/8");
  CHECK(cell(out, "Time") == "Any");
  world.ok({"edit", "signing-key", "--sk", "generate", "--role", "r", "--allow-sub", "x"});
  world.ok({"add", "user", "v", "-K", "r"});
  const auto scoped = world.ok({"describe", "user", "--account", "A", "v"});
  CHECK(cell(scoped, "Issuer Account") == "<A>");
  CHECK(cell(scoped, "Issuer Scoped") == "Yes");
  CHECK(cell(scoped, "Role") == "r");
  CHECK(cell(scoped, "Sub Allow") == "x");
  CHECK(has(world.fails({"describe", "user"}), "there are u, v"));
  CHECK(has(world.fails({"describe", "user", "w"}), "user \"w\" not found"));
  CHECK(has(world.fails({"describe", "user", "u", "-a", "NO"}), "account NO does not exist"));
  world.ok({"add", "account", "EMPTY"});
  CHECK(has(world.fails({"describe", "user"}), "account \"EMPTY\" has no users"));
}

TEST_CASE("forms of a description") {
  NscWorld world;
  world.operator_with({"A"});
  world.ok({"add", "export", "--subject", "a.>"});
  const auto token = *world.store().account_token("A");
  SUBCASE("--json: sorted, one blank, nothing escaped") {
    const auto out = world.ok({"describe", "account", "--json"});
    CHECK(out.starts_with("{\n \"iat\": 1795258800,\n \"iss\": \"<O>\",\n"));
    CHECK(has(out, "    \"subject\": \"a.>\",\n"));
    CHECK(out.ends_with(" \"sub\": \"<A>\"\n}\n"));
  }
  SUBCASE("--field") {
    const auto field = [&](const std::string& path) {
      return world.ok({"describe", "account", "-F", path});
    };
    CHECK(field("nats.exports[0].subject") == "\"a.>\"\n");
    CHECK(field("/nats/exports/0/subject") == "\"a.>\"\n");
    CHECK(field("nats.limits.conn") == "-1\n");
    CHECK(field("nats.exports") ==
          "[{\"name\":\"a.>\",\"subject\":\"a.>\",\"type\":\"stream\"}]\n");
    CHECK(field("nats.nothing") == "null\n");
    CHECK(field("nothing.below") == "null\n");
    const auto wrong = [&](const std::string& path) {
      return world.fails({"describe", "account", "-F", path});
    };
    CHECK(has(wrong("nats.exports[1]"), "index 1 in \"nats.exports[1]\" is out of range"));
    CHECK(has(wrong("nats.exports[-1]"), "error parsing index: \"-1\""));
    CHECK(has(wrong("nats.exports[x]"), "error parsing index: \"x\""));
    CHECK(has(wrong("nats.exports[0"), "error parsing index: \"[0\""));
    CHECK(has(wrong("nats.exports[99999999999999999999]"), "error parsing index"));
    CHECK(has(wrong("name.x"), "unable to extract \"x\" in \"name.x\" from \"A\""));
  }
  SUBCASE("--raw") {
    CHECK(world.nsc({"describe", "account", "--raw"}).out == token + "\n");
    CHECK(world.nsc({"describe", "account", "-R", "-J", "-F", "x"}).out == token + "\n");
  }
  SUBCASE("--output-file") {
    CHECK(world.ok({"describe", "account", "-o", "a.txt"}) ==
          "[ OK ] wrote account description to `a.txt`\n");
    CHECK(read_file(world.cwd() / "a.txt").value_or("") == world.nsc({"describe", "account"}).out);
    CHECK(file_mode(world.cwd() / "a.txt").value_or(0) == 0600);
    CHECK(world.ok({"describe", "account", "-R", "-o", "~/a.jwt"}) ==
          "[ OK ] wrote account jwt to `~/a.jwt`\n");
    CHECK(read_file(world.home() / "a.jwt").value_or("") == *identity::decorate_jwt(token));
    world.ok({"describe", "account", "-J", "-o", "a.txt"});
    CHECK(read_file(world.cwd() / "a.txt").value_or("").starts_with("{\n \"iat\""));
    CHECK(world.ok({"describe", "account", "--output-file=--"}).starts_with("+--"));
    CHECK(world.ok({"describe", "account", "-o", "--", "-R"}).starts_with("eyJ"));
    CHECK(world.ok({"describe", "account", "-o", "--", "--", "A"}).starts_with("+--"));
    CHECK(has(world.fails({"describe", "account", "-o", "a.txt/b"}), "a.txt"));
    CHECK(has(world.fails({"describe", "account", "-o", "."}), "Error: "));
  }
  SUBCASE("--output") {
    CHECK(world.ok({"describe", "account", "--output", "name"}) == "A\n");
    CHECK(has(world.ok({"describe", "account", "--output", "yaml"}), "name: A\n"));
    const auto doc = json::Doc::parse(world.ok({"describe", "account", "--output", "json"}));
    REQUIRE(doc);
    CHECK(doc->text_at("/nats/exports/0/subject") == "a.>");
    CHECK(has(world.fails({"describe", "account", "--output", "csv"}), "no rows for csv"));
  }
}

TEST_CASE("describe jwt") {
  NscWorld world;
  world.operator_with({"A"});
  world.ok({"add", "user", "u"});
  const auto creds = world.keystore().creds_path("OP", "A", "u").string();
  SUBCASE("credentials, without a word of the seed") {
    const auto out = world.ok({"describe", "jwt", "--file", creds});
    CHECK(cell(out, "Name") == "u");
    const auto key = identity::parse_decorated_user_key(read_file(creds).value());
    REQUIRE(key);
    CHECK_FALSE(has(out, std::string(key->seed()->reveal())));
    CHECK(world.nsc({"describe", "jwt", "-f", creds, "-R"}).out ==
          *world.store().user_token("A", "u") + "\n");
  }
  SUBCASE("an activation") {
    auto claims = jwt::ActivationClaims::create(world.account("A").subject);
    claims.name = "act";
    claims.import_subject = "s.>";
    claims.import_type = jwt::ExportType::Stream;
    const auto key = world.keystore().load(world.account("A").subject);
    REQUIRE(key);
    put(world.cwd() / "a.tok", *jwt::encode(claims, *key, test::FakeClock::kStart));
    const auto out = world.ok({"describe", "jwt", "-f", "a.tok"});
    CHECK(has(out, "Activation"));
    CHECK(cell(out, "Import Type") == "Stream");
    CHECK(cell(out, "Import Subject") == "s.>");
    CHECK(cell(out, "Hash ID").ends_with("===="));
  }
  SUBCASE("a URL") {
    WebServer server({web_answer(*world.store().account_token("A")),
                      web_answer("gone", "404 Not Found"), web_answer("<html>")});
    CHECK(cell(world.ok({"describe", "jwt", "-f", server.url("/a")}), "Name") == "A");
    CHECK(has(world.fails({"describe", "jwt", "-f", server.url("/b")}), "status 404"));
    CHECK(has(world.fails({"describe", "jwt", "-f", server.url("/c")}), "reading the jwt in"));
  }
  SUBCASE("no store is needed") {
    NscWorld empty;
    put(empty.cwd() / "a.jwt", *world.store().account_token("A"));
    CHECK(cell(empty.ok({"describe", "jwt", "-f", "a.jwt"}), "Name") == "A");
  }
}

TEST_CASE("describe jwt: what is none") {
  NscWorld world;
  world.operator_with({"A"});
  const auto token = *world.store().account_token("A");
  CHECK(has(world.fails({"describe", "jwt"}), "file is required"));
  CHECK(has(world.fails({"describe", "jwt", "-f", "none.jwt"}), "none.jwt"));
  CHECK(has(world.fails({"describe", "jwt", "-f", "."}), "reading the jwt from `.`"));
  for (const auto& text :
       {std::string(), std::string("hello"), token.substr(0, token.size() / 2),
        token.substr(0, token.rfind('.')), "x" + token, token + "!",
        std::string("eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0."
                    "dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U"),  // somebody else's, HS256
        std::string("-----BEGIN NATS ACCOUNT JWT-----\neyJ\n"), std::string("\0\xff\xfe", 3),
        std::string(std::size_t{1} << 20U, 'A')}) {
    CAPTURE(text.substr(0, 80));
    put(world.cwd() / "x.jwt", text);
    const auto err = world.fails({"describe", "jwt", "-f", "x.jwt"});
    CHECK(err.starts_with("Error: "));
    CHECK(has(err, "x.jwt"));
    CHECK(err.size() < 1000);
  }
}

TEST_CASE("a store that is damaged") {
  NscWorld world;
  world.operator_with({"A", "B"});
  world.ok({"add", "user", "u"});
  const auto store = world.store();
  SUBCASE("an account's token") {
    const auto token = *store.account_token("B");
    put(store.account_path("B"), token.substr(0, token.size() / 2));
    CHECK(has(world.fails({"describe", "account", "B"}), "B.jwt"));
    CHECK(cell(world.ok({"describe", "account", "A"}), "Name") == "A");
    // What cannot be decoded can still be looked at.
    CHECK(world.nsc({"describe", "account", "B", "--raw"}).out ==
          token.substr(0, token.size() / 2) + "\n");
  }
  SUBCASE("a user's token is empty") {
    put(store.user_path("B", "u"), "");
    CHECK(has(world.fails({"describe", "user", "u"}), "u.jwt"));
  }
  SUBCASE("the operator's token is gone") {
    std::filesystem::remove(store.operator_path());
    CHECK(has(world.fails({"describe", "operator"}), "OP.jwt"));
  }
}

TEST_CASE("nothing to describe") {
  NscWorld world;
  world.nsc({"env"});
  CHECK(has(world.fails({"describe", "operator"}), "no operator in `"));
  CHECK(has(world.fails({"describe", "account"}), "no operator in `"));
  world.ok({"add", "operator", "OP"});
  CHECK(has(world.fails({"describe", "account"}), "operator \"OP\" has no accounts"));
  CHECK(has(world.fails({"describe", "acount"}), "did you mean \"account\"?"));
}

TEST_CASE("-i describe picks") {
  NscWorld world;
  world.operator_with({"A", "B"});
  world.ok({"add", "user", "u"});
  world.ok({"add", "user", "v"});
  world.answers().answer("select account", "A");
  CHECK(cell(world.ok({"-i", "describe", "account"}), "Name") == "A");
  world.answers().answer("select account", "B").answer("select user", "v");
  CHECK(cell(world.ok({"-i", "describe", "user"}), "Name") == "v");
}

}  // namespace
