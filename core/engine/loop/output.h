#pragma once
#include <sys/uio.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace natsop::engine {

/// Bytes on their way to a peer: written at the end, sent from the front. Grows in blocks, gives
/// them back as they are sent, holds no memory when empty. Loop thread only.
///
/// Blocks come from a pool of the thread, so that steady traffic allocates nothing; the pool keeps
/// a few MiB at most.
class Output {
 public:
  Output() = default;
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;
  ~Output() { clear(); }

  /// Bytes not sent yet.
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }

  /// May split the bytes between blocks.
  void append(std::string_view bytes) {
    if (room() >= bytes.size()) {
      if (!bytes.empty()) {
        std::memcpy(last_->data() + last_->end, bytes.data(), bytes.size());
        commit(bytes.size());
      }
      return;
    }
    append_split(bytes);
  }

  /// Room for at least `size` bytes in one piece, valid until the next call; commit() what was
  /// written there.
  [[nodiscard]] char* reserve(std::size_t size) {
    if (last_ == nullptr || room() < size) {
      add_block(size);
    }
    return last_->data() + last_->end;
  }
  void commit(std::size_t size) {
    last_->end += size;
    size_ += size;
  }

  /// Bytes that fit behind the last one without another block.
  [[nodiscard]] std::size_t room() const {
    return last_ == nullptr ? 0 : last_->capacity - last_->end;
  }

  /// Moves everything in `other` to the end of this, without copying it.
  void take(Output& other);
  /// The same for its front: whole blocks, at least one, and no more than `at_most` bytes beyond
  /// that. Returns how many bytes moved.
  std::size_t take_front(Output& other, std::size_t at_most);

  /// The front, in up to `pieces.size()` pieces; returns how many were filled.
  [[nodiscard]] std::size_t front(std::span<iovec> pieces) const;

  /// Its first piece; empty when it is empty.
  [[nodiscard]] std::string_view first_piece() const;

  /// Drops what was sent.
  void consume(std::size_t size);
  void clear();

  /// Memory that this thread's pool holds for later use; drop_pool() gives it back.
  [[nodiscard]] static std::size_t pool_bytes();
  static void drop_pool();

 private:
  /// The head of an allocation; its bytes follow.
  struct Block {
    Block* next;
    std::size_t capacity;
    std::size_t begin;
    std::size_t end;
    [[nodiscard]] char* data() { return reinterpret_cast<char*>(this + 1); }
  };
  class Pool;

  static Pool& pool();
  void add_block(std::size_t at_least);
  void append_split(std::string_view bytes);

  Block* first_ = nullptr;
  Block* last_ = nullptr;
  std::size_t size_ = 0;
  /// What it held when it was last emptied or grew: how much to ask for next time.
  std::uint32_t expected_ = 0;
  std::uint32_t taken_ = 0;
};

}  // namespace natsop::engine
