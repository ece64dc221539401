#pragma once
#include <sys/uio.h>

#include <cstddef>
#include <cstring>
#include <deque>
#include <memory>
#include <span>
#include <string_view>

namespace natsop::engine {

/// Bytes on their way to a peer: written at the end, sent from the front. Grows in blocks, gives
/// them back as they are sent, holds no memory when empty. Loop thread only.
class Output {
 public:
  Output() = default;
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;
  ~Output() = default;

  /// Bytes not sent yet.
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }

  void append(std::string_view bytes) {
    std::memcpy(reserve(bytes.size()), bytes.data(), bytes.size());
    commit(bytes.size());
  }

  /// Room for at least `size` bytes in one piece, valid until the next call; commit() what was
  /// written there.
  [[nodiscard]] char* reserve(std::size_t size) {
    if (blocks_.empty() || blocks_.back().capacity - blocks_.back().end < size) {
      add_block(size);
    }
    return blocks_.back().bytes.get() + blocks_.back().end;
  }
  void commit(std::size_t size) {
    blocks_.back().end += size;
    size_ += size;
  }

  /// The front, in up to `pieces.size()` pieces; returns how many were filled.
  [[nodiscard]] std::size_t front(std::span<iovec> pieces) const;

  /// Drops what was sent.
  void consume(std::size_t size);
  void clear();

 private:
  struct Block {
    std::unique_ptr<char[]> bytes;
    std::size_t capacity = 0;
    std::size_t begin = 0;
    std::size_t end = 0;
  };

  void add_block(std::size_t at_least);

  std::deque<Block> blocks_;
  std::size_t size_ = 0;
};

}  // namespace natsop::engine
