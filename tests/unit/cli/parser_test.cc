#include "cli/parser.h"

#include <doctest/doctest.h>

#include <fstream>

#include "cli/help.h"
#include "cli/introspect.h"
#include "core/base/files.h"

namespace {

using natsop::Code;
using natsop::Result;
using natsop::cli::Command;
using natsop::cli::Context;
using natsop::cli::Dialect;
using natsop::cli::Environment;

struct Group {
  bool all = false;
};

struct Add {
  std::shared_ptr<const Group> group;
  std::string name;
  std::vector<std::string> rest;
  std::vector<std::string> subjects;
  std::optional<int> replicas;
  int count = 3;
  std::chrono::nanoseconds age{};
  std::string storage = "file";
  bool ack = true;
  bool force = false;
  bool quiet = false;
  int responses = 0;
  std::string server;
  std::map<std::string, std::string> labels;
};

struct Root {
  std::string server;
  bool verbose = false;
};

Add* g_add = nullptr;

void add_flags(Command& c, Add& o) {
  g_add = &o;
  o.group = c.shared<Group>();
  c.arg("name", o.name, "Name").required();
  c.arg("rest", o.rest, "Rest");
  c.flag("--subjects", o.subjects, "Subjects");
  c.flag("--replicas", o.replicas, "Replicas");
  c.flag("--count,-c", o.count, "Count").env("COUNT");
  c.flag("--age", o.age, "Age");
  c.flag("--storage", o.storage, "Storage").choices({"file", "memory"});
  c.flag("--ack", o.ack, "Acknowledge").negatable();
  c.flag("--force,-f", o.force, "Force");
  c.flag("--quiet,-q", o.quiet, "Quiet");
  c.flag("--responses", o.responses, "Responses").bare("1");
  c.flag("--labels,-s", o.labels, "Labels");
}

Result<void> add_run(const Add&, Context&) { return {}; }

void add(Command& parent) {
  parent.leaf<Add>({.name = "add",
                    .aliases = {"create", "new"},
                    .summary = "Add a stream",
                    .examples = {"x stream add"}},
                   add_flags, add_run);
}

void stream(Command& parent) {
  parent.group<Group>({.name = "stream", .aliases = {"s"}, .summary = "Streams"},
                      [](Command& c, Group& g) { c.flag("--all,-a", g.all, "All"); }, {add});
}

struct Fixture {
  Command root{{.name = "x", .summary = "X"}};
  std::shared_ptr<Root> globals;
  std::map<std::string, std::string, std::less<>> environment;

  Fixture() {
    root.children_from({stream});
    globals = root.bind_options<Root>(+[](Command& c, Root& r) {
      c.flag("--server,-s", r.server, "Server");
      c.flag("--verbose,-v", r.verbose, "Verbose");
    });
  }

  /// Parses, and shows the error where there should be none.
  bool parses(std::vector<std::string> args, Dialect dialect = Dialect::Nats) {
    const auto parsed = parse(std::move(args), dialect);
    if (!parsed) MESSAGE(parsed.error().one_line());
    return parsed.has_value();
  }

  Result<natsop::cli::Parsed> parse(std::vector<std::string> args,
                                    Dialect dialect = Dialect::Nats) {
    const Environment lookup = [this](std::string_view name) -> std::optional<std::string> {
      const auto it = environment.find(name);
      return it == environment.end() ? std::nullopt : std::optional(it->second);
    };
    return natsop::cli::parse(root, std::move(args), dialect, lookup);
  }

