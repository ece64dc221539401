#include <doctest/doctest.h>

#include "core/identity/jwt/token.h"
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

TEST_CASE("push and pull without a server to go to") {
  NscWorld world;
  world.operator_with({"A"});
  CHECK(has(world.fails({"push", "-A"}),
            "no account server url or nats-server url was provided by the operator jwt"));
  CHECK(has(world.fails({"push", "-A", "-u", "ftp://h"}), "scheme \"ftp\" is not supported"));
  CHECK(has(world.fails({"push", "-A", "-a", "A"}),
            "specify only one of --account or --all-accounts"));
  CHECK(has(world.fails({"push", "-P", "-D"}), "--prune and --diff are mutually exclusive"));
  CHECK(has(world.fails({"push", "-P", "-R", "A"}), "are mutually exclusive"));
  CHECK(has(world.fails({"push", "-P", "-u", "http://h"}), "need servers with a nats-resolver"));
  CHECK(has(world.fails({"push", "-A", "-u", "http://h", "--tls-first"}),
            "TLS flags are for nats URLs"));
  CHECK(has(world.fails({"push", "-a", "NONE", "-u", "nats://h"}), "NONE"));
  CHECK(has(world.fails({"pull"}), "specify --all or --account"));
  CHECK(has(world.fails({"pull", "-A"}), "doesn't set account server url"));
  world.ok({"edit", "operator", "--account-jwt-server-url", "nats://h:4222"});
  CHECK(has(world.fails({"pull", "-a", "A"}), "can only pull all jwt"));
}

TEST_CASE("who logs in to the system account") {
  NscWorld world;
  world.operator_with({"A"});
  CHECK(world.fails({"push", "-A", "-u", "nats://h:4222"})
            .starts_with("[ERR ] error obtaining system account user: system account \"\" not "
                         "found\nError: all jobs failed\n"));
  world.ok({"edit", "operator", "--system-account", "A"});
  CHECK(world.fails({"push", "-A", "-u", "nats://h:4222"}) ==
        "[ERR ] failed to connect: no network in this test: nats://h:4222\n"
        "Error: all jobs failed\n");
  CHECK(has(world.fails({"push", "-A", "-u", "nats://h", "--system-account", "NONE"}), "NONE"));
  CHECK(has(world.fails({"push", "-A", "-u", "nats://h", "--system-user", "nobody"}),
            "[ERR ] error obtaining system account user: "));
  CHECK(has(world.fails({"push", "-A", "-u", "nats://h", "--tls-curves", "P1"}),
            "unknown TLS curve \"P1\""));
  CHECK(has(world.fails({"push", "-A", "-u", "nats://h", "--client-cert", "c.pem"}),
            "give both --client-cert and --client-key"));
  REQUIRE(world.keystore().remove(world.account("A").subject));
  CHECK(has(world.fails({"push", "-A", "-u", "nats://h"}),
            "no system account user with corresponding nkey found"));
}

TEST_CASE("what is not valid is not pushed unless forced") {
  NscWorld world;
  world.operator_with({"A"});
  world.ok({"edit", "operator", "--system-account", "A"});
  world.ok({"edit", "account", "A", "--expiry", "2001-01-01"});
  CHECK(world.fails({"push", "-A", "-u", "nats://h"})
            .starts_with("Error: unable to push account \"A\" as it has validation issues: "));
  CHECK(has(world.fails({"push", "-A", "-F", "-u", "nats://h"}), "failed to connect"));

  const auto other = *identity::KeyPair::create(identity::KeyKind::Operator);
  auto claims = world.account("A");
  claims.expires = 0;
  const auto token = *jwt::encode(claims, other, test::FakeClock::kStart);
  REQUIRE(write_file_atomic(world.store().account_path("A"), token, kPrivateFile));
  CHECK(has(world.fails({"push", "-A", "-u", "nats://h"}),
            "as it is not signed by the operator \"OP\""));
}

TEST_CASE("push to an account server") {
  NscWorld world;
  world.operator_with({"A", "B", "C"});
  WebServer server({web_answer(""), web_answer("later", "202 Accepted"),
                    web_answer("not you", "403 Forbidden")});
  world.ok({"edit", "operator", "--account-jwt-server-url", server.url("/jwt/v1")});
  const auto ran = world.nsc({"push", "-A"});
  CHECK(ran.status == 1);
  CHECK(ran.out == "");
  CHECK(has(ran.err, "[ OK ] pushed \"A\" to account server"));
  CHECK(has(ran.err,
            "[WARN] pushed account jwt was accepted by the account server\n"
            "       > later\n"));
  CHECK(has(ran.err,
            "[ERR ] failed to push account to remote server: status 403\n"
            "       > not you\n"));
  CHECK(has(ran.err, "Error: 1 job failed - 1 job succeeded and 1 had warnings\n"));
  const auto requests = server.requests();
  REQUIRE(requests.size() == 3);
  CHECK(requests[0].starts_with("POST /jwt/v1/accounts/" + world.account("A").subject + " "));
  CHECK(requests[0].find("\r\n\r\n" + *world.store().account_token("A")) != std::string::npos);
  CHECK(has(world.nsc({"push", "-a", "A"}).err, "failed to push account \"A\": "));
}

TEST_CASE("pull from an account server") {
  NscWorld world;
  world.operator_with({"A"});
  const auto old = *world.store().account_token("A");
  world.clock().advance(std::chrono::hours(1));
  world.ok({"edit", "account", "A", "--tag", "new"});
  const auto edited = *world.store().account_token("A");
  WebServer server(
      {web_answer(old), web_answer(old), web_answer("", "404 Not Found"), web_answer("nonsense")});
  world.ok({"edit", "operator", "--account-jwt-server-url", server.url("/jwt/v1")});
  CHECK(has(world.fails({"pull", "-a", "A"}),
            "[ERR ] local jwt for \"A\" is newer than remote version - specify --overwrite-newer "
            "to overwrite\nError: all jobs failed\n"));
  CHECK(world.ok({"pull", "-a", "A", "-F"}) == "[ OK ] pulled \"A\" from the account server\n");
  CHECK(*world.store().account_token("A") == old);
  CHECK(has(world.fails({"pull", "-a", "A"}), "404"));
  CHECK(has(world.fails({"pull", "-a", "A"}), "cannot store account \"A\""));
  CHECK(server.requests().size() == 4);
}

}  // namespace
