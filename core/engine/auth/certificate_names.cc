#include "core/engine/auth/certificate_names.h"

#include <algorithm>

#include "core/text/ascii.h"

namespace natsop::engine {

namespace {

/// Reads one name from left to right.
class NameReader {
 public:
  explicit NameReader(std::string_view text) : rest_(text) {}

  std::optional<DistinguishedName> read() {
    DistinguishedName name;
    if (text::trim(rest_).empty()) {
      return name;
    }
    while (true) {
      DistinguishedName::Relative relative;
      do {
        auto attribute = read_attribute();
        if (!attribute) {
          return std::nullopt;
        }
        relative.push_back(std::move(*attribute));
      } while (take('+'));
      std::sort(relative.begin(), relative.end());
      name.parts.push_back(std::move(relative));
      if (rest_.empty()) {
        return name;
      }
      if (!take(',') && !take(';')) {
        return std::nullopt;
      }
    }
  }

 private:
  bool take(char c) {
    if (!rest_.starts_with(c)) {
      return false;
    }
    rest_.remove_prefix(1);
    return true;
  }

  std::optional<DistinguishedName::Attribute> read_attribute() {
    const std::size_t equals = rest_.find('=');
    if (equals == std::string_view::npos) {
      return std::nullopt;
    }
    const std::string_view type = text::trim(rest_.substr(0, equals));
    const bool sound = !type.empty() && std::all_of(type.begin(), type.end(), [](char c) {
      return text::is_alpha(c) || text::is_digit(c) || c == '.' || c == '-';
    });
    if (!sound) {
      return std::nullopt;
    }
    rest_.remove_prefix(equals + 1);
    auto value = read_value();
    if (!value) {
      return std::nullopt;
    }
    return DistinguishedName::Attribute(text::ascii_lower(type), std::move(*value));
  }

  /// Up to the next separator; spaces around it count only when escaped.
  std::optional<std::string> read_value() {
    while (take(' ')) {
    }
    std::string value;
    std::size_t solid = 0;  // bytes that trailing spaces may not take away
    while (!rest_.empty() && !std::string_view(",;+").contains(rest_.front())) {
      if (take('\\')) {
        if (!read_escape(value)) {
          return std::nullopt;
        }
        solid = value.size();
        continue;
      }
      value += rest_.front();
      if (rest_.front() != ' ') {
        solid = value.size();
      }
      rest_.remove_prefix(1);
    }
    value.resize(solid);
    return value;
  }

  bool read_escape(std::string& value) {
    if (rest_.empty()) {
      return false;
    }
    const int high = text::hex_value(rest_[0]);
    const int low = rest_.size() > 1 ? text::hex_value(rest_[1]) : -1;
    if (high >= 0 && low >= 0) {
      value += static_cast<char>(high * 16 + low);
      rest_.remove_prefix(2);
      return true;
    }
    value += rest_[0];
    rest_.remove_prefix(1);
    return true;
  }

  std::string_view rest_;
};

}  // namespace

std::optional<DistinguishedName> DistinguishedName::parse(std::string_view text) {
  return NameReader(text).read();
}

bool DistinguishedName::same_parts(const DistinguishedName& other) const {
  auto mine = parts;
  auto theirs = other.parts;
  std::sort(mine.begin(), mine.end());
  std::sort(theirs.begin(), theirs.end());
  return mine == theirs;
}

}  // namespace natsop::engine
