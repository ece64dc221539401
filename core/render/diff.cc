#include "core/render/diff.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "core/text/ascii.h"

namespace natsop::render {
namespace {

using json::Doc;
using json::Type;

/// Nothing, and what means the same in a configuration.
bool vacant(const Doc& value) {
  switch (value.type()) {
    case Type::Null:
      return true;
    case Type::Bool:
      return !value.boolean();
    case Type::Integer:
    case Type::Real:
      return value.real() == 0;
    case Type::Text:
      return value.text().empty();
    case Type::Array:
      return value.size() == 0;
    case Type::Object: {
      const auto members = value.elements();
      return std::ranges::all_of(members, vacant);
    }
  }
  return false;
}

bool text_list(const Doc& value) {
  return value.is_array() && value.texts().size() == value.size();
}

std::vector<std::string> sorted(std::vector<std::string> texts) {
  std::ranges::sort(texts);
  return texts;
}

void compare(const std::string& path, const Doc& before, const Doc& after,
             std::vector<ConfigDiff::Change>& out) {
  if (before == after || (vacant(before) && vacant(after))) return;
  const bool open =
      (before.is_object() || before.is_null()) && (after.is_object() || after.is_null());
  if (open) {
    std::vector<std::string> keys;
    for (const auto& [key, value] : before.members()) keys.push_back(key);
    for (const auto& [key, value] : after.members()) {
      if (std::ranges::find(keys, key) == keys.end()) keys.push_back(key);
    }
    for (const auto& key : keys) {
      compare(path + "/" + json::pointer_key(key), before.member(key), after.member(key), out);
    }
    return;
  }
  if (text_list(before) && text_list(after) && sorted(before.texts()) == sorted(after.texts()))
    return;
  if (before.is_array() && after.is_array() && !text_list(before) &&
      before.size() == after.size()) {
    const auto left = before.elements();
    const auto right = after.elements();
    for (std::size_t i = 0; i < left.size(); ++i) {
      compare(fmt::format("{}/{}", path, i), left[i], right[i], out);
    }
    return;
  }
  out.push_back({path, before, after});
}

std::string unescape(std::string_view token) {
  return text::replace_all(text::replace_all(token, "~1", "/"), "~0", "~");
}

/// Writes lines that begin with '-', '+' or ' ', in their colours.
class Lines {
 public:
  explicit Lines(const Style& style) : style_(style) {}

  void put(char sign, std::string_view line) {
    const auto colour = sign == '-' ? Colour::Red : sign == '+' ? Colour::Green : Colour::None;
    out_ += paint(style_, colour, fmt::format("{}{}", sign, line)) + "\n";
  }

  std::string take() { return std::move(out_); }

 private:
  const Style& style_;
  std::string out_;
};

/// A value behind its key; an object or array opens below it.
void put_value(Lines& lines, char sign, int depth, std::string_view key, const Doc& value) {
  const bool array = value.is_array();
  if ((!array && !value.is_object()) || value.size() == 0) {
    lines.put(sign, fmt::format(" {:{}}{}{}", "", 2 * depth, key, value.dump()));
    return;
  }
  std::string_view label = key;
  while (label.ends_with(' ')) label.remove_suffix(1);
  lines.put(sign, fmt::format(" {:{}}{}", "", 2 * depth, label));
  if (array) {
    for (const auto& element : value.elements()) put_value(lines, sign, depth + 1, "- ", element);
  } else {
    for (const auto& [name, member] : value.members()) {
      put_value(lines, sign, depth + 1, name + ": ", member);
    }
  }
}

/// Two lists of texts: the entries that only one of them has.
void put_lists(Lines& lines, int depth, const std::vector<std::string>& before,
               const std::vector<std::string>& after) {
  for (const auto& entry : before) {
    if (std::ranges::find(after, entry) == after.end()) put_value(lines, '-', depth, "- ", entry);
  }
  for (const auto& entry : after) {
    if (std::ranges::find(before, entry) == before.end()) put_value(lines, '+', depth, "- ", entry);
  }
}

/// One edit of a text: lines kept, removed or added.
struct Edit {
  char sign;
  std::string_view line;
};

/// The shortest edits by longest common subsequence; the whole text is replaced where that would
/// take too much memory.
std::vector<Edit> edits(const std::vector<std::string_view>& a,
                        const std::vector<std::string_view>& b) {
  std::size_t head = 0;
  while (head < a.size() && head < b.size() && a[head] == b[head]) ++head;
  std::size_t tail = 0;
  while (tail < a.size() - head && tail < b.size() - head &&
         a[a.size() - 1 - tail] == b[b.size() - 1 - tail]) {
    ++tail;
  }
  const auto rows = a.size() - head - tail;
  const auto columns = b.size() - head - tail;
  constexpr std::size_t kCellsMax = 16'000'000;
  const bool small = rows == 0 || columns < kCellsMax / rows;
  // common[i][j]: the longest common subsequence of a from i and b from j, of the middle part.
  std::vector<std::uint32_t> common(small ? (rows + 1) * (columns + 1) : 0);
  const auto at = [&](std::size_t i, std::size_t j) -> std::uint32_t& {
    return common[i * (columns + 1) + j];
  };
  for (std::size_t i = small ? rows : 0; i-- > 0;) {
    for (std::size_t j = columns; j-- > 0;) {
      at(i, j) =
          a[head + i] == b[head + j] ? at(i + 1, j + 1) + 1 : std::max(at(i + 1, j), at(i, j + 1));
    }
  }
  std::vector<Edit> out;
  for (std::size_t i = 0; i < head; ++i) out.push_back({' ', a[i]});
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < rows || j < columns) {
    if (small && i < rows && j < columns && a[head + i] == b[head + j]) {
      out.push_back({' ', a[head + i++]});
      ++j;
    } else if (i < rows && (j == columns || !small || at(i + 1, j) >= at(i, j + 1))) {
      out.push_back({'-', a[head + i++]});
    } else {
      out.push_back({'+', b[head + j++]});
    }
  }
  for (std::size_t k = a.size() - tail; k < a.size(); ++k) out.push_back({' ', a[k]});
  return out;
}

std::vector<std::string_view> text_lines(std::string_view text) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  return text.empty() ? std::vector<std::string_view>() : text::split(text, '\n');
}

