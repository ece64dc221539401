#pragma once
#include <chrono>
#include <functional>
#include <iosfwd>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "cli/globals.h"
#include "cli/parser.h"
#include "core/base/clock.h"
#include "core/base/random.h"
#include "core/base/result.h"
#include "core/client/connection.h"
#include "core/context/context_store.h"
#include "core/context/settings.h"
#include "core/jetstream/api.h"
#include "core/json/doc.h"
#include "core/render/format.h"
#include "core/render/page.h"
#include "core/render/prompt.h"
#include "core/render/report.h"
#include "core/render/sheet.h"
#include "core/render/style.h"
#include "core/render/terminal.h"
#include "core/render/view.h"
#include "core/render/watch.h"

namespace natsop::cli {

/// Where a command reads and writes. main owns the process's streams, tests pass string streams.
struct Io {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
};

/// Ctrl-C as a value: armed by commands that end in their own way.
class Interrupt {
 public:
  Interrupt() = default;
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;
  virtual ~Interrupt() = default;
  /// From now on SIGINT and SIGTERM are noted instead of ending the process.
  virtual void arm() = 0;
  [[nodiscard]] virtual bool pending() const = 0;
  /// Sleeps; returns early, and false, when interrupted.
  [[nodiscard]] virtual bool wait(std::chrono::nanoseconds time) = 0;
  /// A file descriptor that becomes readable on an interrupt, for poll().
  [[nodiscard]] virtual int fd() const = 0;
};

/// Makes the connection that Context::connection hands out; tests pass their own.
using Connector = std::function<Result<std::unique_ptr<client::Connection>>(
    const context::ConnectSettings&, client::Hooks)>;

/// Everything from outside that a run depends on.
struct World {
  Io io;
  Environment environment;
  std::string cwd;
  render::Terminal terminal;
  const Clock& clock;
  Random& random;
  Interrupt& interrupt;
  Connector connect;
  std::string program;  ///< path of this executable
  jetstream::Transport* transport =
      nullptr;  ///< tests: stands in for the connection below the JetStream API
  render::Prompter* prompter = nullptr;  ///< tests: answers instead of the terminal
};

/// What a command may touch. Each need is made on first use, so a command pays for what it uses.
///
/// One per run, on the main thread. Commands never print by themselves: data goes through `show`
/// and `print`, remarks for people through `note` and `log`.
class Context {
 public:
  Context(World& world, std::shared_ptr<const NatsGlobals> nats,
          std::shared_ptr<const NscGlobals> nsc);
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
  ~Context();

  // -- surroundings
  // --------------------------------------------------------------------------------------------------
  /// An environment variable; empty when unset (an empty one counts as unset).
  [[nodiscard]] std::string env(std::string_view name) const;
  [[nodiscard]] const Environment& environment() const { return world_.environment; }
  [[nodiscard]] const std::string& cwd() const { return world_.cwd; }
  /// The user's home folder: $HOME, else the password database's.
  [[nodiscard]] std::string home() const;
  /// $XDG_CONFIG_HOME or ~/.config, and $XDG_DATA_HOME or ~/.local/share.
  [[nodiscard]] std::string config_home() const;
  [[nodiscard]] std::string data_home() const;
  [[nodiscard]] const Clock& clock() const { return world_.clock; }
  [[nodiscard]] Random& random() { return world_.random; }
  [[nodiscard]] Interrupt& interrupt() { return world_.interrupt; }
  [[nodiscard]] const render::Terminal& terminal() const { return world_.terminal; }
  [[nodiscard]] std::istream& in() { return world_.io.in; }
  [[nodiscard]] std::ostream& out() { return world_.io.out; }
  [[nodiscard]] std::ostream& err() { return world_.io.err; }
  [[nodiscard]] const std::string& program() const { return world_.program; }
  /// The rest of the line, for commands with Spec::raw_args.
  [[nodiscard]] const std::vector<std::string>& raw_args() const { return raw_args_; }

