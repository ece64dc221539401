#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "core/base/clock.h"
#include "core/engine/loop/loop.h"

namespace natsop::engine {

/// Calls that are due later, in a heap. Timers that are taken back leave nothing behind, as most
/// timers of a server are. Loop thread only.
class TimerQueue {
 public:
  TimerQueue() = default;
  TimerQueue(const TimerQueue&) = delete;
  TimerQueue& operator=(const TimerQueue&) = delete;
  /// Timers may outlive it; they are never called then.
  ~TimerQueue();

  [[nodiscard]] std::unique_ptr<Timer> add(SteadyTime due, std::function<void()> call);

  /// When the next one is due; nothing without any.
  [[nodiscard]] std::optional<SteadyTime> next() const;

  /// Calls those that are due at `now`, earliest first, and not those that are added meanwhile.
  /// Returns how many.
  std::size_t run(SteadyTime now);

 private:
  class Entry;

  void remove(Entry& entry);
  void place(std::size_t index, Entry* entry);
  void rise(std::size_t index);
  void sink(std::size_t index);

  std::vector<Entry*> heap_;
  std::uint64_t added_ = 0;
};

}  // namespace natsop::engine
