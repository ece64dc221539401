// The client's side of RFC 6455.
#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <utility>

#include "core/base/random.h"
#include "core/client/stream.h"
#include "core/text/base64.h"

namespace natsop::client {
namespace {

constexpr unsigned char kFinal = 0x80;
constexpr unsigned char kMasked = 0x80;
constexpr unsigned char kBinary = 0x2;
constexpr unsigned char kClose = 0x8;
constexpr unsigned char kPing = 0x9;
constexpr unsigned char kPong = 0xa;
constexpr std::size_t kChunk = 65536;
constexpr std::uint64_t kMaxControl = 125;

std::string masked_frame(unsigned char operation, std::string_view payload, Random& random) {
  std::string frame;
  frame += static_cast<char>(kFinal | operation);
  int length_bytes = 0;
  if (payload.size() <= kMaxControl) {
    frame += static_cast<char>(kMasked | payload.size());
  } else if (payload.size() <= 0xffff) {
    frame += static_cast<char>(kMasked | 126);
    length_bytes = 2;
  } else {
    frame += static_cast<char>(kMasked | 127);
    length_bytes = 8;
  }
  for (int byte = length_bytes - 1; byte >= 0; --byte) {
    frame += static_cast<char>((static_cast<std::uint64_t>(payload.size()) >> (8 * byte)) & 0xff);
  }
  std::array<std::byte, 4> mask;
  random.fill(mask);
  for (std::byte byte : mask) frame += static_cast<char>(byte);
  const std::size_t start = frame.size();
  frame += payload;
  for (std::size_t at = 0; at < payload.size(); ++at) {
    const auto byte = static_cast<unsigned char>(frame[start + at]);
    frame[start + at] =
        static_cast<char>(byte ^ static_cast<unsigned char>(mask[at % mask.size()]));
  }
  return frame;
}

/// The header of one frame at the front of `bytes`; nothing while it is incomplete.
struct FrameHeader {
  unsigned char operation = 0;
  std::uint64_t length = 0;
  std::size_t size = 0;  ///< of the header itself
};

std::optional<FrameHeader> read_header(std::string_view bytes) {
  const auto byte_at = [&](std::size_t at) { return static_cast<unsigned char>(bytes[at]); };
  if (bytes.size() < 2) return std::nullopt;
  FrameHeader header{.operation = static_cast<unsigned char>(byte_at(0) & 0x0f),
                     .length = byte_at(1) & 0x7fU,
                     .size = 2};
  const std::size_t more = header.length == 126 ? 2 : header.length == 127 ? 8 : 0;
  if (bytes.size() < 2 + more) return std::nullopt;
  if (more > 0) {
    header.length = 0;
    for (std::size_t at = 0; at < more; ++at) header.length = header.length << 8 | byte_at(2 + at);
    header.size += more;
  }
  return header;
}

class WebsocketStream final : public ByteStream {
 public:
  explicit WebsocketStream(std::unique_ptr<ByteStream> below) : below_(std::move(below)) {}

  Result<Step> read(std::span<char> into) override {
    while (true) {
      if (const std::size_t moved = take(into); moved > 0) return Step{.bytes = moved};
      if (ended_) return Step{.closed = true};
      if (next_frame()) continue;
      NATSOP_CHECK(send_on());  // a pong, if one is due
      std::array<char, kChunk> chunk;
      NATSOP_TRY(const Step step, below_->read(chunk));
      if (step.bytes == 0) return step;
      incoming_.append(chunk.data(), step.bytes);
    }
  }

  Result<Step> write(std::string_view bytes) override {
    NATSOP_TRY(const Step before, send_on());
    if (before.closed || before.wait != Wait::Nothing || bytes.empty()) return before;
    const std::string_view part = bytes.substr(0, kChunk);
    outgoing_ += masked_frame(kBinary, part, random_);
    NATSOP_TRY(const Step after, send_on());
    return Step{.bytes = part.size(), .closed = after.closed};
  }

  [[nodiscard]] bool buffered() const override { return !incoming_.empty() || below_->buffered(); }
  [[nodiscard]] int fd() const override { return below_->fd(); }

