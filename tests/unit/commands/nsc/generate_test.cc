#include <doctest/doctest.h>

#include <filesystem>

#include "core/identity/creds.h"
#include "core/identity/jwt/token.h"
#include "tests/support/web_server.h"
#include "tests/unit/commands/nsc/nsc_world.h"

namespace {

using namespace natsop;
using test::NscWorld;
namespace jwt = identity::jwt;

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// The last line of what a command printed before `count` line ends at the end.
std::string text_of(const NscWorld& world, const std::string& name) {
  const auto text = read_file(world.cwd() / name);
  REQUIRE(text);
  return *text;
}

void write(const NscWorld& world, const std::string& name, const std::string& text) {
  REQUIRE(write_file_atomic(world.cwd() / name, text));
}

TEST_CASE("generate config: kinds, files, and what is in the way") {
  NscWorld world;
  world.ok({"add", "operator", "OP", "--sys"});
  world.ok({"add", "account", "A"});
  const auto key = world.account("A").subject;
  const auto system = world.account("SYS").subject;

  SUBCASE("a resolver in the servers has the system account alone") {
    const auto ran = world.nsc({"generate", "config", "--nats-resolver"});
    CHECK(ran.status == 0);
    CHECK(has(ran.out, "# Operator named OP\noperator: " + *world.store().operator_token()));
    CHECK(has(ran.out, "system_account: " + system + "\n"));
    CHECK(has(ran.out, "    type: full\n"));
    CHECK(has(ran.out, "\t" + system + ": " + *world.store().account_token("SYS") + ",\n"));
    CHECK_FALSE(has(ran.out, key));
    const auto cache = world.nsc({"generate", "config", "--nats-resolver-cache"});
    CHECK(has(cache.out, "    type: cache\n"));
    CHECK(has(cache.out, "    ttl: \"1h\"\n"));
  }
  SUBCASE("a memory resolver has all, and files are not replaced unasked") {
    const auto made =
        world.nsc({"generate", "config", "--mem-resolver", "--config-file", "server.conf"});
    CHECK(made.status == 0);
    CHECK(made.out == "[ OK ] wrote server configuration to `server.conf`\n");
    CHECK(made.err == "Success!! - generated `server.conf`\n");
    CHECK(has(text_of(world, "server.conf"), key + ": " + *world.store().account_token("A")));
    CHECK(world.fails({"generate", "config", "--nats-resolver", "--config-file", "server.conf"}) ==
          "Error: `" + (world.cwd() / "server.conf").string() +
              "` already exists\n  hint: --force replaces it\n");
    CHECK(world.nsc({"generate", "config", "--nats-resolver", "--config-file", "server.conf", "-F"})
              .status == 0);
    CHECK(has(text_of(world, "server.conf"), "type: full"));
  }
  SUBCASE("into a folder") {
    const auto made = world.nsc({"generate", "config", "--mem-resolver", "--dir", "conf"});
    CHECK(made.status == 0);
    CHECK(text_of(world, "conf/A.jwt") == *world.store().account_token("A"));
    CHECK(has(text_of(world, "conf/resolver.conf"), "A.jwt"));
    CHECK(has(world.fails({"generate", "config", "--mem-resolver", "--dir", "conf"}),
              "already exists"));
    CHECK(has(world.fails({"generate", "config", "--mem-resolver", "--dir", "conf/A.jwt"}),
              "conf/A.jwt"));
  }
  SUBCASE("wrong use") {
    CHECK(has(world.fails({"generate", "config"}), "specify a config type option"));
    CHECK(has(world.fails({"generate", "config", "--mem-resolver", "--nats-resolver"}),
              "can only generate one config at a time"));
    CHECK(has(world.fails({"generate", "config", "--nats-resolver", "--sys-account", "NONE"}),
              "NONE"));
    CHECK(has(world.fails({"generate", "config", "--nkey"}),
              "nkey configurations don't support system account"));
    std::filesystem::create_directory(world.cwd() / "folder");
    CHECK(has(world.fails({"generate", "config", "--mem-resolver", "--config-file", "folder"}),
              "folder` is a directory"));
    CHECK(has(
        world.fails({"generate", "config", "--mem-resolver", "--config-file", "folder", "--force"}),
        "folder` is a directory"));
    CHECK(has(world.fails({"generate", "config", "--mem-resolver", "--config-file", "no/where"}),
              "no/where"));
  }
}

TEST_CASE("generate config without a system account") {
  NscWorld world;
  world.ok({"add", "operator", "OP"});
  CHECK(has(world.fails({"generate", "config", "--mem-resolver"}), "has no accounts"));
  CHECK(has(world.fails({"generate", "config", "--nats-resolver"}), "has no accounts"));
  world.ok({"add", "account", "A"});
  CHECK(has(world.fails({"generate", "config", "--nats-resolver"}),
            "Error: system account is not set"));
  world.ok({"add", "user", "u"});
  const auto nkeys = world.ok({"generate", "config", "--nkey"});
  CHECK(has(nkeys, "  A: {\n    users: [\n      { nkey: <U> }\n"));
}

TEST_CASE("generate creds") {
  NscWorld world;
  world.operator_with({"A"});
  world.ok({"add", "user", "u"});
  const auto claims = world.user("A", "u");
  const auto printed = world.nsc({"generate", "creds"});
  const auto creds = identity::parse_creds(printed.out);
  REQUIRE(creds);
  CHECK(creds->token == *world.store().user_token("A", "u"));
  CHECK(creds->key.public_text() == claims.subject);
  CHECK(world.nsc({"generate", "creds", "-n", "u", "-o", "u.creds"}).out ==
        "[ OK ] wrote credentials to `u.creds`\n");
  CHECK(*file_mode(world.cwd() / "u.creds") == kPrivateFile);

  CHECK(has(world.fails({"generate", "creds", "-n", "nobody"}), "user \"nobody\" not found"));
  std::filesystem::create_directory(world.cwd() / "folder");
  CHECK(has(world.fails({"generate", "creds", "-o", "folder"}), "is a directory"));
  REQUIRE(world.keystore().remove(claims.subject));
  CHECK(has(world.fails({"generate", "creds", "-o", "other.creds"}),
            "the seed of user \"u\" is not in the keystore"));
}

TEST_CASE("generate activation") {
  NscWorld world;
  world.operator_with({"B", "A"});
  const auto target = world.account("B").subject;
  CHECK(has(world.fails({"generate", "activation", "-s", "x", "-t", "B"}),
            "doesn't have exports that require an activation token"));
  world.ok({"add", "export", "-s", "orders.>", "-n", "orders", "--private"});
  world.ok({"add", "export", "-s", "news", "-n", "news"});

  CHECK(world.ok({"generate", "activation", "-s", "orders.eu", "-t", "B", "-o", "a.tok"}) ==
        "[ OK ] generated \"orders\" activation for account \"<A>\"\n"
        "[ OK ] wrote activation token to `a.tok`\n"
        "all jobs succeeded\n");
  const auto token = identity::parse_decorated_jwt(text_of(world, "a.tok"));
  const auto claims = jwt::decode_activation(token);
  REQUIRE(claims);
  CHECK(claims->subject == target);
  CHECK(claims->name == "orders.eu");
  CHECK(claims->import_subject == "orders.eu");
  CHECK(claims->import_type == jwt::ExportType::Stream);
  CHECK(claims->issuer == world.account("A").subject);
  CHECK(claims->issuer_account == "");
  CHECK(world.ok({"add", "import", "-a", "B", "--token", "a.tok"}) ==
        "[ OK ] added stream import \"orders.eu\"\n");

  SUBCASE("by a signing key, for a year, on standard output") {
    world.ok({"edit", "account", "A", "--sk", "generate"});
    const auto signer = world.account("A").signing_keys.begin()->first;
    const auto ran = world.nsc({"generate", "activation", "-a", "A", "-t", target, "-s", "orders.>",
                                "--expiry", "1y", "-K", signer});
    REQUIRE(ran.status == 0);
    CHECK(ran.out.starts_with("-----BEGIN NATS ACTIVATION JWT-----\n"));
    CHECK(has(ran.out, "------END NATS ACTIVATION JWT------\n\n[ OK ] generated \"orders\""));
    CHECK(has(ran.out, " UTC - In "));
    const auto made = jwt::decode_activation(identity::parse_decorated_jwt(ran.out));
    REQUIRE(made);
    CHECK(made->issuer == signer);
    CHECK(made->issuer_account == world.account("A").subject);
    CHECK(made->expires > made->issued_at);
  }
  SUBCASE("wrong use") {
    CHECK(has(world.fails({"generate", "activation", "-a", "A", "-s", "orders.eu"}),
              "a target-account is required"));
    CHECK(has(world.fails({"generate", "activation", "-a", "A", "-s", "other", "-t", "B"}),
              "no private export of account \"A\" covers \"other\""));
    CHECK(has(world.fails({"generate", "activation", "-a", "A", "-s", "news", "-t", "B"}),
              "is public and needs no activation token"));
    CHECK(has(world.fails({"generate", "activation", "-a", "A", "-t", "B", "--expiry", "soon"}),
              "expiry \"soon\" is invalid"));
    CHECK(has(world.fails({"generate", "activation", "-a", "A", "-t", "B", "--push"}),
              "account server"));
    CHECK(has(world.fails({"generate", "activation", "-a", "A", "-t", "B", "-o", "."}),
              "is a directory"));
  }
  SUBCASE("tokens that are cut short, or of another kind, are no activations") {
    world.ok({"delete", "import", "-a", "B"});
    write(world, "cut.tok", text_of(world, "a.tok").substr(0, 90));
    write(world, "foreign.tok", *world.store().account_token("A"));
    for (const auto* file : {"cut.tok", "foreign.tok"}) {
      CAPTURE(file);
      CHECK(has(world.fails({"add", "import", "-a", "B", "--token", file}), "Error: "));
    }
  }
}

TEST_CASE("an activation goes to the account server") {
  NscWorld world;
  world.operator_with({"B", "A"});
  world.ok({"add", "export", "-s", "orders.>", "-n", "orders", "--private"});
  test::WebServer server(
      {test::web_answer("stored"), test::web_answer("no", "500 Internal Server Error")});
  world.ok({"edit", "operator", "--account-jwt-server-url", server.url("/jwt/v1")});
  const auto pushed =
      world.ok({"generate", "activation", "-t", "B", "-s", "orders.>", "-o", "a.tok", "--push"});
  CHECK(has(pushed, "[ OK ] pushed activation to the account server\n       > stored\n"));
  CHECK(has(pushed, "[ OK ] activation accessible at \"" + server.url("/jwt/v1/activations/")));
  const auto refused =
      world.nsc({"generate", "activation", "-t", "B", "-s", "orders.>", "-o", "b.tok", "--push"});
  CHECK(refused.status == 1);
  CHECK(has(refused.err, "[ERR ] failed to push activation to remote server: status 500"));
  CHECK(server.requests().front().starts_with("POST /jwt/v1/activations "));
}

TEST_CASE("generate nkey") {
  NscWorld world;
  const auto ran = world.nsc({"generate", "nkey", "--user", "--curve"});
  CHECK(ran.status == 0);
  CHECK(ran.out.starts_with("SU"));
  CHECK(has(ran.out, "\n\nSX"));
  const auto seed = identity::KeyPair::from_seed(ran.out.substr(0, ran.out.find('\n')));
  REQUIRE(seed);
  CHECK(has(ran.out, "\n" + seed->public_text() + "\n"));

  const auto stored = world.nsc({"generate", "nkey", "-a", "-S"});
  CHECK(stored.out.starts_with("A"));
  CHECK(has(stored.out, "\naccount key stored "));  // the next line: no seed between the two
  CHECK(world.keystore().has_seed(stored.out.substr(0, stored.out.find('\n'))));
  CHECK(has(world.fails({"generate", "nkey"}), "set --operator, --account, --user, or --curve"));
}

TEST_CASE("generate context and profile") {
  NscWorld world;
  world.operator_with({"A"});
  world.ok({"edit", "operator", "--service-url", "nats://127.0.0.1:4222"});
  world.ok({"add", "user", "u"});
  const auto creds = world.keystore().creds_path("OP", "A", "u").string();
  CHECK(world.nsc({"generate", "context", "--context", "c"}).status == 0);
  CHECK(text_of(world, ".config/nats/context/c.json") ==
        R"({"nsc":"nsc://OP/A/u","url":"nats://127.0.0.1:4222","creds":")" + creds + "\"}");
  CHECK(has(world.fails({"generate", "context", "--context", "c"}), "already exists"));
  CHECK(has(world.fails({"generate", "context", "--context", "../c"}), "Error: "));

  CHECK(world.ok({"generate", "profile", "nsc://OP/A/u"}) ==
        "{\n  \"user_creds\": \"" + creds +
            "\",\n  \"operator\": {\n    \"service\": [\n      \"nats://127.0.0.1:4222\"\n    ]\n"
            "  }\n}\n");
  const auto all = world.nsc({"generate", "profile", "nsc://OP/A/u?keys&names&userSeed"});
  const auto doc = json::Doc::parse(all.out);
  REQUIRE(doc);
  CHECK(doc->text_at("/operator/id") == world.op().subject);
  CHECK(doc->text_at("/account/name") == "A");
  CHECK(doc->text_at("/user/id") == world.user("A", "u").subject);
  CHECK(doc->text_at("/user/seed").starts_with("SU"));
  CHECK_FALSE(doc->has("/account/seed"));
  for (const auto* reference :
       {"nsc://NONE/A/u", "nsc://OP/NONE/u", "nsc://OP/A/none", "nsc://", "http://OP/A/u",
        "nsc://OP/A/u/x", "nsc://OP//u", "nsc://OP/A/u?secrets", "nsc://OP/A/u?userSeed=UNKNOWN"}) {
    CAPTURE(reference);
    CHECK(has(world.fails({"generate", "profile", reference}), "Error: "));
  }
}

TEST_CASE("contexts with nsc references are resolved without another program") {
  NscWorld world;  // its PATH holds no program at all
  world.operator_with({"A"});
  world.ok({"edit", "operator", "--service-url", "nats://127.0.0.1:4242"});
  world.ok({"add", "user", "u"});
  const auto dir = world.home() / ".config/nats/context";
  REQUIRE(make_dirs(dir));
  REQUIRE(write_file_atomic(dir / "c.json", R"({"nsc":"nsc://OP/A/u"})"));
  REQUIRE(write_file_atomic(dir / "d.json", R"({"creds":"nsc://OP/A/none"})"));
  CHECK(has(world.run({"nats", "context", "validate", "c", "--connect"}).out +
                world.run({"nats", "context", "validate", "c", "--connect"}).err,
            "no network in this test: nats://127.0.0.1:4242"));
  const auto unknown = world.run({"nats", "context", "validate", "d", "--connect"});
  CHECK(has(unknown.out + unknown.err, "there is no user \"none\""));
}

TEST_CASE("generate diagram") {
  NscWorld world;
  world.operator_with({"A"});
  world.ok({"add", "export", "-s", "orders.>", "-n", "orders"});
  const auto components = world.ok({"generate", "diagram", "component", "--detail"});
  CHECK(components.starts_with("@startuml\n"));
  CHECK(has(components, "component [A] as <A> <<account>>\n"));
  CHECK(components.ends_with("@enduml\n"));
  CHECK(world.ok({"generate", "diagram", "object", "--users", "--show-keys", "-o", "o.uml"}) == "");
  CHECK(has(text_of(world, "o.uml"), "title Object Diagram"));
  CHECK(has(world.fails({"generate", "diagram", "object", "-o", "no/where"}), "no/where"));
}

TEST_CASE("validate") {
  NscWorld world;
  world.operator_with({"B", "A"});
  CHECK(world.ok({"validate"}) ==
        "+-----------------+\n|  Operator \"OP\"  |\n+-----------------+\n| No issues found |\n"
        "+-----------------+\n\n+-----------------+\n|   Account \"A\"   |\n+-----------------+\n"
        "| No issues found |\n+-----------------+\n\n");
  CHECK(has(world.ok({"validate", "-A"}), "Account \"B\""));
  CHECK(world.ok({"validate", "-o", "json"}) == "[]\n");
  CHECK(has(world.fails({"validate", "-A", "-a", "A"}), "specify only one of"));
  CHECK(has(world.fails({"validate", "-f", "none.txt"}), "none.txt"));

  world.ok({"edit", "account", "A", "--expiry", "2001-01-01"});
  const auto expired = world.nsc({"validate"});
  CHECK(expired.status == 1);
  CHECK(has(expired.out, "| 1 | ! | claim is expired"));
  CHECK(expired.err == "Error: validation found errors\n");

  write(world, "packed.txt",
        *world.store().account_token("B") + "\nX|" + *world.store().account_token("A") + "\n");
  const auto packed = world.nsc({"validate", "-f", "packed.txt"});
  CHECK(packed.status == 1);
  CHECK(has(packed.out, "Account \"summary of all accounts\""));
  write(world, "cut.txt", world.store().account_token("B")->substr(0, 80));
  CHECK(has(world.fails({"validate", "-f", "cut.txt"}), "cut.txt"));
}

}  // namespace
