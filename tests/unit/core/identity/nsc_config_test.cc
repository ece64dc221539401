#include "core/identity/nsc_config.h"

#include <doctest/doctest.h>

#include <map>

#include "core/base/files.h"

namespace fs = std::filesystem;
using namespace natsop;
using identity::LocationFlags;
using identity::Locations;
using identity::NscConfig;
using identity::Surroundings;

namespace {

class FixedClock final : public Clock {
 public:
  [[nodiscard]] Time now() const override { return Time(std::chrono::seconds(1795250408)); }
  [[nodiscard]] SteadyTime steady() const override { return {}; }
};

struct ConfigFixture {
  ConfigFixture() : dir(TempDir::make().value()) {
    home = dir.path() / "home";
    REQUIRE(make_dirs(home));
    variables["HOME"] = home.string();
  }

  [[nodiscard]] Surroundings at(const fs::path& cwd) const {
    return {[this](std::string_view name) -> std::optional<std::string> {
              const auto found = variables.find(name);
              return found == variables.end() ? std::nullopt : std::optional(found->second);
            },
            cwd};
  }
  [[nodiscard]] Locations locations(const LocationFlags& flags = {}) const {
    return identity::locate(at(dir.path()), flags).value();
  }
  void add_account(const fs::path& root, const std::string& op, const std::string& account) const {
    const fs::path folder = root / op / "accounts" / account / "users";
    REQUIRE(make_dirs(folder));
    const std::string info =
        R"({"managed":false,"name":")" + op + R"(","kind":"operator","version":"1"})";
    REQUIRE(write_file_atomic(root / op / ".nsc", info));
    REQUIRE(write_file_atomic(root / op / "accounts" / account / (account + ".jwt"), "token"));
  }

  TempDir dir;
  fs::path home;
  std::map<std::string, std::string, std::less<>> variables;
};

}  // namespace

TEST_CASE_FIXTURE(ConfigFixture, "locations") {
  SUBCASE("below the home folder") {
    const Locations found = locations();
    CHECK(found.config_file() == home / ".config/nats/nsc/nsc.json");
    CHECK(found.default_store_root == home / ".local/share/nats/nsc/stores");
    CHECK(found.keystore_dir == home / ".local/share/nats/nsc/keys");
    CHECK(found.contexts_dir == home / ".config/nats/context");
    CHECK(!found.data_dir);
    CHECK(found.git_ignore);
  }
  SUBCASE("XDG variables") {
    variables["XDG_CONFIG_HOME"] = "/c";
    variables["XDG_DATA_HOME"] = "/d";
    const Locations found = locations();
    CHECK(found.config_dir == "/c/nats/nsc");
    CHECK(found.default_store_root == "/d/nats/nsc/stores");
    CHECK(found.keystore_dir == "/d/nats/nsc/keys");
    CHECK(found.contexts_dir == "/c/nats/context");
  }
  SUBCASE("the old variables, with a tilde and relative") {
    variables["NSC_HOME"] = "~/x/";
    variables["NKEYS_PATH"] = "keys";
    const Locations found = locations();
    CHECK(found.config_dir == home / "x");
    CHECK(found.keystore_dir == dir.path() / "keys");
  }
  SUBCASE("flags win over variables, -H over flags") {
    variables["NSC_HOME"] = "/x";
    variables["NKEYS_PATH"] = "/y";
    const Locations found =
        locations({.all_dirs = "", .config_dir = "/c", .data_dir = "/d", .keystore_dir = "/k"});
    CHECK(found.config_dir == "/c");
    CHECK(found.data_dir == fs::path("/d"));
    CHECK(found.keystore_dir == "/k");
    const Locations all =
        locations({.all_dirs = "here", .config_dir = "/c", .data_dir = "", .keystore_dir = ""});
    CHECK(all.config_dir == dir.path() / "here");
    CHECK(all.data_dir == dir.path() / "here");
    CHECK(all.keystore_dir == dir.path() / "here");
  }
  SUBCASE("folders of before XDG are used as long as there are no new ones") {
    REQUIRE(make_dirs(home / ".nsc/nats"));
    REQUIRE(make_dirs(home / ".nkeys"));
    REQUIRE(write_file_atomic(home / ".nsc/nsc.json", "{}"));
    const Locations old = locations();
    CHECK(old.config_dir == home / ".nsc");
    CHECK(old.default_store_root == home / ".nsc/nats");
    CHECK(old.keystore_dir == home / ".nkeys");
    REQUIRE(make_dirs(home / ".local/share/nats/nsc/keys"));
    CHECK(locations().keystore_dir == home / ".local/share/nats/nsc/keys");
  }
  SUBCASE("without HOME there is an error, unless everything is given") {
    variables.clear();
    CHECK(identity::locate(at("/"), {}).error().code() == Code::Invalid);
    CHECK(identity::locate(
        at("/"), {.all_dirs = "/x", .config_dir = "", .data_dir = "", .keystore_dir = ""}));
  }
}

