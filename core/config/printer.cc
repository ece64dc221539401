#include "core/config/printer.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "core/text/ascii.h"
#include "core/text/time.h"

namespace natsop::config {
namespace {

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      case '\0':
        out += "\\x00";
        break;
      default:
        out += c;
    }
  }
  return out + '"';
}

bool is_plain_key(std::string_view key) {
  return !key.empty() && !text::equal_fold(key, "include") &&
         std::ranges::all_of(key, [](char c) { return text::is_word(c) || c == '-' || c == '.'; });
}

/// Keys in quotes know no escapes. One that holds both kinds of quotes was read without.
std::string print_key(std::string_view key) {
  if (is_plain_key(key) || (key.contains('"') && key.contains('\''))) return std::string(key);
  const char quote = key.contains('"') ? '\'' : '"';
  return fmt::format("{}{}{}", quote, key, quote);
}

class Printer {
 public:
  std::string out;

  void members(const Map& map, int indent) {
    for (const auto& member : map.members()) {
      fmt::format_to(std::back_inserter(out), "{:{}}{}: ", "", indent, print_key(member.key));
      value(member.value, indent);
      out += '\n';
    }
  }

 private:
  void value(const Value& value, int indent) {
    auto to = std::back_inserter(out);
    switch (value.kind()) {
      case Kind::Boolean:
        out += value.boolean() ? "true" : "false";
        break;
      case Kind::Integer:
        fmt::format_to(to, "{}", value.integer());
        break;
      case Kind::Real:
        real(value.real());
        break;
      case Kind::Text:
        out += quoted(value.text());
        break;
      case Kind::Date:
        out += text::rfc3339(text::to_seconds(value.date()));
        break;
      case Kind::Array:
        out += '[';
        for (const auto& element : value.elements()) {
          fmt::format_to(to, "\n{:{}}", "", indent + 2);
          this->value(element, indent + 2);
        }
        out += value.elements().empty() ? "]" : fmt::format("\n{:{}}]", "", indent);
        break;
      case Kind::Map:
        out += "{\n";
        members(value.map(), indent + 2);
        fmt::format_to(to, "{:{}}}}", "", indent);
        break;
    }
  }

  /// The grammar knows no exponents, and wants digits on both sides of the point.
  void real(double number) {
    auto digits = fmt::format("{:.340f}", number);
    digits.erase(digits.find_last_not_of('0') + 1);
    if (digits.ends_with('.')) digits += '0';
    out += digits;
  }
};

}  // namespace

std::string print(const Map& map) {
  Printer printer;
  printer.members(map, 0);
  return std::move(printer.out);
}

json::Doc to_json(const Value& value) {
  switch (value.kind()) {
    case Kind::Boolean:
      return value.boolean();
    case Kind::Integer:
      return value.integer();
    case Kind::Real:
      return value.real();
    case Kind::Text:
      return value.text();
    case Kind::Date:
      return text::rfc3339(text::to_seconds(value.date()));
    case Kind::Array: {
      std::vector<json::Doc> out;
      out.reserve(value.elements().size());
      for (const auto& element : value.elements()) out.push_back(to_json(element));
      return json::Doc::array(std::move(out));
    }
    case Kind::Map:
      return to_json(value.map());
  }
  return {};
}

json::Doc to_json(const Map& map) {
  std::vector<std::pair<std::string, json::Doc>> out;
  for (const auto& member : map.members()) out.emplace_back(member.key, to_json(member.value));
  std::ranges::sort(out, {}, &std::pair<std::string, json::Doc>::first);
  return json::Doc::object(std::move(out));
}

}  // namespace natsop::config
