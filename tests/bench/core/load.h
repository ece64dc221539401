#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace natsop::bench {

/// A client connection that knows no more of the protocol than a load needs: it costs next to
/// nothing, so that what is measured is the server. Blocking; every failure ends the program.
class Wire {
 public:
  /// Connects to 127.0.0.1, and logs in.
  explicit Wire(int port);
  Wire(Wire&& other) noexcept;
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;
  Wire& operator=(Wire&&) = delete;
  ~Wire();

  [[nodiscard]] int fd() const { return fd_; }
  void send(std::string_view bytes) const;
  /// PING, and everything up to the PONG: the server has processed what was sent.
  void settle();
  /// Waits for bytes, and appends them to what is kept.
  std::string& more();
  /// Throws away what has arrived; returns how many bytes that was. 0: nothing is there now.
  [[nodiscard]] std::uint64_t drop() const;

 private:
  int fd_ = -1;
  std::string kept_;
};

[[noreturn]] void fail(const std::string& what);
[[nodiscard]] double seconds_now();

/// What publishers send, over and over: whole PUBs of some hundred KiB.
struct Batch {
  std::string bytes;
  std::uint64_t messages = 0;
};

/// One scenario.
struct Shape {
  int publishers = 1;
  int subscribers = 0;
  bool queue = false;      ///< the subscribers are one queue group
  bool wildcards = false;  ///< 1,000 subjects, 10,000 wildcard subscriptions on one connection
  std::size_t size = 128;
  double seconds = 1;
};

struct Outcome {
  std::uint64_t published = 0;
  std::uint64_t delivered = 0;
  double seconds = 0;
};

[[nodiscard]] Outcome run_stream(int port, const Shape& shape);

struct Latency {
  std::uint64_t requests = 0;
  double seconds = 0;
  double p50 = 0;  ///< microseconds
  double p99 = 0;
};

[[nodiscard]] Latency run_requests(int port, const Shape& shape);

}  // namespace natsop::bench
