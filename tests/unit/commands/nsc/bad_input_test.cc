#include <doctest/doctest.h>

#include <fstream>

#include "core/identity/nsc_config.h"
#include "tests/unit/commands/nsc/nsc_world.h"

namespace {

using namespace natsop;
using test::NscWorld;

void put(const std::filesystem::path& path, const std::string& text) {
  REQUIRE(make_dirs(path.parent_path(), kPrivateDir));
  REQUIRE(write_file_atomic(path, text, kPrivateFile));
}

TEST_CASE("no operator yet") {
  NscWorld world;
  const auto ran = world.nsc({"add", "account", "A"});
  CHECK(ran.status == 1);
  CHECK(ran.err.starts_with("Error: no operator in `"));
  CHECK(ran.err.find("nsc add operator NAME") != std::string::npos);
  CHECK(world.selected() == "/");  // the first run of all makes nsc.json
}

TEST_CASE("several operators, none selected") {
  NscWorld world;
  world.ok({"add", "operator", "O1"});
  world.ok({"add", "operator", "O2"});
  CHECK(world.selected() == "O2/");
  std::filesystem::remove(world.home() / ".config/nats/nsc/nsc.json");
  put(world.home() / ".config/nats/nsc/nsc.json",
      R"({"store_root":")" + (world.data() / "stores").string() + "\"}");
  CHECK(world.fails({"add", "account", "A"}) ==
        "Error: set an operator -- 'nsc env -o operatorName'\n  hint: there are O1, O2\n");
}

TEST_CASE("no account, several accounts") {
  NscWorld world;
  world.ok({"add", "operator", "OP"});
  CHECK(world.fails({"add", "user", "u"}).starts_with("Error: operator \"OP\" has no accounts\n"));
  world.ok({"add", "account", "A"});
  world.ok({"add", "account", "B"});
  put(world.home() / ".config/nats/nsc/nsc.json",
      R"({"store_root":")" + (world.data() / "stores").string() + "\",\"operator\":\"OP\"}");
  CHECK(world.fails({"add", "user", "u"}) ==
        "Error: an account is required\n"
        "  hint: give one with --account, or select one with `nsc env -a NAME`; there are A, B\n");
}

TEST_CASE("broken files are named and stay as they are") {
  NscWorld world;
  world.operator_with({"A"});
  world.ok({"add", "user", "u"});
  const auto store = world.store();
  const auto token = *store.account_token("A");
  SUBCASE("an account's token: empty, cut short, another kind, not a token") {
    for (const auto& text :
         {std::string(), token.substr(0, 60), *store.user_token("A", "u"), std::string("hello")}) {
      CAPTURE(text.size());
      put(store.account_path("A"), text);
      for (const auto& args :
           std::vector<std::vector<std::string>>{{"edit", "account", "A", "--conns", "1"},
                                                 {"add", "user", "v"},
                                                 {"add", "export", "-s", "x"},
                                                 {"delete", "account", "A"}}) {
        CHECK(world.fails(args).find("A.jwt") != std::string::npos);
      }
    }
  }
  SUBCASE("the operator's token") {
    put(store.operator_path(), "eyJ0eXAiOiJKV1QifQ.e30.");
    CHECK(world.fails({"add", "account", "B"}).find("OP.jwt") != std::string::npos);
  }
  SUBCASE("a user's token") {
    put(store.user_path("A", "u"), token);
    CHECK(world.fails({"edit", "user", "u", "--tag", "x"}).find("u.jwt") != std::string::npos);
  }
  SUBCASE("a token above a MiB") {
    put(store.account_path("A"), token + std::string(std::size_t{1} << 20U, 'A'));
    CHECK(world.fails({"edit", "account", "A", "--conns", "1"}).starts_with("Error: "));
  }
  SUBCASE("the store's .nsc") {
    put(store.dir() / ".nsc", "{\"managed\":");
    CHECK(world.fails({"add", "account", "B"}).find(".nsc") != std::string::npos);
  }
  SUBCASE("a key file") {
    const auto path = world.keystore().key_path(world.op().subject);
    put(path, "SOAAAA");
    CHECK(world.fails({"add", "account", "B"}).find(".nk") != std::string::npos);
    std::filesystem::remove(path);
    CHECK(world.fails({"add", "account", "B"})
              .starts_with("Error: unable to resolve any of the following signing keys in the "
                           "keystore: <O>\n"));
  }
}

