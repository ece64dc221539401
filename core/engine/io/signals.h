#pragma once
#include <functional>
#include <map>
#include <vector>

#include "core/base/result.h"
#include "core/engine/io/poller.h"

namespace natsop::engine {

/// The process's signals, told to a loop. The handler writes to a pipe that the loop's poller
/// watches. A signal belongs to the loop that asked for it last, and has its default action again
/// when that loop is gone. Loop thread only.
class Signals final : public Poller::Entry {
 public:
  explicit Signals(Poller& poller) : poller_(poller) {}
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;
  ~Signals();

  [[nodiscard]] Result<void> add(const std::vector<int>& numbers,
                                 const std::function<void(int)>& call);

  void on_events(std::uint32_t events) override;

 private:
  Poller& poller_;
  int read_end_ = -1;
  int write_end_ = -1;
  std::map<int, std::function<void(int)>> calls_;
};

}  // namespace natsop::engine
