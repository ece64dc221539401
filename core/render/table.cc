#include "core/render/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>

#include "core/render/ansi.h"
#include "core/render/csv.h"

namespace natsop::render {
namespace {

/// The characters of a box: left, filling, junction and right of each kind of rule, and the
/// upright.
struct Rule {
  std::string_view left, fill, junction, right;
};
struct Lines {
  Rule top, middle, bottom;
  std::string_view under_title;  // junction below a title, which has no columns
  std::string_view upright;
};

constexpr Lines kRounded = {
    {"╭", "─", "┬", "╮"}, {"├", "─", "┼", "┤"}, {"╰", "─", "┴", "╯"}, "┬", "│"};
constexpr Lines kDouble = {
    {"╔", "═", "╦", "╗"}, {"╠", "═", "╬", "╣"}, {"╚", "═", "╩", "╝"}, "╦", "║"};
constexpr Lines kAscii = {
    {"+", "-", "+", "+"}, {"+", "-", "+", "+"}, {"+", "-", "+", "+"}, "+", "|"};

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines(1);
  for (const char c : tame(text)) {
    if (c == '\n') {
      lines.emplace_back();
    } else if (c == '\t') {
      lines.back() += "    ";
    } else if (c != '\r') {
      lines.back() += c;
    }
  }
  return lines;
}

/// Breaks a title at spaces into lines of at most `columns`; a longer word is cut.
std::vector<std::string> wrap_title(const std::string& title, int columns) {
  std::vector<std::string> lines;
  for (const auto& paragraph : lines_of(title)) {
    std::string line;
    std::string_view rest = paragraph;
    while (columns_of(line) + columns_of(rest) > columns) {
      const auto space = rest.find(' ');
      const auto word = rest.substr(0, space);
      if (!line.empty() && columns_of(line) + columns_of(word) > columns) {
        while (line.ends_with(' ')) line.pop_back();
        lines.push_back(std::exchange(line, {}));
      } else if (columns_of(word) > columns) {
        const auto head = cut_to(word, columns, "");
        if (head.empty()) break;
        lines.push_back(head);
        rest.remove_prefix(head.size());
      } else {
        const auto taken = space == std::string_view::npos ? word.size() : space + 1;
        line += rest.substr(0, taken);
        rest.remove_prefix(taken);
      }
    }
    line += rest;
    while (line.ends_with(' ')) line.pop_back();
    lines.push_back(line);
  }
  return lines;
}

std::string markdown_cell(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '|') {
      out += "\\|";
    } else if (c == '\n') {
      out += "<br/>";
    } else if (c != '\r') {
      out += c;
    }
  }
  return out;
}

}  // namespace

Cell::Cell(double value) : text(fmt::format("{}", value)), numeric(true) {}

Table& Table::title(std::string text) {
  title_ = std::move(text);
  return *this;
}

Table& Table::headers(std::vector<std::string> texts) {
  headers_ = std::move(texts);
  return *this;
}

Table& Table::row(std::vector<Cell> cells) {
  rows_.push_back({.cells = std::move(cells), .rule_before = rule_next_ && !rows_.empty()});
  rule_next_ = false;
  return *this;
}

Table& Table::separator() {
  rule_next_ = true;
  return *this;
}

Table& Table::rule() {
  rows_.push_back({.cells = {}, .only_rule = true});
  rule_next_ = false;
  return *this;
}

Table& Table::footer(std::vector<Cell> cells) {
  footers_.push_back(std::move(cells));
  return *this;
}

Table& Table::align_right(std::size_t column, bool right) {
  aligned_.emplace_back(column, right);
  return *this;
}

/// Measures a table and writes it in one of the Boxes.
class TableLayout {
 public:
  TableLayout(const Table& table, const Style& style) : table_(table), style_(style) {
    for (const auto& header : table.headers_) headers_.emplace_back(header);
    columns_ = headers_.size();
    for (const auto& row : table.rows_) columns_ = std::max(columns_, row.cells.size());
    for (const auto& row : table.footers_) columns_ = std::max(columns_, row.size());
    align();
  }

  std::string write() {
    if (columns_ == 0) return {};
    switch (style_.boxes) {
      case Boxes::Markdown:
        return markdown();
      case Boxes::Csv:
        return separated(',');
      case Boxes::Tsv:
        return separated('\t');
      case Boxes::Rounded:
        return boxed(kRounded);
      case Boxes::Double:
        return boxed(kDouble);
      case Boxes::Ascii:
        return boxed(kAscii);
    }
    return {};
  }

 private:
  void align() {
    right_.assign(columns_, style_.boxes != Boxes::Ascii);
    for (const auto& row : table_.rows_) {
      for (std::size_t i = 0; i < columns_ && !row.only_rule; ++i) {
        if (i >= row.cells.size() || !row.cells[i].numeric) right_[i] = false;
      }
    }
    for (const auto& [column, right] : table_.aligned_) {
      if (column < columns_) right_[column] = right;
    }
  }

  void measure() {
    widths_.assign(columns_, 0);
    measure(headers_);
    for (const auto& row : table_.rows_) measure(row.cells);
    for (const auto& row : table_.footers_) measure(row);
    if (style_.boxes == Boxes::Ascii) {
      const int missing = columns_of(table_.title_) - (inner() - 2);
      if (missing > 0) widths_.back() += missing;
    }
  }

