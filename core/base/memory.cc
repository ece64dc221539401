#include "core/base/memory.h"

#include <malloc.h>

namespace natsop {

std::uint64_t heap_in_use() {
  const struct mallinfo2 info = ::mallinfo2();
  return static_cast<std::uint64_t>(info.uordblks + info.hblkhd);
}

void return_free_memory() { ::malloc_trim(0); }

}  // namespace natsop