std::string range(std::size_t start, std::size_t count) {
  return count == 1 ? fmt::format("{}", start + 1)
                    : fmt::format("{},{}", count == 0 ? start : start + 1, count);
}

}  // namespace

ConfigDiff::ConfigDiff(const Doc& before, const Doc& after) {
  compare("", before, after, changes_);
}

std::string ConfigDiff::render(const Style& style, const ShowValue& show_value) const {
  if (changes_.empty()) return {};
  Lines lines(style);
  std::vector<std::string> open;  // the parents whose lines stand above
  for (const auto& change : changes_) {
    auto parts = text::split(change.path, '/');
    if (!parts.empty()) parts.erase(parts.begin());  // before the first slash
    std::vector<std::string> parents;
    for (const auto part : parts) parents.push_back(unescape(part));
    const auto key = parents.empty() ? std::string() : parents.back();
    if (!parents.empty()) parents.pop_back();
    const auto same = std::ranges::mismatch(parents, open).in1 - parents.begin();
    for (auto i = static_cast<std::size_t>(same); i < parents.size(); ++i) {
      lines.put(' ', fmt::format(" {:{}}{}:", "", 2 * i, parents[i]));
    }
    open = parents;
    const int depth = static_cast<int>(parents.size());
    const auto put = [&](char sign, const Doc& value) {
      const auto shown = show_value ? show_value(change.path, value) : std::string();
      if (shown.empty()) return put_value(lines, sign, depth, key + ": ", value);
      lines.put(sign, fmt::format(" {:{}}{}: {}", "", 2 * depth, key, shown));
    };
    if (text_list(change.before) && text_list(change.after)) {
      lines.put(' ', fmt::format(" {:{}}{}:", "", 2 * depth, key));
      put_lists(lines, depth + 1, change.before.texts(), change.after.texts());
    } else {
      if (!change.before.is_null()) put('-', change.before);
      if (!change.after.is_null()) put('+', change.after);
    }
  }
  return "Differences (-old +new):\n" + lines.take();
}

Doc ConfigDiff::document() const {
  auto doc = Doc::array();
  for (const auto& change : changes_) {
    doc.push(
        Doc::object({{"path", change.path}, {"before", change.before}, {"after", change.after}}));
  }
  return doc;
}

std::string unified_diff(std::string_view before, std::string_view after,
                         std::string_view before_name, std::string_view after_name,
                         const Style& style) {
  constexpr std::size_t kContext = 3;
  if (before == after) return {};
  const auto all = edits(text_lines(before), text_lines(after));
  if (std::ranges::all_of(all, [](const Edit& edit) { return edit.sign == ' '; })) return {};
  Lines lines(style);
  lines.put('-', fmt::format("-- {}", before_name));
  lines.put('+', fmt::format("++ {}", after_name));
  std::string out = lines.take();
  std::size_t a = 0;
  std::size_t b = 0;
  for (std::size_t i = 0; i < all.size();) {
    if (all[i].sign == ' ') {
      ++i, ++a, ++b;
      continue;
    }
    // A hunk: from three lines before this change to three after the last one that is near.
    const auto start = i - std::min(i, kContext);
    std::size_t end = i;
    for (std::size_t k = i; k < all.size() && k <= end + 2 * kContext; ++k) {
      if (all[k].sign != ' ') end = k;
    }
    const auto stop = std::min(all.size(), end + 1 + kContext);
    const auto first_a = a - (i - start);
    const auto first_b = b - (i - start);
    Lines body(style);
    for (auto k = start; k < stop; ++k) {
      body.put(all[k].sign, all[k].line);
      if (k >= i && all[k].sign != '+') ++a;
      if (k >= i && all[k].sign != '-') ++b;
    }
    out += paint(style, Colour::Cyan,
                 fmt::format("@@ -{} +{} @@", range(first_a, a - first_a),
                             range(first_b, b - first_b))) +
           "\n" + body.take();
    i = stop;
  }
  return out;
}

}  // namespace natsop::render
