// Leaving without breaking anybody's day: server.md 1.8.
#include <algorithm>
#include <chrono>

#include "core/engine/server/running_server.h"

namespace natsop::engine {

namespace {

constexpr std::chrono::nanoseconds kLongestPause = std::chrono::seconds(1);

}  // namespace

void RunningServer::lame_duck() {
  if (environment_->lame_duck || shut_down_) {
    return;
  }
  log_.info("Entering lame duck mode, stop accepting new clients");
  environment_->lame_duck = true;
  stop_accepting();
  if (system_ != nullptr) {
    system_->events().lame_duck();
  }
  info_.lame_duck = true;
  registry_.announce_info();
  const auto spread = std::max<std::chrono::nanoseconds>(
      options_.lame_duck_duration - options_.lame_duck_grace_period, {});
  const auto count = static_cast<std::int64_t>(registry_.open_count());
  closing_pause_ =
      count == 0 ? std::chrono::nanoseconds{} : std::min(spread / count, kLongestPause);
  closing_ = services_.loop.after(
      count == 0 ? std::chrono::nanoseconds{} : options_.lame_duck_grace_period, [this] {
        log_.info("Closing existing clients");
        close_next();
      });
}

void RunningServer::close_next() {
  if (Session* session = registry_.oldest(); session != nullptr) {
    session->close(reason::kServerShutdown);
    closing_ = services_.loop.after(closing_pause_, [this] { close_next(); });
    return;
  }
  // The timer whose call this is must not be destroyed by it.
  services_.loop.post([this] {
    shut_down();
    if (services_.ended) {
      services_.ended();
    }
  });
}

}  // namespace natsop::engine
