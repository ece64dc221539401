#pragma once
#include <string>
#include <string_view>

#include "core/engine/monitor/server_view.h"

namespace natsop::engine {

/// What the monitoring port answers.
struct HttpAnswer {
  int status = 200;
  std::string content_type;
  std::string body;
  bool any_origin = false;  ///< with Access-Control-Allow-Origin: *
};

/// Turns a request to the monitoring port into its answer. Knows nothing of sockets: the listener
/// calls it on the loop's thread. Counts requests in `facts.http_requests`.
class HttpRouter {
 public:
  /// Both must outlive it; `view.facts` is `facts`.
  HttpRouter(const ServerView& view, ServerFacts& facts) : view_(view), facts_(facts) {}

  /// `target` is that of the request line: "/connz?subs=1". Methods do not matter, as in
  /// nats-server.
  [[nodiscard]] HttpAnswer answer(std::string_view target);

 private:
  const ServerView& view_;
  ServerFacts& facts_;
};

}  // namespace natsop::engine
