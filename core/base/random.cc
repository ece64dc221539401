#include "core/base/random.h"

#include <sys/random.h>

#include <cerrno>
#include <cstdlib>
#include <limits>

namespace natsop {

std::uint64_t Random::number(std::uint64_t bound) {
  if (bound < 2) {
    return 0;
  }
  // Values past the last whole multiple of bound would favour the small numbers: draw again.
  constexpr auto kMax = std::numeric_limits<std::uint64_t>::max();
  const std::uint64_t surplus = (kMax % bound + 1) % bound;
  std::uint64_t value = 0;
  do {
    fill(std::as_writable_bytes(std::span(&value, 1)));
  } while (value > kMax - surplus);
  return value % bound;
}

std::string Random::text(std::size_t length, std::string_view alphabet) {
  std::string out;
  out.reserve(length);
  for (std::size_t i = 0; i < length; ++i) {
    out += alphabet[number(alphabet.size())];
  }
  return out;
}

void SystemRandom::fill(std::span<std::byte> out) {
  while (!out.empty()) {
    const ssize_t got = ::getrandom(out.data(), out.size(), 0);
    if (got < 0) {
      if (errno == EINTR) {
        continue;
      }
      std::abort();
    }
    out = out.subspan(static_cast<std::size_t>(got));
  }
}

}  // namespace natsop