TEST_CASE("places that are something else") {
  NscWorld world;
  SUBCASE("the store root is a file") {
    put(world.home() / "file", "text");
    const auto ran =
        world.nsc({"add", "operator", "OP", "--data-dir", (world.home() / "file").string()});
    CHECK(ran.status == 1);
    CHECK(ran.err.find("file") != std::string::npos);
    CHECK(read_file(world.home() / "file").value_or("") == "text");
  }
  SUBCASE("nsc.json is a folder") {
    REQUIRE(make_dirs(world.home() / ".config/nats/nsc/nsc.json"));
    const auto ran = world.nsc({"add", "operator", "OP"});
    CHECK(ran.status == 1);
    CHECK(ran.err.find("nsc.json") != std::string::npos);
  }
  SUBCASE("nsc.json is not JSON") {
    put(world.home() / ".config/nats/nsc/nsc.json", "{\"store_root\":");
    CHECK(world.fails({"add", "operator", "OP"}).find("nsc.json") != std::string::npos);
  }
  SUBCASE("the keystore has the layout of before 2019") {
    put(world.home() / "old/O/AB/OAB.nk", "x");
    const auto ran = world.nsc({"add", "operator", "OP", "--keystore-dir", "~/old"});
    CHECK(ran.status == 1);
    CHECK(ran.err.find("keys migrate") != std::string::npos);
  }
  SUBCASE("a read-only store") {
    world.operator_with({"A"});
    // Root may write anywhere; a file where a folder has to be stops everybody.
    put(world.store().account_dir("A") / "users", "not a folder");
    CHECK(world.fails({"add", "user", "u"}).starts_with("Error: "));
  }
}

TEST_CASE("where things are") {
  NscWorld world;
  SUBCASE("-H puts all into one folder") {
    world.ok({"-H", "all", "add", "operator", "OP", "--sys"});
    CHECK(path_exists(world.cwd() / "all/nsc.json"));
    CHECK(path_exists(world.cwd() / "all/OP/OP.jwt"));
    CHECK(path_exists(world.cwd() / "all/creds/OP/SYS/sys.creds"));
    CHECK_FALSE(path_exists(world.home() / ".config"));
  }
  SUBCASE("NKEYS_PATH and NSC_HOME") {
    world.environment()["NKEYS_PATH"] = (world.home() / "k").string();
    world.environment()["NSC_HOME"] = (world.home() / "c").string();
    world.ok({"add", "operator", "OP", "--sys"});
    CHECK(path_exists(world.home() / "k/creds/OP/SYS/sys.creds"));
    CHECK(path_exists(world.home() / "c/nsc.json"));
  }
  SUBCASE("NSC_CWD_ONLY writes no nsc.json") {
    world.environment()["NSC_CWD_ONLY"] = "1";
    world.ok({"add", "operator", "OP", "--data-dir", world.cwd().string()});
    world.ok({"add", "account", "A"});
    CHECK(path_exists(world.cwd() / "OP/accounts/A/A.jwt"));
    CHECK_FALSE(path_exists(world.home() / ".config/nats/nsc/nsc.json"));
  }
}

TEST_CASE("command lines that are wrong") {
  NscWorld world;
  world.operator_with({"A"});
  CHECK(world.fails({"add", "acount", "B"}).find("did you mean \"account\"?") != std::string::npos);
  CHECK(world.fails({"add", "account", "B", "--alow-pub", "x"}).find("--allow-pub") !=
        std::string::npos);
  CHECK(world.fails({"add", "account", "B", "--name"}).find("--name") != std::string::npos);
  CHECK(world.fails({"add", "account", "B", "--allow-pub-response=many"}).find("many") !=
        std::string::npos);
  CHECK(world.fails({"add", "export", "x"}).find("unexpected argument \"x\"") != std::string::npos);
  CHECK(world.ok({"create", "account", "C"}).find("added account \"C\"") != std::string::npos);
}

}  // namespace
