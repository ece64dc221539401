#include "core/render/view.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/json/yaml.h"
#include "core/render/csv.h"
#include "core/text/duration.h"
#include "core/text/number.h"
#include "core/text/size.h"
#include "core/text/time.h"

namespace natsop::render {
namespace {

using json::Doc;
using json::Type;

/// The value itself as text: a text without quotes, nothing for null, JSON for the rest.
std::string raw_text(const Doc& value) {
  switch (value.type()) {
    case Type::Null:
      return {};
    case Type::Text:
      return value.text();
    default:
      return value.dump();
  }
}

/// The elements of an array as texts; a scalar counts as one.
std::vector<std::string> items_of(const Doc& value) {
  if (!value.is_array())
    return value.is_null() ? std::vector<std::string>() : std::vector{raw_text(value)};
  std::vector<std::string> items;
  for (const auto& element : value.elements()) items.push_back(raw_text(element));
  return items;
}

bool is_number(const Doc& value) {
  return value.type() == Type::Integer || value.type() == Type::Real;
}

std::string show_count(const Doc& value) {
  if (value.type() == Type::Real) return text::commas(value.real());
  const auto natural = value.unsigned_integer();
  return natural > 0 ? text::commas(natural) : text::commas(value.integer());
}

std::string show_time(const Doc& value, const Style& style) {
  const auto time = text::parse_rfc3339(value.text());
  if (!time) return value.text();
  return *time == text::kZeroTime ? std::string() : text::date_time(*time, style.zone);
}

std::string show_age(const Doc& value, const Style& style) {
  const auto time = text::parse_rfc3339(value.text());
  if (!time || *time == text::kZeroTime) return "never";
  return text::print_duration(style.now - *time);
}

/// Orders documents of any type: nothing first, then numbers, then the rest by text.
bool less(const Doc& a, const Doc& b) {
  if (a.is_null() || b.is_null()) return a.is_null() && !b.is_null();
  if (a.type() == Type::Integer && b.type() == Type::Integer) {
    const auto x = a.integer();
    const auto y = b.integer();
    if (x < 0 || y < 0) return x < y;
    return a.unsigned_integer() < b.unsigned_integer();
  }
  if (is_number(a) && is_number(b)) return a.real() < b.real();
  if (is_number(a) != is_number(b)) return is_number(a);
  return raw_text(a) < raw_text(b);
}

}  // namespace

std::string show(const Doc& value, As as, const Style& style) {
  switch (as) {
    case As::Text:
      return raw_text(value);
    case As::Count:
      return is_number(value) ? show_count(value) : raw_text(value);
    case As::Number:
      return raw_text(value);
    case As::Bytes:
      return is_number(value) ? text::print_size(value.unsigned_integer()) : raw_text(value);
    case As::Duration:
      return is_number(value) ? text::print_duration(std::chrono::nanoseconds(value.integer()))
                              : raw_text(value);
    case As::Age:
      return show_age(value, style);
    case As::Percent:
      return is_number(value) ? text::commas(value.real(), 1) + "%" : raw_text(value);
    case As::Time:
      return show_time(value, style);
    case As::Bool:
      return value.boolean() ? "true" : "false";
    case As::YesNo:
      return value.boolean() ? "yes" : "no";
    case As::List:
      return fmt::format("{}", fmt::join(items_of(value), ", "));
  }
  return {};
}

View::View(std::string title, std::vector<Column> columns)
    : title_(std::move(title)), columns_(std::move(columns)) {}

View& View::add(Doc row) {
  rows_.push_back(std::move(row));
  return *this;
}

View& View::separator() {
  rules_.push_back(rows_.size());
  return *this;
}

View& View::footer(std::vector<Cell> cells) {
  footer_ = std::move(cells);
  return *this;
}

View& View::when_empty(std::string text) {
  when_empty_ = std::move(text);
  return *this;
}

View& View::name_at(std::string pointer) {
  name_pointer_ = std::move(pointer);
  return *this;
}

View& View::title(std::string text) {
  title_ = std::move(text);
  return *this;
}

View& View::document(Doc doc) {
  document_ = std::move(doc);
  return *this;
}

Doc View::document() const { return document_.is_null() ? Doc::array(rows_) : document_; }

View& View::sort_by(std::string_view pointer, bool descending) {
  std::ranges::stable_sort(rows_, [&](const Doc& a, const Doc& b) {
    const auto x = a.at(pointer);
    const auto y = b.at(pointer);
    return descending ? less(y, x) : less(x, y);
  });
  return *this;
}

Table View::table(const Style& style, bool wide) const {
  Table table(title_);
  std::vector<std::string> headers;
  for (const auto& column : columns_) {
    if (!column.wide || wide) headers.push_back(column.header);
  }
  const bool headed = std::ranges::any_of(headers, [](const auto& text) { return !text.empty(); });
  if (headed) table.headers(std::move(headers));
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    if (std::ranges::find(rules_, i) != rules_.end()) table.separator();
    std::vector<Cell> cells;
    for (const auto& column : columns_) {
      if (column.wide && !wide) continue;
      Cell cell(column.text ? column.text(rows_[i])
                            : show(rows_[i].at(column.pointer), column.as, style));
      cell.numeric = column.as == As::Number;
      cells.push_back(std::move(cell));
    }
    table.row(std::move(cells));
  }
  if (!footer_.empty()) table.footer(footer_);
  return table;
}

std::string View::csv() const {
  std::string out;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    out += (i > 0 ? "," : "") + csv_field(columns_[i].header);
  }
  out += '\n';
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const auto& column = columns_[i];
      if (i > 0) out += ',';
      if (column.pointer.empty() && column.text) {
        out += csv_field(column.text(row));
      } else {
        const auto value = row.at(column.pointer);
        out += csv_field(value.is_array() ? fmt::format("{}", fmt::join(items_of(value), ", "))
                                          : raw_text(value));
      }
    }
    out += '\n';
  }
  return out;
}

Result<std::string> View::names() const {
  const auto& pointer =
      name_pointer_.empty() && !columns_.empty() ? columns_.front().pointer : name_pointer_;
  std::string out;
  for (const auto& row : rows_) {
    const auto name = row.at(pointer);
    if (name.is_null() || name.is_object() || name.is_array()) {
      return Error(Code::Unsupported, "this command's output has no names to print")
          .hint("use another --output");
    }
    out += raw_text(name) + "\n";
  }
  return out;
}

Result<std::string> View::render(Format format, const Style& style) const {
  switch (format) {
    case Format::Json:
      return document().dump(2) + "\n";
    case Format::Yaml:
      return json::to_yaml(document());
    case Format::Ndjson: {
      std::string out;
      for (const auto& row : rows_) out += row.dump() + "\n";
      return out;
    }
    case Format::Csv:
      return csv();
    case Format::Name:
      return names();
    case Format::Table:
    case Format::Wide:
      break;
  }
  if (rows_.empty() && !when_empty_.empty()) return when_empty_ + "\n";
  return table(style, format == Format::Wide).render(style);
}

}  // namespace natsop::render
