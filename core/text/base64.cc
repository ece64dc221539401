#include "core/text/base64.h"

#include <fmt/format.h>

#include <array>
#include <cstdint>

namespace natsop::text {

namespace {

constexpr std::string_view kStandard =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kUrl =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::string_view kHex = "0123456789abcdef";

using Table = std::array<std::int8_t, 256>;

constexpr Table reverse(std::string_view alphabet) {
  Table table{};
  table.fill(-1);
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    table[static_cast<unsigned char>(alphabet[i])] = static_cast<std::int8_t>(i);
  }
  return table;
}

constexpr Table kStandardValues = reverse(kStandard);
constexpr Table kUrlValues = reverse(kUrl);
constexpr Table kBase32Values = reverse(kBase32);

/// Bytes to symbols of `bits` bits each, most significant first; the last is filled with zero bits.
std::string encode(std::string_view bytes, std::string_view alphabet, unsigned bits) {
  std::string out;
  out.reserve((bytes.size() * 8 + bits - 1) / bits + 3);
  std::uint32_t held = 0;
  unsigned held_bits = 0;
  const std::uint32_t mask = (1U << bits) - 1;
  for (const char c : bytes) {
    held = (held << 8) | static_cast<unsigned char>(c);
    held_bits += 8;
    while (held_bits >= bits) {
      held_bits -= bits;
      out += alphabet[(held >> held_bits) & mask];
    }
  }
  if (held_bits > 0) {
    out += alphabet[(held << (bits - held_bits)) & mask];
  }
  return out;
}

/// The reverse; `text` holds symbols alone. Secrets pass here, so errors name the place and never
/// the text.
Result<std::string> decode(std::string_view text, const Table& values, unsigned bits,
                           const char* name) {
  std::string out;
  out.reserve(text.size() * bits / 8);
  std::uint32_t held = 0;
  unsigned held_bits = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int value = values[static_cast<unsigned char>(text[i])];
    if (value < 0) {
      return Error(Code::Invalid,
                   fmt::format("invalid {}: unexpected character at position {}", name, i + 1));
    }
    held = (held << bits) | static_cast<std::uint32_t>(value);
    held_bits += bits;
    if (held_bits >= 8) {
      held_bits -= 8;
      out += static_cast<char>((held >> held_bits) & 0xff);
    }
  }
  if (held_bits >= bits) {
    return Error(Code::Invalid, fmt::format("invalid {}: cut short", name));
  }
  if ((held & ((1U << held_bits) - 1)) != 0) {
    return Error(Code::Invalid, fmt::format("invalid {}: bits left over at the end", name));
  }
  return out;
}

}  // namespace

std::string base64_encode(std::string_view bytes) {
  std::string out = encode(bytes, kStandard, 6);
  out.append((4 - out.size() % 4) % 4, '=');
  return out;
}

std::string base64url_encode(std::string_view bytes, bool padded) {
  std::string out = encode(bytes, kUrl, 6);
  if (padded) {
    out.append((4 - out.size() % 4) % 4, '=');
  }
  return out;
}

Result<std::string> base64_decode(std::string_view text) {
  std::string symbols;
  symbols.reserve(text.size());
  for (const char c : text) {
    if (c != '\n' && c != '\r') {
      symbols += c;
    }
  }
  if (symbols.size() % 4 != 0) {
    return Error(Code::Invalid, "invalid base64: its length is not a multiple of 4");
  }
  for (int i = 0; i < 2 && symbols.ends_with('='); ++i) {
    symbols.pop_back();
  }
  return decode(symbols, kStandardValues, 6, "base64");
}

Result<std::string> base64url_decode(std::string_view text) {
  if (text.size() % 4 == 0) {
    for (int i = 0; i < 2 && text.ends_with('='); ++i) {
      text.remove_suffix(1);
    }
  }
  return decode(text, kUrlValues, 6, "base64url");
}

std::string base32_encode(std::string_view bytes) { return encode(bytes, kBase32, 5); }

Result<std::string> base32_decode(std::string_view text) {
  return decode(text, kBase32Values, 5, "base32");
}

std::string hex_encode(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    out += kHex[static_cast<unsigned char>(c) >> 4];
    out += kHex[static_cast<unsigned char>(c) & 15];
  }
  return out;
}

Result<std::string> hex_decode(std::string_view text) {
  if (text.size() % 2 != 0) {
    return Error(Code::Invalid, "invalid hexadecimal: an odd number of digits");
  }
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'F') {
      c = static_cast<char>(c + 32);
    }
  }
  std::string out;
  out.reserve(text.size() / 2);
  for (std::size_t i = 0; i < lower.size(); i += 2) {
    const auto high = kHex.find(lower[i]);
    const auto low = kHex.find(lower[i + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) {
      return Error(
          Code::Invalid,
          fmt::format("invalid hexadecimal: unexpected character near position {}", i + 1));
    }
    out += static_cast<char>(high << 4 | low);
  }
  return out;
}

}  // namespace natsop::text
