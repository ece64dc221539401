#include <doctest/doctest.h>

#include "core/identity/validation.h"
#include "tests/unit/commands/nsc/nsc_world.h"

namespace {

using namespace natsop;
using test::NscWorld;
namespace jwt = identity::jwt;

TEST_CASE("delete user") {
  NscWorld world;
  world.operator_with({"A"});
  for (const char* name : {"u", "v", "w"}) world.ok({"add", "user", name});
  const auto u = world.user("A", "u");
  CHECK(world.ok({"delete", "user", "u", "--revoke", "--rm-nkey", "--rm-creds"}) ==
        "[ OK ] delete users:\n"
        "       [ OK ] user u [<U>]:\n"
        "              [ OK ] revoked user\n"
        "              [ OK ] user deleted\n"
        "              [ OK ] deleted private key\n"
        "              [ OK ] removed creds file\n"
        "       [ OK ] edited account \"A\"\n");
  CHECK(jwt::is_revoked(world.account("A").revocations, u.subject, u.issued_at));
  CHECK_FALSE(world.keystore().has_file(u.subject));
  CHECK_FALSE(world.keystore().has_creds("OP", "A", "u"));

  const auto v = world.user("A", "v");
  CHECK(world.ok(
            {"delete", "user", "--account", "A", "--name", "v," + world.user("A", "w").subject}) ==
        "[ OK ] delete users:\n"
        "       [ OK ] user v [<U>]:\n"
        "              [ OK ] user deleted\n"
        "       [ OK ] user w [<U>]:\n"
        "              [ OK ] user deleted\n");
  CHECK(world.keystore().has_seed(v.subject));
  CHECK(world.store().users("A")->empty());

  CHECK(world.fails({"delete", "user"}).starts_with("Error: please specify an user to delete\n"));
  CHECK(world.fails({"delete", "user", "u"}).starts_with("Error: user \"u\" not found\n"));
}

TEST_CASE("delete user: one unknown name deletes none") {
  NscWorld world;
  world.operator_with({"A"});
  world.ok({"add", "user", "alice"});
  CHECK(world.fails({"delete", "user", "-n", "alice,alcie"}) ==
        "Error: user \"alcie\" not found\n  hint: in account \"A\" did you mean \"alice\"?\n");
}

TEST_CASE("delete user: a damaged token") {
  NscWorld world;
  world.operator_with({"A"});
  world.ok({"add", "user", "u"});
  REQUIRE(write_file_atomic(world.store().user_path("A", "u"), "eyJhbGciOi", kPrivateFile));
  const auto ran = world.nsc({"delete", "user", "u", "--rm-creds"});
  CHECK(ran.status == 0);
  CHECK(ran.out.find("user deleted") != std::string::npos);
  CHECK_FALSE(world.store().has_user("A", "u"));
}

TEST_CASE("delete account") {
  NscWorld world;
  world.operator_with({"A", "B"});
  world.ok({"edit", "account", "B", "--sk", "generate"});
  world.ok({"add", "user", "z", "-a", "B"});
  const auto key = world.account("B").subject;
  CHECK(world.ok({"delete", "account", "B", "--rm-nkey", "--rm-creds"}) ==
        "[ OK ] user z [<U>]:\n"
        "       [ OK ] revoked user\n"
        "       [ OK ] user deleted\n"
        "       [ OK ] deleted private key\n"
        "       [ OK ] removed creds file\n"
        "[ OK ] expired account \"B\"\n"
        "[ OK ] deleted signing key \"<A>\"\n"
        "[ OK ] deleted private key \"<A>\"\n"
        "[ OK ] deleted account\n"
        "[ OK ] deleted account directory\n");
  CHECK_FALSE(path_exists(world.store().account_dir("B")));
  CHECK_FALSE(world.keystore().has_file(key));
  CHECK(world.store().has_account("A"));

  CHECK(world.fails({"delete", "account"}).starts_with("Error: account name is required\n"));
  CHECK(world.fails({"delete", "account", "BB"}).find("account BB does not exist") !=
        std::string::npos);
}

TEST_CASE("delete account: not the system account") {
  NscWorld world;
  world.ok({"add", "operator", "OP", "--sys"});
  CHECK(world.fails({"delete", "account", "SYS"})
            .starts_with("Error: account \"SYS\" is the system account of the operator\n"));
  world.ok({"delete", "account", "SYS", "--force"});
  CHECK_FALSE(world.store().has_account("SYS"));
}

TEST_CASE("delete export") {
  NscWorld world;
  world.operator_with({"A"});
  CHECK(world.fails({"delete", "export"}) == "Error: account \"A\" doesn't have exports\n");
  world.ok({"add", "export", "-s", "a.>"});
  world.ok({"add", "export", "-s", "b", "--service"});
  CHECK(world.fails({"delete", "export"}).starts_with("Error: subject is required\n"));
  CHECK(world.fails({"delete", "export", "-s", "c"})
            .starts_with("Error: no export matching \"c\" found\n"));
  CHECK(world.ok({"delete", "export", "-s", "a.>"}) == "[ OK ] deleted stream export \"a.>\"\n");
  CHECK(world.ok({"delete", "export"}) == "[ OK ] deleted service export \"b\"\n");
  CHECK(world.account("A").exports.empty());
}

TEST_CASE("delete import") {
  NscWorld world;
  world.operator_with({"A", "B", "C"});
  CHECK(world.fails({"delete", "import"}) == "Error: account \"C\" doesn't have imports\n");
  world.ok(
      {"add", "import", "--src-account", "A", "--remote-subject", "x", "--local-subject", "a.x"});
  world.ok(
      {"add", "import", "--src-account", "B", "--remote-subject", "x", "--local-subject", "b.x"});
  CHECK(world.fails({"delete", "import"}).starts_with("Error: subject is required\n"));
  CHECK(world.fails({"delete", "import", "-s", "x"}) ==
        "Error: more than one import \"x\" found - specify --src-account with one of <A>, <A>\n");
  CHECK(world.ok({"delete", "import", "-s", "x", "--src-account", "B"}) ==
        "[ OK ] deleted stream import \"x\"\n");
  CHECK(world.account("C").imports.front().account == world.account("A").subject);
  CHECK(world.fails({"delete", "import", "-s", "y"})
            .starts_with("Error: no import matching \"y\" found\n"));
  CHECK(world.ok({"delete", "import"}) == "[ OK ] deleted stream import \"x\"\n");
}

TEST_CASE("delete mapping") {
  NscWorld world;
  world.operator_with({"A"});
  for (const char* to : {"t1", "t2", "t3", "t4"}) {
    world.ok({"add", "mapping", "-f", "m", "-t", to, "--weight", "25"});
  }
  world.ok({"add", "mapping", "-f", "m", "-t", "t3", "--cluster", "c", "--weight", "5"});
  CHECK(world.ok({"delete", "mapping", "-f", "m", "-t", "t3"}) ==
        "[ OK ] deleted mapping m -> t3\n");
  std::vector<std::string> left;
  const auto claims = world.account("A");
  for (const auto& entry : claims.mappings.at("m")) left.push_back(entry.subject + entry.cluster);
  CHECK(left == std::vector<std::string>{"t1", "t2", "t4", "t3c"});
  CHECK(world.ok({"delete", "mapping", "-f", "m", "--cluster", "c"}) ==
        "[ OK ] deleted all mapping in cluster c for m\n");
  CHECK(world.account("A").mappings.at("m").size() == 3);
  CHECK(world.fails({"delete", "mapping", "-f", "m", "-t", "t9"})
            .starts_with("Error: there is no mapping m -> t9\n"));
  CHECK(world.fails({"delete", "mapping", "-f", "n"}).starts_with("Error: no mapping for \"n\"\n"));
  CHECK(world.fails({"delete", "mapping"}).starts_with("Error: from subject is required\n"));
  CHECK(world.ok({"delete", "mapping", "-f", "m"}) == "[ OK ] deleted all mapping for m\n");
  CHECK(world.account("A").mappings.empty());
}

}  // namespace
