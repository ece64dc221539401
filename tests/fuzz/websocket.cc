// What a WebSocket client sends: a request for an upgrade, then frames. The first byte says what
// was agreed on and how the frames are cut into reads. The result must not depend on the cut.
#include <string>

#include "core/engine/io/http_request.h"
#include "core/engine/io/websocket_frames.h"
#include "core/engine/io/websocket_handshake.h"
#include "core/engine/options/options.h"
#include "tests/fuzz/fuzz.h"

namespace natsop::fuzz {

namespace {

using engine::WebsocketReader;

struct Notes final : WebsocketReader::Sink {
  bool on_payload(std::span<const char> bytes) override {
    text.append(bytes.data(), bytes.size());
    return true;
  }
  bool on_ping(std::string_view payload) override {
    require(payload.size() <= 125, "a ping is short");
    text.append("<ping ").append(payload).append(">");
    return true;
  }
  bool on_close(std::uint16_t status, std::string_view reason) override {
    require(status >= 1000 && status < 5000, "a close has a valid status");
    text.append("<close ").append(std::to_string(status)).append(reason).append(">");
    closed = true;
    return false;
  }
  std::string text;
  bool closed = false;
};

std::string read(std::string_view bytes, WebsocketReader::Rules rules, std::size_t step) {
  WebsocketReader reader(rules);
  Notes notes;
  std::string frames(500, '\0');
  std::string inflated(700, '\0');
  while (!bytes.empty() && !notes.closed) {
    const std::string part(bytes.substr(0, step));
    bytes.remove_prefix(part.size());
    const auto violation = reader.feed(part, notes, {.frames = frames, .inflated = inflated});
    if (violation) {
      require(!violation->text.empty(), "a violation has a text");
      return notes.text + "!";
    }
  }
  return notes.text;
}

void upgrade(std::string_view head) {
  const auto request = engine::parse_head(head);
  if (!request) {
    require(!request.error().message().empty(), "an error says something");
    return;
  }
  engine::WebsocketOptions options;
  options.compression = true;
  options.same_origin = true;
  options.jwt_cookie = "jwt";
  const auto result = engine::upgrade_to_websocket(*request, options, true);
  require(result.response.starts_with("HTTP/1.1 "), "there is a response");
  require(result.accepted() == result.why_not.empty(), "a refusal has a reason");
}

}  // namespace

void one(std::string_view input) {
  if (input.empty()) {
    return;
  }
  const auto first = static_cast<unsigned char>(input.front());
  input.remove_prefix(1);
  const std::size_t head = engine::end_of_head(input);
  if (head != std::string_view::npos) {
    upgrade(input.substr(0, head));
    input.remove_prefix(head);
  }
  const WebsocketReader::Rules rules{
      .masked = (first & 1) != 0, .compression = (first & 2) != 0, .max_message = 100000};
  const std::string whole = read(input, rules, input.size() + 1);
  const std::string cut = read(input, rules, (first >> 2) + 1U);
  // Wrong compressed data and messages that are too big may be noticed sooner or later.
  if (whole.ends_with('!') || cut.ends_with('!')) {
    return;
  }
  require(whole == cut, "reads may be cut anywhere");
}

}  // namespace natsop::fuzz
