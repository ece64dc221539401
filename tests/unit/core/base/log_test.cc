#include "core/base/log.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <array>
#include <sstream>

#include "core/base/files.h"
#include "tests/support/fake_clock.h"

using namespace natsop;

namespace {

LogLayout server_layout() {
  LogLayout layout;
  layout.form = LogLayout::Form::Server;
  layout.pid = 42;
  return layout;
}

}  // namespace

TEST_CASE("one line an event") {
  test::FakeClock clock;
  std::ostringstream out;
  StreamSink sink(out);
  Log log(sink, clock, LogLevel::Trace);
  const Logger logger = Logger(log, "stream").with_prefix("ORDERS");
  logger.info("created",
              {{"replicas", 3}, {"ok", true}, {"ratio", 0.5}, {"text", "a \"b\" c"}, {"none", ""}});
  clock.advance(std::chrono::microseconds(1500));
  Logger(log).warn("bare");
  CHECK(out.str() ==
        "2026-11-21T11:00:00.000000Z info stream ORDERS created replicas=3 ok=true ratio=0.5 "
        "text=\"a \\\"b\\\" c\" none=\"\"\n"
        "2026-11-21T11:00:00.001500Z warn bare\n");
}

TEST_CASE("nats-server's form") {
  test::FakeClock clock;
  std::ostringstream out;
  StreamSink sink(out, server_layout());
  Log log(sink, clock, LogLevel::Trace);
  const Logger logger(log, "server");
  logger.info("Server is ready");
  logger.with_prefix("127.0.0.1:4222 - cid:5").debug("Client connection created");
  logger.error("x");
  logger.fatal("y");
  logger.trace("z");
  CHECK(out.str() ==
        "[42] 2026/11/21 11:00:00.000000 [INF] Server is ready\n"
        "[42] 2026/11/21 11:00:00.000000 [DBG] 127.0.0.1:4222 - cid:5 - Client connection created\n"
        "[42] 2026/11/21 11:00:00.000000 [ERR] x\n"
        "[42] 2026/11/21 11:00:00.000000 [FTL] y\n"
        "[42] 2026/11/21 11:00:00.000000 [TRC] z\n");
  LogLayout layout = server_layout();
  layout.with_time = false;
  CHECK(format_event({clock.now(), LogLevel::Warn, "", "", "w", {}}, layout) == "[42] [WRN] w");
}

TEST_CASE("input cannot forge a line") {
  test::FakeClock clock;
  MemorySink sink;
  Log log(sink, clock);
  Logger(log).info("subject a\nerror b", {{"k", "x\ny"}, {"e", "\x1b[31m"}});
  CHECK(sink.lines() == std::vector<std::string>{R"(info subject a\nerror b k="x\ny" e=\x1b[31m)"});
}

TEST_CASE("a log takes events up to its level") {
  test::FakeClock clock;
  MemorySink sink;
  Log log(sink, clock, LogLevel::Warn);
  const Logger logger(log, "n");
  CHECK(logger.enabled(LogLevel::Error));
  CHECK(!logger.enabled(LogLevel::Info));
  logger.info("hidden");
  logger.warn("shown", {{"why", Error(Code::Invalid, "bad").during("reading")}});
  log.set_level(LogLevel::Debug);
  logger.named("other").debug("shown too");
  CHECK(sink.lines() ==
        std::vector<std::string>{"warn n shown why=\"reading: bad\"", "debug other shown too"});
  const Logger nowhere;
  CHECK(!nowhere.enabled(LogLevel::Fatal));
  nowhere.error("to nobody");
}

TEST_CASE("a descriptor gets whole lines") {
  std::array<int, 2> ends{};
  REQUIRE(::pipe(ends.data()) == 0);
  test::FakeClock clock;
  FdSink sink(ends[1]);
  Log log(sink, clock);
  Logger(log).info("hello");
  ::close(ends[1]);
  CHECK(read_fd(ends[0], "pipe").value() == "2026-11-21T11:00:00.000000Z info hello\n");
  ::close(ends[0]);
}

TEST_CASE("a file is rotated by size and old ones removed") {
  const auto dir = TempDir::make("natsop-log-test");
  REQUIRE(dir);
  const auto path = dir->path() / "server.log";
  REQUIRE(write_file_atomic(dir->path() / "server.log.notes", "mine"));
  test::FakeClock clock;
  LogLayout layout;
  layout.with_time = false;
  const auto sink = FileSink::open(path, layout, {.max_bytes = 30, .max_files = 3});
  REQUIRE(sink);
  Log log(**sink, clock);
  const Logger logger(log);
  for (int i = 0; i < 10; ++i) {
    logger.info("0123456789");  // 16 bytes with level and end: one a file
    clock.advance(std::chrono::seconds(1));
  }
  const auto names = list_dir(dir->path()).value();
  CHECK(names.size() == 4);  // the log, two old ones and a stranger
  CHECK(names.front() == "server.log");
  CHECK(names.back() == "server.log.notes");
  CHECK(names[1].size() == std::string("server.log.2026.11.21.11.00.08.000000000").size());
  CHECK(read_file(path).value() == "info 0123456789\n");
  CHECK(file_mode(path).value() == 0640);
  CHECK((*sink)->dropped() == 0);
}

TEST_CASE("a file that was moved away is opened again") {
  const auto dir = TempDir::make("natsop-log-test");
  REQUIRE(dir);
  const auto path = dir->path() / "server.log";
  test::FakeClock clock;
  LogLayout layout;
  layout.with_time = false;
  auto sink = FileSink::open(path, layout, {});
  REQUIRE(sink);
  Log log(**sink, clock);
  const Logger logger(log);
  logger.info("one");
  REQUIRE(rename_path(path, dir->path() / "old"));
  logger.info("two");
  REQUIRE((*sink)->reopen());
  logger.info("three");
  CHECK(read_file(dir->path() / "old").value() == "info one\ninfo two\n");
  CHECK(read_file(path).value() == "info three\n");
  CHECK(FileSink::open(dir->path() / "no/such", layout, {}).error().code() == Code::NotFound);
}