  // -- output
  // --------------------------------------------------------------------------------------------------------
  [[nodiscard]] render::Format format() const { return format_; }
  /// True when -o/--output asks for a form that machines read.
  [[nodiscard]] bool for_machines() const;
  [[nodiscard]] render::Style style();
  /// Prints data on standard output in the chosen format.
  [[nodiscard]] Result<void> show(const render::View& view);
  [[nodiscard]] Result<void> show(const render::Page& page);
  [[nodiscard]] Result<void> show(const render::Sheet& sheet);
  /// A report with failed steps goes to standard error, and is an error.
  [[nodiscard]] Result<void> show(const render::Report& report);
  /// Prints a document: indented JSON, or the machine format that was asked for.
  [[nodiscard]] Result<void> show(const json::Doc& doc);
  /// Prints text on standard output as it is.
  void print(std::string_view text);
  void line(std::string_view text);
  void flush();
  /// A line for people on standard error. This and `log` may be called from any thread.
  void note(std::string_view text);
  /// The same behind the time ("15:04:05 "), as natscli's log lines.
  void log(std::string_view text);
  /// Redraws what `source` renders until interrupted.
  [[nodiscard]] Result<void> watch(
      const render::WatchSettings& settings,
      const std::function<Result<std::string>(const render::Terminal&)>& source);

  // -- questions
  // -----------------------------------------------------------------------------------------------------
  /// Asks on the terminal. Where there is none, each question is an error that names what is
  /// missing.
  [[nodiscard]] render::Prompter& prompter();
  [[nodiscard]] bool interactive();

  // -- NATS
  // ----------------------------------------------------------------------------------------------------------
  [[nodiscard]] const NatsGlobals& nats() const { return *nats_; }
  [[nodiscard]] const NscGlobals& nsc() const { return *nsc_; }
  /// The contexts on disk.
  [[nodiscard]] context::ContextStore& contexts();
  /// Flags, environment and context merged (natscli.md 1.3). Made once.
  [[nodiscard]] Result<const context::ConnectSettings*> settings();
  /// The one connection of this run.
  [[nodiscard]] Result<client::Connection*> connection();
  /// A connection of its own from a context alone, without this run's flags; tries once.
  [[nodiscard]] Result<std::unique_ptr<client::Connection>> connect_with(
      const context::Context& context);
  /// A connection of its own by settings that the caller made from settings(); tells of nothing.
  [[nodiscard]] Result<std::unique_ptr<client::Connection>> connect_to(
      const context::ConnectSettings& settings);
  /// connection() for callers that only send requests: the connection, or what a test put in its
  /// place.
  [[nodiscard]] Result<jetstream::Transport*> transport();
  /// The JetStream API over it, with the settings' domain or prefix, timeout and trace.
  [[nodiscard]] Result<jetstream::Api*> jetstream();

  // -- for the app alone
  // ---------------------------------------------------------------------------------------------
  void format(render::Format format) { format_ = format; }
  void raw_args(std::vector<std::string> args) { raw_args_ = std::move(args); }

 private:
  [[nodiscard]] context::SecretAccess secret_access() const;
  /// What an nsc:// reference of a context stands for, looked up in the local store.
  [[nodiscard]] Result<context::NscProfile> nsc_profile(const std::string& reference) const;
  [[nodiscard]] Result<void> load_settings();
  [[nodiscard]] client::Hooks hooks();

  World& world_;
  std::thread::id main_thread_ = std::this_thread::get_id();
  std::mutex err_mutex_;
  std::shared_ptr<const NatsGlobals> nats_;
  std::shared_ptr<const NscGlobals> nsc_;
  render::Format format_ = render::Format::Table;
  std::vector<std::string> raw_args_;
  std::unique_ptr<render::Prompter> prompter_;
  std::unique_ptr<context::ContextStore> contexts_;
  std::optional<context::ConnectSettings> settings_;
  std::unique_ptr<client::Connection> connection_;
  std::unique_ptr<jetstream::Api> api_;
};

}  // namespace natsop::cli
