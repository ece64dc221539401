#include <doctest/doctest.h>

#include "core/identity/creds.h"
#include "core/identity/jwt/token.h"
#include "tests/support/web_server.h"
#include "tests/unit/commands/nsc/nsc_world.h"

namespace {

using namespace natsop;
using test::NscWorld;
using test::web_answer;
using test::WebServer;
namespace jwt = identity::jwt;

struct Company {
  identity::KeyPair key = *identity::KeyPair::create(identity::KeyKind::Operator);

  [[nodiscard]] std::string token(const std::string& server) const {
    auto claims = jwt::OperatorClaims::create(key.public_text());
    claims.name = "MGD";
    claims.account_server_url = server;
    return *jwt::encode(claims, key, test::FakeClock::kStart);
  }
};

TEST_CASE("an operator imported from a file is managed") {
  NscWorld world;
  const Company company;
  REQUIRE(write_file_atomic(world.cwd() / "op.jwt", *identity::decorate_jwt(company.token(""))));
  CHECK(world.ok({"add", "operator", "-u", "op.jwt"}) ==
        "[ OK ] imported operator \"MGD\"\n"
        "[ OK ] When running your own nats-server, make sure they run at least version 2.2.0\n");
  CHECK(world.store("MGD").managed());
  CHECK(world.selected() == "MGD/");
  CHECK(world.ok({"add", "account", "A"}) ==
        "[ OK ] generated and stored account key \"<A>\"\n"
        "[WARN] stored self signed account jwt:\n"
        "       [WARN] unable to push to \"MGD\" - operator doesn't set an account server url or "
        "manual exchange necessary\n"
        "       [WARN] perform push/pull again or exchange self-signed JWT manually\n"
        "[ OK ] added account \"A\"\n");
  const auto claims = world.store("MGD").account_claims("A");
  REQUIRE(claims);
  CHECK(claims->issuer == claims->subject);
  world.nsc({"add", "user", "u"});
  CHECK(world.store("MGD").has_user("A", "u"));
  CHECK(world.fails({"delete", "account", "A"}).find("--force") != std::string::npos);

  SUBCASE("again, and another one in its place") {
    CHECK(world.fails({"add", "operator", "-u", "op.jwt"})
              .starts_with("[ERR ] operator named MGD exists already"));
    const Company other;
    REQUIRE(write_file_atomic(world.cwd() / "op.jwt", other.token("")));
    CHECK(world.ok({"add", "operator", "-u", "op.jwt", "--force"})
              .starts_with("[WARN] existing and new operator represent different entities, forced "
                           "to continue\n"));
    CHECK(world.store("MGD").operator_claims()->subject == other.key.public_text());
  }
  SUBCASE("not a token of an operator") {
    REQUIRE(write_file_atomic(world.cwd() / "x.jwt", *world.store("MGD").account_token("A")));
    CHECK(world.fails({"add", "operator", "X", "-u", "x.jwt"})
              .starts_with("Error: error importing operator jwt: not operator claim\n"));
    REQUIRE(write_file_atomic(world.cwd() / "x.jwt", "nonsense"));
    CHECK(world.fails({"add", "operator", "X", "-u", "x.jwt"}).find("x.jwt") != std::string::npos);
  }
}

/// An account server that signs what it is given, for one account. The token to give back is known
/// only after the account was made, so the account is made with a key that the test knows.
TEST_CASE("accounts of a managed store go to the account server and back") {
  NscWorld world;
  const Company company;
  const auto key = *identity::KeyPair::create(identity::KeyKind::Account);
  auto signed_claims = jwt::AccountClaims::create(key.public_text());
  signed_claims.name = "A";
  signed_claims.limits.connections = 5;
  const auto signed_token = *jwt::encode(signed_claims, company.key, test::FakeClock::kStart);
  WebServer server({web_answer("\n"), web_answer(signed_token),
                    web_answer("thanks", "202 Accepted"), web_answer("go away", "403 Forbidden")});
  REQUIRE(write_file_atomic(world.cwd() / "op.jwt", company.token(server.url("/jwt/v1"))));
  world.ok({"add", "operator", "-u", "op.jwt"});

  CHECK(world.ok({"add", "account", "A", "-k", std::string(key.seed()->reveal())}) ==
        "[ OK ] synchronized account jwt with account server:\n"
        "       [ OK ] push jwt to account server\n"
        "       [ OK ] pull jwt from account server\n"
        "[ OK ] added account \"A\"\n");
  CHECK(world.store("MGD").account_claims("A")->limits.connections == 5);

  REQUIRE(world.keystore().store(key));
  const auto edited = world.nsc({"edit", "account", "A", "--tag", "x"});
  CHECK(edited.status == 0);
  CHECK(edited.out.find("[WARN] pushed account jwt was accepted by the account server") !=
        std::string::npos);
  CHECK(edited.out.find("> thanks") != std::string::npos);
  CHECK(edited.out.find("perform push/pull again") != std::string::npos);

  const auto refused = world.nsc({"edit", "account", "A", "--tag", "y"});
  CHECK(refused.status == 1);
  CHECK(refused.err.find("[ERR ] failed to push account to remote server: status 403") !=
        std::string::npos);
  CHECK(refused.err.find("> go away") != std::string::npos);

  const auto requests = server.requests();
  REQUIRE(requests.size() == 4);
  const auto path = "/jwt/v1/accounts/" + key.public_text() + " ";
  CHECK(requests[0].starts_with("POST " + path));
  CHECK(requests[0].find("Content-Type: application/jwt\r\n") != std::string::npos);
  CHECK(requests[1].starts_with("GET " + path));
  // Nobody listens any more: what was edited is kept, and the status says that it did not arrive.
  const auto lost = world.nsc({"edit", "account", "A", "--tag", "z"});
  CHECK(lost.status == 1);
}

TEST_CASE("operators and activations behind URLs") {
  NscWorld world;
  const Company company;
  WebServer server({web_answer(company.token("")), web_answer("", "404 Not Found"),
                    web_answer(company.token(""))});
  world.ok({"add", "operator", "-u", server.url("/jwt/v1/operator")});
  CHECK(world.store("MGD").managed());
  CHECK(world.fails({"add", "operator", "X", "-u", server.url("/none")})
            .starts_with("Error: the server answered with status 404\n"));
  world.environment()["NSC_ACME_OPERATOR"] = server.url("/acme");
  world.ok({"add", "operator", "-u", "acme"});
  CHECK(world.store("acme").managed());
}

}  // namespace
