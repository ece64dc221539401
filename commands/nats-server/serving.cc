#include "commands/nats-server/serving.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <memory>
#include <utility>

#include "commands/nats-server/process_files.h"
#include "commands/nats-server/server_log.h"
#include "core/engine/io/lingering.h"
#include "core/engine/server/server.h"

namespace natsop::commands::nats_server {
namespace {

/// How long connections get at the end to take what was written to them.
constexpr std::chrono::milliseconds kLastWords{200};

/// Every connection is a descriptor, and the usual limit is 1024 of them.
void raise_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
  }
}

/// The server's name for a signal, as Go has it.
std::string_view name_of_signal(int number) {
  switch (number) {
    case SIGINT:
      return "interrupt";
    case SIGTERM:
      return "terminated";
    case SIGHUP:
      return "hangup";
    case SIGUSR1:
      return "user defined signal 1";
    default:
      return "user defined signal 2";
  }
}

/// A server with the files and signals of its process.
class Process {
 public:
  Process(const CommandLine& line, cli::Context& ctx)
      : line_(line),
        sources_(config::files_with(ctx.environment())),
        log_(ctx.clock()),
        random_(ctx.random()) {}

  Result<void> run() {
    NATSOP_TRY(auto parsed, line_.load(sources_));
    NATSOP_CHECK(log_.apply(parsed.options.log));
    if (auto started = start(std::move(parsed)); !started) {
      log_.logger().fatal(started.error().one_line());
      return started;
    }
    loop_.run();
    server_->shut_down();
    // Nothing depends on the outcome: whoever does not read has had the time.
    [[maybe_unused]] const bool quiet =
        loop_.run_until([this] { return loop_.lingering().size() == 0; }, kLastWords);
    return {};
  }

 private:
  Result<void> start(engine::ParsedOptions parsed) {
    raise_descriptor_limit();
    for (const std::string& caution : parsed.cautions) {
      log_.logger().warn(caution);
    }
    NATSOP_CHECK(loop_.on_signal({SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2},
                                 [this](int number) { on_signal(number); }));
    NATSOP_TRY(server_, engine::Server::start(
                            std::move(parsed.options),
                            {.loop = loop_,
                             .random = random_,
                             .log = log_.logger(),
                             .read_options = [this] { return read_options(); },
                             .took_over = [this](const auto& options) { take_over(options); },
                             .ended = [this] { loop_.stop(); }}));
    return write_files(server_->options());
  }

  Result<engine::Options> read_options() {
    NATSOP_TRY(auto parsed, line_.load(sources_));
    for (const std::string& caution : parsed.cautions) {
      log_.logger().warn(caution);
    }
    return std::move(parsed.options);
  }

  void take_over(const engine::Options& options) {
    if (auto applied = log_.apply(options.log); !applied) {
      log_.logger().error("log not changed", {{"error", applied.error()}});
    }
    if (auto written = write_files(options); !written) {
      log_.logger().error("files of the process not written", {{"error", written.error()}});
    }
  }

  void reload() {
    // The server logs what came of it, so there is nothing left to say.
    [[maybe_unused]] const Result<void> outcome = server_->reload();
  }

  /// Those of before go first: a file that is written anew must not be taken for the old one.
  Result<void> write_files(const engine::Options& options) {
    pid_file_ = {};
    ports_file_ = {};
    if (!options.pid_file.empty()) {
      NATSOP_TRY(pid_file_, write_pid_file(options.pid_file, getpid()));
    }
    if (!options.ports_file_dir.empty()) {
      NATSOP_TRY(ports_file_, write_ports_file(options.ports_file_dir, getpid(), ports()));
    }
    return {};
  }

  [[nodiscard]] Ports ports() const {
    const engine::Options& options = server_->options();
    const engine::ServerFacts& facts = server_->facts();
    Ports ports;
    ports.nats = urls_of(options.tls ? "tls" : "nats", options.host, server_->facts().client_port);
    if (facts.http_port != 0) {
      ports.monitoring = urls_of("http", options.http_host, facts.http_port);
    }
    if (facts.https_port != 0) {
      for (std::string& url : urls_of("https", options.http_host, facts.https_port)) {
        ports.monitoring.push_back(std::move(url));
      }
    }
    if (facts.websocket_port != 0) {
      ports.websocket = urls_of(options.websocket.no_tls ? "ws" : "wss", options.websocket.host,
                                facts.websocket_port);
    }
    return ports;
  }

  void on_signal(int number) {
    log_.logger().info(fmt::format("Trapped \"{}\" signal", name_of_signal(number)));
    switch (number) {
      case SIGHUP:
        return reload();
      case SIGUSR1:
        if (auto reopened = log_.reopen(); !reopened) {
          log_.logger().error("log file not reopened", {{"error", reopened.error()}});
        }
        return;
      case SIGUSR2:
        return server_->lame_duck();
      case SIGTERM:
        if (server_->in_lame_duck()) {
          return;  // which ends it in its own time
        }
        break;
      default:
        break;
    }
    loop_.stop();
  }

  const CommandLine& line_;
  config::Sources sources_;
  ServerLog log_;
  Random& random_;
  engine::EventLoop loop_;
  std::unique_ptr<engine::Server> server_;
  ProcessFile pid_file_;
  ProcessFile ports_file_;
};

}  // namespace

Result<void> serve(const CommandLine& line, cli::Context& ctx) { return Process(line, ctx).run(); }

}  // namespace natsop::commands::nats_server
