#pragma once
#include <string>
#include <thread>
#include <vector>

namespace natsop::test {

/// A web server on a free port of 127.0.0.1 that gives prepared answers, one connection after the
/// other, and keeps what it was asked. Stops when destroyed.
class WebServer {
 public:
  /// The raw bytes of each answer, in order; more connections than answers get none.
  explicit WebServer(std::vector<std::string> answers);
  WebServer(const WebServer&) = delete;
  WebServer& operator=(const WebServer&) = delete;
  ~WebServer();

  /// "http://127.0.0.1:PORT", followed by `path`.
  [[nodiscard]] std::string url(const std::string& path = {}) const;

  /// Waits until all answers were given, or up to ten seconds; returns the requests.
  std::vector<std::string> requests();

 private:
  void serve(std::vector<std::string> answers);

  int listener_ = -1;
  int port_ = 0;
  std::vector<std::string> requests_;
  std::thread thread_;
};

/// "HTTP/1.1 200 OK" with a body.
[[nodiscard]] std::string web_answer(const std::string& body, const std::string& status = "200 OK");

}  // namespace natsop::test
