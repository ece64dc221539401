#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/json/doc.h"
#include "core/render/format.h"
#include "core/render/style.h"
#include "core/render/table.h"

namespace natsop::render {

/// How a value of a document is shown to people. Machine formats always get the value itself.
enum class As {
  Text,      ///< as it is; objects and arrays as compact JSON
  Count,     ///< integer with thousands separators: 12,500
  Number,    ///< integer as a numeric cell: right-aligned, no separators
  Bytes,     ///< binary units: 1.5 MiB
  Duration,  ///< integer nanoseconds: 1m23s
  Age,      ///< RFC 3339 time, shown as the duration since then; "never" for Go's zero time or none
  Percent,  ///< a real from 0 to 100: 42%
  Time,     ///< RFC 3339 time, shown in local time: 2026-11-21 09:46:20; empty for Go's zero time
  Bool,     ///< true / false
  YesNo,    ///< yes / no
  List,     ///< an array joined with ", "
};

/// The text that a person sees for a value: the one place where As is applied.
[[nodiscard]] std::string show(const json::Doc& value, As as, const Style& style);

/// One column of a View: a header and where its value stands in the row's document, or how to make
/// its text.
struct Column {
  std::string header;
  std::string
      pointer{};  ///< JSON pointer into the row; "" with `text`: the column is for people, and csv
  As as = As::Text;
  bool wide = false;  ///< only in Format::Wide, and csv
  std::function<std::string(const json::Doc&)> text =
      {};  ///< makes the cell from the row; wins over `as`
};

/// A list of documents shown as a table, json, ndjson, yaml, csv or names. One document per row
/// feeds them all.
class View {
 public:
  View(std::string title, std::vector<Column> columns);

  View& add(json::Doc row);
  /// A rule before the next row, in tables.
  View& separator();
  /// The row below the table: one cell per column that Format::Table shows.
  View& footer(std::vector<Cell> cells);
  /// What people read instead of an empty table ("No Streams defined"); machine formats print an
  /// empty list.
  View& when_empty(std::string text);
  /// Where Format::Name finds a row's name; without it: the first column's pointer.
  View& name_at(std::string pointer);
  View& title(std::string text);
  /// The document that json and yaml print instead of the array of rows, where a face fixes its
  /// shape.
  View& document(json::Doc doc);
  /// What json and yaml print.
  [[nodiscard]] json::Doc document() const;
  /// Whether `when_empty` was given.
  [[nodiscard]] bool explains_emptiness() const { return !when_empty_.empty(); }
  /// Orders the rows by a value, numbers by size and texts by bytes; rows that are equal keep their
  /// order. Separators stay at their positions.
  View& sort_by(std::string_view pointer, bool descending = false);

  [[nodiscard]] bool empty() const { return rows_.empty(); }
  [[nodiscard]] std::size_t size() const { return rows_.size(); }
  [[nodiscard]] const std::vector<json::Doc>& rows() const { return rows_; }

  /// The text to print, newline at the end. Errors: Unsupported when Format::Name finds no names.
  [[nodiscard]] Result<std::string> render(Format format, const Style& style) const;

 private:
  [[nodiscard]] Table table(const Style& style, bool wide) const;
  [[nodiscard]] std::string csv() const;
  [[nodiscard]] Result<std::string> names() const;

  std::string title_;
  std::vector<Column> columns_;
  std::vector<json::Doc> rows_;
  std::vector<std::size_t> rules_;  // rows that have a rule before them
  std::vector<Cell> footer_;
  std::string when_empty_;
  std::string name_pointer_;
  json::Doc document_;
};

}  // namespace natsop::render
