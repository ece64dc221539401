#include "core/text/regex_class.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace natsop::text::regex {

namespace {

struct NamedClass {
  std::string_view name;
  Ranges ranges;
};

const std::vector<NamedClass>& posix_classes() {
  static const std::vector<NamedClass> kClasses{
      {"alnum", {{'0', '9'}, {'A', 'Z'}, {'a', 'z'}}},
      {"alpha", {{'A', 'Z'}, {'a', 'z'}}},
      {"ascii", {{0, 0x7f}}},
      {"blank", {{'\t', '\t'}, {' ', ' '}}},
      {"cntrl", {{0, 0x1f}, {0x7f, 0x7f}}},
      {"digit", {{'0', '9'}}},
      {"graph", {{'!', '~'}}},
      {"lower", {{'a', 'z'}}},
      {"print", {{' ', '~'}}},
      {"punct", {{'!', '/'}, {':', '@'}, {'[', '`'}, {'{', '~'}}},
      {"space", {{'\t', '\r'}, {' ', ' '}}},
      {"upper", {{'A', 'Z'}}},
      {"word", word_ranges()},
      {"xdigit", {{'0', '9'}, {'A', 'F'}, {'a', 'f'}}},
  };
  return kClasses;
}

/// utf8proc's categories in the order of its enumeration.
constexpr std::array<std::string_view, 30> kCategories{
    "Cn", "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Pc", "Pd", "Ps",
    "Pe", "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co"};
static_assert(kCategories.size() == kCategoryCount);

bool in_ranges(const CharSet& set, Point point) {
  return std::any_of(set.ranges.begin(), set.ranges.end(),
                     [point](const auto& range) {
                       return point >= range.first && point <= range.second;
                     }) ||
         (set.categories != 0 &&
          (set.categories >> utf8proc_category(static_cast<utf8proc_int32_t>(point)) & 1) != 0);
}

}  // namespace

const Ranges& digit_ranges() {
  static const Ranges kRanges{{'0', '9'}};
  return kRanges;
}
const Ranges& space_ranges() {
  static const Ranges kRanges{{'\t', '\n'}, {'\f', '\r'}, {' ', ' '}};
  return kRanges;
}
const Ranges& word_ranges() {
  static const Ranges kRanges{{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}};
  return kRanges;
}

Ranges complement(const Ranges& ranges) {
  Ranges rest;
  Point next = 0;
  for (const auto& [low, high] : ranges) {
    if (low > next) {
      rest.emplace_back(next, low - 1);
    }
    next = high + 1;
  }
  rest.emplace_back(next, kLastPoint);
  return rest;
}

const Ranges* posix_class_ranges(std::string_view name) {
  for (const NamedClass& known : posix_classes()) {
    if (known.name == name) {
      return &known.ranges;
    }
  }
  return nullptr;
}

std::uint32_t category_bits(std::string_view name) {
  std::uint32_t bits = 0;
  for (std::size_t i = 0; i < kCategories.size(); ++i) {
    if (kCategories[i] == name || (name.size() == 1 && kCategories[i].front() == name.front())) {
      bits |= std::uint32_t{1} << i;
    }
  }
  return bits;
}

bool CharSet::has(Point point) const {
  bool found = in_ranges(*this, point);
  if (!found && fold) {
    const auto value = static_cast<utf8proc_int32_t>(point);
    found = in_ranges(*this, static_cast<Point>(utf8proc_tolower(value))) ||
            in_ranges(*this, static_cast<Point>(utf8proc_toupper(value)));
  }
  return found != negated;
}

}  // namespace natsop::text::regex
