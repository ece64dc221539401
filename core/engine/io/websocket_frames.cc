#include "core/engine/io/websocket_frames.h"

#include <algorithm>
#include <boost/beast/zlib/deflate_stream.hpp>
#include <boost/beast/zlib/inflate_stream.hpp>
#include <cstring>
#include <utility>

namespace natsop::engine {

namespace zlib = boost::beast::zlib;

namespace {

constexpr std::uint8_t kFinal = 0x80;
constexpr std::uint8_t kCompressed = 0x40;
constexpr std::uint8_t kReserved = 0x30;
constexpr std::uint8_t kMasked = 0x80;
constexpr std::uint8_t kContinuation = 0x0;
constexpr std::uint8_t kBinary = 0x2;
constexpr std::uint8_t kClose = 0x8;
constexpr std::uint8_t kPing = 0x9;
constexpr std::uint8_t kPong = 0xa;
constexpr std::size_t kLargestControl = 125;

// Smaller messages do not get smaller.
constexpr std::size_t kWorthCompressing = 65;
// As much as the window of the algorithm; with what it may add it fits one block of output.
constexpr std::size_t kCompressedMessage = std::size_t{32} * 1024;
constexpr std::size_t kBrowserFrame = 4096;
// Less than this is copied behind its header instead of staying in blocks of its own.
constexpr std::size_t kWorthMoving = 1024;

// The end of a deflated message, which is not sent.
constexpr std::array<char, 4> kTail = {0, 0, '\xff', '\xff'};

bool is_control(std::uint8_t opcode) { return (opcode & 0x8) != 0; }

/// Whether a peer may send it (RFC 6455 section 7.4).
bool may_be_sent(std::uint16_t status) {
  return (status >= 1000 && status <= 1014 && status != 1004 && status != 1005 && status != 1006) ||
         (status >= 3000 && status < 5000);
}

/// Writes a header; returns its size.
std::size_t put_head(char* to, std::uint8_t first, std::size_t size) {
  to[0] = static_cast<char>(first);
  std::size_t count = 0;
  if (size <= kLargestControl) {
    to[1] = static_cast<char>(size);
  } else {
    count = size <= 0xffff ? 2 : 8;
    to[1] = static_cast<char>(count == 2 ? 126 : 127);
    for (std::size_t i = 0; i < count; ++i) {
      to[2 + i] = static_cast<char>(size >> (8 * (count - 1 - i)) & 0xff);
    }
  }
  return 2 + count;
}

void append_head(Output& wire, std::uint8_t first, std::size_t size) {
  wire.commit(put_head(wire.reserve(10), first, size));
}

void append_control(Output& wire, std::uint8_t opcode, std::string_view payload) {
  append_head(wire, kFinal | opcode, payload.size());
  wire.append(payload);
}

}  // namespace

/// Inflates one message after the other. The state is large, so those that have ended go on in a
/// spare one of the thread.
class WebsocketReader::Inflater {
 public:
  static std::unique_ptr<Inflater> take() {
    std::unique_ptr<Inflater> one = std::move(spare());
    if (!one) {
      one = std::make_unique<Inflater>();
    }
    one->stream_.reset();
    return one;
  }
  static void give(std::unique_ptr<Inflater> one) { spare() = std::move(one); }

  /// Gives what it inflates to `out`, as often as the scratch is full; false when that stops it or
  /// the input is wrong (see failed()).
  template <class Out>
  bool run(std::span<const char> bytes, std::span<char> scratch, Out&& out) {
    zlib::z_params state{};
    state.next_in = bytes.data();
    state.avail_in = bytes.size();
    for (;;) {
      state.next_out = scratch.data();
      state.avail_out = scratch.size();
      boost::system::error_code error;
      stream_.write(state, zlib::Flush::sync, error);
      const std::size_t made = scratch.size() - state.avail_out;
      if (made > 0 && !out(scratch.first(made))) {
        return false;
      }
      if (error == zlib::error::end_of_stream) {
        // A block may say that it is the last one; more may follow (RFC 7692 section 7.2.3.5).
        stream_.reset();
        error = {};
        if (state.avail_in == 0) {
          return true;
        }
        continue;
      }
      if (error && error != zlib::error::need_buffers) {
        failed_ = true;
        return false;
      }
      if (state.avail_out > 0 && (state.avail_in == 0 || error)) {
        return true;
      }
    }
  }
  [[nodiscard]] bool failed() const { return failed_; }

