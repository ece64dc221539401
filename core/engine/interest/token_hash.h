#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace natsop::engine {

/// A hash of a token or a whole subject for tables of this process: eight bytes at a step. Not for
/// anything that is stored or sent.
[[nodiscard]] inline std::uint64_t hash_of(std::string_view text) {
  constexpr std::uint64_t kFactor = 0x9e3779b97f4a7c15ULL;
  const auto mix = [](std::uint64_t h) {
    h ^= h >> 32;
    h *= 0xd6e8feb86659fd93ULL;
    return h ^ (h >> 32);
  };
  std::uint64_t hash = text.size() * kFactor;
  const char* at = text.data();
  std::size_t left = text.size();
  std::uint64_t word = 0;
  while (left >= sizeof word) {
    std::memcpy(&word, at, sizeof word);
    hash = mix(hash ^ word) * kFactor;
    at += sizeof word;
    left -= sizeof word;
  }
  if (left >= 4) {
    // Two words that overlap, so that every length from four takes one step.
    std::uint32_t low = 0;
    std::uint32_t high = 0;
    std::memcpy(&low, at, sizeof low);
    std::memcpy(&high, at + left - sizeof high, sizeof high);
    word = (std::uint64_t{high} << 32) | low;
  } else {
    word = 0;
    for (std::size_t i = 0; i < left; ++i) {
      word = (word << 8) | static_cast<unsigned char>(at[i]);
    }
  }
  return mix(hash ^ word);
}

/// Whether two texts are the same: without a call for those as short as subjects are.
[[nodiscard]] inline bool same_text(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) {
    return false;
  }
  const char* x = a.data();
  const char* y = b.data();
  std::size_t left = a.size();
  std::uint64_t first = 0;
  std::uint64_t second = 0;
  for (; left >= sizeof first; left -= sizeof first) {
    std::memcpy(&first, x, sizeof first);
    std::memcpy(&second, y, sizeof second);
    if (first != second) {
      return false;
    }
    x += sizeof first;
    y += sizeof second;
  }
  for (; left > 0; --left) {
    if (*x++ != *y++) {
      return false;
    }
  }
  return true;
}

}  // namespace natsop::engine
