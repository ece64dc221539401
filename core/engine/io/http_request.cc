#include "core/engine/io/http_request.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <limits>

#include "core/text/ascii.h"

namespace natsop::engine {

namespace http = boost::beast::http;

namespace {

/// A wrong escape stays as it is.
std::string decoded(std::string_view text, bool plus_is_blank) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && text::hex_value(text[i + 1]) >= 0 &&
        text::hex_value(text[i + 2]) >= 0) {
      result += static_cast<char>(text::hex_value(text[i + 1]) * 16 + text::hex_value(text[i + 2]));
      i += 2;
    } else {
      result += plus_is_blank && text[i] == '+' ? ' ' : text[i];
    }
  }
  return result;
}

void split_target(HttpRequest& request) {
  std::string_view rest = request.target;
  // A proxy's form names the host too: http://host/path.
  if (const std::size_t scheme = rest.find("://");
      scheme != std::string_view::npos && scheme < rest.find('/')) {
    rest.remove_prefix(std::min(rest.find('/', scheme + 3), rest.size()));
  }
  rest = rest.substr(0, rest.find('#'));
  const std::size_t mark = rest.find('?');
  request.path = decoded(rest.substr(0, mark), false);
  if (mark == std::string_view::npos) {
    return;
  }
  for (const std::string_view pair : split_list(rest.substr(mark + 1), '&')) {
    if (!pair.empty()) {
      const std::size_t equals = pair.find('=');
      request.query.emplace_back(
          decoded(pair.substr(0, equals), true),
          equals == std::string_view::npos ? "" : decoded(pair.substr(equals + 1), true));
    }
  }
}

}  // namespace

std::vector<std::string_view> split_list(std::string_view list, char separator) {
  auto parts = text::split(list, separator);
  std::ranges::transform(parts, parts.begin(), text::trim);
  return parts;
}

std::string_view HttpRequest::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (text::equal_fold(key, name)) {
      return value;
    }
  }
  return {};
}

bool HttpRequest::lists(std::string_view name, std::string_view word) const {
  for (const auto& [key, value] : headers) {
    if (!text::equal_fold(key, name)) {
      continue;
    }
    for (const std::string_view one : split_list(value, ',')) {
      if (text::equal_fold(one, word)) {
        return true;
      }
    }
  }
  return false;
}

std::optional<std::string_view> HttpRequest::parameter(std::string_view name) const {
  for (const auto& [key, value] : query) {
    if (key == name) {
      return value;
    }
  }
  return std::nullopt;
}

std::size_t end_of_head(std::string_view bytes, std::size_t from) {
  constexpr std::string_view kEnd = "\r\n\r\n";
  const std::size_t at = bytes.find(kEnd, from < kEnd.size() ? 0 : from - kEnd.size() + 1);
  return at == std::string_view::npos ? at : at + kEnd.size();
}

Result<HttpRequest> parse_head(std::string_view head) {
  http::request_parser<http::empty_body> parser;
  parser.header_limit(std::numeric_limits<std::uint32_t>::max());
  // Requests without a body only; has_body tells of others.
  parser.skip(true);
  boost::system::error_code error;
  parser.put(boost::asio::buffer(head.data(), head.size()), error);
  if (error && error != http::error::need_more) {
    return Error(Code::Invalid, "HTTP request: " + error.message());
  }
  if (!parser.is_header_done()) {
    return Error(Code::Invalid, "HTTP request: incomplete");
  }
  const auto& message = parser.get();
  HttpRequest request;
  request.method = message.method_string();
  request.target = message.target();
  request.keep_alive = message.keep_alive();
  request.has_body = parser.chunked() || (parser.content_length() && *parser.content_length() > 0);
  for (const auto& field : message) {
    request.headers.emplace_back(field.name_string(), field.value());
  }
  split_target(request);
  return request;
}

std::string_view http_reason(int status) {
  return http::obsolete_reason(static_cast<http::status>(status));
}

}  // namespace natsop::engine