 private:
  static std::unique_ptr<Inflater>& spare() {
    thread_local std::unique_ptr<Inflater> instance;
    return instance;
  }

  zlib::inflate_stream stream_;
  bool failed_ = false;
};

WebsocketReader::WebsocketReader(Rules rules) : rules_(rules) {}
WebsocketReader::~WebsocketReader() = default;

std::optional<WebsocketReader::Violation> WebsocketReader::feed(std::span<const char> bytes,
                                                                Sink& sink, Scratch scratch) {
  pending_ = 0;
  Step violation;
  while (!violation && !stopped_) {
    if (!in_frame_) {
      if (bytes.empty()) {
        break;
      }
      violation = read_head(bytes);
    } else if (bytes.empty() && left_ > 0) {
      break;
    } else if (is_control(head_[0] & 0xf)) {
      violation = read_control(bytes, sink, scratch);
    } else {
      violation = read_data(bytes, sink, scratch);
    }
  }
  // What came before a violation was right.
  deliver(sink, scratch);
  return violation;
}

WebsocketReader::Step WebsocketReader::read_head(std::span<const char>& bytes) {
  for (;;) {
    std::size_t wanted = 2;
    if (head_size_ >= 2) {
      const std::uint8_t length = head_[1] & 0x7f;
      wanted += length == 126 ? 2 : length == 127 ? 8 : 0;
      wanted += (head_[1] & kMasked) != 0 ? 4 : 0;
      if (head_size_ == wanted) {
        return begin_frame();
      }
    }
    if (bytes.empty()) {
      return std::nullopt;
    }
    const std::size_t part = std::min(wanted - head_size_, bytes.size());
    std::memcpy(head_.data() + head_size_, bytes.data(), part);
    head_size_ = static_cast<std::uint8_t>(head_size_ + part);
    bytes = bytes.subspan(part);
  }
}

WebsocketReader::Step WebsocketReader::begin_frame() {
  const std::uint8_t opcode = head_[0] & 0xf;
  const bool final = (head_[0] & kFinal) != 0;
  frame_masked_ = (head_[1] & kMasked) != 0;
  left_ = head_[1] & 0x7f;
  const std::size_t length_size = left_ == 126 ? 2 : left_ == 127 ? 8 : 0;
  if (length_size > 0) {
    left_ = 0;
    for (std::size_t i = 0; i < length_size; ++i) {
      left_ = left_ << 8 | head_[2 + i];
    }
  }
  if (frame_masked_) {
    std::memcpy(mask_.data(), head_.data() + 2 + length_size, 4);
  }
  mask_at_ = 0;
  head_size_ = 0;
  in_frame_ = true;
  if (rules_.masked && !frame_masked_) {
    return Violation{.text = "mask bit missing"};
  }
  if ((head_[0] & kReserved) != 0) {
    return Violation{.text = "reserved bits set"};
  }
  if (is_control(opcode)) {
    if (opcode > kPong) {
      return Violation{.text = "unknown opcode"};
    }
    if (left_ > kLargestControl) {
      return Violation{.text = "control frame length bigger than maximum allowed of 125 bytes"};
    }
    if (!final || (head_[0] & kCompressed) != 0) {
      return Violation{.text = "control frame does not have final bit set, or is compressed"};
    }
    control_.clear();
    return std::nullopt;
  }
  if (opcode > kBinary) {
    return Violation{.text = "unknown opcode"};
  }
  if ((opcode == kContinuation) != in_message_) {
    return Violation{.text = in_message_ ? "new message started before final frame of the previous"
                                         : "invalid continuation frame"};
  }
  const bool compressed = (head_[0] & kCompressed) != 0;
  if (compressed && (opcode == kContinuation || !rules_.compression)) {
    return Violation{.text = "compressed frame without agreement, or not the first"};
  }
  if (opcode != kContinuation) {
    compressed_ = compressed;
    message_size_ = 0;
  }
  in_message_ = true;
  if (left_ > rules_.max_message - std::min(message_size_, rules_.max_message)) {
    return Violation{.status = WebsocketStatus::TooBig, .text = "message too big"};
  }
  return std::nullopt;
}

std::size_t WebsocketReader::unmask(std::span<const char>& bytes, std::span<char> to) {
  const std::size_t size =
      static_cast<std::size_t>(std::min<std::uint64_t>(left_, std::min(bytes.size(), to.size())));
  if (!frame_masked_) {
    std::memcpy(to.data(), bytes.data(), size);
  } else {
    // Eight bytes at a time, with the mask turned to where the frame is.
    std::array<std::uint8_t, 8> turned;
    for (std::size_t i = 0; i < turned.size(); ++i) {
      turned[i] = mask_[(mask_at_ + i) % 4];
    }
    std::uint64_t key = 0;
    std::memcpy(&key, turned.data(), 8);
    std::size_t at = 0;
    for (; at + 8 <= size; at += 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, bytes.data() + at, 8);
      word ^= key;
      std::memcpy(to.data() + at, &word, 8);
    }
    for (; at < size; ++at) {
      to[at] = static_cast<char>(bytes[at] ^ turned[at % 8]);
    }
    mask_at_ = static_cast<std::uint8_t>((mask_at_ + size) % 4);
  }
  bytes = bytes.subspan(size);
  left_ -= size;
  return size;
}

