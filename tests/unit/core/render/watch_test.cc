#include "core/render/watch.h"

#include <doctest/doctest.h>

#include <sstream>

#include "core/render/progress.h"
#include "tests/support/fake_clock.h"

using natsop::Code;
using natsop::Error;
using natsop::Result;
using natsop::render::Progress;
using natsop::render::Redraw;
using natsop::render::Terminal;
using natsop::render::watch;

namespace {

Terminal window(int width, int height) {
  Terminal terminal;
  terminal.out = terminal.err = true;
  terminal.width = width;
  terminal.height = height;
  return terminal;
}

}  // namespace

TEST_CASE("only the lines that differ are written") {
  Redraw redraw(window(10, 5));
  CHECK(redraw.frame("one\ntwo\nthree\n") ==
        "\x1b[?2026h\x1b[H\x1b[2J\x1b[1;1Hone\x1b[K\x1b[2;1Htwo\x1b[K\x1b[3;1Hthree\x1b[K\x1b[4;"
        "1H\x1b[J\x1b[?2026l");
  CHECK(redraw.frame("one\n2\n") == "\x1b[?2026h\x1b[2;1H2\x1b[K\x1b[3;1H\x1b[J\x1b[?2026l");
  CHECK(redraw.frame("1\n2\n3\n4\n5\n") ==
        "\x1b[?2026h\x1b[1;1H1\x1b[K\x1b[3;1H3\x1b[K\x1b[4;1H… 2 more l"
        "\x1b[K\x1b[5;1H\x1b[J\x1b[?2026l");
  redraw.resize(window(3, 5));
  CHECK(redraw.frame("longer") ==
        "\x1b[?2026h\x1b[H\x1b[2J\x1b[1;1Hlon\x1b[K\x1b[2;1H\x1b[J\x1b[?2026l");
}

TEST_CASE("a watch goes on when its source fails, and stops when told") {
  natsop::test::FakeClock clock;
  std::ostringstream out;
  int calls = 0;
  const auto source = [&](const Terminal&) -> Result<std::string> {
    if (++calls == 2) return Error(Code::Unreachable, "no servers available");
    return "frame " + std::to_string(calls) + "\n";
  };
  int waits = 0;
  const auto wait = [&](std::chrono::nanoseconds) { return ++waits < 3; };
  REQUIRE(watch(out, Terminal{}, clock, {.title = "nats s report"}, source, wait));
  CHECK(out.str() ==
        "Every 1s: nats s report\n\nframe 1\n\n"
        "Every 1s: nats s report\n\nframe 1\n! no servers available (for 0s, trying again)\n\n"
        "Every 1s: nats s report\n\nframe 3\n");

  std::ostringstream screen;
  const auto still = [](const Terminal&) -> Result<std::string> { return std::string("frame\n"); };
  const auto never = [](std::chrono::nanoseconds) { return false; };
  const Terminal window{.in = true, .out = true, .width = 20, .height = 5};
  REQUIRE(watch(screen, window, clock, {}, still, never));
  CHECK(screen.str().ends_with("\r\x1b[K"));  // over the terminal's "^C"

  std::ostringstream nothing;
  const auto broken = [](const Terminal&) -> Result<std::string> {
    return Error(Code::Denied, "no");
  };
  CHECK(!watch(nothing, Terminal{}, clock, {}, broken, wait));
  CHECK(nothing.str().empty());
}

TEST_CASE("progress is drawn on a terminal alone") {
  natsop::test::FakeClock clock;
  std::ostringstream err;
  {
    Progress progress(err, window(80, 24), clock, "Publishing", 100);
    progress.set(1);
    clock.advance(std::chrono::milliseconds(10));
    progress.set(2);  // too soon after the last
    clock.advance(std::chrono::milliseconds(990));
    progress.set(50);
    progress.say("a word");
    progress.set(100);
  }
  CHECK(
      err.str() ==
      "\rPublishing ... 1.0% [........................................] 1 / 100 [0s]\x1b[K"
      "\rPublishing ... 50.0% [##########...........] 50 / 100 [1.00s, 50/s, 1.00s left]\x1b[K"
      "\r\x1b[Ka word\n"
      "\rPublishing ... 50.0% [##########...........] 50 / 100 [1.00s, 50/s, 1.00s left]\x1b[K"
      "\rPublishing ... 100.0% [##############################] 100 / 100 [1.00s, 100/s]\x1b[K\n");
  std::ostringstream pipe;
  Progress hidden(pipe, Terminal{}, clock, "Publishing", 100);
  hidden.set(50);
  hidden.finish();
  CHECK(pipe.str().empty());
}
