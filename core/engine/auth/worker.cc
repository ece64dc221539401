#include "core/engine/auth/worker.h"

#include <utility>

namespace natsop::engine {

Worker::Worker(Loop& loop, unsigned threads) : loop_(loop), most_(threads) {}

Worker::~Worker() {
  *alive_ = false;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    jobs_.clear();
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) {
    thread.join();
  }
}

void Worker::run(Job job) {
  std::size_t idle = 0;
  std::size_t waiting = 0;
  {
    const std::lock_guard lock(mutex_);
    jobs_.push_back(std::move(job));
    idle = idle_;
    waiting = jobs_.size();
  }
  if (idle < waiting && threads_.size() < most_) {
    threads_.emplace_back([this] { work(); });
  }
  wake_.notify_one();
}

std::size_t Worker::waiting() const {
  const std::lock_guard lock(mutex_);
  return jobs_.size();
}

void Worker::work() {
  while (true) {
    Job job;
    {
      std::unique_lock lock(mutex_);
      ++idle_;
      wake_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
      --idle_;
      if (stopping_) {
        return;
      }
      job = std::move(jobs_.front());
      jobs_.pop_front();
    }
    Completion completion = job();
    if (completion) {
      loop_.post([alive = alive_, call = std::move(completion)] {
        if (*alive) {
          call();
        }
      });
    }
  }
}

}  // namespace natsop::engine
