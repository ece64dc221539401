#include "core/http/message.h"

#include <fmt/format.h>

#include <charconv>

#include "core/text/ascii.h"

namespace natsop::http {
namespace {

Error malformed(std::string_view why) {
  return Error(Code::Invalid, fmt::format("malformed HTTP answer: {}", why));
}

Result<std::size_t> number(std::string_view text, int base) {
  std::size_t value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (read.ec != std::errc() || read.ptr == text.data() || value > kBodySizeMax) {
    return malformed("bad length");
  }
  return value;
}

Result<std::string> read_chunks(std::string_view bytes) {
  std::string body;
  while (true) {
    const auto end = bytes.find("\r\n");
    if (end == std::string_view::npos) return malformed("cut short in a chunk");
    NATSOP_TRY(const std::size_t size, number(bytes.substr(0, bytes.find(';')).substr(0, end), 16));
    bytes.remove_prefix(end + 2);
    if (size == 0) return body;
    if (bytes.size() < size + 2 || bytes.substr(size, 2) != "\r\n") {
      return malformed("cut short in a chunk");
    }
    body += bytes.substr(0, size);
    bytes.remove_prefix(size + 2);
  }
}

struct Framing {
  bool chunked = false;
  bool has_length = false;
  std::size_t length = 0;
};

}  // namespace

std::string write_request(const Request& request, const Url& url) {
  std::string out = fmt::format(
      "{} {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: natsop\r\nAccept: */*\r\nConnection: close\r\n",
      request.method, url.target, url.authority);
  if (request.method != "GET") {
    if (!request.content_type.empty())
      out += fmt::format("Content-Type: {}\r\n", request.content_type);
    out += fmt::format("Content-Length: {}\r\n", request.body.size());
  }
  return out + "\r\n" + request.body;
}

Result<Answer> read_answer(std::string_view bytes) {
  const auto head_end = bytes.find("\r\n\r\n");
  if (head_end == std::string_view::npos) return malformed("no end of the headers");
  std::string_view head = bytes.substr(0, head_end);
  std::string_view body = bytes.substr(head_end + 4);
  const auto status_end = std::min(head.find("\r\n"), head.size());
  const std::string_view status = head.substr(0, status_end);
  Answer answer;
  if (!status.starts_with("HTTP/1.") || status.size() < 12) return malformed("bad status line");
  const auto code = number(status.substr(9, 3), 10);
  if (!code || *code < 100) return malformed("bad status line");
  if (*code < 200) return read_answer(body);  // 100 Continue comes before the answer
  answer.response.status = static_cast<int>(*code);

  Framing framing;
  head.remove_prefix(status_end);
  while (head.size() > 2) {
    head.remove_prefix(2);
    const auto line = head.substr(0, head.find("\r\n"));
    head.remove_prefix(line.size());
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const auto name = line.substr(0, colon);
    const auto value = text::trim(line.substr(colon + 1));
    if (text::equal_fold(name, "Content-Length")) {
      NATSOP_TRY(framing.length, number(value, 10));
      framing.has_length = true;
    } else if (text::equal_fold(name, "Transfer-Encoding")) {
      framing.chunked = text::equal_fold(value, "chunked");
    } else if (text::equal_fold(name, "Location")) {
      answer.location = value;
    }
  }
  if (framing.chunked) {
    NATSOP_TRY(answer.response.body, read_chunks(body));
  } else if (framing.has_length) {
    if (body.size() < framing.length) return malformed("cut short in the body");
    answer.response.body = body.substr(0, framing.length);
  } else {
    answer.response.body = body;
  }
  return answer;
}

}  // namespace natsop::http
