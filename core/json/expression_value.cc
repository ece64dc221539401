#include "core/json/expression_value.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "core/text/ascii.h"
#include "core/text/duration.h"
#include "core/text/number.h"
#include "core/text/time.h"

namespace natsop::json {
namespace {

using Arguments = std::vector<Doc>;

Error mismatch(std::string_view op, const Doc& a, const Doc& b) {
  return Error(Code::Invalid,
               fmt::format("cannot use \"{}\" on {} and {}", op, shown(a), shown(b)));
}

Error bad_argument(std::string_view function, const Doc& value) {
  return Error(Code::Invalid, fmt::format("{}() cannot take {}", function, shown(value)));
}

bool is_whole(const Doc& value) { return value.is_null() || value.type() == Type::Integer; }
bool numeric(const Doc& value) { return value.is_null() || is_number(value); }
bool textual(const Doc& value) { return value.is_null() || value.is_text(); }

/// -1, 0 or 1; integers above the signed range included.
int order(const Doc& a, const Doc& b) {
  if (is_whole(a) && is_whole(b)) {
    const bool below_x = a.unsigned_integer() == 0 && a.integer() < 0;
    const bool below_y = b.unsigned_integer() == 0 && b.integer() < 0;
    if (below_x != below_y) return below_x ? -1 : 1;
    if (below_x) return a.integer() < b.integer() ? -1 : a.integer() > b.integer() ? 1 : 0;
    const auto x = a.unsigned_integer();
    const auto y = b.unsigned_integer();
    return x < y ? -1 : x > y ? 1 : 0;
  }
  return a.real() < b.real() ? -1 : a.real() > b.real() ? 1 : 0;
}

bool is_empty(const Doc& value) {
  switch (value.type()) {
    case Type::Null:
      return true;
    case Type::Bool:
      return !value.boolean();
    case Type::Integer:
    case Type::Real:
      return value.real() == 0;
    case Type::Text:
      return value.text().empty();
    case Type::Array:
    case Type::Object:
      return value.size() == 0;
  }
  return false;
}

Result<Doc> compare(std::string_view op, const Doc& a, const Doc& b) {
  int sign = 0;
  if (numeric(a) && numeric(b)) {
    sign = order(a, b);
  } else if (textual(a) && textual(b)) {
    sign = a.text().compare(b.text());
  } else {
    return mismatch(op, a, b);
  }
  if (op == "<") return Doc(sign < 0);
  if (op == "<=") return Doc(sign <= 0);
  if (op == ">") return Doc(sign > 0);
  return Doc(sign >= 0);
}

Result<Doc> whole_arithmetic(std::string_view op, std::int64_t a, std::int64_t b) {
  std::int64_t out = 0;
  bool over = false;
  if (op == "+") {
    over = __builtin_add_overflow(a, b, &out);
  } else if (op == "-") {
    over = __builtin_sub_overflow(a, b, &out);
  } else if (op == "*") {
    over = __builtin_mul_overflow(a, b, &out);
  } else {  // %
    if (b == 0) return Error(Code::Invalid, "division by zero");
    out = b == -1 ? 0 : a % b;
  }
  if (over) return Error(Code::Invalid, fmt::format("{} {} {} is out of range", a, op, b));
  return Doc(out);
}

Result<Doc> arithmetic(std::string_view op, const Doc& a, const Doc& b) {
  if (op == "+" && textual(a) && textual(b) && (a.is_text() || b.is_text())) {
    return Doc(a.text() + b.text());
  }
  if (!numeric(a) || !numeric(b)) return mismatch(op, a, b);
  if (op == "**" || op == "^") return Doc(std::pow(a.real(), b.real()));
  if (op == "/") {
    if (b.real() == 0) return Error(Code::Invalid, "division by zero");
    return Doc(a.real() / b.real());
  }
  if (is_whole(a) && is_whole(b)) return whole_arithmetic(op, a.integer(), b.integer());
  if (op == "%") return mismatch(op, a, b);
  if (op == "+") return Doc(a.real() + b.real());
  if (op == "-") return Doc(a.real() - b.real());
  return Doc(a.real() * b.real());
}

Result<Doc> contained(const Doc& needle, const Doc& hay) {
  if (hay.is_null()) return Doc(false);
  if (hay.is_object()) {
    return Doc(needle.is_text() && hay.has("/" + pointer_key(needle.text())));
  }
  if (!hay.is_array()) return mismatch("in", needle, hay);
  const auto elements = hay.elements();
  return Doc(std::ranges::any_of(elements, [&](const Doc& one) { return same(one, needle); }));
}

Result<Doc> text_test(std::string_view op, const Doc& a, const Doc& b) {
  if (!textual(a) || !textual(b)) return mismatch(op, a, b);
  const auto whole = a.text();
  const auto part = b.text();
  if (op == "startsWith") return Doc(whole.starts_with(part));
  if (op == "endsWith") return Doc(whole.ends_with(part));
  return Doc(whole.find(part) != std::string::npos);
}

/// "NumReplicas" as "num_replicas", "FirstSeq" as "first_seq".
std::string snake(std::string_view name) {
  std::string out;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool upper = text::is_upper(name[i]);
    const bool edge = i > 0 && (!text::is_upper(name[i - 1]) ||
                                (i + 1 < name.size() && text::is_lower(name[i + 1])));
    if (upper && edge) out += '_';
    out += text::to_lower(name[i]);
  }
  return out;
}

Result<Doc> text_function(std::string_view name, const Doc& value) {
  if (!textual(value)) return bad_argument(name, value);
  const auto text = value.text();
  if (name == "lower") return Doc(text::ascii_lower(text));
  if (name == "upper") return Doc(text::ascii_upper(text));
  if (name == "trim") return Doc(text::trim(text));
  if (name == "duration") {
    NATSOP_TRY(const auto duration, text::parse_duration(text));
    return Doc(duration.count());
  }
  NATSOP_TRY(const auto time, text::parse_rfc3339(text));  // date
  return Doc(std::chrono::nanoseconds(time.time_since_epoch()).count());
}

Result<Doc> extreme(std::string_view name, const Arguments& arguments) {
  auto values = arguments;
  if (values.size() == 1 && values[0].is_array()) values = values[0].elements();
  if (values.empty()) return Doc();
  auto best = values.front();
  for (const auto& value : values) {
    if (!numeric(value)) return bad_argument(name, value);
    const int sign = order(value, best);
    if (name == "max" ? sign > 0 : sign < 0) best = value;
  }
  return best;
}

Result<Doc> list_function(std::string_view name, const Doc& list) {
  if (name == "keys" || name == "values") {
    auto out = Doc::array();
    for (const auto& [key, value] : list.members()) out.push(name == "keys" ? Doc(key) : value);
    return out;
  }
  if (name == "len") return Doc(list.is_text() ? list.text().size() : list.size());
  if (name == "count") {
    const auto elements = list.elements();
    return Doc(std::ranges::count_if(elements, [](const Doc& one) { return one.boolean(); }));
  }
  if (!list.is_array() && !list.is_null()) return bad_argument(name, list);
  const auto elements = list.elements();
  if (name == "first") return elements.empty() ? Doc() : elements.front();
  if (name == "last") return elements.empty() ? Doc() : elements.back();
  Doc sum(0);
  for (const auto& one : elements) {
    NATSOP_TRY(sum, arithmetic("+", sum, one));
  }
  return sum;
}

Result<Doc> number_function(std::string_view name, const Doc& value) {
  if (value.is_text()) {
    if (name == "float") {
      NATSOP_TRY(const auto real, text::parse_float(value.text()));
      return Doc(real);
    }
    NATSOP_TRY(const auto whole, text::parse_integer(value.text()));
    return Doc(whole);
  }
  if (!numeric(value)) return bad_argument(name, value);
  if (name == "float") return Doc(value.real());
  if (name == "abs") {
    if (value.type() == Type::Real) return Doc(std::fabs(value.real()));
    return value.integer() < 0 ? arithmetic("-", Doc(0), value) : value;
  }
  if (value.type() != Type::Real) return value.is_null() ? Doc(0) : value;
  constexpr double kLimit = 9.2e18;
  if (!(std::fabs(value.real()) < kLimit)) return bad_argument(name, value);
  return Doc(static_cast<std::int64_t>(value.real()));
}

Result<Doc> join(const Arguments& arguments) {
  const auto separator = arguments.size() > 1 ? arguments[1].text() : std::string();
  return Doc(fmt::format("{}", fmt::join(arguments[0].texts(), separator)));
}

Result<Doc> split(const Doc& whole, const Doc& separator) {
  const auto text = whole.text();
  const auto cut = separator.text();
  auto out = Doc::array();
  if (cut.empty()) return bad_argument("split", separator);
  std::size_t at = 0;
  for (;;) {
    const auto next = text.find(cut, at);
    out.push(Doc(text.substr(at, next == std::string::npos ? next : next - at)));
    if (next == std::string::npos) return out;
    at = next + cut.size();
  }
}

}  // namespace

