#pragma once
#include <chrono>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/clock.h"
#include "core/json/doc.h"
#include "core/render/format.h"
#include "core/render/style.h"

namespace natsop::render {

/// One thing in detail: a heading, then sections of right-aligned labels and values, and the
/// document behind them.
///
///     Information for Stream cnc created 2026-11-21 09:46:20
///
///                    Subjects: cnc
///
///     Options:
///
///                   Retention: Limits
///
/// Calls append in order and return *this. The colons of all sections stand in one column.
class Page {
 public:
  explicit Page(std::string heading = {}) : heading_(std::move(heading)) {}

  Page& heading(std::string text);
  /// "Title:" with a blank line around it.
  Page& section(std::string title);
  /// A blank line between rows; at the end of a page, after it.
  Page& blank();
  /// A line of text at the current indent, without a label.
  Page& line(std::string text);
  /// Moves what follows to the right: titles by this much, rows as well. Absolute, 0 is the margin.
  Page& indent(int spaces);

  /// A label and its value; a value of several lines continues below itself, and a missing label
  /// (empty) continues the row above. Integers get thousands separators, reals at most three
  /// decimals.
  Page& row(std::string label, std::string value);
  Page& row(std::string label, std::string_view value) {
    return row(std::move(label), std::string(value));
  }
  Page& row(std::string label, const char* value) {
    return row(std::move(label), std::string(value));
  }
  Page& row(std::string label, bool value);
  Page& row(std::string label, double value);
  template <std::signed_integral T>
  Page& row(std::string label, T value) {
    return integer(std::move(label), std::int64_t{value});
  }
  template <std::unsigned_integral T>
    requires(!std::same_as<T, bool>)
  Page& row(std::string label, T value) {
    return natural(std::move(label), std::uint64_t{value});
  }
  /// Joined with ", ".
  Page& row(std::string label, const std::vector<std::string>& values);
  /// 1.5 MiB
  Page& bytes(std::string label, std::uint64_t value);
  /// 1m23s
  Page& duration(std::string label, std::chrono::nanoseconds value);
  /// 2026-11-21 09:46:20 in local time
  Page& time(std::string label, Time value);

  /// A row unless the value is empty (empty text or list, zero).
  template <class T>
  Page& row_if(std::string label, const T& value) {
    return is_empty(value) ? *this : row(std::move(label), value);
  }
  /// A further value below the last row's.
  Page& more(std::string value) { return row(std::string(), std::move(value)); }
  /// One value a line, the label at the first. Nothing when there are none.
  Page& lines(std::string label, const std::vector<std::string>& values);
  /// One row per entry, sorted by key.
  Page& map(std::vector<std::pair<std::string, std::string>> entries);
  /// One label, "key: value" a line, sorted by key. Nothing when there are none.
  Page& map(std::string label, std::vector<std::pair<std::string, std::string>> entries);

  /// What json, ndjson and yaml print. Without one they get the page's own labels and values, in
  /// snake case.
  Page& document(json::Doc doc);
  [[nodiscard]] json::Doc document() const;
  /// What Format::Name prints.
  Page& name(std::string text);

  /// The text to print, newline at the end. Errors: Unsupported when Format::Name has no name.
  [[nodiscard]] Result<std::string> render(Format format, const Style& style) const;

 private:
  enum class Kind { Row, Section, Blank, Line };
  struct Item {
    Kind kind;
    int indent;
    std::string label;
    std::string value;
    json::Doc raw{};
    std::optional<Time> time{};  // shown in the style's zone instead of `value`
  };
  template <class T>
  [[nodiscard]] static bool is_empty(const T& value) {
    if constexpr (std::is_arithmetic_v<T>) {
      return value == T{};
    } else if constexpr (std::is_convertible_v<T, std::string_view>) {
      return std::string_view(value).empty();
    } else {
      return value.empty();
    }
  }
  Page& put(std::string label, std::string value, json::Doc raw);
  Page& integer(std::string label, std::int64_t value);
  Page& natural(std::string label, std::uint64_t value);
  [[nodiscard]] static std::string shown(const Item& item, const Style& style);
  [[nodiscard]] std::string people(const Style& style) const;
  [[nodiscard]] std::string markdown(const Style& style) const;
  [[nodiscard]] std::string csv() const;
  [[nodiscard]] json::Doc own_document() const;

  std::string heading_;
  std::vector<Item> items_;
  int indent_ = 0;
  std::string name_;
  json::Doc document_;
};

}  // namespace natsop::render