  void measure(const std::vector<Cell>& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      for (const auto& line : lines_of(cells[i].text)) {
        widths_[i] = std::max(widths_[i], columns_of(line));
      }
    }
  }

  /// Columns between the outer uprights.
  [[nodiscard]] int inner() const {
    return std::accumulate(widths_.begin(), widths_.end(), 0) + 3 * static_cast<int>(columns_) - 1;
  }

  void put(std::string line) {
    while (line.ends_with(' ')) line.pop_back();
    out_ += style_.width > 0 ? cut_to(line, style_.width, " ≈") : line;
    out_ += '\n';
  }

  [[nodiscard]] std::string border(std::string_view text) const {
    return paint(style_, style_.scheme, text);
  }

  void rule(const Rule& rule, std::string_view junction) {
    std::string line(rule.left);
    for (std::size_t i = 0; i < columns_; ++i) {
      if (i > 0) line += junction;
      for (int n = 0; n < widths_[i] + 2; ++n) line += rule.fill;
    }
    line += rule.right;
    put(border(line));
  }

  void title(const Lines& lines) {
    const int room = inner() - 2;
    for (const auto& text : wrap_title(table_.title_, room)) {
      const int spare = room - columns_of(text);
      // go-pretty gives an odd space to the left, nsc's tables to the right.
      const int left = std::max(0, style_.boxes == Boxes::Ascii ? spare / 2 : (spare + 1) / 2);
      put(fmt::format("{}{:{}}{}{:{}}{}", border(lines.upright), "", left + 1, text, "",
                      std::max(0, spare - left) + 1, border(lines.upright)));
    }
  }

  void row(const std::vector<Cell>& cells, const Lines& lines) {
    std::vector<std::vector<std::string>> texts;
    std::size_t height = 1;
    for (std::size_t i = 0; i < columns_; ++i) {
      texts.push_back(lines_of(i < cells.size() ? cells[i].text : std::string()));
      height = std::max(height, texts.back().size());
    }
    const auto upright = border(lines.upright);
    for (std::size_t n = 0; n < height; ++n) {
      std::string line = upright;
      for (std::size_t i = 0; i < columns_; ++i) {
        const auto& text = n < texts[i].size() ? texts[i][n] : std::string();
        const int spare = widths_[i] - columns_of(text);
        const int left = right_[i] ? spare : 0;
        line += fmt::format(" {:{}}{}{:{}} {}", "", left, text, "", spare - left, upright);
      }
      put(line);
    }
  }

  std::string boxed(const Lines& lines) {
    measure();
    const bool titled = !table_.title_.empty();
    rule(lines.top, titled ? lines.top.fill : lines.top.junction);
    // Below the title row the columns begin.
    Rule next = lines.middle;
    if (titled) {
      title(lines);
      next.junction = lines.under_title;
      rule(next, next.junction);
    }
    if (!headers_.empty()) {
      row(headers_, lines);
      if (!table_.rows_.empty()) rule(lines.middle, lines.middle.junction);
    }
    for (const auto& each : table_.rows_) {
      if (each.rule_before || each.only_rule) rule(lines.middle, lines.middle.junction);
      if (!each.only_rule) row(each.cells, lines);
    }
    if (!table_.footers_.empty()) rule(lines.middle, lines.middle.junction);
    for (const auto& each : table_.footers_) row(each, lines);
    rule(lines.bottom, lines.bottom.junction);
    return std::move(out_);
  }

  std::string markdown() {
    if (!table_.title_.empty()) out_ += "# " + table_.title_ + "\n";
    const auto line = [this](const std::vector<Cell>& cells) {
      out_ += '|';
      for (std::size_t i = 0; i < columns_; ++i) {
        out_ += ' ' + (i < cells.size() ? markdown_cell(cells[i].text) : std::string()) + " |";
      }
      out_ += '\n';
    };
    if (headers_.empty()) headers_.resize(columns_);
    line(headers_);
    out_ += '|';
    for (std::size_t i = 0; i < columns_; ++i) out_ += right_[i] ? " ---:|" : " --- |";
    out_ += '\n';
    for (const auto& row : table_.rows_) {
      if (!row.only_rule) line(row.cells);
    }
    for (const auto& row : table_.footers_) line(row);
    return std::move(out_);
  }

  std::string separated(char separator) {
    const auto line = [&](const std::vector<Cell>& cells) {
      for (std::size_t i = 0; i < columns_; ++i) {
        if (i > 0) out_ += separator;
        if (i < cells.size()) out_ += csv_field(cells[i].text, separator);
      }
      out_ += '\n';
    };
    if (!headers_.empty()) line(headers_);
    for (const auto& row : table_.rows_) {
      if (!row.only_rule) line(row.cells);
    }
    for (const auto& row : table_.footers_) line(row);
    return std::move(out_);
  }

  const Table& table_;
  const Style& style_;
  std::size_t columns_ = 0;
  std::vector<Cell> headers_;
  std::vector<bool> right_;
  std::vector<int> widths_;
  std::string out_;
};

std::string Table::render(const Style& style) const { return TableLayout(*this, style).write(); }

}  // namespace natsop::render
