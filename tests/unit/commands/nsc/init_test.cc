#include <doctest/doctest.h>

#include "core/identity/creds.h"
#include "core/identity/jwt/token.h"
#include "core/identity/validation.h"
#include "tests/support/web_server.h"
#include "tests/unit/commands/nsc/nsc_world.h"

namespace {

using namespace natsop;
using test::NscWorld;
using test::web_answer;
using test::WebServer;
namespace jwt = identity::jwt;

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string managed_token(const std::string& server) {
  const auto key = *identity::KeyPair::create(identity::KeyKind::Operator);
  auto claims = jwt::OperatorClaims::create(key.public_text());
  claims.name = "MGD";
  claims.account_server_url = server;
  return *jwt::encode(claims, key, test::FakeClock::kStart);
}

TEST_CASE("init makes all of it") {
  NscWorld world;
  CHECK(world.ok({"init", "--name", "OP"}) ==
        "[ OK ] created operator OP\n"
        "[ OK ] created system_account: name:SYS id:<A>\n"
        "[ OK ] created system account user: name:sys id:<U>\n"
        "[ OK ] system account user creds file stored in "
        "`~/.local/share/nats/nsc/keys/creds/OP/SYS/sys.creds`\n"
        "[ OK ] created account OP\n"
        "[ OK ] created user \"OP\"\n"
        "[ OK ] project jwt files created in `~/.local/share/nats/nsc/stores`\n"
        "[ OK ] user creds file stored in `~/.local/share/nats/nsc/keys/creds/OP/OP/OP.creds`\n"
        "> a configuration for a server of your own comes from:\n"
        ">   nsc generate config --mem-resolver --config-file <path/server.conf>\n"
        "> and the server starts with:\n"
        ">   nats-server -c <path/server.conf>\n"
        "all jobs succeeded\n");
  CHECK(world.selected() == "OP/OP");
  const auto op = world.op();
  CHECK(op.service_urls == std::vector<std::string>{"nats://localhost:4222"});
  CHECK(op.system_account == world.account("SYS").subject);
  CHECK(world.account("OP").issuer == op.subject);
  CHECK(world.user("OP", "OP").issuer == world.account("OP").subject);
  const auto creds = read_file(world.keystore().creds_path("OP", "OP", "OP"));
  REQUIRE(creds);
  CHECK(identity::parse_decorated_jwt(*creds) == *world.store().user_token("OP", "OP"));
  CHECK(world.keystore().has_seed(world.user("OP", "OP").subject));
  const auto issues =
      identity::validate_store(world.store(), *world.store().accounts(), test::FakeClock::kStart);
  CHECK_FALSE(issues.has_errors());

  CHECK(has(world.fails({"init", "OP"}), "an operator named \"OP\" already exists"));
  world.ok({"init", "two"});
  CHECK(world.selected() == "two/two");
}

TEST_CASE("init elsewhere, and with any name") {
  NscWorld world;
  CHECK(has(world.ok({"init", "-d", "stores", "-n", "OP"}),
            "project jwt files created in `~/stores`"));
  CHECK(path_exists(world.cwd() / "stores/OP/accounts/OP/users/OP.jwt"));
  CHECK(world.selected() == "OP/OP");
  CHECK(has(world.ok({"init", "-n", "*"}), "[ OK ] created operator "));
  CHECK(identity::list_operators(world.cwd() / "stores").size() == 2);
}

TEST_CASE("init: what it refuses") {
  NscWorld world;
  world.nsc({"env"});
  const auto err = world.fails({"init"});
  CHECK(has(err, "a name is required"));
  for (const auto* flag : {"--name", "--dir", "--remote-operator", "--url"}) CHECK(has(err, flag));
  CHECK(has(world.fails({"init", "-d", "x"}), "operator name is required"));
  CHECK(has(world.fails({"init", "sys"}), "\"sys\" is the name of the system account"));
  CHECK(has(world.fails({"init", "a/b"}), "name cannot contain"));
  CHECK(has(world.fails({"init", ".."}), "operator name"));
  CHECK(has(world.fails({"init", "x", "-u", "op.jwt", "-o", "synadia"}), "not both"));
  CHECK(has(world.fails({"init", "x", "-o", "nobody"}), "operator \"nobody\" was not found"));
  CHECK(has(world.fails({"init", "x", "-u", "none.jwt"}), "none.jwt"));
  REQUIRE(write_file_atomic(world.cwd() / "file", "text"));
  CHECK(has(world.fails({"init", "x", "-d", "file"}), "file` is not a folder"));
  CHECK(has(world.fails({"init", "x", "-u", "file"}), "error importing operator jwt"));
  world.ok({"init", "OP"});
  CHECK(has(world.fails({"init", "x", "-d", (world.data() / "stores/OP").string()}),
            "is an operator's store already"));
}

TEST_CASE("init with somebody else's operator") {
  NscWorld world;
  SUBCASE("without an account server") {
    REQUIRE(write_file_atomic(world.cwd() / "op.jwt", managed_token("")));
    const auto out = world.ok({"init", "me", "--url", "op.jwt"});
    CHECK(
        out.starts_with("[ OK ] add managed operator MGD\n"
                        "[WARN] stored self signed account jwt:\n"));
    CHECK(has(out, "[ OK ] created account me\n[ OK ] created user \"me\"\n"));
    CHECK_FALSE(has(out, "generate config"));
    CHECK(world.selected() == "MGD/me");
    const auto store = world.store("MGD");
    CHECK(store.managed());
    CHECK(store.account_claims("me")->issuer == store.account_claims("me")->subject);
    CHECK(store.has_user("me", "me"));
    CHECK(world.keystore().has_creds("MGD", "me", "me"));
    CHECK(has(world.fails({"init", "again", "--url", "op.jwt"}),
              "an operator named \"MGD\" already exists"));
  }
  SUBCASE("a well-known one whose account server says no, and later yes but not yet") {
    WebServer accounts(
        {web_answer("go away", "403 Forbidden"), web_answer("thanks", "202 Accepted")});
    WebServer operators({web_answer(managed_token(accounts.url("/jwt/v1"))),
                         web_answer(managed_token(accounts.url("/jwt/v1")))});
    world.environment()["NSC_ACME_OPERATOR"] = operators.url("/op");
    const auto refused = world.nsc({"init", "me", "--remote-operator", "acme"});
    CHECK(refused.status == 1);
    CHECK(has(refused.err, "status 403"));
    CHECK(has(refused.err, "> go away"));
    CHECK(world.selected() == "acme/me");
    CHECK(world.store("acme").has_account("me"));

    const auto accepted = world.nsc({"init", "me", "-o", "acme", "-d", "other"});
    CHECK(accepted.status == 0);
    CHECK(has(accepted.out, "was accepted by the account server"));
    CHECK(path_exists(world.cwd() / "other/acme/accounts/me/users/me.jwt"));
  }
  SUBCASE("nobody answers") {
    world.nsc({"env"});
    std::string url;
    {
      const WebServer gone({});
      url = gone.url("/op");
    }
    CHECK(has(world.fails({"init", "me", "-u", url}), "reading the operator's jwt from"));
  }
}

TEST_CASE("init asks") {
  NscWorld world;
  SUBCASE("without flags") {
    world.answers()
        .answer("enter a configuration directory", "")
        .answer("Select an operator", "")
        .answer("name your operator, account and user", "OP");
    CHECK(has(world.ok({"init"}), "[ OK ] created operator OP\n"));
  }
  SUBCASE("an operator behind a URL") {
    WebServer operators({web_answer(managed_token(""))});
    world.answers()
        .answer("enter a configuration directory", "st")
        .answer("Select an operator", "Other")
        .answer("Operator URL", operators.url("/op"))
        .answer("name your account and user", "me");
    CHECK(has(world.ok({"init"}), "[ OK ] add managed operator MGD\n"));
    CHECK(path_exists(world.cwd() / "st/MGD/accounts/me/me.jwt"));
  }
  SUBCASE("-i with flags: they are the defaults") {
    world.answers()
        .answer("enter a configuration directory", "")
        .answer("Select an operator", "Create Operator")
        .answer("name your operator, account and user", "");
    CHECK(has(world.ok({"init", "-i", "-n", "OP"}), "[ OK ] created operator OP\n"));
  }
  SUBCASE("interrupted: nothing is made") {
    world.nsc({"env"});
    const auto before = world.files();
    world.answers().answer("enter a configuration directory", "^C");
    CHECK(world.nsc({"init"}).status != 0);
    CHECK((world.files() == before));
  }
}

}  // namespace
