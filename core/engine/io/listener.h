#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "core/base/log.h"
#include "core/base/result.h"
#include "core/engine/io/event_loop.h"
#include "core/engine/loop/transport.h"

namespace natsop::engine {

/// A port that accepts TCP connections, until it is closed or destroyed. Loop thread only.
class Listener {
 public:
  /// Given every connection; it has not been started. May close the listener, but not destroy it.
  using Accept = std::function<void(std::unique_ptr<Transport>)>;

  /// Binds and listens. `host` is an address or a name ("localhost": IPv4 first); "::" takes IPv4
  /// too, empty means every address. Port 0 or -1: any free one. `loop` must outlive the listener.
  ///
  /// While the process has no descriptors left, connections wait, which is logged as a warning.
  [[nodiscard]] static Result<std::unique_ptr<Listener>> open(EventLoop& loop,
                                                              const std::string& host, int port,
                                                              Accept accept, Logger log = {});
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  virtual ~Listener() = default;

  /// The address it is bound to ("0.0.0.0", "::", "127.0.0.1") and the port.
  [[nodiscard]] virtual const std::string& host() const = 0;
  [[nodiscard]] virtual std::uint16_t port() const = 0;

  /// Accepts no more; the port is free at once. What was accepted stays.
  virtual void close() = 0;

 protected:
  Listener() = default;
};

}  // namespace natsop::engine
