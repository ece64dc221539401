#include "core/render/prompt.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <termios.h>

#include <fstream>
#include <future>

#include "core/base/files.h"
#include "core/render/editor.h"
#include "tests/unit/core/render/console.h"

using natsop::Code;
using natsop::Error;
using natsop::Result;
using natsop::render::Confirm;
using natsop::render::EditText;
using natsop::render::Input;
using natsop::render::MultiSelect;
using natsop::render::Password;
using natsop::render::PromptSettings;
using natsop::render::ScriptedPrompter;
using natsop::render::Select;
using natsop::render::TerminalPrompter;
using natsop::test::Console;

namespace {

constexpr const char* kDown = "\x1b[B";
constexpr const char* kUp = "\x1b[A";
constexpr const char* kLeft = "\x1b[D";
constexpr const char* kRight = "\x1b[C";

PromptSettings settings_of(const Console& console, int width = 80, int height = 24) {
  PromptSettings settings;
  settings.terminal.in = settings.terminal.out = true;
  settings.terminal.width = width;
  settings.terminal.height = height;
  settings.context = "hub";
  settings.in = settings.out = console.terminal();
  return settings;
}

/// A question being asked in another thread, as a command does while a person types.
template <class Ask>
class Asking {
 public:
  Asking(Console& console, Ask ask)
      : console_(console), answer_(std::async(std::launch::async, std::move(ask))) {}
  Asking(const Asking&) = delete;
  Asking& operator=(const Asking&) = delete;
  /// A test that failed half way leaves no question open.
  ~Asking() {
    if (answer_.valid()) console_.type("\x03");
  }
  auto get() { return answer_.get(); }

 private:
  Console& console_;
  std::future<std::invoke_result_t<Ask>> answer_;
};

}  // namespace

TEST_CASE("input: a default, editing keys, and the line that stays") {
  Console console;
  TerminalPrompter prompter(settings_of(console));
  SUBCASE("a bare Enter means the default") {
    Asking answer(console, [&] {
      return prompter.input(
          {.message = "Stream Messages Limit", .fallback = "-1", .help = "How many"});
    });
    REQUIRE(console.wait_for("[hub] ? Stream Messages Limit [? for help] (-1) "));
    console.type("\r");
    CHECK(*answer.get() == "-1");
    CHECK(console.screen() == "[hub] ? Stream Messages Limit -1\n");
  }
  SUBCASE("keys edit the line") {
    Asking answer(console, [&] { return prompter.input({.message = "Name"}); });
    REQUIRE(console.wait_for("[hub] ? Name "));
    console.type(std::string("bxd") + kLeft + kLeft + "\x1b[3~" + "c" + "\x01" + "a" + "\x05" +
                 "é!\x7f\r");
    CHECK(*answer.get() == "abcdé");
    CHECK(console.screen() == "[hub] ? Name abcdé\n");
  }
  SUBCASE("? shows the help, and an invalid answer is asked again") {
    Asking answer(console, [&] {
      return prompter.input({.message = "Replicas",
                             .fallback = "1",
                             .help = "How many copies to keep",
                             .validate = [](const std::string& text) -> Result<void> {
                               if (text == "1" || text == "3") return {};
                               return Error(Code::Invalid, "must be 1 or 3");
                             }});
    });
    REQUIRE(console.wait_for("[hub] ? Replicas [? for help] (1) "));
    console.type("?\r");
    REQUIRE(console.wait_for("? How many copies to keep"));
    console.type("7\r");
    REQUIRE(console.wait_for("X Sorry, your reply was invalid: must be 1 or 3"));
    console.type("3\r");
    CHECK(*answer.get() == "3");
    CHECK(console.screen() ==
          "X Sorry, your reply was invalid: must be 1 or 3\n"
          "[hub] ? Replicas 3\n");
  }
}

TEST_CASE("input: a line longer than the terminal is redrawn over its rows") {
  Console console(20, 10);
  TerminalPrompter prompter(settings_of(console, 20, 10));
  Asking answer(console, [&] { return prompter.input({.message = "Name"}); });
  REQUIRE(console.wait_for("[hub] ? Name"));
  const std::string text = "0123456789012345678901234567890123456789";
  console.type(text);
  REQUIRE(console.wait_for("3456789"));
  for (int i = 0; i < 10; ++i) console.type(kLeft);
  console.type("X\r");
  CHECK(*answer.get() == text.substr(0, 30) + "X" + text.substr(30));
  CHECK(console.screen() == "[hub] ? Name 0123456\n78901234567890123456\n789X0123456789\n");
}

