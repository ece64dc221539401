// The client protocol: the same input at once, byte by byte and in pieces must say the same.
#include <algorithm>
#include <cstdint>

#include "tests/fuzz/fuzz.h"
#include "tests/unit/core/engine/protocol/parser_recorder.h"

namespace natsop::fuzz {
namespace {

std::vector<std::string> parse(std::string_view input, engine::Parser::Rules rules,
                               std::size_t first_piece, std::size_t growth) {
  test::ParserRecorder recorder(rules);
  std::size_t piece = first_piece;
  while (!input.empty()) {
    const std::size_t size = std::min(piece, input.size());
    // Memory of its own, so that views kept too long are seen.
    const std::string part(input.substr(0, size));
    recorder.feed(part);
    input.remove_prefix(size);
    piece += growth;
  }
  return recorder.lines;
}

}  // namespace

/// The first byte chooses the rules.
void one(std::string_view input) {
  if (input.empty()) return;
  const auto choice = static_cast<std::uint8_t>(input.front());
  input.remove_prefix(1);
  const engine::Parser::Rules rules{.max_control_line = (choice & 1) != 0 ? 20U : 4096U,
                                    .max_payload = (choice & 2) != 0 ? 64 : -1,
                                    .headers = (choice & 4) != 0,
                                    .pedantic = (choice & 8) != 0,
                                    .gated = (choice & 16) != 0};
  const auto whole = parse(input, rules, std::max<std::size_t>(input.size(), 1), 0);
  require(parse(input, rules, 1, 0) == whole, "byte by byte");
  require(parse(input, rules, 3, 0) == whole, "in threes");
  require(parse(input, rules, 1, 2) == whole, "in growing pieces");
}

}  // namespace natsop::fuzz