std::string shown(const Doc& value) { return value.is_null() ? "nothing" : value.dump(); }

bool is_number(const Doc& value) {
  return value.type() == Type::Integer || value.type() == Type::Real;
}

bool same(const Doc& a, const Doc& b) {
  if (a.is_null() || b.is_null()) return is_empty(a) && is_empty(b);
  if (is_number(a) && is_number(b)) return order(a, b) == 0;
  return a == b;
}

Result<Doc> operate(std::string_view op, const Doc& a, const Doc& b) {
  if (op == "==") return Doc(same(a, b));
  if (op == "!=") return Doc(!same(a, b));
  if (op == "<" || op == "<=" || op == ">" || op == ">=") return compare(op, a, b);
  if (op == "in") return contained(a, b);
  if (op == "contains" && !textual(a)) return contained(b, a);
  if (op == "contains" || op == "startsWith" || op == "endsWith") return text_test(op, a, b);
  return arithmetic(op, a, b);
}

Result<Doc> call_function(std::string_view name, const Arguments& arguments, Time now) {
  if (name == "now") return Doc(std::chrono::nanoseconds(now.time_since_epoch()).count());
  if (name == "min" || name == "max") return extreme(name, arguments);
  if (name == "join") return join(arguments);
  if (name == "split") return split(arguments[0], arguments[1]);
  const Doc& value = arguments[0];
  static constexpr std::array<std::string_view, 5> kOnTexts{"lower", "upper", "trim", "duration",
                                                            "date"};
  if (std::ranges::find(kOnTexts, name) != kOnTexts.end()) return text_function(name, value);
  if (name == "int" || name == "float" || name == "abs") return number_function(name, value);
  if (name == "string") return Doc(value.is_text() ? value.text() : value.dump());
  return list_function(name, value);
}

Doc member_of(const Doc& object, const std::string& name) {
  if (object.has("/" + pointer_key(name)) || name.empty() || !text::is_upper(name[0])) {
    return object.member(name);
  }
  // Go's fields whose JSON names are other words.
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kOthers{{
      {"Msgs", "messages"},
      {"Consumers", "consumer_count"},
      {"FirstTime", "first_ts"},
      {"LastTime", "last_ts"},
      {"TimeStamp", "ts"},
      {"Replicas", "num_replicas"},
      {"Duplicates", "duplicate_window"},
      {"RollupAllowed", "allow_rollup_hdrs"},
  }};
  const auto plain = object.member(snake(name));
  if (!plain.is_null()) return plain;
  const auto* it = std::ranges::find(kOthers, std::string_view(name),
                                     [](const auto& pair) { return pair.first; });
  return it == kOthers.end() ? plain : object.member(it->second);
}

}  // namespace natsop::json