WebsocketReader::Step WebsocketReader::read_control(std::span<const char>& bytes, Sink& sink,
                                                    Scratch scratch) {
  std::array<char, kLargestControl> part;
  control_.append(part.data(), unmask(bytes, part));
  if (left_ > 0) {
    return std::nullopt;
  }
  in_frame_ = false;
  return control(sink, scratch);
}

WebsocketReader::Step WebsocketReader::control(Sink& sink, Scratch scratch) {
  const std::uint8_t opcode = head_[0] & 0xf;
  if (opcode == kPong || !deliver(sink, scratch)) {
    return std::nullopt;
  }
  if (opcode == kPing) {
    stopped_ = !sink.on_ping(control_);
    return std::nullopt;
  }
  auto status = static_cast<std::uint16_t>(WebsocketStatus::None);
  if (control_.size() == 1) {
    return Violation{.text = "close frame with half a status"};
  }
  if (control_.size() >= 2) {
    status = static_cast<std::uint16_t>(static_cast<std::uint8_t>(control_[0]) << 8 |
                                        static_cast<std::uint8_t>(control_[1]));
    if (!may_be_sent(status)) {
      return Violation{.text = "close frame with an invalid status"};
    }
  }
  stopped_ = true;
  sink.on_close(status,
                std::string_view(control_).substr(std::min<std::size_t>(2, control_.size())));
  return std::nullopt;
}

WebsocketReader::Step WebsocketReader::read_data(std::span<const char>& bytes, Sink& sink,
                                                 Scratch scratch) {
  if (pending_ == scratch.frames.size() && !deliver(sink, scratch)) {
    return std::nullopt;
  }
  if (left_ > 0) {
    const std::span<char> room = scratch.frames.subspan(pending_);
    const std::size_t size = unmask(bytes, room);
    if (!compressed_) {
      pending_ += size;
      message_size_ += size;
    } else if (Step violation = inflate(room.first(size), sink, scratch); violation || stopped_) {
      return violation;
    }
  }
  return left_ > 0 ? std::nullopt : end_frame(sink, scratch);
}

WebsocketReader::Step WebsocketReader::end_frame(Sink& sink, Scratch scratch) {
  in_frame_ = false;
  if ((head_[0] & kFinal) == 0) {
    return std::nullopt;
  }
  in_message_ = false;
  if (!compressed_) {
    return std::nullopt;
  }
  Step violation = inflate(kTail, sink, scratch);
  if (!violation && inflater_) {
    Inflater::give(std::exchange(inflater_, nullptr));
  }
  return violation;
}

