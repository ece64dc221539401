#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "tests/bench/core/load.h"

namespace natsop::bench {

Latency run_requests(int port, const Shape& shape) {
  Wire asker(port);
  Wire answerer(port);
  const std::string body(shape.size, 'x');
  const std::string request = fmt::format("PUB echo _INBOX.one.1 {}\r\n{}\r\n", shape.size, body);
  const std::string answer = fmt::format("PUB _INBOX.one.1 {}\r\n{}\r\n", shape.size, body);
  // What each side receives is of known length, so nothing needs to be parsed.
  const std::size_t asked =
      fmt::format("MSG echo 1 _INBOX.one.1 {}\r\n{}\r\n", shape.size, body).size();
  const std::size_t answered =
      fmt::format("MSG _INBOX.one.1 1 {}\r\n{}\r\n", shape.size, body).size();
  answerer.send("SUB echo 1\r\n");
  answerer.settle();
  asker.send("SUB _INBOX.one.* 1\r\n");
  asker.settle();
  std::atomic<bool> done = false;
  std::jthread service([&] {
    while (true) {
      std::string& kept = answerer.more();
      if (done) return;
      while (kept.size() >= asked) {
        kept.erase(0, asked);
        answerer.send(answer);
      }
    }
  });
  std::vector<double> times;
  times.reserve(1U << 20U);
  const double begin = seconds_now();
  double now = begin;
  while (now - begin < shape.seconds) {
    asker.send(request);
    std::string* kept = &asker.more();
    while (kept->size() < answered) kept = &asker.more();
    kept->clear();
    const double after = seconds_now();
    times.push_back(after - now);
    now = after;
  }
  done = true;
  asker.send(request);  // wakes the service, which then ends
  std::ranges::sort(times);
  const auto at = [&](std::size_t percent) {
    return times[std::min(times.size() - 1, times.size() * percent / 100)] * 1e6;
  };
  return {.requests = times.size(), .seconds = now - begin, .p50 = at(50), .p99 = at(99)};
}

}  // namespace natsop::bench
