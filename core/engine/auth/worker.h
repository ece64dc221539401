#pragma once
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "core/engine/loop/loop.h"

namespace natsop::engine {

/// A few threads for what would hold up the loop: password hashes, files of tokens, requests to
/// account servers. With one thread jobs run one after the other, in order.
///
/// A thread is started when a job comes and none is free, so that a server that needs none has
/// none. Made, used and destroyed on the loop's thread. Destruction drops the jobs that have not
/// begun, waits for those that have, and drops what they return.
class Worker {
 public:
  /// Runs on the loop once a job is done; may be empty.
  using Completion = std::function<void()>;
  /// Runs once on a thread of the worker, which also destroys it; must not touch what the loop's
  /// thread owns, and moves into the completion what only that thread may destroy.
  using Job = std::function<Completion()>;

  explicit Worker(Loop& loop, unsigned threads = 1);
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;
  ~Worker();

  void run(Job job);

  /// Jobs that have not begun.
  [[nodiscard]] std::size_t waiting() const;

 private:
  void work();

  Loop& loop_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  // looked at by the loop's thread
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job> jobs_;
  bool stopping_ = false;
  std::size_t idle_ = 0;  // threads that wait for a job
  const unsigned most_;   // threads
  std::vector<std::thread> threads_;
};

}  // namespace natsop::engine
