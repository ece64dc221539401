#include "core/engine/loop/output.h"

#include <algorithm>
#include <array>
#include <bit>
#include <memory>
#include <utility>

namespace natsop::engine {

namespace {

// Small first: ten thousand quiet connections each have a PING to send now and then.
constexpr std::size_t kFirstBlock = 512;
constexpr std::size_t kLargestBlock = std::size_t{64} * 1024;
// 512, 1024, … 65536.
constexpr std::size_t kClasses = 8;
// Enough for sixty-four busy connections; what is beyond goes back to the heap.
constexpr std::size_t kPoolLimit = std::size_t{4} * 1024 * 1024;

std::size_t class_of(std::size_t allocation) {
  return static_cast<std::size_t>(std::bit_width((allocation - 1) / kFirstBlock));
}

}  // namespace

/// Free blocks by size. Allocations that are no power of two up to the largest are not kept.
class Output::Pool {
 public:
  Pool() = default;
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;
  ~Pool() { drop(); }

  /// A block whose allocation, with its head, is at least `wanted`.
  Block* take(std::size_t wanted) {
    std::size_t allocation = std::max(wanted, kFirstBlock);
    if (allocation <= kLargestBlock) {
      const std::size_t index = class_of(allocation);
      allocation = kFirstBlock << index;
      if (Block* block = free_[index]; block != nullptr) {
        free_[index] = block->next;
        held_ -= allocation;
        return reset(block, allocation);
      }
    }
    void* memory = std::allocator<char>().allocate(allocation);
    return reset(static_cast<Block*>(memory), allocation);
  }

  void give(Block* block) {
    const std::size_t allocation = block->capacity + sizeof(Block);
    if (allocation > kLargestBlock || held_ + allocation > kPoolLimit) {
      release(block);
      return;
    }
    const std::size_t index = class_of(allocation);
    block->next = free_[index];
    free_[index] = block;
    held_ += allocation;
  }

  void drop() {
    for (Block*& list : free_) {
      while (list != nullptr) {
        release(std::exchange(list, list->next));
      }
    }
    held_ = 0;
  }

  [[nodiscard]] std::size_t held() const { return held_; }

 private:
  static void release(Block* block) {
    const std::size_t allocation = block->capacity + sizeof(Block);
    void* memory = block;
    std::allocator<char>().deallocate(static_cast<char*>(memory), allocation);
  }

  static Block* reset(Block* block, std::size_t allocation) {
    block->next = nullptr;
    block->capacity = allocation - sizeof(Block);
    block->begin = 0;
    block->end = 0;
    return block;
  }

  std::array<Block*, kClasses> free_{};
  std::size_t held_ = 0;
};

Output::Pool& Output::pool() {
  thread_local Pool instance;
  return instance;
}

std::size_t Output::pool_bytes() { return pool().held(); }
void Output::drop_pool() { pool().drop(); }

void Output::add_block(std::size_t at_least) {
  // The first block has the size of the last burst; then they grow, so that a burst needs few.
  const std::size_t grown = last_ == nullptr
                                ? std::min<std::size_t>(expected_ + sizeof(Block), kLargestBlock)
                                : std::min((last_->capacity + sizeof(Block)) * 4, kLargestBlock);
  Block* block = pool().take(std::max(grown, at_least + sizeof(Block)));
  (last_ == nullptr ? first_ : last_->next) = block;
  last_ = block;
}

void Output::append_split(std::string_view bytes) {
  const std::size_t part = room();
  if (part > 0) {
    std::memcpy(last_->data() + last_->end, bytes.data(), part);
    commit(part);
    bytes.remove_prefix(part);
  }
  std::memcpy(reserve(bytes.size()), bytes.data(), bytes.size());
  commit(bytes.size());
}

void Output::take(Output& other) {
  if (other.size_ == 0 || &other == this) {
    return;
  }
  if (size_ == 0) {
    clear();  // a block that was reserved and never written
  }
  (last_ == nullptr ? first_ : last_->next) = other.first_;
  last_ = other.last_;
  size_ += other.size_;
  other.expected_ =
      static_cast<std::uint32_t>(std::min<std::size_t>(other.size_ + other.taken_, kLargestBlock));
  other.taken_ = 0;
  other.first_ = nullptr;
  other.last_ = nullptr;
  other.size_ = 0;
}

std::size_t Output::take_front(Output& other, std::size_t at_most) {
  if (other.size_ <= at_most) {
    const std::size_t all = other.size_;
    take(other);
    return all;
  }
  if (size_ == 0) {
    clear();
  }
  std::size_t moved = 0;
  // The last block stays: it holds some of the bytes that are too many.
  while (other.first_ != other.last_) {
    const std::size_t part = other.first_->end - other.first_->begin;
    if (moved > 0 && moved + part > at_most) {
      break;
    }
    Block* block = std::exchange(other.first_, other.first_->next);
    block->next = nullptr;
    (last_ == nullptr ? first_ : last_->next) = block;
    last_ = block;
    moved += part;
  }
  if (moved == 0) {
    const Block* only = other.first_;
    moved = std::min(at_most, only->end - only->begin);
    append({other.first_->data() + only->begin, moved});
    other.consume(moved);
    return moved;
  }
  other.taken_ =
      static_cast<std::uint32_t>(std::min<std::size_t>(other.taken_ + moved, kLargestBlock));
  other.size_ -= moved;
  size_ += moved;
  return moved;
}

std::size_t Output::front(std::span<iovec> pieces) const {
  std::size_t count = 0;
  for (Block* block = first_; block != nullptr && count < pieces.size(); block = block->next) {
    if (block->end > block->begin) {
      pieces[count++] = {.iov_base = block->data() + block->begin,
                         .iov_len = block->end - block->begin};
    }
  }
  return count;
}

std::string_view Output::first_piece() const {
  Block* block = first_;
  while (block != nullptr && block->begin == block->end) {
    block = block->next;
  }
  return block == nullptr
             ? std::string_view()
             : std::string_view(block->data() + block->begin, block->end - block->begin);
}

void Output::consume(std::size_t size) {
  taken_ = static_cast<std::uint32_t>(std::min<std::size_t>(taken_ + size, kLargestBlock));
  size_ -= size;
  if (size_ == 0) {
    expected_ = taken_;
    taken_ = 0;
    clear();
    return;
  }
  while (size > 0) {
    const std::size_t part = std::min(size, first_->end - first_->begin);
    first_->begin += part;
    size -= part;
    if (first_->begin == first_->end) {
      Block* next = first_->next;
      pool().give(first_);
      first_ = next;
    }
  }
}

void Output::clear() {
  while (first_ != nullptr) {
    Block* next = first_->next;
    pool().give(first_);
    first_ = next;
  }
  last_ = nullptr;
  size_ = 0;
}

}  // namespace natsop::engine
