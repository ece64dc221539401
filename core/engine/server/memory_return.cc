#include "core/engine/server/memory_return.h"

#include <algorithm>
#include <utility>

#include "core/base/memory.h"
#include "core/engine/loop/output.h"

namespace natsop::engine {

MemoryReturn::MemoryReturn(Loop& loop, Memory memory)
    : loop_(loop), memory_(std::move(memory)), usual_(excess()) {
  next_ = loop_.after(kPause, [this] { look(); });
}

void MemoryReturn::look() {
  const SteadyTime begin = loop_.clock().steady();
  const std::uint64_t now = excess();
  usual_ = std::min(usual_, now);
  if (now >= usual_ + kSlack) {
    memory_.trim();
    usual_ = excess();
  }
  const std::chrono::nanoseconds spent = loop_.clock().steady() - begin;
  next_ =
      loop_.after(std::max<std::chrono::nanoseconds>(kPause, spent * kShare), [this] { look(); });
}

std::uint64_t MemoryReturn::excess() const {
  const std::uint64_t resident = memory_.resident();
  return resident - std::min(resident, memory_.used());
}

MemoryReturn::Memory MemoryReturn::of_process(std::function<std::uint64_t()> resident) {
  return {.resident = std::move(resident), .used = heap_in_use, .trim = [] {
            Output::drop_pool();
            return_free_memory();
          }};
}

}  // namespace natsop::engine
