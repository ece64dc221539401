#pragma once
#include <cstdint>

#include "core/base/splitmix.h"

namespace natsop::test {

/// The same bytes for the same seed, on every machine. One thread.
class SeededRandom final : public SplitMix {
 public:
  explicit SeededRandom(std::uint64_t seed = 1) : SplitMix(seed) {}
};

}  // namespace natsop::test
