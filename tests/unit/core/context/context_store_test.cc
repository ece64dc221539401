#include "core/context/context_store.h"

#include <doctest/doctest.h>

#include "core/base/files.h"

using namespace natsop;
using context::Context;
using context::ContextStore;

namespace {

struct Home {
  TempDir dir = *TempDir::make();
  ContextStore store{dir.path()};

  Home() {
    for (const char* name : {"prod", "stage"}) {
      Context made;
      made.name = name;
      made.url = std::string("nats://") + name;
      REQUIRE(store.save(made));
    }
  }
};

}  // namespace

TEST_CASE("contexts on disk") {
  Home home;
  const ContextStore& store = home.store;

  SUBCASE("files and folders are private and lie where natscli looks") {
    CHECK(is_file(home.dir.path() / "nats/context/prod.json"));
    CHECK(*file_mode(home.dir.path() / "nats/context/prod.json") == 0600);
    CHECK(*file_mode(home.dir.path() / "nats/context") == 0700);
    CHECK(*file_mode(home.dir.path() / "nats") == 0700);
    CHECK(store.load("prod")->url == "nats://prod");
  }
  SUBCASE("an empty home has no contexts") {
    const ContextStore fresh(home.dir.path() / "elsewhere");
    CHECK(fresh.names()->empty());
    CHECK(fresh.selected().empty());
    CHECK(!fresh.resolve("")->has_value());
  }
  SUBCASE("a mistyped name changes nothing and says what is near") {
    REQUIRE(store.select("prod"));
    auto wrong = store.resolve("prdo");
    REQUIRE(!wrong);
    CHECK(wrong.error().code() == Code::NotFound);
    CHECK(wrong.error().message() == "unknown context \"prdo\"");
    CHECK(wrong.error().hint() == "did you mean \"prod\"?");
    CHECK(store.selected() == "prod");
    CHECK(store.resolve("")->value().name == "prod");
  }
  SUBCASE("a path to a .json file is a context of its own") {
    const auto file = home.dir.path() / "own.json";
    REQUIRE(write_file_atomic(file, R"({"url": "nats://own"})"));
    CHECK(store.resolve(file.string())->value().url == "nats://own");
    CHECK(store.resolve(file.string())->value().name == "own");
    CHECK(!store.resolve((home.dir.path() / "absent.json").string()));
  }
  SUBCASE("broken and empty files") {
    REQUIRE(write_file_atomic(store.path_of("bad"), "{"));
    REQUIRE(write_file_atomic(store.path_of("empty"), ""));
    CHECK(*store.names() == std::vector<std::string>{"bad", "prod", "stage"});
    auto listing = store.list();
    REQUIRE(listing);
    CHECK(listing->contexts.size() == 2);
    REQUIRE(listing->broken.size() == 1);
    CHECK(listing->broken[0].first == "bad");
    auto loaded = store.resolve("bad");
    REQUIRE(!loaded);
    CHECK(loaded.error().one_line().find("bad.json") != std::string::npos);
  }
  SUBCASE("selecting, going back, unselecting") {
    REQUIRE(store.select("prod"));
    CHECK(store.previous().empty());
    CHECK(*store.select_previous() == "prod");
    REQUIRE(store.select("stage"));
    CHECK(store.previous() == "prod");
    CHECK(*store.select_previous() == "prod");
    CHECK(store.selected() == "prod");
    CHECK(store.previous() == "stage");
    CHECK(*store.unselect() == "prod");
    CHECK(store.selected().empty());
    CHECK(store.previous() == "prod");
    CHECK(store.unselect()->empty());
    CHECK(!store.select("nope"));
    CHECK(*read_file(home.dir.path() / "nats/context.txt") == "");
    REQUIRE(store.select("stage"));
    CHECK(*read_file(home.dir.path() / "nats/context.txt") == "stage");
  }
  SUBCASE("a selected context that is gone") {
    REQUIRE(store.select("prod"));
    REQUIRE(remove_file(store.path_of("prod")));
    auto gone = store.resolve("");
    REQUIRE(!gone);
    CHECK(gone.error().message() == "the selected context \"prod\" does not exist");
    CHECK(store.selected() == "prod");
  }
  SUBCASE("removing") {
    REQUIRE(store.select("prod"));
    auto refused = store.remove("prod", false);
    REQUIRE(!refused);
    CHECK(refused.error().code() == Code::Conflict);
    REQUIRE(store.remove("prod", true));
    CHECK(store.selected().empty());
    CHECK(!store.has("prod"));
    CHECK(store.remove("prod", true).error().code() == Code::NotFound);
  }
  SUBCASE("copying") {
    auto copy = store.copy("prod", "copy");
    REQUIRE(copy);
    CHECK(store.load("copy")->url == "nats://prod");
    CHECK(store.copy("prod", "stage").error().code() == Code::Exists);
    CHECK(store.copy("nope", "x").error().code() == Code::NotFound);
  }
  SUBCASE("saving moves the deprecated nsc field and refuses what is not valid") {
    Context old;
    old.name = "old";
    old.nsc = "nsc://O/A/U";
    REQUIRE(store.save(old));
    CHECK(store.load("old")->creds == "nsc://O/A/U");
    CHECK(store.load("old")->nsc.empty());
    old.user = "u";
    CHECK(!store.save(old));
    old.name = "../old";
    CHECK(!store.save(old));
  }
}
