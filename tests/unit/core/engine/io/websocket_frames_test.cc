#include "core/engine/io/websocket_frames.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/support/seeded_random.h"
#include "tests/unit/core/engine/io/frame.h"

namespace natsop::engine {
namespace {

/// Notes what a reader finds: payload as it is, "<ping:…>", "<close:status:…>".
struct Found final : WebsocketReader::Sink {
  bool on_payload(std::span<const char> bytes) override {
    text.append(bytes.data(), bytes.size());
    return go_on;
  }
  bool on_ping(std::string_view payload) override {
    text += "<ping:" + std::string(payload) + ">";
    return go_on;
  }
  bool on_close(std::uint16_t status, std::string_view reason) override {
    text += "<close:" + std::to_string(status) + ":" + std::string(reason) + ">";
    return go_on;
  }
  std::string text;
  bool go_on = true;
};

/// Feeds `bytes` in steps, with little scratch memory so that everything wraps.
std::string read(std::string_view bytes, WebsocketReader::Rules rules, std::size_t step = 1 << 30,
                 std::size_t scratch = 300) {
  WebsocketReader reader(rules);
  Found found;
  std::string memory(scratch, '\0');
  std::string inflated(scratch, '\0');
  while (!bytes.empty()) {
    const std::string part(bytes.substr(0, step));
    bytes.remove_prefix(part.size());
    if (const auto violation = reader.feed(part, found, {.frames = memory, .inflated = inflated})) {
      return found.text + "!" + std::to_string(static_cast<int>(violation->status)) + " " +
             std::string(violation->text);
    }
    if (found.text.ends_with('>') && found.text.find("<close") != std::string::npos) {
      break;
    }
  }
  return found.text;
}

/// The same for any way to split the bytes.
std::string read_any(std::string_view bytes, WebsocketReader::Rules rules = {}) {
  std::string whole = read(bytes, rules, 1 << 30, 100000);
  for (const std::size_t step : {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{7},
                                 std::size_t{64}, std::size_t{1} << 20}) {
    CHECK(read(bytes, rules, step) == whole);
  }
  return whole;
}

std::string text_of(Output& output) {
  std::string text;
  while (!output.empty()) {
    text += output.first_piece();
    output.consume(output.first_piece().size());
  }
  return text;
}

TEST_CASE("websocket reader") {
  constexpr WebsocketReader::Rules kCompressed{.compression = true};
  SUBCASE("frames of every length form, text and binary") {
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{125},
                                   std::size_t{126}, std::size_t{65535}, std::size_t{65536}}) {
      const std::string payload(size, 'x');
      CHECK(read_any(frame(2, payload) + frame(1, "end")) == payload + "end");
    }
  }
  SUBCASE("fragments, with control frames between them") {
    CHECK(read_any(frame(2, "PI", {.final = false}) + frame(9, "are you there") +
                   frame(0, "NG", {.final = false}) + frame(10, "unasked") + frame(0, "\r\n")) ==
          "PI<ping:are you there>NG\r\n");
  }
  SUBCASE("close") {
    CHECK(read_any(frame(2, "a") + frame(8, "")) == "a<close:1005:>");
    CHECK(read_any(frame(8, "\x03\xe8 bye")) == "<close:1000: bye>");
    CHECK(read_any(frame(8, "\x03\xe8") + frame(2, "ignored")) == "<close:1000:>");
    CHECK(read_any(frame(8, "x")) == "!1002 close frame with half a status");
    CHECK(read_any(frame(8, "\x03\xed")) == "!1002 close frame with an invalid status");
  }
  SUBCASE("what is against the rules, after what was right") {
    CHECK(read_any(frame(2, "ok") + frame(2, "x", {.masked = false})) ==
          "ok!1002 mask bit missing");
    CHECK(read_any(frame(3, "x")) == "!1002 unknown opcode");
    CHECK(read_any(frame(11, "x")) == "!1002 unknown opcode");
    CHECK(read_any(frame(0, "x")) == "!1002 invalid continuation frame");
    CHECK(read_any(frame(2, "a", {.final = false}) + frame(2, "b")) ==
          "a!1002 new message started before final frame of the previous");
    CHECK(read_any(frame(9, std::string(126, 'x'))) ==
          "!1002 control frame length bigger than maximum allowed of 125 bytes");
    CHECK(read_any(frame(9, "x", {.final = false})) ==
          "!1002 control frame does not have final bit set, or is compressed");
    CHECK(read_any(frame(2, "x", {.compressed = true})) ==
          "!1002 compressed frame without agreement, or not the first");
    std::string reserved = frame(2, "x");
    reserved[0] = static_cast<char>(reserved[0] | 0x20);
    CHECK(read_any(reserved) == "!1002 reserved bits set");
  }
  SUBCASE("unmasked frames where that was agreed on") {
    CHECK(read_any(frame(2, "x", {.masked = false}), {.masked = false}) == "x");
  }
  SUBCASE("messages have a largest size, however they are cut") {
    const WebsocketReader::Rules rules{.compression = true, .max_message = 10};
    CHECK(read_any(frame(2, std::string(11, 'x')), rules) == "!1009 message too big");
    CHECK(read(frame(2, std::string(6, 'x'), {.final = false}) + frame(0, std::string(6, 'x')),
               rules) == "xxxxxx!1009 message too big");
    std::string huge = frame(2, "");
    huge = "\x82\xff\xff\xff\xff\xff\xff\xff\xff\xff" + std::string("mask");
    CHECK(read_any(huge, rules) == "!1009 message too big");
  }
  SUBCASE("compressed messages") {
    // RFC 7692 section 7.2.3
    const std::string hello("\xf2\x48\xcd\xc9\xc9\x07\x00", 7);
    CHECK(read_any(frame(1, hello, {.compressed = true}), kCompressed) == "Hello");
    CHECK(read_any(frame(1, hello.substr(0, 3), {.final = false, .compressed = true}) +
                       frame(0, hello.substr(3)),
                   kCompressed) == "Hello");
    const std::string stored("\x00\x05\x00\xfa\xff\x48\x65\x6c\x6c\x6f\x00", 11);
    CHECK(read_any(frame(1, stored, {.compressed = true}), kCompressed) == "Hello");
    const std::string last_block("\xf3\x48\xcd\xc9\xc9\x07\x00\x00", 8);
    CHECK(read_any(frame(1, last_block, {.compressed = true}), kCompressed) == "Hello");
    const std::string two_blocks("\xf2\x48\x05\x00\x00\x00\xff\xff\xca\xc9\xc9\x07\x00", 13);
    CHECK(read_any(frame(1, two_blocks, {.compressed = true}) + frame(2, "plain"), kCompressed) ==
          "Helloplain");
    CHECK(read(frame(1, "\xff\xff\xff\xff", {.compressed = true}), kCompressed) ==
          "!1002 invalid compressed data");
  }
  SUBCASE("a small message that inflates to a huge one") {
    Output plain;
    Output wire;
    plain.append(std::string(1 << 15, '\n'));
    WebsocketWriter::pack(plain, 1 << 15, {.compression = true}, wire);
    const std::string bomb = text_of(wire);
    CHECK(bomb.size() < 200);
    const std::string result =
        read(bomb, {.masked = false, .compression = true, .max_message = 1000});
    CHECK(result.ends_with("!1009 message too big"));
    CHECK(result.size() < 1100);
  }
  SUBCASE("a sink that has had enough gets no more") {
    WebsocketReader reader({});
    Found found;
    found.go_on = false;
    std::string memory(1000, '\0');
    const std::string frames = frame(2, "a") + frame(9, "b") + frame(2, "c");
    CHECK(!reader.feed(frames, found, {.frames = memory, .inflated = memory}));
    CHECK(found.text == "a");
  }
}

