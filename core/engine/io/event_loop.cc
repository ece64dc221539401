#include "core/engine/io/event_loop.h"

#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <mutex>
#include <utility>

#include "core/engine/io/lingering.h"
#include "core/engine/io/poller.h"
#include "core/engine/io/signals.h"
#include "core/engine/io/timer_queue.h"

namespace natsop::engine {

namespace {

// A turn ends after so much, however much more is ready: peers wait for its flushes.
constexpr std::size_t kTurnBytes = std::size_t{1} << 20;
constexpr auto kForever = std::chrono::nanoseconds::max();
// Beyond this, adding to the present time would overflow.
constexpr auto kLongestDelay = std::chrono::hours(24 * 365 * 10);

// Each read of a busy connection makes the kernel acknowledge, and on loopback send on for the
// peer: with half of this that costs more. Twice as much is out of the cache before it is parsed.
constexpr std::size_t kBufferSize = std::size_t{128} * 1024;

// Who publishes much to nobody would have to wake us for each of its segments, which costs it more
// than sending them. Nobody waits for us then, but for a moment's delay of what comes next.
constexpr std::size_t kMuch = std::size_t{64} * 1024;
constexpr std::chrono::microseconds kMoment{20};

/// Calls from other threads, and what wakes the loop for them.
class Posts final : public Poller::Entry {
 public:
  explicit Posts(Poller& poller) : poller_(poller), fd_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
    poller_.add(fd_, EPOLLIN, *this);
  }
  Posts(const Posts&) = delete;
  Posts& operator=(const Posts&) = delete;
  ~Posts() {
    poller_.remove(fd_, *this);
    ::close(fd_);
  }

  void add(std::function<void()> call) {
    bool first = false;
    {
      const std::lock_guard lock(mutex_);
      first = calls_.empty();
      calls_.push_back(std::move(call));
    }
    if (first) {
      wake();
    }
  }

  void wake() const {
    const std::uint64_t one = 1;
    // It fails only when the count is at its end, and the loop awake.
    [[maybe_unused]] const ssize_t ignored = ::write(fd_, &one, sizeof one);
  }

  void on_events(std::uint32_t) override {
    std::uint64_t count = 0;
    [[maybe_unused]] const ssize_t ignored = ::read(fd_, &count, sizeof count);
    std::vector<std::function<void()>> calls;
    {
      const std::lock_guard lock(mutex_);
      calls.swap(calls_);
    }
    for (const std::function<void()>& call : calls) {
      call();
    }
  }

 private:
  Poller& poller_;
  int fd_;
  std::mutex mutex_;
  std::vector<std::function<void()>> calls_;
};

}  // namespace

struct EventLoop::Implementation {
  Poller poller;
  Posts posts{poller};
  Signals signals{poller};
  TimerQueue timers;
  std::array<std::unique_ptr<char[]>, 4> buffers;
};

EventLoop::EventLoop()
    : implementation_(std::make_unique<Implementation>()),
      lingering_(std::make_unique<LingeringSockets>(*this)) {}

EventLoop::~EventLoop() { end_turn(); }

void EventLoop::run() {
  // Else the kernel makes 70 microseconds of 20.
  ::prctl(PR_SET_TIMERSLACK, 1UL);
  while (!stopped_.load(std::memory_order_relaxed)) {
    turn(kForever);
  }
  stopped_ = false;
}

void EventLoop::stop() {
  stopped_ = true;
  implementation_->posts.wake();
}

bool EventLoop::turn(std::chrono::nanoseconds wait) {
  TimerQueue& timers = implementation_->timers;
  time_known_ = false;
  if (const auto next = timers.next()) {
    const std::chrono::nanoseconds left = *next - clock_.steady();
    wait = std::clamp(left, std::chrono::nanoseconds(0), wait);
  } else if (wait == kForever) {
    wait = std::chrono::nanoseconds(-1);
  }
  let_input_gather(wait);
  taken_in_ = given_out_ = 0;
  more_waits_ = false;
  std::size_t done = implementation_->poller.dispatch(
      wait, [this] { return taken_in_ + given_out_ >= kTurnBytes; });
  if (timers.next()) {
    done += timers.run(turn_time());
  }
  end_turn();
  return done > 0;
}

void EventLoop::let_input_gather(std::chrono::nanoseconds wait) const {
  const bool only_took_in = taken_in_ >= kMuch && given_out_ == 0 && !more_waits_;
  const bool may_wait = wait < std::chrono::nanoseconds(0) || wait > kMoment;
  if (only_took_in && may_wait && implementation_->poller.all_told()) {
    const timespec moment{0, std::chrono::nanoseconds(kMoment).count()};
    ::nanosleep(&moment, nullptr);
  }
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
  return implementation_->signals.add(signals, call);
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
  const auto bounded = std::min<std::chrono::nanoseconds>(delay, kLongestDelay);
  return implementation_->timers.add(clock_.steady() + bounded, std::move(call));
}

void EventLoop::post(std::function<void()> call) { implementation_->posts.add(std::move(call)); }

Poller& EventLoop::poller() { return implementation_->poller; }

std::span<char> EventLoop::buffer(Buffer which) {
  std::unique_ptr<char[]>& place = implementation_->buffers.at(static_cast<std::size_t>(which));
  if (!place) {
    place = std::make_unique_for_overwrite<char[]>(kBufferSize);
  }
  return {place.get(), kBufferSize};
}

}  // namespace natsop::engine
