#pragma once
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>

#include "core/base/result.h"

namespace natsop::test {

/// A SOCKS5 proxy on a loopback port for one connection after another. With a user, it demands that
/// user and password. Knows IPv4 addresses given as names only, which is all that tests ask for.
class SocksProxy {
 public:
  [[nodiscard]] static Result<std::unique_ptr<SocksProxy>> start(std::string user = {},
                                                                 std::string password = {});
  SocksProxy(int listener, std::string user, std::string password);
  SocksProxy(const SocksProxy&) = delete;
  SocksProxy& operator=(const SocksProxy&) = delete;
  ~SocksProxy();

  [[nodiscard]] std::uint16_t port() const;
  /// How many connections it has carried.
  [[nodiscard]] int carried() const { return carried_; }

 private:
  void run();
  void serve(int client);
  [[nodiscard]] bool greet(int client) const;

  int listener_;
  std::string user_;
  std::string password_;
  std::atomic<int> carried_ = 0;
  std::atomic<bool> ending_ = false;
  std::thread thread_;
};

}  // namespace natsop::test
