#include "core/engine/io/timer_queue.h"

#include <utility>

namespace natsop::engine {

class TimerQueue::Entry final : public Timer {
 public:
  Entry(TimerQueue& queue, SteadyTime due, std::uint64_t number, std::function<void()> call)
      : queue_(&queue), due_(due), number_(number), call_(std::move(call)) {}
  ~Entry() override {
    if (queue_ != nullptr) {
      queue_->remove(*this);
    }
  }

  /// Of two that are due at once, the one that was added first.
  [[nodiscard]] bool before(const Entry& other) const {
    return due_ != other.due_ ? due_ < other.due_ : number_ < other.number_;
  }

 private:
  friend class TimerQueue;
  TimerQueue* queue_;  ///< null: called, or the queue is gone
  std::size_t index_ = 0;
  SteadyTime due_;
  std::uint64_t number_;
  std::function<void()> call_;
};

TimerQueue::~TimerQueue() {
  for (Entry* entry : heap_) {
    entry->queue_ = nullptr;
  }
}

std::unique_ptr<Timer> TimerQueue::add(SteadyTime due, std::function<void()> call) {
  auto entry = std::make_unique<Entry>(*this, due, added_++, std::move(call));
  heap_.push_back(entry.get());
  entry->index_ = heap_.size() - 1;
  rise(entry->index_);
  return entry;
}

std::optional<SteadyTime> TimerQueue::next() const {
  return heap_.empty() ? std::nullopt : std::optional(heap_.front()->due_);
}

std::size_t TimerQueue::run(SteadyTime now) {
  const std::uint64_t until = added_;
  std::size_t count = 0;
  while (!heap_.empty() && heap_.front()->due_ <= now && heap_.front()->number_ < until) {
    Entry& entry = *heap_.front();
    remove(entry);
    entry.queue_ = nullptr;
    // Taken out first: the call may destroy its timer.
    const std::function<void()> call = std::move(entry.call_);
    call();
    ++count;
  }
  return count;
}

void TimerQueue::remove(Entry& entry) {
  const std::size_t index = entry.index_;
  Entry* last = heap_.back();
  heap_.pop_back();
  if (last != &entry) {
    place(index, last);
    rise(index);
    sink(last->index_);
  }
}

void TimerQueue::place(std::size_t index, Entry* entry) {
  heap_[index] = entry;
  entry->index_ = index;
}

void TimerQueue::rise(std::size_t index) {
  Entry* entry = heap_[index];
  while (index > 0) {
    const std::size_t parent = (index - 1) / 2;
    if (!entry->before(*heap_[parent])) {
      break;
    }
    place(index, heap_[parent]);
    index = parent;
  }
  place(index, entry);
}

void TimerQueue::sink(std::size_t index) {
  Entry* entry = heap_[index];
  for (;;) {
    std::size_t child = 2 * index + 1;
    if (child >= heap_.size()) {
      break;
    }
    if (child + 1 < heap_.size() && heap_[child + 1]->before(*heap_[child])) {
      ++child;
    }
    if (!heap_[child]->before(*entry)) {
      break;
    }
    place(index, heap_[child]);
    index = child;
  }
  place(index, entry);
}

}  // namespace natsop::engine
