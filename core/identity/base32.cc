#include "core/identity/base32.h"

#include <array>
#include <cstdint>

namespace natsop::identity {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::size_t kGroup = 8;  // characters that make five whole bytes
constexpr unsigned char kNone = 0xff;

constexpr auto kValues = [] {
  std::array<unsigned char, 256> values{};
  values.fill(kNone);
  for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
    values[static_cast<unsigned char>(kAlphabet[i])] = static_cast<unsigned char>(i);
  }
  return values;
}();

}  // namespace

std::string base32(std::span<const unsigned char> bytes) {
  std::string out;
  out.reserve(base32_size(bytes.size()) + kGroup);
  std::uint32_t held = 0;
  unsigned bits = 0;
  for (const unsigned char byte : bytes) {
    held = (held << 8U) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      out += kAlphabet[(held >> bits) & 31U];
    }
  }
  if (bits > 0) out += kAlphabet[(held << (5 - bits)) & 31U];
  return out;
}

std::string base32_padded(std::span<const unsigned char> bytes) {
  auto out = base32(bytes);
  while (out.size() % kGroup != 0) out += '=';
  return out;
}

Result<std::size_t> parse_base32(std::string_view text, std::span<unsigned char> out) {
  std::uint64_t held = 0;
  std::size_t in_group = 0;
  std::size_t seen = 0;
  std::size_t written = 0;
  const auto flush = [&](std::size_t characters) {
    const std::size_t count = characters * 5 / 8;
    const std::uint64_t group = held << (5 * (kGroup - characters));
    for (std::size_t i = 0; i < count; ++i) {
      out[written++] = static_cast<unsigned char>(group >> (32 - 8 * i));
    }
    held = 0;
    in_group = 0;
  };
  for (const char c : text) {
    if (c == '\n' || c == '\r') continue;
    const unsigned char value = kValues[static_cast<unsigned char>(c)];
    if (value == kNone) {
      return Error(Code::Invalid, "illegal base32 data at input byte " + std::to_string(seen));
    }
    ++seen;
    held = (held << 5U) | value;
    if (++in_group == kGroup) flush(kGroup);
  }
  // Left-over groups of 1, 3 or 6 characters cannot come from whole bytes; the nkeys reader drops
  // them.
  if (in_group == 2 || in_group == 4 || in_group == 5 || in_group == 7) flush(in_group);
  return written;
}

Result<std::vector<unsigned char>> parse_base32(std::string_view text) {
  std::vector<unsigned char> out(text.size() * 5 / 8 + 5);
  NATSOP_TRY(const std::size_t size, parse_base32(text, out));
  out.resize(size);
  return out;
}

}  // namespace natsop::identity
