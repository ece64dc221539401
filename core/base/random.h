#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace natsop {

/// Where random bytes come from. Passed to whoever needs it, so that tests replay a seed
/// (tests/support/seeded_random.h). Keys are made from SystemRandom only.
class Random {
 public:
  Random() = default;
  Random(const Random&) = delete;
  Random& operator=(const Random&) = delete;
  virtual ~Random() = default;

  /// Overwrites every byte of `out`.
  virtual void fill(std::span<std::byte> out) = 0;

  /// A number in [0, bound), each equally likely; 0 when bound is 0 or 1.
  [[nodiscard]] std::uint64_t number(std::uint64_t bound);

  /// `length` characters, each drawn from `alphabet`, which must not be empty.
  [[nodiscard]] std::string text(std::size_t length, std::string_view alphabet);
};

/// The kernel's generator (getrandom); fit for keys, safe from any thread.
class SystemRandom final : public Random {
 public:
  /// Ends the process when the kernel cannot supply randomness: nothing safe could follow.
  void fill(std::span<std::byte> out) override;
};

}  // namespace natsop