TEST_CASE("confirm: defaults and words") {
  Console console;
  TerminalPrompter prompter(settings_of(console));
  Asking first(console, [&] { return prompter.confirm({.message = "Allow message Roll-ups"}); });
  REQUIRE(console.wait_for("[hub] ? Allow message Roll-ups (y/N)"));
  console.type("\r");
  CHECK(*first.get() == false);
  Asking second(console,
                [&] { return prompter.confirm({.message = "Allow purging", .fallback = true}); });
  REQUIRE(console.wait_for("[hub] ? Allow purging (Y/n)"));
  console.type("maybe\r");
  REQUIRE(console.wait_for("\"maybe\" is not a valid answer"));
  console.type("NO\r");
  CHECK(*second.get() == false);
  CHECK(console.screen() ==
        "[hub] ? Allow message Roll-ups No\n"
        "X Sorry, your reply was invalid: \"maybe\" is not a valid answer, please try again\n"
        ".\n"
        "[hub] ? Allow purging No\n");
}

TEST_CASE("select: arrows, filter, help, paging") {
  Console console;
  TerminalPrompter prompter(settings_of(console, 80, 7));
  SUBCASE("the look, and the arrows going round") {
    Asking answer(console, [&] {
      return prompter.select(
          {.message = "Storage", .options = {"file", "memory"}, .help = "Where"});
    });
    REQUIRE(console.wait_for("  memory"));
    CHECK(console.screen() ==
          "[hub] ? Storage  [Use arrows to move, type to filter, ? for more help]\n"
          "> file\n"
          "  memory\n");
    CHECK(console.cursor_hidden());
    console.type(kDown);
    REQUIRE(console.wait_for("> memory"));
    console.type(kDown);
    REQUIRE(console.wait_for("> file"));
    console.type(std::string(kUp) + "\r");
    CHECK(*answer.get() == 1);
    CHECK(console.screen() == "[hub] ? Storage memory\n");
    CHECK(!console.cursor_hidden());
  }
  SUBCASE("typing filters; an exact match wins over a longer one above it") {
    Asking answer(console, [&] {
      return prompter.select(
          {.message = "Policy", .options = {"Last Per Subject", "New", "Last"}, .fallback = 1});
    });
    REQUIRE(console.wait_for("> New"));
    console.type("LAST");
    REQUIRE(console.wait_for("[hub] ? Policy LAST  [Use arrows to move, type to filter]"));
    console.type("\r");
    CHECK(*answer.get() == 2);
  }
  SUBCASE("a filter that nothing matches chooses nothing") {
    Asking answer(console,
                  [&] { return prompter.select({.message = "One", .options = {"a", "b"}}); });
    REQUIRE(console.wait_for("> a"));
    console.type("zz\r");
    REQUIRE(console.wait_for("One zz  "));
    console.type(
        "\x7f\x7f"
        "b\r");
    CHECK(*answer.get() == 1);
  }
  SUBCASE("a page of what the height leaves, around the cursor") {
    Asking answer(console, [&] {
      return prompter.select(
          {.message = "One", .options = {"o1", "o2", "o3", "o4", "o5"}, .fallback = 3});
    });
    REQUIRE(console.wait_for("> o4"));
    CHECK(console.screen() ==
          "[hub] ? One  [Use arrows to move, type to filter]\n"
          "  o3\n"
          "> o4\n"
          "  o5\n");
    console.type("\x1b[H\r");
    CHECK(*answer.get() == 0);
  }
  CHECK(prompter.select({.message = "None", .options = {}}).error().code() == Code::Invalid);
}

TEST_CASE("multi-select: space ticks, right takes all, left none") {
  Console console;
  TerminalPrompter prompter(settings_of(console));
  Asking answer(console, [&] {
    return prompter.multi_select(
        {.message = "select users", .options = {"a", "b", "c"}, .chosen = {2}});
  });
  REQUIRE(console.wait_for("[x]  c"));
  console.type(" ");
  REQUIRE(console.wait_for("> [x]  a"));
  CHECK(console.screen() ==
        "[hub] ? select users  [Use arrows to move, space to select, <right> to all, <lef\n"
        "t> to none, type to filter]\n"
        "> [x]  a\n"
        "  [ ]  b\n"
        "  [x]  c\n");
  console.type(kRight);
  REQUIRE(console.wait_for("[x]  b"));
  console.type(kLeft);
  REQUIRE(console.wait_for("[ ]  b"));
  console.type(std::string(" ") + kDown + kDown + " \r");
  CHECK(*answer.get() == std::vector<std::size_t>{0, 2});
  CHECK(console.screen() == "[hub] ? select users a, c\n");
}

