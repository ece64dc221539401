#pragma once
#include <span>
#include <string_view>

#include "core/base/result.h"

namespace natsop::render {

/// How a command's data is printed: what `-o/--output` takes.
enum class Format {
  Table,   ///< for people: a table, a page of labels and values, a report
  Wide,    ///< the same with the columns that a narrow table leaves out
  Json,    ///< one indented document; an array for lists
  Ndjson,  ///< one document a line
  Yaml,
  Csv,   ///< a header line and raw values: no thousands separators, no units
  Name,  ///< one name a line
};

/// "table", "wide", "json", ...
[[nodiscard]] std::string_view name_of(Format format);

/// Reads one of kFormatNames, in any case. Errors: Usage.
[[nodiscard]] Result<Format> parse_format(std::string_view text);

/// Every name that parse_format takes, for help and completion.
[[nodiscard]] std::span<const std::string_view> format_names();

}  // namespace natsop::render