TEST_CASE_FIXTURE(ConfigFixture, "nsc.json") {
  const fs::path root = home / ".local/share/nats/nsc/stores";

  SUBCASE("the first run writes it, private, as nsc does") {
    auto config = NscConfig::load(locations(), home);
    REQUIRE(config);
    CHECK(config->first_run());
    CHECK(!path_exists(home / ".config"));
    REQUIRE(config->prepare(FixedClock()));
    const fs::path file = home / ".config/nats/nsc/nsc.json";
    CHECK(read_file(file).value() ==
          R"({"store_root":")" + root.string() +
              R"(","operator":"","account":"","github_updates":"nats-io/nsc",)"
              R"("last_update":1795250408})");
    CHECK(file_mode(file).value() == 0600);
    CHECK(file_mode(file.parent_path()).value() == 0700);
    CHECK(file_mode(root).value() == 0700);
    CHECK(!NscConfig::load(locations(), home)->first_run());
  }

  SUBCASE("the only operator and account are selected, others by name") {
    add_account(root, "OP", "A");
    auto config = NscConfig::load(locations(), home);
    REQUIRE(config->prepare(FixedClock()));
    CHECK(config->settings().operator_name == "OP");
    CHECK(config->settings().account == "A");
    add_account(root, "OP", "B");
    add_account(root, "OP2", "C");
    add_account(root, "OP2", "D");
    config->settle_defaults();
    CHECK(config->settings().account == "A");
    CHECK(config->operators() == std::vector<std::string>{"OP", "OP2"});
    REQUIRE(config->select_operator("OP2"));
    CHECK(config->settings().account.empty());
    REQUIRE(config->select_account("D"));
    CHECK(config->store_dir() == root / "OP2");
    REQUIRE(config->save());
    const auto again = NscConfig::load(locations(), home);
    CHECK(again->settings().operator_name == "OP2");
    CHECK(again->settings().account == "D");
    CHECK(config->select_operator("XX").error().message() ==
          "operator \"XX\" not in `" + root.string() + "`");
    CHECK(config->select_account("ZZ").error().message() ==
          "\"ZZ\" not in accounts for operator \"OP2\" in `" + root.string() + "`");
  }

  SUBCASE("what is gone is not selected any more") {
    add_account(root, "OP", "A");
    add_account(root, "OP", "B");
    auto config = NscConfig::load(locations(), home);
    REQUIRE(config->select_account("B"));
    REQUIRE(config->prepare(FixedClock()));
    REQUIRE(remove_tree(root / "OP/accounts/B"));
    add_account(root, "OP", "C");
    CHECK(NscConfig::load(locations(), home)->settings().account.empty());
    REQUIRE(remove_tree(root / "OP"));
    CHECK(NscConfig::load(locations(), home)->settings().operator_name.empty());
  }
}

