#pragma once
#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "core/engine/loop/loop.h"
#include "tests/support/fake_clock.h"

namespace natsop::test {

/// A loop with virtual time, run by hand: nothing happens until turn(), settle() or advance(). Must
/// outlive the timers made by it. One thread, but for post().
class EngineLoop final : public engine::Loop {
 public:
  EngineLoop() : turn_time_(clock_.steady()) {}
  ~EngineLoop() override { settle(); }

  [[nodiscard]] FakeClock& fake_clock() { return clock_; }
  [[nodiscard]] const Clock& clock() const override { return clock_; }
  [[nodiscard]] SteadyTime turn_time() const override { return turn_time_; }

  [[nodiscard]] std::unique_ptr<engine::Timer> after(std::chrono::nanoseconds delay,
                                                     std::function<void()> call) override {
    const std::uint64_t id = ++last_timer_;
    const SteadyTime due =
        clock_.steady() + std::chrono::duration_cast<SteadyTime::duration>(delay);
    timers_->emplace(std::pair(due, id), std::move(call));
    return std::make_unique<Pending>(timers_, std::pair(due, id));
  }

  void post(std::function<void()> call) override {
    {
      const std::lock_guard lock(mutex_);
      posted_.push_back(std::move(call));
    }
    wake_.notify_one();
  }
  void flush_at_turn_end(engine::Flushable& what) override { flushes_.push_back(&what); }
  void dispose(std::unique_ptr<engine::Disposable> what) override {
    disposals_.push_back(std::move(what));
  }

  /// One turn: calls posted before it and timers that are due, then flushes, then disposals.
  void turn() {
    turn_time_ = clock_.steady();
    auto calls = take_posted();
    for (auto& call : calls) {
      call();
    }
    const std::uint64_t until = last_timer_;  // those that are added meanwhile wait, as for real
    while (!timers_->empty() && timers_->begin()->first.first <= turn_time_ &&
           timers_->begin()->first.second <= until) {
      auto call = std::move(timers_->begin()->second);
      timers_->erase(timers_->begin());
      call();
    }
    end_turn();
  }

  /// What ends a turn in which the test itself made calls.
  void end_turn() {
    while (!flushes_.empty()) {
      auto flushes = std::exchange(flushes_, {});
      for (engine::Flushable* each : flushes) {
        each->flush();
      }
    }
    // Destructors may dispose of more.
    while (!disposals_.empty()) {
      auto gone = std::exchange(disposals_, {});
      gone.clear();
    }
  }

  /// Turns until nothing is posted.
  void settle() {
    do {
      turn();
    } while (has_posted());
  }

  /// Turns until `done`, waiting in real time for what other threads post. False when nothing came
  /// for ten seconds.
  bool settle_until(const std::function<bool()>& done) {
    while (true) {
      settle();
      if (done()) {
        return true;
      }
      std::unique_lock lock(mutex_);
      if (!wake_.wait_for(lock, std::chrono::seconds(10), [this] { return !posted_.empty(); })) {
        return false;
      }
    }
  }

  /// Lets time pass, each timer at its moment.
  void advance(std::chrono::nanoseconds by) {
    settle();
    const SteadyTime end = clock_.steady() + std::chrono::duration_cast<SteadyTime::duration>(by);
    while (!timers_->empty() && timers_->begin()->first.first <= end) {
      clock_.advance(timers_->begin()->first.first - clock_.steady());
      settle();
    }
    clock_.advance(end - clock_.steady());
    settle();
  }

  [[nodiscard]] std::size_t timers() const { return timers_->size(); }

 private:
  std::deque<std::function<void()>> take_posted() {
    const std::lock_guard lock(mutex_);
    return std::exchange(posted_, {});
  }
  bool has_posted() {
    const std::lock_guard lock(mutex_);
    return !posted_.empty();
  }

  using Key = std::pair<SteadyTime, std::uint64_t>;
  using Timers = std::map<Key, std::function<void()>>;

  class Pending final : public engine::Timer {
   public:
    Pending(std::shared_ptr<Timers> timers, Key key) : timers_(std::move(timers)), key_(key) {}
    ~Pending() override { timers_->erase(key_); }

   private:
    std::shared_ptr<Timers> timers_;
    Key key_;
  };

  FakeClock clock_;
  SteadyTime turn_time_;
  std::shared_ptr<Timers> timers_ = std::make_shared<Timers>();
  std::uint64_t last_timer_ = 0;
  std::mutex mutex_;  // of posted_
  std::condition_variable wake_;
  std::deque<std::function<void()>> posted_;
  std::vector<engine::Flushable*> flushes_;
  std::vector<std::unique_ptr<engine::Disposable>> disposals_;
};

}  // namespace natsop::test
