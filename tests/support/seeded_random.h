#pragma once
#include <algorithm>
#include <cstdint>
#include <cstring>

#include "core/base/random.h"

namespace natsop::test {

/// The same bytes for the same seed, on every machine (splitmix64). One thread.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed = 1) : state_(seed) {}

  void fill(std::span<std::byte> out) override {
    while (!out.empty()) {
      const std::uint64_t word = next();
      const std::size_t count = std::min(out.size(), sizeof word);
      std::memcpy(out.data(), &word, count);
      out = out.subspan(count);
    }
  }

 private:
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }

  std::uint64_t state_;
};

}  // namespace natsop::test
