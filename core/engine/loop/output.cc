#include "core/engine/loop/output.h"

#include <algorithm>

namespace natsop::engine {

namespace {

// Small first: ten thousand quiet connections each have a PING to send now and then.
constexpr std::size_t kFirstBlock = 512;
constexpr std::size_t kLargestBlock = std::size_t{64} * 1024;

}  // namespace

void Output::add_block(std::size_t at_least) {
  const std::size_t grown =
      blocks_.empty() ? kFirstBlock : std::min(blocks_.back().capacity * 4, kLargestBlock);
  const std::size_t capacity = std::max(grown, at_least);
  blocks_.push_back(
      {.bytes = std::make_unique_for_overwrite<char[]>(capacity), .capacity = capacity});
}

std::size_t Output::front(std::span<iovec> pieces) const {
  std::size_t count = 0;
  for (const Block& block : blocks_) {
    if (count == pieces.size()) {
      break;
    }
    if (block.end > block.begin) {
      pieces[count++] = {.iov_base = block.bytes.get() + block.begin,
                         .iov_len = block.end - block.begin};
    }
  }
  return count;
}

void Output::consume(std::size_t size) {
  size_ -= size;
  while (size > 0) {
    Block& block = blocks_.front();
    const std::size_t part = std::min(size, block.end - block.begin);
    block.begin += part;
    size -= part;
    if (block.begin == block.end) {
      blocks_.pop_front();
    }
  }
  if (size_ == 0) {
    blocks_.clear();
  }
}

void Output::clear() {
  blocks_.clear();
  size_ = 0;
}

}  // namespace natsop::engine
