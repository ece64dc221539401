#pragma once
#include <functional>
#include <memory>

#include "core/base/log.h"
#include "core/base/random.h"
#include "core/base/result.h"
#include "core/engine/io/event_loop.h"
#include "core/engine/monitor/server_view.h"
#include "core/engine/options/options.h"

namespace natsop::engine {

/// A NATS server in this process: listeners, accounts, system services and monitoring on one loop.
///
/// Several may live in one process, each on a loop of its own. Called on the loop's thread, or
/// while the loop does not run.
class Server {
 public:
  /// What a server needs from outside. References outlive it.
  struct Services {
    EventLoop& loop;
    Random& random;
    Logger log;
    /// The options as they are now, read anew for reload(); empty: it cannot be reloaded.
    std::function<Result<Options>()> read_options;
    /// Called with options that a reload took over, for what belongs to the process: its log and
    /// files; may be empty.
    std::function<void(const Options&)> took_over;
    /// Called once in a turn of the loop when the server has ended by itself, after lame duck mode;
    /// may be empty.
    std::function<void()> ended;
  };

  /// Checks the options, opens every listener and is ready for connections as soon as the loop
  /// runs. Errors are those that nats-server ends with: a port in use, a certificate that cannot be
  /// read, an operator without a resolver.
  [[nodiscard]] static Result<std::unique_ptr<Server>> start(Options options, Services services);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  virtual ~Server() = default;

  /// Its name, its id and the port for clients that was really bound; those of other listeners.
  [[nodiscard]] virtual const ServerInfo& info() const = 0;
  [[nodiscard]] virtual const ServerFacts& facts() const = 0;
  [[nodiscard]] virtual const Options& options() const = 0;

  /// Reads the options again and takes over what changed, or changes nothing and says why not:
  /// "config reload not supported for …".
  [[nodiscard]] virtual Result<void> reload() = 0;

  /// Takes no more connections, tells clients to go elsewhere, and closes those that stay, spread
  /// over lame_duck_duration; then the server has ended. A second call changes nothing.
  virtual void lame_duck() = 0;
  [[nodiscard]] virtual bool in_lame_duck() const = 0;

  /// Frees the ports at once, tells the system account, and closes every connection after what was
  /// written to it. A few more turns of the loop let the last bytes leave.
  virtual void shut_down() = 0;

 protected:
  Server() = default;
};

}  // namespace natsop::engine
