#pragma once
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/render/style.h"

namespace natsop::render {

/// One cell: text, or a number. A column whose cells are all numbers is aligned to the right,
/// header and footer included; numbers are printed without thousands separators, so pass text where
/// those are wanted.
struct Cell {
  Cell() = default;
  Cell(std::string value) : text(std::move(value)) {}
  Cell(std::string_view value) : text(value) {}
  Cell(const char* value) : text(value) {}
  template <std::integral T>
    requires(!std::same_as<T, bool>)
  Cell(T value) : text(std::to_string(value)), numeric(true) {}
  Cell(bool value) : text(value ? "true" : "false") {}
  Cell(double value);  ///< shortest form that reads back the same

  std::string text;  ///< may hold several lines; escape sequences count as no width
  bool numeric = false;
};

/// A table for people, in any of the Boxes. Rows may have fewer cells than there are columns.
class Table {
 public:
  explicit Table(std::string title = {}) : title_(std::move(title)) {}

  Table& title(std::string text);
  Table& headers(std::vector<std::string> texts);
  Table& row(std::vector<Cell> cells);
  /// A rule before the next row.
  Table& separator();
  /// A rule by itself: drawn even below another one, and at the end, as nsc ends empty sections.
  Table& rule();
  /// The last row, below a rule. Several are allowed.
  Table& footer(std::vector<Cell> cells);
  /// Fixes a column's side (0-based), whatever its cells are.
  Table& align_right(std::size_t column, bool right = true);

  [[nodiscard]] bool empty() const { return rows_.empty(); }
  [[nodiscard]] std::size_t size() const { return rows_.size(); }

  /// The whole table, ending in a newline (empty when it has no columns at all). Widths are display
  /// widths. On a terminal (style.width) lines that are too long end in " ≈".
  [[nodiscard]] std::string render(const Style& style) const;

 private:
  struct Row {
    std::vector<Cell> cells;
    bool rule_before = false;
    bool only_rule = false;  // no cells at all
  };
  friend class TableLayout;

  std::string title_;
  std::vector<std::string> headers_;
  std::vector<Row> rows_;
  std::vector<std::vector<Cell>> footers_;
  std::vector<std::pair<std::size_t, bool>> aligned_;
  bool rule_next_ = false;
};

}  // namespace natsop::render
