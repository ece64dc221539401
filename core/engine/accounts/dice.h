#pragma once
#include <algorithm>
#include <cstdint>
#include <cstring>

#include "core/base/random.h"

namespace natsop::engine {

/// Chance that is drawn for single messages, where asking the kernel would cost more than the
/// message: which member of a queue group, which weighted mapping, whether to measure. Never for
/// what must not be guessed. Seeded from the server's Random (splitmix64).
class Dice final : public Random {
 public:
  explicit Dice(Random& seed) : state_(seed.number(~std::uint64_t{0})) {}

  void fill(std::span<std::byte> out) override {
    while (!out.empty()) {
      const std::uint64_t word = next();
      const std::size_t count = std::min(out.size(), sizeof word);
      std::memcpy(out.data(), &word, count);
      out = out.subspan(count);
    }
  }

  /// One of 0 to bound - 1, bound being at least 1 and small.
  [[nodiscard]] std::size_t draw(std::size_t bound) {
    return static_cast<std::size_t>(((next() >> 32) * bound) >> 32);
  }

 private:
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15U);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
  }

  std::uint64_t state_;
};

}  // namespace natsop::engine
