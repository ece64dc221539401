#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "core/engine/interest/message.h"
#include "core/engine/loop/output.h"

namespace natsop::engine {

/// Bytes put one after another into room that is known to be enough.
class Pen {
 public:
  explicit Pen(char* at) : begin_(at), at_(at) {}

  Pen& put(std::string_view text) {
    if (!text.empty()) {  // an empty view may have no address, and memcpy wants one
      std::memcpy(at_, text.data(), text.size());
      at_ += text.size();
    }
    return *this;
  }
  Pen& put(char c) {
    *at_++ = c;
    return *this;
  }
  Pen& put(std::size_t number) {
    char digits[20];
    char* first = digits + sizeof digits;
    do {
      *--first = static_cast<char>('0' + number % 10);
      number /= 10;
    } while (number != 0);
    return put(std::string_view(first, static_cast<std::size_t>(digits + sizeof digits - first)));
  }
  [[nodiscard]] std::size_t written() const { return static_cast<std::size_t>(at_ - begin_); }

 private:
  char* begin_;
  char* at_;
};

/// Room for what MSG and HMSG say besides subject, sid, reply and body.
inline constexpr std::size_t kDeliveryFrame = 64;

/// The control line of a delivery, without its end: "MSG foo 1 reply 5". Headers only when
/// `header_size` is not 0, and then `size` includes them.
inline void write_delivery_line(Pen& pen, const Message& message, std::string_view sid,
                                std::size_t header_size, std::size_t size) {
  pen.put(header_size == 0 ? std::string_view("MSG ") : std::string_view("HMSG "));
  pen.put(message.subject).put(' ').put(sid).put(' ');
  if (!message.reply.empty()) {
    pen.put(message.reply).put(' ');
  }
  if (header_size != 0) {
    pen.put(header_size).put(' ');
  }
  pen.put(size);
}

/// A whole delivery at the end of `output`; without `headers` those of the message are left out.
/// Returns the bytes of headers and payload.
inline std::size_t write_delivery(Output& output, const Message& message, std::string_view sid,
                                  bool headers) {
  const std::size_t header_size = headers ? message.header_size : 0;
  const std::string_view body = headers ? message.body : message.payload();
  char* const room = output.reserve(message.subject.size() + sid.size() + message.reply.size() +
                                    body.size() + kDeliveryFrame);
  Pen pen(room);
  write_delivery_line(pen, message, sid, header_size, body.size());
  pen.put("\r\n").put(body).put("\r\n");
  output.commit(pen.written());
  return body.size();
}

}  // namespace natsop::engine