TEST_CASE("websocket writer") {
  Output plain;
  Output wire;
  constexpr std::size_t kAll = std::size_t{1} << 30;
  SUBCASE("what it packs, a reader finds again") {
    test::SeededRandom random(3);
    for (int i = 0; i < 300; ++i) {
      std::string text;
      const std::size_t pieces = random.number(20);
      for (std::size_t j = 0; j < pieces; ++j) {
        std::string piece = random.text(1 + random.number(50), "abc\r\n");
        piece.resize(random.number(10) == 0 ? random.number(100000) : piece.size(), 'x');
        plain.append(piece);
        text += piece;
      }
      const WebsocketWriter::Rules rules{.compression = i % 3 == 0, .browser = i % 2 == 0};
      while (!plain.empty()) {
        const std::size_t before = plain.size();
        WebsocketWriter::pack(plain, 1 + random.number(100000), rules, wire);
        CHECK(plain.size() < before);
      }
      const std::string packed = text_of(wire);
      CHECK(read(packed, {.masked = false, .compression = rules.compression}, 1000, 5000) == text);
    }
  }
  SUBCASE("compression makes protocol text smaller, and leaves short messages alone") {
    for (int i = 0; i < 1000; ++i) {
      plain.append("MSG orders.new 1 5\r\nhello\r\n");
    }
    const std::size_t size = plain.size();
    WebsocketWriter::pack(plain, kAll, {.compression = true}, wire);
    CHECK(wire.size() < size / 10);
    wire.clear();
    plain.append("PONG\r\n");
    WebsocketWriter::pack(plain, kAll, {.compression = true}, wire);
    CHECK(text_of(wire) == "\x82\x06PONG\r\n");
  }
  SUBCASE("browsers get small frames") {
    plain.append(std::string(10000, 'x'));
    WebsocketWriter::pack(plain, kAll, {.browser = true}, wire);
    CHECK(wire.size() == 10000 + 3 * 4);
    CHECK(text_of(wire).starts_with(std::string("\x82\x7e\x10\x00x", 5)));
  }
  SUBCASE("control frames") {
    WebsocketWriter::pong("data", wire);
    CHECK(text_of(wire) ==
          "\x8a\x04"
          "data");
    WebsocketWriter::close(1008, "Authentication Timeout", wire);
    CHECK(text_of(wire) ==
          "\x88\x18\x03\xf0"
          "Authentication Timeout");
    WebsocketWriter::close(1000, std::string(300, 'x'), wire);
    CHECK(text_of(wire).size() == 2 + 125);
    WebsocketWriter::close(1005, "", wire);
    CHECK(text_of(wire) == std::string("\x88\x00", 2));
  }
}

}  // namespace
}  // namespace natsop::engine
