#include <doctest/doctest.h>

#include "core/identity/jwt/revocations.h"
#include "tests/unit/commands/nsc/nsc_world.h"

namespace {

using namespace natsop;
using test::NscWorld;
namespace jwt = identity::jwt;

TEST_CASE("revocations of users") {
  NscWorld world;
  world.operator_with({"A"});
  world.ok({"add", "user", "u"});
  world.ok({"add", "user", "v"});
  const auto u = world.user("A", "u");

  CHECK(world.fails({"revocations", "list-users"}) ==
        "Error: account A does not have revoked users\n");
  CHECK(world.fails({"revocations", "delete-user", "-n", "u"}) ==
        "Error: no user revocations set in account A\n");
  CHECK(world.ok({"revocations", "add-user", "--name", "u"}) == "[ OK ] revoked user \"<U>\"\n");
  CHECK(jwt::is_revoked(world.account("A").revocations, u.subject, u.issued_at));
  CHECK_FALSE(jwt::is_revoked(world.account("A").revocations, world.user("A", "v").subject, 0));

  CHECK(world.ok({"revocations", "add_user", "-u", "*", "--at", "2020-01-02T03:04:05Z"}) ==
        "[ OK ] revoked all users issued before 2020-01-02 03:04:05 +0000 UTC\n");
  CHECK(world.account("A").revocations.at("*") == 1577934245);
  const auto list = world.nsc({"revocations", "list-users", "-o", "csv"}).out;
  CHECK(list.find(u.subject) != std::string::npos);
  CHECK(list.find("*,\"Thu, 02 Jan 2020 03:04:05 UTC\"") != std::string::npos);
  CHECK(world.nsc({"revocations", "list-users"}).out.find("| * [All Users] ") != std::string::npos);

  CHECK(world.fails({"revocations", "delete-user"})
            .starts_with("Error: user or user-public-key is required\n"));
  CHECK(world.fails({"revocations", "delete-user", "-n", "v"})
            .starts_with("Error: user with public key <U> is not revoked\n"));
  CHECK(world.ok({"revocations", "delete-user", "-n", "u"}) ==
        "[ OK ] deleted user revocation for \"<U>\"\n");
  CHECK(world.ok({"revocations", "delete-user", "-u", "*"}) ==
        "[ OK ] deleted all user revocation\n");
  CHECK(world.account("A").revocations.empty());
}

TEST_CASE("revocations of users: a user who is gone can be pardoned by key") {
  NscWorld world;
  world.operator_with({"A"});
  world.ok({"add", "user", "u"});
  const auto key = world.user("A", "u").subject;
  world.ok({"delete", "user", "u", "--revoke"});
  CHECK(world.ok({"revocations", "delete-user", "-u", key}) ==
        "[ OK ] deleted user revocation for \"<U>\"\n");
}

TEST_CASE("revocations: times") {
  NscWorld world;
  world.operator_with({"A"});
  world.ok({"add", "user", "u"});
  const auto key = world.user("A", "u").subject;
  world.ok({"revocations", "add-user", "--at", "100"});
  CHECK(world.account("A").revocations.at(key) == 100);
  world.ok({"revocations", "add-user", "--at", "99"});  // an earlier one does not weaken it
  CHECK(world.account("A").revocations.at(key) == 100);
  for (const char* wrong : {"yesterday", "-5", "2020-13-01T00:00:00Z", "1e3"}) {
    CAPTURE(wrong);
    const auto error = world.fails({"revocations", "add-user", std::string("--at=") + wrong});
    CHECK(error.starts_with(std::string("Error: the time \"") + wrong + "\" of --at is invalid\n"));
  }
}

TEST_CASE("revocations of activations") {
  NscWorld world;
  world.operator_with({"B", "A"});
  world.ok({"add", "export", "--private", "--subject", "orders.>", "--name", "orders"});
  world.ok({"add", "export", "--private", "--subject", "help", "--service"});
  const auto b = world.account("B").subject;
  const auto exported = [&](std::size_t index) { return world.account("A").exports[index]; };

  CHECK(world.fails({"revocations", "list-activations", "--subject", "orders.>"}) ==
        "Error: stream orders has no revocations\n");
  CHECK(world.fails({"revocations", "add-activation"})
            .starts_with("Error: target-account is required\n"));
  CHECK(world.ok({"revocations", "add-activation", "-t", "B"}) ==
        "[ OK ] revoked activation \"orders\" for account <A>\n");
  CHECK(
      world.ok({"revocations", "add_activation", "--service", "-t", "*", "--at", "5"}) ==
      "[ OK ] revoked all activations for \"help\" issued before 1970-01-01 00:00:05 +0000 UTC\n");
  CHECK(exported(0).revocations.at("*") == 5);  // exports are sorted by subject
  CHECK(exported(1).revocations.contains(b));
  CHECK(world.nsc({"revocations", "list-activations"}).out.find(b) != std::string::npos);

  CHECK(world.fails({"revocations", "add-activation", "-t", "B", "-s", "order.>"}) ==
        "Error: unable to locate export: account \"A\" has no stream export \"order.>\"\n"
        "  hint: did you mean \"orders.>\"?\n");
  CHECK(world.fails({"revocations", "delete-activation", "-t", "A"})
            .starts_with("Error: stream orders has no revocation for \"<A>\"\n"));
  CHECK(world.ok({"revocations", "delete-activation", "-t", "B"}) ==
        "[ OK ] deleted stream orders revocation for account <A>\n");
  CHECK(world.ok({"revocations", "delete-activation", "--service", "-t", "*"}) ==
        "[ OK ] deleted service help revocation for all accounts\n");
  CHECK(exported(0).revocations.empty());
  CHECK(exported(1).revocations.empty());
}

}  // namespace
