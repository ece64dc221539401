#pragma once
#include <algorithm>
#include <cstdint>
#include <cstring>

#include "core/base/random.h"

namespace natsop {

/// A quick sequence of numbers that its seed decides, the same on every machine (splitmix64): for
/// chances that nobody must be kept from guessing, and for tests. One thread.
class SplitMix : public Random {
 public:
  explicit SplitMix(std::uint64_t seed) : state_(seed) {}

  void fill(std::span<std::byte> out) override {
    while (!out.empty()) {
      const std::uint64_t word = next();
      const std::size_t count = std::min(out.size(), sizeof word);
      std::memcpy(out.data(), &word, count);
      out = out.subspan(count);
    }
  }

 protected:
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15U);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
  }

 private:
  std::uint64_t state_;
};

}  // namespace natsop