  std::string error(std::vector<std::string> args, Dialect dialect = Dialect::Nats) {
    const auto parsed = parse(std::move(args), dialect);
    REQUIRE(!parsed);
    CHECK(parsed.error().code() == Code::Usage);
    return parsed.error().message() + " | " + parsed.error().hint();
  }
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "flags stand anywhere after their command") {
  REQUIRE(parses({"--server", "add", "s", "-a", "create", "ORDERS", "-vfq", "--age=1h",
                  "--subjects", "a", "-c5", "--subjects", "b,c", "--no-ack", "--replicas", "-1",
                  "more", "--", "-x"}));
  CHECK(globals->server == "add");
  CHECK(globals->verbose);
  CHECK(g_add->group->all);
  CHECK(g_add->name == "ORDERS");
  CHECK(g_add->rest == std::vector<std::string>{"more", "-x"});
  CHECK(g_add->force);
  CHECK(g_add->quiet);
  CHECK(g_add->age == std::chrono::hours(1));
  CHECK(g_add->subjects == std::vector<std::string>{"a", "b,c"});
  CHECK(g_add->count == 5);
  CHECK(!g_add->ack);
  CHECK(g_add->replicas == -1);
}

TEST_CASE_FIXTURE(Fixture, "a nearer flag takes the letter of a global one") {
  REQUIRE(parses({"-s", "url", "stream", "add", "X", "-s", "k=v", "--labels", "a:b"}));
  CHECK(globals->server == "url");
  CHECK(g_add->labels == std::map<std::string, std::string>{{"a", "b"}, {"k", "v"}});
}

TEST_CASE_FIXTURE(Fixture, "empty, bare and bracketed values arrive as they are") {
  REQUIRE(parses({"stream", "add", "[1,2]", "--server=", "--responses", "--subjects", "[a,b]"}));
  CHECK(g_add->name == "[1,2]");
  CHECK(globals->server.empty());
  CHECK(g_add->responses == 1);
  CHECK(g_add->subjects == std::vector<std::string>{"[a,b]"});
}

TEST_CASE_FIXTURE(Fixture, "a variable supplies what the line does not") {
  environment["COUNT"] = "0x10";
  REQUIRE(parses({"stream", "add", "X"}));
  CHECK(g_add->count == 16);
}

TEST_CASE_FIXTURE(Fixture, "the line beats a variable, whose bad value is named") {
  environment["COUNT"] = "many";
  REQUIRE(parses({"stream", "add", "X", "-c", "1"}));
  CHECK(g_add->count == 1);
  CHECK(error({"stream", "add", "X"}).starts_with("$COUNT: "));
}

TEST_CASE_FIXTURE(Fixture, "mistakes are named, with a way out") {
  CHECK(error({"strem"}) == "unknown command \"strem\" | did you mean \"stream\"?");
  CHECK(error({"stream", "ad"}) == "unknown command \"ad\" for \"stream\" | did you mean \"add\"?");
  CHECK(error({"stream", "add", "X", "--replica", "3"}) ==
        "unknown flag --replica | did you mean --replicas?");
  CHECK(error({"stream", "add", "X", "--storage", "tape"}) ==
        "--storage: must be one of file,memory, got \"tape\" | `x stream add --help` shows what it "
        "takes");
  CHECK(error({"stream", "add"}).starts_with("<name> argument is required"));
  CHECK(error({"stream", "add", "X", "--count", "1", "--count", "2"})
            .starts_with("flag --count cannot be repeated"));
  CHECK(error({"stream", "add", "X", "--count", "99999999999"}).starts_with("--count: "));
  CHECK(error({"stream", "add", "X", "--subjects"}).starts_with("--subjects expects a value"));
  CHECK(error({"stream", "add", "X", "@/no/such/file"}).find("/no/such/file") != std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "nsc's grammar: the last value wins, switches take values") {
  REQUIRE(
      parses({"stream", "add", "X", "--count", "1", "--count=2", "--force=false", "--ack=false"},
             Dialect::Nsc));
  CHECK(g_add->count == 2);
  CHECK(!g_add->force);
  CHECK(!g_add->ack);
}

TEST_CASE_FIXTURE(Fixture, "a file of arguments") {
  const auto path = natsop::TempDir::make("parser");
  REQUIRE(path);
  const auto file = path->path().string() + "/args";
  std::ofstream(file) << "# comment\n\nX\n--subjects\na b\n";
  REQUIRE(parses({"stream", "add", "@" + file}));
  CHECK(g_add->name == "X");
  CHECK(g_add->subjects == std::vector<std::string>{"a b"});
}

TEST_CASE_FIXTURE(Fixture, "help is asked for anywhere, and by naming a group alone") {
  CHECK(parse({"stream", "add", "--help"})->help);
  CHECK(parse({"stream", "add", "X", "-h"})->help);
  CHECK(parse({"stream"})->help);
  CHECK(!parse({"stream", "add", "--", "--help"})->help);
  const auto parsed = parse({"stream", "add", "-h"});
  const auto page = natsop::cli::help_page(*parsed->command, {});
  CHECK(page.starts_with(
      "Usage: x stream add <name> [<rest>...] [flags]\n\nAdd a stream\n\nAliases: create, new\n"));
  CHECK(page.find("\n  -c, --count N               Count [default: 3, $COUNT]\n") !=
        std::string::npos);
  CHECK(page.find("\n      --storage STORAGE       Storage (file, memory) [default: file]\n") !=
        std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "the tree is data") {
  const auto tree = natsop::cli::introspect_nats(root);
  CHECK(tree.size() == 2);
  CHECK(tree.text_at("/1/path") == "stream add");
  CHECK(tree.at("/1/args/0").dump() == R"({"name":"name","type":"String","required":true})");
  CHECK(tree.at("/0/flags").dump() == R"([{"name":"all","short":"a","type":"UnNegatableBool"}])");
}
