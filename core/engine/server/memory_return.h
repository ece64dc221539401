#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>

#include "core/engine/loop/loop.h"

namespace natsop::engine {

/// Gives memory back to the system when a crowd of clients has left: the C library keeps what was
/// freed. Looks every few seconds, and acts when the process has become larger by a good deal than
/// what it uses. Loop thread only.
class MemoryReturn {
 public:
  /// How often it looks, unless looking takes long; and by how much the process must be larger than
  /// usual, in bytes.
  static constexpr std::chrono::seconds kPause{3};
  static constexpr std::uint64_t kSlack = std::uint64_t{4} << 20U;
  /// Looking and giving back take no more than this part of the loop's time.
  static constexpr int kShare = 200;

  /// Where the figures come from, in bytes, and what gives memory back. used() may take longer the
  /// more there is to give back, and trim() does.
  struct Memory {
    std::function<std::uint64_t()> resident;
    std::function<std::uint64_t()> used;
    std::function<void()> trim;
  };

  MemoryReturn(Loop& loop, Memory memory);

  /// The C library's memory, beside what `resident` says of the process.
  [[nodiscard]] static Memory of_process(std::function<std::uint64_t()> resident);

 private:
  void look();
  [[nodiscard]] std::uint64_t excess() const;

  Loop& loop_;
  Memory memory_;
  /// By how much the process is larger than what it uses when all is well: its code, and memory
  /// that could not be given back.
  std::uint64_t usual_;
  std::unique_ptr<Timer> next_;
};

}  // namespace natsop::engine