WebsocketReader::Step WebsocketReader::inflate(std::span<const char> bytes, Sink& sink,
                                               Scratch scratch) {
  if (!deliver(sink, scratch)) {
    return std::nullopt;
  }
  if (!inflater_) {
    inflater_ = Inflater::take();
  }
  bool too_big = false;
  inflater_->run(bytes, scratch.inflated, [&](std::span<const char> part) {
    message_size_ += part.size();
    too_big = message_size_ > rules_.max_message;
    stopped_ = stopped_ || (!too_big && !sink.on_payload(part));
    return !too_big && !stopped_;
  });
  if (too_big) {
    return Violation{.status = WebsocketStatus::TooBig, .text = "message too big"};
  }
  if (inflater_->failed()) {
    return Violation{.text = "invalid compressed data"};
  }
  return std::nullopt;
}

bool WebsocketReader::deliver(Sink& sink, Scratch scratch) {
  if (pending_ > 0 && !stopped_) {
    stopped_ = !sink.on_payload(scratch.frames.first(std::exchange(pending_, 0)));
  }
  return !stopped_;
}

namespace {

/// One message of up to kCompressedMessage bytes. Nothing is taken over from the one before, so one
/// state serves all connections of the thread.
void pack_compressed(Output& plain, std::size_t size, Output& wire) {
  thread_local zlib::deflate_stream stream;
  // The fastest level: on one thread everybody waits for it.
  stream.reset(1, 15, 8, zlib::Strategy::normal);
  // upper_bound() is for one call; a flush adds its marker, each call of several a block's head.
  const std::size_t room = stream.upper_bound(size) + 1024;
  char* const start = wire.reserve(room + 10);
  char* const body = start + 10;
  zlib::z_params state{};
  state.next_out = body;
  state.avail_out = room;
  boost::system::error_code error;
  for (std::size_t left = size; left > 0;) {
    const std::string_view front = plain.first_piece();
    const std::size_t part = std::min(left, front.size());
    state.next_in = front.data();
    state.avail_in = part;
    left -= part;
    stream.write(state, left == 0 ? zlib::Flush::sync : zlib::Flush::none, error);
    plain.consume(part);
  }
  const std::size_t packed = room - state.avail_out - kTail.size();
  const std::size_t head = put_head(start, kFinal | kCompressed | kBinary, packed);
  std::memmove(start + head, body, packed);
  wire.commit(head + packed);
}

void copy(Output& plain, std::size_t size, Output& wire) {
  while (size > 0) {
    const std::string_view front = plain.first_piece();
    const std::size_t part = std::min(size, front.size());
    wire.append(front.substr(0, part));
    plain.consume(part);
    size -= part;
  }
}

}  // namespace

void WebsocketWriter::pack(Output& plain, std::size_t at_most, Rules rules, Output& wire) {
  std::size_t left = std::min(at_most, plain.size());
  while (left > 0) {
    if (rules.compression && left >= kWorthCompressing) {
      const std::size_t part = std::min(left, kCompressedMessage);
      pack_compressed(plain, part, wire);
      left -= part;
    } else if (rules.browser || left < kWorthMoving) {
      const std::size_t part = std::min(left, kBrowserFrame);
      append_head(wire, kFinal | kBinary, part);
      copy(plain, part, wire);
      left -= part;
    } else {
      Output body;
      const std::size_t part = body.take_front(plain, left);
      append_head(wire, kFinal | kBinary, part);
      wire.take(body);
      left -= std::min(left, part);
    }
  }
}

void WebsocketWriter::pong(std::string_view payload, Output& wire) {
  append_control(wire, kPong, payload);
}

void WebsocketWriter::close(std::uint16_t status, std::string_view reason, Output& wire) {
  if (status == static_cast<std::uint16_t>(WebsocketStatus::None)) {
    return append_control(wire, kClose, {});
  }
  std::string body = {static_cast<char>(status >> 8), static_cast<char>(status & 0xff)};
  body += reason.substr(0, kLargestControl - body.size());
  append_control(wire, kClose, body);
}

}  // namespace natsop::engine
