#include "core/engine/options/option_reader.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "core/subject/subject.h"
#include "core/text/duration.h"
#include "core/text/number.h"
#include "core/text/quote.h"

namespace natsop::engine {

using config::Kind;

namespace {

constexpr int kPortMax = 65535;
constexpr Duration kTimeoutMax = std::chrono::seconds(60);

}  // namespace

void OptionReader::error(const config::Position& where, std::string_view message) {
  errors_.push_back(config::error_at(where, message).message());
}

void OptionReader::caution(const config::Value& value, std::string_view message) {
  cautions_.push_back(config::error_at(value.position(), message).message());
}

void OptionReader::note(std::string text) { notes_.push_back(std::move(text)); }

void OptionReader::wrong_kind(const config::Value& value, std::string_view wanted) {
  const bool quotes =
      wanted == name_of(Kind::Text) && !value.is(Kind::Array) && !value.is(Kind::Map);
  error(value, fmt::format("\"{}\" must be {}, not {}{}", field_, wanted, name_of(value.kind()),
                           quotes ? ": put it in quotes" : ""));
}

bool OptionReader::expect(const config::Value& value, Kind kind) {
  if (!value.is(kind)) wrong_kind(value, name_of(kind));
  return value.is(kind);
}

void OptionReader::read(const config::Value& value, bool& out) {
  if (expect(value, Kind::Boolean)) out = value.boolean();
}

void OptionReader::read(const config::Value& value, std::int64_t& out) {
  if (expect(value, Kind::Integer)) out = value.integer();
}

void OptionReader::read(const config::Value& value, int& out) {
  std::int64_t number = out;
  read(value, number);
  constexpr auto kMax = std::numeric_limits<std::int32_t>::max();
  if (number > kMax || number < -kMax) {
    error(value, fmt::format("{} value is too big", field_));
  } else {
    out = static_cast<int>(number);
  }
}

void OptionReader::read(const config::Value& value, std::string& out) {
  if (expect(value, Kind::Text)) out = value.text();
}

void OptionReader::read(const config::Value& value, std::filesystem::path& out) {
  if (expect(value, Kind::Text)) out = value.text();
}

void OptionReader::read(const config::Value& value, Duration& out) {
  if (value.is(Kind::Integer)) {
    caution(
        value,
        fmt::format("invalid use of field \"{0}\": {0} should be converted to a duration", field_));
    return read_seconds(value, out);
  }
  if (!value.is(Kind::Text)) return wrong_kind(value, "a duration such as \"10s\"");
  const auto parsed = text::parse_go_duration(value.text());
  if (!parsed) {
    return error(value, fmt::format("error parsing {}: time: invalid duration {}", field_,
                                    text::go_quote(value.text())));
  }
  out = *parsed;
}

void OptionReader::read_seconds(const config::Value& value, Duration& out) {
  constexpr double kMost = 9e9;  // what nanoseconds can hold, in seconds
  double seconds = 0;
  if (value.is(Kind::Text)) return read(value, out);
  if (value.is(Kind::Integer)) {
    seconds = static_cast<double>(value.integer());
  } else if (value.is(Kind::Real)) {
    seconds = value.real();
  } else {
    return wrong_kind(value, "a duration such as \"10s\"");
  }
  if (std::abs(seconds) > kMost) return error(value, fmt::format("{} value is too big", field_));
  out = std::chrono::duration_cast<Duration>(std::chrono::duration<double>(seconds));
}

void OptionReader::read_timeout(const config::Value& value, Duration& out) {
  read_seconds(value, out);
  if (out <= kTimeoutMax) return;
  caution(value,
          fmt::format("invalid use of field \"{}\": timeout of {} is high, consider keeping it "
                      "under 60 seconds. possibly caused by unquoted duration; use '1m' "
                      "instead of 1m, for example",
                      field_, text::print_go_duration(out)));
}

void OptionReader::read(const config::Value& value, std::vector<std::string>& out) {
  out.clear();
  if (value.is(Kind::Text)) {
    out.push_back(value.text());
    return;
  }
  if (!value.is(Kind::Array)) return wrong_kind(value, "text or a list of texts");
  for (const auto& element : value.elements()) {
    std::string text;
    read(element, text);
    out.push_back(std::move(text));
  }
}

void OptionReader::read(const config::Value& value, std::map<std::string, std::string>& out) {
  if (!expect(value, Kind::Map)) return;
  out.clear();
  for (const auto& member : value.map().members()) read(member.value, out[member.key]);
}

void OptionReader::read_port(const config::Value& value, int& out) {
  std::int64_t port = out;
  read(value, port);
  if (port < -1 || port > kPortMax) {
    error(value, fmt::format("\"{}\" is no port: {} (0 to {}, or -1 for any free one)", field_,
                             port, kPortMax));
  } else {
    out = static_cast<int>(port);
  }
}

void OptionReader::read_listen(const config::Value& value, std::string& host, int& port) {
  if (value.is(Kind::Integer)) return read_port(value, port);
  if (!value.is(Kind::Text)) return wrong_kind(value, "\"host:port\" or a port");
  const auto& address = value.text();
  const auto colon = address.rfind(':');
  const bool brackets = address.starts_with('[');
  const auto host_text = address.substr(0, colon == std::string::npos ? 0 : colon);
  if (colon == std::string::npos || (brackets && !host_text.ends_with(']')) ||
      (!brackets && host_text.contains(':'))) {
    return error(value, fmt::format("could not parse address string {}", text::go_quote(address)));
  }
  const auto number = text::parse_decimal(address.substr(colon + 1));
  if (!number || *number < -1 || *number > kPortMax) {
    return error(value,
                 fmt::format("could not parse port {}", text::go_quote(address.substr(colon + 1))));
  }
  host = brackets ? host_text.substr(1, host_text.size() - 2) : host_text;
  port = static_cast<int>(*number);
}

void OptionReader::read_subject(const config::Value& value, std::string& out) {
  if (!expect(value, Kind::Text)) return;
  if (!subject::is_valid(value.text())) {
    return error(value,
                 fmt::format("subject {} is not a valid subject", text::go_quote(value.text())));
  }
  out = value.text();
}

}  // namespace natsop::engine
