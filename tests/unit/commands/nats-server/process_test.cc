#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <map>

#include "commands/nats-server/process_files.h"
#include "commands/nats-server/server_log.h"
#include "commands/nats-server/signal_command.h"
#include "core/base/files.h"
#include "tests/support/fake_clock.h"

/// Signals, pid and ports files, and the log of a server process.
namespace natsop::commands::nats_server {
namespace {

/// A machine with these processes; remembers whom it signalled.
struct Machine {
  std::vector<RunningProcess> processes{};
  std::map<std::string, std::string> files{};
  std::vector<std::pair<pid_t, int>> signalled{};

  std::string send(std::string_view expression) {
    const auto done = send_signal(
        expression, {.list = [this] { return processes; },
                     .kill =
                         [this](pid_t pid, int signal) {
                           if (pid == 666) return ESRCH;
                           signalled.emplace_back(pid, signal);
                           return 0;
                         },
                     .read_file = [this](const std::string& path) -> Result<std::string> {
                       const auto file = files.find(path);
                       if (file == files.end()) return Error(Code::NotFound, "no such file");
                       return file->second;
                     },
                     .self = 1});
    return done ? "" : done.error().message();
  }
};

using Signalled = std::vector<std::pair<pid_t, int>>;

RunningProcess server(pid_t pid) {
  return {.pid = pid, .name = "nats-server", .args = {"nats-server"}};
}

}  // namespace

TEST_CASE("a signal goes to the only server, ours or nats-server") {
  Machine machine;
  machine.processes = {
      server(1),
      {.pid = 5, .name = "bash", .args = {"bash"}},
      {.pid = 6, .name = "nats-server", .args = {"nats-server", "--signal", "stop"}},
      {.pid = 8, .name = "natsop", .args = {"natsop", "stream", "ls"}},
      {.pid = 7, .name = "natsop", .args = {"natsop", "nats-server", "-c", "x"}}};
  CHECK(machine.send("reload").empty());
  CHECK(machine.signalled == Signalled{{7, SIGHUP}});
  machine.processes.push_back(server(9));
  CHECK(machine.send("stop") == "multiple nats-server processes running:\n7\n9");
  CHECK(Machine{}.send("stop") == "no nats-server processes running");
}

TEST_CASE("a signal's target is a pid, a pid file or the beginning of pids") {
  Machine machine;
  machine.processes = {server(12), server(123), server(45)};
  machine.files = {{"/run/pid", "77\n"}, {"/run/odd", "x"}};
  CHECK(machine.send("ldm=45").empty());
  CHECK(machine.send("term=/run/pid").empty());
  CHECK(machine.send("reopen=12*").empty());
  CHECK(machine.send("quit=*").empty());
  CHECK(machine.signalled == Signalled{{45, SIGUSR2},
                                       {77, SIGTERM},
                                       {12, SIGUSR1},
                                       {123, SIGUSR1},
                                       {12, SIGINT},
                                       {45, SIGINT},
                                       {123, SIGINT}});
  CHECK(machine.send("stop=/none") == "invalid pid: /none");
  CHECK(machine.send("stop=/run/odd") == "invalid pid: x");
  CHECK(machine.send("stop=9*") == "no nats-server processes running");
  CHECK(machine.send("stop=666") == "signal \"stop\" 666: no such process");
  CHECK(machine.send("foo") == "unknown signal \"foo\"");
  CHECK(machine.send("stop=1=2") == "invalid signal parameters: [2]");
}

TEST_CASE("this machine's processes are listed with this one among them") {
  const auto control = machine_processes();
  bool found = false;
  for (const auto& process : control.list()) found = found || process.pid == ::getpid();
  CHECK(found);
}

TEST_CASE("pid and ports files are there while their owner is") {
  auto dir = TempDir::make();
  REQUIRE(dir);
  const auto pid_path = dir->path() / "pid";
  {
    const auto pid = write_pid_file(pid_path, 4711);
    REQUIRE(pid);
    CHECK(read_file(pid_path).value_or("") == "4711");
    auto ports = write_ports_file(
        dir->path(), 4711,
        {.nats = urls_of("nats", "127.0.0.1", 4222), .monitoring = urls_of("http", "::1", 8222)});
    REQUIRE(ports);
    CHECK(ports->path().filename() == "nats-server_4711.ports");
    const ProcessFile moved = std::move(*ports);
    CHECK(read_file(moved.path()).value_or("") ==
          R"({"nats":["nats://127.0.0.1:4222"],"monitoring":["http://[::1]:8222"]})");
  }
  CHECK(list_dir(dir->path())->empty());
  {
    const auto pid = write_pid_file(pid_path, 1);
    REQUIRE(pid);
    REQUIRE(write_file_atomic(pid_path, "2"));
  }
  CHECK(read_file(pid_path).value_or("") == "2");
  CHECK_FALSE(write_pid_file(dir->path() / "none" / "pid", 1));
}

TEST_CASE("listeners at all addresses have a URL for each") {
  const auto all = urls_of("nats", "0.0.0.0", 1);
  CHECK(std::ranges::find(all, "nats://127.0.0.1:1") != all.end());
  CHECK(std::ranges::none_of(all, [](const std::string& url) { return url.contains('['); }));
}

TEST_CASE("the log goes to a file, changes its level, and follows a file that was moved away") {
  auto dir = TempDir::make();
  REQUIRE(dir);
  const test::FakeClock clock;
  ServerLog log(clock);
  const auto logger = log.logger();
  logger.info("lost");
  engine::LogOptions options;
  options.file = dir->path() / "a.log";
  options.logtime = false;
  REQUIRE(log.apply(options));
  logger.info("one");
  logger.debug("hidden");
  options.trace = true;
  REQUIRE(log.apply(options));
  logger.debug("hidden too");
  logger.trace("two");
  REQUIRE(rename_path(options.file, dir->path() / "b.log"));
  REQUIRE(log.reopen());
  options.debug = true;
  REQUIRE(log.apply(options));
  logger.debug("three");
  const auto pid = "[" + std::to_string(::getpid()) + "] ";
  CHECK(read_file(dir->path() / "b.log").value_or("") == pid + "[INF] one\n" + pid + "[TRC] two\n");
  CHECK(read_file(options.file).value_or("") == pid + "[DBG] three\n");
  options.file = dir->path() / "none" / "x.log";
  CHECK_FALSE(log.apply(options));
  logger.info("four");
  CHECK(read_file(dir->path() / "a.log").value_or("").ends_with("four\n"));
}

}  // namespace natsop::commands::nats_server
