#include "core/engine/loop/output.h"

#include <doctest/doctest.h>
#include <array>
#include <string>

#include "tests/support/seeded_random.h"

namespace natsop::engine {
namespace {

std::string text_of(const Output& output, std::size_t pieces = 64) {
  std::array<iovec, 64> front;
  const std::size_t count = output.front(std::span(front).first(pieces));
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    text.append(static_cast<const char*>(front[i].iov_base), front[i].iov_len);
  }
  return text;
}

TEST_CASE("output") {
  Output::drop_pool();
  Output output;
  SUBCASE("holds what was written, in order") {
    output.append("abc");
    char* room = output.reserve(100);
    room[0] = 'd';
    output.commit(1);
    output.append("");
    output.append("ef");
    CHECK(output.size() == 6);
    CHECK(text_of(output) == "abcdef");
    output.consume(4);
    CHECK(text_of(output) == "ef");
    output.consume(2);
    CHECK(output.empty());
    CHECK(text_of(output).empty());
  }
  SUBCASE("a reservation that does not fit leaves no gap, and one never used no bytes") {
    output.append("a");
    CHECK(output.reserve(100000) != nullptr);
    CHECK(output.reserve(300000) != nullptr);
    output.append("b");
    CHECK(text_of(output) == "ab");
    output.consume(2);
    CHECK(output.reserve(10) != nullptr);
    CHECK(output.empty());
  }
  SUBCASE("any mix of calls gives the same bytes as a string") {
    test::SeededRandom random(7);
    std::string expected;
    for (int i = 0; i < 20000; ++i) {
      const std::size_t size = random.number(i % 50 == 0 ? 200000 : 300);
      const std::string bytes(size, static_cast<char>('a' + i % 26));
      switch (random.number(5)) {
        case 0:
          output.append(bytes);
          expected += bytes;
          break;
        case 1:
          bytes.copy(output.reserve(size + random.number(50)), size);
          output.commit(size);
          expected += bytes;
          break;
        case 2: {
          Output other;
          other.append("<");
          other.append(bytes);
          output.take(other);
          CHECK(other.empty());
          expected += '<' + bytes;
          break;
        }
        case 3: {
          Output other;
          other.append(bytes);
          other.append(std::string(random.number(100000), '>'));
          const std::string both = text_of(other);
          const std::size_t moved = output.take_front(other, random.number(100000) + 1);
          CHECK(moved + other.size() == both.size());
          CHECK(text_of(other) == both.substr(moved));
          expected += both.substr(0, moved);
          break;
        }
        default: {
          const std::size_t part = random.number(expected.size() + 1);
          const std::string front = text_of(output, 3);
          REQUIRE(expected.starts_with(front));
          output.consume(part);
          expected.erase(0, part);
        }
      }
      REQUIRE(output.size() == expected.size());
    }
  }
  SUBCASE("steady traffic allocates nothing, and an empty one holds nothing") {
    const auto burst = [&] {
      for (int i = 0; i < 1000; ++i) {
        output.append(std::string_view("0123456789012345678901234567890123456789"));
      }
      output.consume(output.size());
    };
    burst();
    burst();
    const std::size_t kept = Output::pool_bytes();
    burst();
    CHECK(Output::pool_bytes() == kept);
    CHECK(output.room() == 0);
    CHECK(kept < std::size_t{200} * 1024);
  }
  SUBCASE("the pool is bounded, whatever went through it") {
    output.append(std::string(std::size_t{64} << 20, 'x'));
    for (int i = 0; i < 400; ++i) {
      output.append(std::string(60000, 'x'));
      (void)output.reserve(60000);
    }
    output.clear();
    CHECK(Output::pool_bytes() <= std::size_t{4} << 20);
    CHECK(Output::pool_bytes() > 0);
    Output::drop_pool();
    CHECK(Output::pool_bytes() == 0);
  }
}

}  // namespace
}  // namespace natsop::engine
