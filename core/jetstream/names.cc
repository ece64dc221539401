#include "core/jetstream/names.h"

#include <fmt/format.h>

namespace natsop::jetstream {
namespace {

constexpr unsigned char kFirstPrintable = 0x20;
constexpr unsigned char kDelete = 0x7f;

/// What a character that does not belong in a token is called; empty for one that does.
std::string unwanted(char c) {
  switch (c) {
    case '.':
      return "a dot";
    case ' ':
      return "a space";
    case '*':
    case '>':
      return fmt::format("the wildcard '{}'", c);
    case '/':
    case '\\':
      return fmt::format("the path separator '{}'", c);
    default:
      break;
  }
  const auto byte = static_cast<unsigned char>(c);
  if (byte < kFirstPrintable || byte == kDelete) {
    return fmt::format("a control character (0x{:02x})", byte);
  }
  return {};
}

/// The text with control characters replaced, to quote it in an error.
std::string quotable(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < kFirstPrintable || byte == kDelete) c = '?';
  }
  return out;
}

Result<void> check_name(std::string_view what, std::string_view name) {
  if (name.empty()) return Error(Code::Invalid, fmt::format("a {} name is required", what));
  if (name.size() > kNameMax) {
    return Error(Code::Invalid, fmt::format("the {} name is {} bytes long, at most {} are allowed",
                                            what, name.size(), kNameMax));
  }
  for (const char c : name) {
    if (const auto bad = unwanted(c); !bad.empty()) {
      return Error(Code::Invalid, fmt::format("{} name \"{}\" holds {}", what, quotable(name), bad))
          .hint("use letters, digits, '-' and '_'");
    }
  }
  return {};
}

/// A subject of literal tokens.
Result<void> check_tokens(std::string_view what, std::string_view text) {
  if (text.empty()) return Error(Code::Invalid, fmt::format("a {} is required", what));
  char previous = '.';
  for (const char c : text) {
    if (c == '.' && previous == '.') break;
    previous = c;
    const bool path = c == '/' || c == '\\';
    if (const auto bad = unwanted(c); c != '.' && !path && !bad.empty()) {
      return Error(Code::Invalid, fmt::format("{} \"{}\" holds {}", what, quotable(text), bad));
    }
  }
  if (text.front() == '.' || text.back() == '.' || text.find("..") != std::string_view::npos) {
    return Error(Code::Invalid,
                 fmt::format("{} \"{}\" has nothing before, between or behind its dots", what,
                             quotable(text)));
  }
  return {};
}

}  // namespace

Result<void> check_stream_name(std::string_view name) { return check_name("stream", name); }
Result<void> check_consumer_name(std::string_view name) { return check_name("consumer", name); }
Result<void> check_domain(std::string_view domain) {
  return check_tokens("JetStream domain", domain);
}
Result<void> check_api_prefix(std::string_view prefix) {
  return check_tokens("JetStream API prefix", prefix);
}

bool is_kv_stream(std::string_view stream) { return stream.starts_with(kKvStreamPrefix); }
bool is_object_stream(std::string_view stream) { return stream.starts_with(kObjectStreamPrefix); }
bool is_mqtt_stream(std::string_view stream) { return stream.starts_with(kMqttStreamPrefix); }
bool is_internal_stream(std::string_view stream) {
  return is_kv_stream(stream) || is_object_stream(stream) || is_mqtt_stream(stream);
}

std::string_view bucket_of(std::string_view stream) {
  if (is_kv_stream(stream)) return stream.substr(kKvStreamPrefix.size());
  if (is_object_stream(stream)) return stream.substr(kObjectStreamPrefix.size());
  return {};
}

}  // namespace natsop::jetstream