TEST_CASE("password: stars, and the text") {
  Console console;
  TerminalPrompter prompter(settings_of(console));
  Asking answer(console, [&] { return prompter.password({.message = "Password"}); });
  REQUIRE(console.wait_for("[hub] ? Password "));
  console.type("secrex\x7ft\r");
  CHECK(*answer.get() == "secret");
  CHECK(console.screen() == "[hub] ? Password ******\n");
}

TEST_CASE("Ctrl-C interrupts, and the terminal is as before") {
  Console console;
  TerminalPrompter prompter(settings_of(console));
  termios before{};
  tcgetattr(console.terminal(), &before);
  Asking answer(console,
                [&] { return prompter.select({.message = "Storage", .options = {"file"}}); });
  REQUIRE(console.wait_for("> file"));
  console.type("\x03");
  const auto result = answer.get();
  REQUIRE(!result);
  CHECK(result.error().code() == Code::Cancelled);
  CHECK(result.error().message() == "interrupt");
  CHECK(console.screen().starts_with("[hub] ? Storage"));
  CHECK(console.screen().ends_with("> file\n"));  // what follows has a line of its own
  CHECK(!console.cursor_hidden());
  termios after{};
  tcgetattr(console.terminal(), &after);
  CHECK(after.c_lflag == before.c_lflag);
  CHECK(after.c_iflag == before.c_iflag);
}

TEST_CASE("without a terminal the error names the question") {
  TerminalPrompter prompter(PromptSettings{});
  CHECK(!prompter.available());
  const auto result = prompter.input({.message = "Subjects"});
  REQUIRE(!result);
  CHECK(result.error().code() == Code::Usage);
  CHECK(result.error().message() == "cannot prompt for \"Subjects\" without a terminal");
  CHECK(!prompter.confirm({.message = "Really"}));
  CHECK(!prompter.select({.message = "Storage", .options = {"file"}}));
  CHECK(!prompter.multi_select({.message = "Users", .options = {"u"}}));
  CHECK(!prompter.password({.message = "Password"}));
  CHECK(!prompter.edit({}));
}

TEST_CASE("an editor changes a private file") {
  using natsop::render::edit_text;
  const auto folder = natsop::TempDir::make();
  REQUIRE(folder);
  const auto script = folder->path() / "my editor";
  std::ofstream(script) << "#!/bin/sh\nstat -c %a \"$2\" >> \"$2\"\necho \"$1\" >> \"$2\"\n";
  REQUIRE(chmod(script.c_str(), 0700) == 0);
  const auto text = edit_text("'" + script.string() + "' --wait", "first\n", ".yaml");
  REQUIRE(text);
  CHECK(*text == "first\n600\n--wait\n");
  CHECK(edit_text("", "x", ".txt").error().code() == Code::Usage);
  CHECK(edit_text("false", "x", ".txt").error().message() ==
        "the editor \"false\" ended with status 1");
  CHECK(edit_text("/nowhere/ed", "x", ".txt").error().message() ==
        "cannot start the editor \"/nowhere/ed\"");
  CHECK(!edit_text("'open", "x", ".txt"));

  Console console;
  auto settings = settings_of(console);
  settings.editor = "true";
  TerminalPrompter prompter(settings);
  Asking answer(console,
                [&] { return prompter.edit({.message = "Notes", .content = "as it was"}); });
  REQUIRE(console.wait_for("[hub] ? Notes [Enter to launch editor]"));
  console.type("\r");
  CHECK(*answer.get() == "as it was");
  CHECK(console.screen() == "[hub] ? Notes <Received>\n");
}

TEST_CASE("a script answers in order, and complains about other questions") {
  ScriptedPrompter script;
  script.answer("Storage", "memory")
      .answer("Limit", "")
      .answer("Really", "y")
      .answer("Users", "a, c");
  CHECK(*script.select({.message = "Storage", .options = {"file", "memory"}}) == 1);
  CHECK(*script.input({.message = "Messages Limit", .fallback = "-1"}) == "-1");
  CHECK(*script.confirm({.message = "Really edit Stream S"}));
  CHECK(*script.multi_select({.message = "Users", .options = {"a", "b", "c"}}) ==
        std::vector<std::size_t>{0, 2});
  CHECK(script.done());
  CHECK(script.asked() ==
        std::vector<std::string>{"Storage", "Messages Limit", "Really edit Stream S", "Users"});
  CHECK(script.input({.message = "More"}).error().message() ==
        "the script has no answer for \"More\"");
  script.answer("Name", "x");
  CHECK(!script.input({.message = "Other"}));
  script.answer("Name", "^C");
  CHECK(script.input({.message = "Name"}).error().code() == Code::Cancelled);
}
