#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/files.h"
#include "core/base/result.h"
#include "core/json/doc.h"
#include "tests/support/process.h"

namespace natsop::test {

/// Debian's nats-server (package nats-server, which bootstrap installs) on a free loopback port,
/// for tests with the label `server`. Ends with its owner.
class NatsServer {
 public:
  /// Starts it with the text of a configuration file, empty for none, and waits until it listens.
  /// With the flag "-js" its streams lie in dir(). Errors carry what the server wrote.
  [[nodiscard]] static Result<NatsServer> start(const std::string& config = {},
                                                const std::vector<std::string>& flags = {});

  /// nats://127.0.0.1:PORT
  [[nodiscard]] const std::string& url() const { return url_; }
  [[nodiscard]] std::uint16_t port() const;
  /// The first URL of "nats", "monitoring", "websocket", ... as the server announces it; empty for
  /// none.
  [[nodiscard]] std::string url_of(const std::string& service) const;
  /// A private folder that goes with the server.
  [[nodiscard]] const std::filesystem::path& dir() const { return dir_.path(); }
  [[nodiscard]] std::string log() const;
  [[nodiscard]] pid_t pid() const { return process_ ? process_->pid() : 0; }

  void kill();
  /// Starts it again, on the same port.
  [[nodiscard]] Result<void> restart();

 private:
  explicit NatsServer(TempDir dir) : dir_(std::move(dir)) {}
  [[nodiscard]] Result<void> run(const std::string& port);
  [[nodiscard]] Result<json::Doc> wait_for_ports(int watch) const;

  TempDir dir_;
  std::vector<std::string> flags_;
  bool configured_ = false;
  std::optional<Process> process_;
  json::Doc ports_;
  std::string url_;
};

}  // namespace natsop::test
