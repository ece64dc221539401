#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace natsop::engine {

struct FrameShape {
  bool final = true;
  bool compressed = false;
  bool masked = true;
};

/// A WebSocket frame as a client sends it, made by hand.
inline std::string frame(std::uint8_t opcode, std::string_view payload, FrameShape shape = {}) {
  std::string bytes;
  bytes += static_cast<char>((shape.final ? 0x80 : 0) | (shape.compressed ? 0x40 : 0) | opcode);
  const int mask_bit = shape.masked ? 0x80 : 0;
  const std::size_t size = payload.size();
  const int lengths = size < 126 ? 0 : size < 65536 ? 2 : 8;
  bytes += static_cast<char>(mask_bit | (lengths == 0   ? static_cast<int>(size)
                                         : lengths == 2 ? 126
                                                        : 127));
  for (int i = lengths - 1; i >= 0; --i) {
    bytes += static_cast<char>(size >> (8 * i) & 0xff);
  }
  if (!shape.masked) {
    return bytes.append(payload);
  }
  constexpr std::size_t kMaskSize = 4;
  const std::string mask = {'\x12', '\xab', '\x00', '\x7f'};
  bytes += mask;
  for (std::size_t i = 0; i < size; ++i) {
    bytes += static_cast<char>(payload[i] ^ mask[i % kMaskSize]);
  }
  return bytes;
}

}  // namespace natsop::engine