 private:
  /// Moves payload of the current data frame.
  std::size_t take(std::span<char> into) {
    const std::size_t size =
        std::min({into.size(), incoming_.size(), static_cast<std::size_t>(left_)});
    std::copy_n(incoming_.begin(), size, into.begin());
    incoming_.erase(0, size);
    left_ -= size;
    return size;
  }

  /// Begins the next data frame, or handles a whole control frame; false when more bytes are
  /// needed.
  bool next_frame() {
    const auto header = read_header(incoming_);
    if (!header || left_ > 0) return false;
    const bool control = (header->operation & 0x8) != 0;
    if (!control) {
      incoming_.erase(0, header->size);
      left_ = header->length;
      return true;
    }
    if (header->length > kMaxControl || header->operation == kClose) {
      ended_ = true;
      return true;
    }
    const std::size_t whole = header->size + static_cast<std::size_t>(header->length);
    if (incoming_.size() < whole) return false;
    if (header->operation == kPing) {
      outgoing_ += masked_frame(
          kPong, std::string_view(incoming_).substr(header->size, whole - header->size), random_);
    }
    incoming_.erase(0, whole);
    return true;
  }

  Result<Step> send_on() {
    while (!outgoing_.empty()) {
      NATSOP_TRY(const Step step, below_->write(outgoing_));
      outgoing_.erase(0, step.bytes);
      if (step.closed || step.bytes == 0) return step;
    }
    return below_->write({});
  }

  std::unique_ptr<ByteStream> below_;
  SystemRandom random_;
  std::string incoming_;
  std::string outgoing_;
  std::uint64_t left_ = 0;  ///< payload of the current data frame still to come
  bool ended_ = false;
};

/// What the server must answer to a key: RFC 6455, 4.2.2.
std::string accept_value(const std::string& key) {
  const std::string text = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned size = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr);
  return text::base64_encode(std::string(digest.begin(), digest.begin() + size));
}

std::string lower_case(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  return text;
}

/// The value of an HTTP header, without white space around it; empty when it is absent.
std::string header_value(const std::string& head, std::string_view name) {
  const std::string wanted = "\r\n" + std::string(name) + ":";
  const std::size_t found = lower_case(head).find(wanted);
  if (found == std::string::npos) return {};
  const std::size_t begin = head.find_first_not_of(" \t", found + wanted.size());
  const std::size_t end = head.find("\r\n", found + wanted.size());
  std::string value = begin < end ? head.substr(begin, end - begin) : std::string();
  while (!value.empty() && (value.back() == ' ' || value.back() == '\t')) value.pop_back();
  return value;
}

Error refused(const std::string& head) {
  return Error(Code::Unreachable,
               fmt::format("the server did not open a WebSocket: it answered \"{}\"",
                           head.substr(0, head.find("\r\n"))))
      .hint("does the URL name the server's WebSocket port?");
}

}  // namespace

Result<std::unique_ptr<ByteStream>> open_websocket(std::unique_ptr<ByteStream> below,
                                                   const context::ServerUrl& url,
                                                   const Deadline& deadline) {
  constexpr std::string_view kDoing = "opening the WebSocket";
  constexpr std::size_t kMaxHead = 65536;
  SystemRandom random;
  std::string nonce(16, '\0');
  random.fill(std::as_writable_bytes(std::span(nonce)));
  const std::string key = text::base64_encode(nonce);
  const std::string path = url.path.starts_with('/') ? url.path : "/" + url.path;
  const std::string request = fmt::format(
      "GET {} HTTP/1.1\r\nHost: {}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Key: {}\r\nSec-WebSocket-Version: 13\r\n\r\n",
      path, url.address(), key);
  NATSOP_CHECK(write_all(*below, request, deadline, kDoing));
  NATSOP_TRY(const std::string head, read_through(*below, "\r\n\r\n", kMaxHead, deadline, kDoing));
  if (!head.starts_with("HTTP/1.1 101")) return refused(head);
  if (header_value(head, "sec-websocket-accept") != accept_value(key)) return refused(head);
  return std::unique_ptr<ByteStream>(std::make_unique<WebsocketStream>(std::move(below)));
}

}  // namespace natsop::client
