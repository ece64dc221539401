#pragma once
#include <cstddef>
#include <cstdint>

#include "core/base/splitmix.h"

namespace natsop::engine {

/// Chance that is drawn for single messages, where asking the kernel would cost more than the
/// message: which member of a queue group, which weighted mapping, whether to measure. Never for
/// what must not be guessed. Seeded from the server's Random.
class Dice final : public SplitMix {
 public:
  explicit Dice(Random& seed) : SplitMix(seed.number(~std::uint64_t{0})) {}

  /// One of 0 to bound - 1, bound being at least 1 and small.
  [[nodiscard]] std::size_t draw(std::size_t bound) {
    return static_cast<std::size_t>(((next() >> 32) * bound) >> 32);
  }
};

}  // namespace natsop::engine
