#include <doctest/doctest.h>

#include "core/base/files.h"
#include "tests/support/fake_world.h"

using natsop::test::FakeWorld;

namespace {

struct Fixture : FakeWorld {
  std::string context_file(const std::string& name) {
    return home() + "/.config/nats/context/" + name + ".json";
  }
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "a context is saved, changed and shown") {
  auto ran = run({"nats", "context", "save", "hub", "--server", "nats://a:1,nats://b:2", "--user",
                  "u", "--password", "p"});
  CHECK(ran.err == "");
  CHECK(ran.status == 0);
  CHECK(ran.out ==
        "NATS Configuration Context \"hub\"\n\n"
        "  Server URLs: nats://a:1,nats://b:2\n"
        "     Username: u\n"
        "     Password: ********\n"
        "         Path: " +
            context_file("hub") + "\n");
  CHECK(*natsop::file_mode(context_file("hub")) == 0600);

  ran = run({"nats", "ctx", "add", "hub", "--description", "the hub", "--select"});
  CHECK(ran.status == 0);
  CHECK(ran.out.find("Description: the hub\n") != std::string::npos);
  CHECK(ran.out.find("Username: u\n") != std::string::npos);

  ran = run({"nats", "context", "ls"});
  CHECK(ran.out ==
        "╭────────────────────╮\n"
        "│   Known Contexts   │\n"
        "├──────┬─────────────┤\n"
        "│ Name │ Description │\n"
        "├──────┼─────────────┤\n"
        "│ hub* │ the hub     │\n"
        "╰──────┴─────────────╯\n");
  CHECK(run({"nats", "context", "ls", "-o", "name"}).out == "hub\n");
}

TEST_CASE_FIXTURE(Fixture, "a mistyped context is an error that changes nothing") {
  REQUIRE(run({"nats", "context", "add", "hub", "--server", "nats://a:1", "--select"}).status == 0);
  const auto ran = run({"nats", "context", "info", "hubb"});
  CHECK(ran.status == 3);
  CHECK(ran.out == "");
  CHECK(ran.err.find("\"hubb\"") != std::string::npos);
  CHECK(ran.err.find("hint: did you mean \"hub\"?") != std::string::npos);
  CHECK(run({"nats", "--context", "hubb", "stream", "ls"}).status != 0);
  CHECK(run({"nats", "context", "info"}).status == 0);
}

TEST_CASE_FIXTURE(Fixture, "selecting, going back, unselecting") {
  REQUIRE(run({"nats", "context", "add", "a", "--server", "nats://a:1", "--select"}).status == 0);
  REQUIRE(run({"nats", "context", "copy", "a", "b", "--js-domain", "west.one"}).status == 0);
  CHECK(run({"nats", "context", "copy", "a", "b"}).status == 1);
  CHECK(run({"nats", "context", "select", "b"}).out.find("JS Domain: west.one\n") !=
        std::string::npos);
  CHECK(run({"nats", "context", "-"}).out.starts_with("NATS Configuration Context \"a\"\n"));
  CHECK(run({"nats", "context", "unselect"}).out == "Unselected the \"a\" context\n");
  CHECK(run({"nats", "context", "unselect"}).out == "No context currently selected\n");
  CHECK(run({"nats", "context", "info"}).status == 3);
}

TEST_CASE_FIXTURE(Fixture, "deleting asks, and refuses the selected one") {
  REQUIRE(run({"nats", "context", "add", "a", "--server", "nats://a:1", "--select"}).status == 0);
  CHECK(run({"nats", "context", "rm", "a"}).status == 2);  // no terminal to ask on
  answers().answer("Really delete context \"a\"", "n").answer("Really delete context \"a\"", "y");
  CHECK(run({"nats", "context", "rm", "a"}).status == 0);
  CHECK(natsop::path_exists(context_file("a")));
  CHECK(run({"nats", "context", "rm", "a"}).status == 1);
  CHECK(natsop::path_exists(context_file("a")));
  CHECK(run({"nats", "context", "rm", "a", "--force"}).status == 0);
  CHECK(!natsop::path_exists(context_file("a")));
  CHECK(run({"nats", "context", "rm", "a", "--force"}).status == 3);
}

TEST_CASE_FIXTURE(Fixture, "broken context files are named, with the place") {
  REQUIRE(run({"nats", "context", "add", "good", "--server", "nats://a:1"}).status == 0);
  REQUIRE(natsop::write_file_atomic(context_file("bad"), "{\"url\": 7}", 0600));
  REQUIRE(natsop::write_file_atomic(context_file("cut"), "{\"url\": \"nats", 0600));
  REQUIRE(natsop::make_dirs(context_file("dir")));
  auto ran = run({"nats", "context", "info", "bad"});
  CHECK(ran.status == 1);
  CHECK(ran.err.find("bad.json") != std::string::npos);
  CHECK(ran.err.find("url") != std::string::npos);
  ran = run({"nats", "context", "info", "cut"});
  CHECK(ran.err.find("line 1, column") != std::string::npos);
  CHECK(run({"nats", "context", "info", "dir"}).status != 0);
  ran = run({"nats", "context", "ls", "--names"});
  CHECK(ran.status == 0);
  CHECK(ran.out == "good\n");
  CHECK(ran.err.find("\"bad\"") != std::string::npos);
  CHECK(run({"nats", "context", "validate"}).status == 1);
  CHECK(run({"nats", "context", "info", "../../etc/passwd"}).status != 0);
}

TEST_CASE_FIXTURE(Fixture, "an edited context that is wrong is not saved") {
  REQUIRE(run({"nats", "context", "add", "a", "--server", "nats://a:1"}).status == 0);
  answers().answer("", "url: [broken").answer("Retry edit", "y").answer("", "url: nats://b:2\n");
  const auto ran = run({"nats", "context", "edit", "a"});
  CHECK(ran.status == 0);
  CHECK(ran.err.find("not saved") != std::string::npos);
  CHECK(ran.out.find("nats://b:2") != std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "embedding moves credentials into the context") {
  const auto creds = home() + "/user.creds";
  REQUIRE(natsop::write_file_atomic(creds, "secret", 0600));
  CHECK(run({"nats", "context", "add", "a", "--creds", creds, "--embed"})
            .out.find("embedded data (embedded)") != std::string::npos);
  CHECK(natsop::read_file(context_file("a"))->find("data:;base64,c2VjcmV0") != std::string::npos);
}
