#include "core/render/format.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace natsop::render {
namespace {

constexpr std::array<std::string_view, 7> kFormatNames = {"table", "wide", "json", "ndjson",
                                                          "yaml",  "csv",  "name"};

bool same_letters(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) { return (x | 0x20) == (y | 0x20); });
}

}  // namespace

std::string_view name_of(Format format) { return kFormatNames[static_cast<std::size_t>(format)]; }

Result<Format> parse_format(std::string_view text) {
  for (std::size_t i = 0; i < kFormatNames.size(); ++i) {
    if (same_letters(text, kFormatNames[i])) return static_cast<Format>(i);
  }
  return Error(Code::Usage, fmt::format("unknown output format \"{}\"", text))
      .hint(fmt::format("choose one of {}", fmt::join(kFormatNames, ", ")));
}

std::span<const std::string_view> format_names() { return kFormatNames; }

}  // namespace natsop::render
