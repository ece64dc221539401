#include "core/engine/io/event_loop.h"

#include <algorithm>
#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <utility>

#include "core/engine/io/lingering.h"
#include "core/engine/io/poller.h"

namespace natsop::engine {

namespace asio = boost::asio;

namespace {

// A turn ends after so much, however much more is ready: peers wait for its flushes.
constexpr std::size_t kTurnBytes = std::size_t{1} << 20;
constexpr int kTurnCalls = 256;

constexpr auto kForever = std::chrono::nanoseconds::max();
// Beyond this, adding to the present time would overflow.
constexpr auto kLongestDelay = std::chrono::hours(24 * 365 * 10);

constexpr std::size_t kBufferSize = std::size_t{128} * 1024;

using LoopTimer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                             asio::wait_traits<std::chrono::steady_clock>,
                                             asio::io_context::executor_type>;

class AsioTimer final : public Timer {
 public:
  AsioTimer(asio::io_context& context, std::chrono::nanoseconds delay, std::function<void()> call)
      : timer_(context),
        // Shared with the pending wait: either may end first.
        call_(std::make_shared<std::function<void()>>(std::move(call))) {
    timer_.expires_after(std::min<std::chrono::nanoseconds>(delay, kLongestDelay));
    timer_.async_wait([shared = call_](const boost::system::error_code&) {
      // Taken out first: the call may destroy its timer.
      const std::function<void()> due = std::exchange(*shared, nullptr);
      if (due) {
        due();
      }
    });
  }
  ~AsioTimer() override { *call_ = nullptr; }

 private:
  LoopTimer timer_;
  std::shared_ptr<std::function<void()>> call_;
};

}  // namespace

struct EventLoop::Implementation {
  struct Signals {
    explicit Signals(asio::io_context& context) : set(context) {}
    asio::signal_set set;
    std::function<void(int)> call;
  };

  // Only post() comes from other threads, so that descriptors need no locks.
  asio::io_context context{BOOST_ASIO_CONCURRENCY_HINT_UNSAFE_IO};
  asio::executor_work_guard<asio::io_context::executor_type> work{context.get_executor()};
  Poller poller;
  // Given back before it is destroyed, as the poller owns the descriptor.
  asio::posix::basic_stream_descriptor<asio::io_context::executor_type> poller_watch{context,
                                                                                     poller.fd()};
  std::vector<std::unique_ptr<Signals>> signals;
  std::array<std::unique_ptr<char[]>, 4> buffers;
  /// The poller had its call in this turn, and told of all that it knew.
  bool sockets_ready = false;

  ~Implementation() { poller_watch.release(); }

  void wait_for_sockets(EventLoop& loop) {
    poller_watch.async_wait(asio::posix::descriptor_base::wait_read,
                            [this, &loop](const boost::system::error_code& error) {
                              if (!error) {
                                sockets_ready = true;
                                poller.dispatch([&loop] { return loop.spent_ >= kTurnBytes; });
                                wait_for_sockets(loop);
                              }
                            });
  }

  void wait(Signals& what) {
    what.set.async_wait([this, &what](const boost::system::error_code& error, int number) {
      if (!error) {
        what.call(number);
        wait(what);
      }
    });
  }
};

EventLoop::EventLoop()
    : implementation_(std::make_unique<Implementation>()),
      lingering_(std::make_unique<LingeringSockets>(*this)) {
  implementation_->wait_for_sockets(*this);
}

EventLoop::~EventLoop() { end_turn(); }

void EventLoop::run() {
  while (!stopped_.load(std::memory_order_relaxed)) {
    turn(kForever);
  }
  stopped_ = false;
}

void EventLoop::stop() {
  stopped_ = true;
  // Wakes it.
  asio::post(implementation_->context, [] {});
}

bool EventLoop::turn(std::chrono::nanoseconds wait) {
  asio::io_context& context = implementation_->context;
  spent_ = 0;
  implementation_->sockets_ready = false;
  const std::size_t ran = wait == kForever ? context.run_one() : context.run_one_for(wait);
  if (ran == 0) {
    end_turn();
    return false;
  }
  // With the sockets done, what else is due can have a turn of its own: asking for it costs a call
  // of the system.
  for (int calls = 1; calls < kTurnCalls && !implementation_->sockets_ready; ++calls) {
    if (context.poll_one() == 0) {
      break;
    }
  }
  end_turn();
  return true;
}

bool EventLoop::run_until(const std::function<bool()>& done, std::chrono::nanoseconds limit) {
  const SteadyTime until = clock_.steady() + limit;
  while (!done()) {
    const std::chrono::nanoseconds left = until - clock_.steady();
    if (left.count() <= 0) {
      return false;
    }
    turn(left);
  }
  return true;
}

void EventLoop::end_turn() {
  // A flush may ask for another one, a destructor may dispose of more.
  for (std::size_t i = 0; i < flushes_.size(); ++i) {
    flushes_[i]->flush();
  }
  flushes_.clear();
  for (std::size_t i = 0; i < disposals_.size(); ++i) {
    std::exchange(disposals_[i], nullptr).reset();
  }
  disposals_.clear();
  time_known_ = false;
}

Result<void> EventLoop::on_signal(std::vector<int> signals, std::function<void(int)> call) {
  auto added = std::make_unique<Implementation::Signals>(implementation_->context);
  added->call = std::move(call);
  for (const int number : signals) {
    boost::system::error_code error;
    if (added->set.add(number, error); error) {
      return Error(Code::Failed, "signal " + std::to_string(number) + ": " + error.message());
    }
  }
  implementation_->wait(*added);
  implementation_->signals.push_back(std::move(added));
  return {};
}

SteadyTime EventLoop::turn_time() const {
  if (!time_known_) {
    turn_time_ = clock_.steady();
    time_known_ = true;
  }
  return turn_time_;
}

std::unique_ptr<Timer> EventLoop::after(std::chrono::nanoseconds delay,
                                        std::function<void()> call) {
  return std::make_unique<AsioTimer>(implementation_->context, delay, std::move(call));
}

void EventLoop::post(std::function<void()> call) {
  asio::post(implementation_->context, std::move(call));
}

Poller& EventLoop::poller() { return implementation_->poller; }

std::span<char> EventLoop::buffer(Buffer which) {
  std::unique_ptr<char[]>& place = implementation_->buffers.at(static_cast<std::size_t>(which));
  if (!place) {
    place = std::make_unique_for_overwrite<char[]>(kBufferSize);
  }
  return {place.get(), kBufferSize};
}

}  // namespace natsop::engine
