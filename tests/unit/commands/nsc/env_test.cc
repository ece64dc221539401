#include <doctest/doctest.h>

#include "core/json/doc.h"
#include "tests/unit/commands/nsc/nsc_world.h"
#include "tests/unit/commands/nsc/table_cells.h"

namespace {

using namespace natsop;
using test::NscWorld;

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// A member of `nsc env --output json`.
std::string effective(NscWorld& world, const std::string& member) {
  const auto doc = json::Doc::parse(world.ok({"env", "--output", "json"}));
  REQUIRE(doc);
  const auto value = doc->member(member);
  return value.is_text() ? value.text() : value.dump();
}

TEST_CASE("env shows where things are") {
  NscWorld world;
  world.operator_with({"A"});
  world.environment()["NATS_CA"] = "/ca.pem";
  CHECK(
      world.ok({"env"}) ==
      R"(+----------------------------------------------------------------------------------------------------------------+
|                                                NSC Environment                                                 |
+--------------------------+-----+-------------------------------------------------------------------------------+
| Setting                  | Set | Effective Value                                                               |
+--------------------------+-----+-------------------------------------------------------------------------------+
| $XDG_CONFIG_HOME         | No  |                                                                               |
| $XDG_DATA_HOME           | No  |                                                                               |
| $NSC_CWD_ONLY            | No  | If set, default operator/account from cwd only                                |
| $NSC_NO_GIT_IGNORE       | No  | If set, no .gitignore files written                                           |
| $NKEYS_PATH (deprecated) | No  | ~/.local/share/nats/nsc/keys                                                  |
| $NSC_HOME (deprecated)   | No  | ~/.config/nats/nsc                                                            |
| $NATS_CA                 | Yes | If set, root CAs in the referenced file will be used for nats connections     |
|                          |     | If not set, will default to the system trust store                            |
| $NATS_KEY                | No  | If set, the tls key in the referenced file will be used for nats connections  |
| $NATS_CERT               | No  | If set, the tls cert in the referenced file will be used for nats connections |
+--------------------------+-----+-------------------------------------------------------------------------------+
| From CWD                 |     | No                                                                            |
| Default Stores Dir       |     | ~/.local/share/nats/nsc/stores                                                |
| Current Store Dir        |     | ~/.local/share/nats/nsc/stores                                                |
| Current Operator         |     | OP                                                                            |
| Current Account          |     | A                                                                             |
| Root CAs to trust        |     | File: /ca.pem                                                                 |
+--------------------------+-----+-------------------------------------------------------------------------------+
)");
}

TEST_CASE("env follows variables and flags") {
  NscWorld world;
  const auto at = [&](const std::string& name) { return (world.home() / name).string(); };
  SUBCASE("NSC_HOME and NKEYS_PATH") {
    world.environment()["NSC_HOME"] = at("c");
    world.environment()["NKEYS_PATH"] = "~/k";
    const auto out = world.ok({"env"});
    CHECK(has(out, "| $NKEYS_PATH (deprecated) | Yes | ~/k "));
    CHECK(has(out, "| $NSC_HOME (deprecated)   | Yes | ~/c "));
    CHECK(effective(world, "config_dir") == at("c"));
    CHECK(effective(world, "keystore_dir") == at("k"));
    CHECK(path_exists(world.home() / "c/nsc.json"));
  }
  SUBCASE("XDG folders") {
    world.environment()["XDG_CONFIG_HOME"] = at("xc");
    world.environment()["XDG_DATA_HOME"] = at("xd");
    CHECK(has(world.ok({"env"}), "| $XDG_DATA_HOME           | Yes | " + at("xd")));
    CHECK(effective(world, "config_dir") == at("xc/nats/nsc"));
    CHECK(effective(world, "store_root") == at("xd/nats/nsc/stores"));
    CHECK(effective(world, "keystore_dir") == at("xd/nats/nsc/keys"));
  }
  SUBCASE("-H, and a folder of its own for each") {
    const auto doc = json::Doc::parse(world.ok({"-H", "all", "env", "--output", "json"}));
    REQUIRE(doc);
    CHECK(doc->text_at("/store_root") == at("all"));
    CHECK(has(world.ok({"env", "--config-dir", "c", "--data-dir", "d", "--keystore-dir", "k"}),
              "| Current Store Dir        |     | ~/d "));
  }
  SUBCASE("NSC_NO_GIT_IGNORE and NSC_CWD_ONLY count when they are set to nothing") {
    world.environment()["NSC_NO_GIT_IGNORE"] = "";
    world.environment()["NSC_CWD_ONLY"] = "";
    CHECK(has(world.ok({"env"}), "| $NSC_CWD_ONLY            | Yes |"));
    CHECK(effective(world, "git_ignore") == "false");
  }
  SUBCASE("csv and names") {
    CHECK(has(world.ok({"env", "--output", "csv"}), "\nfrom_cwd,false\n"));
    CHECK(has(world.ok({"env", "--output", "name"}), "\nstore_root\n"));
    CHECK(has(world.ok({"env", "--output", "yaml"}), "\nfrom_cwd: false\n"));
  }
}

TEST_CASE("env selects") {
  NscWorld world;
  world.operator_with({"A", "B"});
  world.ok({"add", "operator", "O2"});
  world.ok({"add", "account", "X"});
  SUBCASE("an operator, an account, both") {
    CHECK(has(world.ok({"env", "--operator", "OP"}), "| Current Operator         |     | OP "));
    CHECK(world.selected() == "OP/");
    world.ok({"env", "-a", "B"});
    CHECK(world.selected() == "OP/B");
    world.ok({"env", "-o", "O2", "-a", "X"});
    CHECK(world.selected() == "O2/X");
    world.ok({"env", "-o", "OP", "-a", "A"});
    world.ok({"add", "user", "u"});
    CHECK(world.store().has_user("A", "u"));
  }
  SUBCASE("select does it without a word") {
    CHECK(world.ok({"select", "operator", "OP"}) == "");
    CHECK(world.ok({"select", "account", "B"}) == "");
    CHECK(world.selected() == "OP/B");
    CHECK(has(world.fails({"select", "account", "X"}),
              "\"X\" not in accounts for operator \"OP\" in `"));
    CHECK(has(world.fails({"select", "operator", "O3"}), "operator \"O3\" not in `"));
    CHECK(has(world.fails({"select", "account"}), "name"));
    CHECK(has(world.fails({"select", "operator", "OP", "O2"}), "unexpected argument \"O2\""));
  }
  SUBCASE("another folder of stores, and back") {
    world.ok({"env", "-s", "other"});
    CHECK(world.selected() == "/");
    CHECK_FALSE(path_exists(world.cwd() / "other"));
    world.ok({"add", "operator", "NEW"});
    CHECK(path_exists(world.cwd() / "other/NEW/NEW.jwt"));
    world.ok({"env", "-s", (world.data() / "stores").string(), "-o", "OP", "-a", "A"});
    CHECK(world.selected() == "OP/A");
    world.ok({"env", "-s", "~/other"});
    CHECK(world.selected() == "NEW/");
  }
  SUBCASE("what does not exist changes nothing") {
    CHECK(has(world.fails({"env", "-o", "OQ"}), "did you mean"));
    CHECK(has(world.fails({"env", "-o", "OP", "-a", "X"}), "there are A, B"));
    CHECK(has(world.fails({"env", "-s", "other", "-o", "OP"}), "operator \"OP\" not in `"));
    REQUIRE(write_file_atomic(world.cwd() / "file", "x"));
    CHECK(has(world.fails({"env", "-s", "file"}), "file` is not a folder"));
    const auto err = world.fails({"env", "-s", (world.data() / "stores/OP").string()});
    CHECK(has(err, "is the store of operator \"OP\""));
    CHECK(has(err, "stores -o OP` selects it"));
    CHECK(has(world.fails({"env", "OP"}), "unexpected argument \"OP\""));
  }
  SUBCASE("members of nsc.json that are not ours stay") {
    const auto file = world.home() / ".config/nats/nsc/nsc.json";
    auto doc = *json::Doc::parse(*read_file(file));
    doc.put("later", "value");
    REQUIRE(write_file_atomic(file, doc.dump_go()));
    world.ok({"env", "-o", "OP"});
    CHECK(json::Doc::parse(*read_file(file))->text_at("/later") == "value");
  }
}

TEST_CASE("the working directory selects") {
  NscWorld world;
  world.ok({"add", "operator", "IN", "--data-dir", "."});
  world.ok({"add", "operator", "TWO"});
  CHECK(has(world.ok({"env"}), "| From CWD                 |     | Yes "));
  const auto ran = world.nsc({"env", "-o", "IN"});
  CHECK(ran.status == 0);
  CHECK(has(ran.out, "| Current Operator         |     | IN "));
  CHECK(has(ran.err, "the working directory selects"));
  world.environment()["NSC_CWD_ONLY"] = "1";
  for (const auto& flag : {"-o", "-a", "-s"}) {
    CHECK(world.fails({"env", flag, "IN"}) ==
          "Error: $NSC_CWD_ONLY is set - change your cwd to change context\n");
  }
  CHECK(has(world.fails({"select", "operator", "IN"}), "$NSC_CWD_ONLY is set"));
  CHECK(has(world.ok({"env"}), "| $NSC_CWD_ONLY            | Yes |"));
}

}  // namespace