TEST_CASE_FIXTURE(ConfigFixture, "saving nsc.json") {
  SUBCASE("members that we do not know stay") {
    REQUIRE(make_dirs(home / ".config/nats/nsc"));
    REQUIRE(write_file_atomic(home / ".config/nats/nsc/nsc.json",
                              R"({"store_root":"/s","new":[1],"account":"A"})"));
    auto config = NscConfig::load(locations(), home);
    REQUIRE(config->save());
    CHECK(
        read_file(home / ".config/nats/nsc/nsc.json").value() ==
        R"({"store_root":"/s","new":[1],"account":"A","operator":"","github_updates":"","last_update":0})");
  }

  SUBCASE("--data-dir wins, and is what is saved") {
    auto config = NscConfig::load(locations(), home);
    REQUIRE(config->prepare(FixedClock()));
    const Locations other =
        locations({.all_dirs = "", .config_dir = "", .data_dir = "data", .keystore_dir = ""});
    auto with_flag = NscConfig::load(other, home);
    CHECK(with_flag->store_root() == dir.path() / "data");
    REQUIRE(with_flag->save());
    CHECK(NscConfig::load(locations(), home)->store_root() == dir.path() / "data");
  }
}

TEST_CASE_FIXTURE(ConfigFixture, "nsc.json that cannot be used") {
  const fs::path root = home / ".local/share/nats/nsc/stores";

  SUBCASE("broken files are errors that name the file") {
    REQUIRE(make_dirs(home / ".config/nats/nsc"));
    const fs::path file = home / ".config/nats/nsc/nsc.json";
    for (const char* text : {"", "{\"store_root\":\"/s\"", "[]", R"({"operator":7})"}) {
      CAPTURE(text);
      REQUIRE(write_file_atomic(file, text));
      const auto config = NscConfig::load(locations(), home);
      REQUIRE(!config);
      CHECK(config.error().code() == Code::Corrupt);
      CHECK(config.error().message().find(file.string()) != std::string::npos);
    }
    REQUIRE(remove_file(file));
    REQUIRE(make_dirs(file));
    CHECK(!NscConfig::load(locations(), home));
  }

  SUBCASE("with NSC_CWD_ONLY it is neither read nor written") {
    add_account(root, "OP", "A");
    REQUIRE(NscConfig::load(locations(), home)->prepare(FixedClock()));
    variables["NSC_CWD_ONLY"] = "";
    auto config = NscConfig::load(locations(), home);
    CHECK(config->settings().store_root.empty());
    auto inside = NscConfig::load(locations(), root / "OP");
    CHECK(inside->settings().operator_name == "OP");
    REQUIRE(remove_file(home / ".config/nats/nsc/nsc.json"));
    REQUIRE(inside->save());
    CHECK(!path_exists(home / ".config/nats/nsc/nsc.json"));
  }
}

TEST_CASE_FIXTURE(ConfigFixture, "context of the working directory") {
  const fs::path root = dir.path() / "stores";
  add_account(root, "OP", "A");
  add_account(root, "OP", "B");
  add_account(root, "OP2", "C");

  SUBCASE("an operator's folder") {
    const auto found = identity::context_of_cwd(root / "OP");
    REQUIRE(found);
    CHECK(found->store_root == root);
    CHECK(found->operator_name == "OP");
    CHECK(found->account.empty());
  }
  SUBCASE("a folder with operators") {
    const auto found = identity::context_of_cwd(root);
    REQUIRE(found);
    CHECK(found->store_root == root);
    CHECK(found->operator_name.empty());
  }
  SUBCASE("below an account") {
    const auto found = identity::context_of_cwd(root / "OP/accounts/B/users");
    REQUIRE(found);
    CHECK(found->operator_name == "OP");
    CHECK(found->account == "B");
    CHECK(identity::context_of_cwd(root / "OP/accounts")->account.empty());
  }
  SUBCASE("elsewhere, and in a folder that is gone") {
    CHECK(!identity::context_of_cwd(home));
    CHECK(!identity::context_of_cwd(dir.path() / "gone"));
  }
  SUBCASE("it overrides what is selected, without saving it") {
    auto config = NscConfig::load(locations(), home);
    REQUIRE(config->prepare(FixedClock()));
    const auto inside = NscConfig::load(locations(), root / "OP/accounts/B");
    CHECK(inside->from_cwd());
    CHECK(inside->store_root() == root);
    CHECK(inside->settings().operator_name == "OP");
    CHECK(inside->settings().account == "B");
    CHECK(!NscConfig::load(locations(), home)->from_cwd());
  }
}
