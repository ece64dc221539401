#include "core/jetstream/error_catalogue.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/jetstream/wire.h"

namespace natsop::jetstream {
namespace {

constexpr int kLowestCode = 1000;

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

bool is_one_placeholder(std::string_view text) {
  return text.size() > 2 && text.front() == '{' && text.back() == '}' &&
         text.find('}') == text.size() - 1;
}

}  // namespace

using wire::Emit;

template <class Visit, class Self>
void CatalogueEntry::walk(Visit& visit, Self& self) {
  visit("constant", self.constant, Emit::Always);
  visit("code", self.code, Emit::Always);
  visit("error_code", self.error_code, Emit::Always);
  visit("description", self.description, Emit::Always);
  visit("comment", self.comment, Emit::Always);
  visit("help", self.help, Emit::Always);
  visit("url", self.url, Emit::Always);
  visit("deprecates", self.deprecates, Emit::Always);
}

NATSOP_JETSTREAM_MODEL(CatalogueEntry)

const CatalogueRow* find_known_error(int err_code) {
  const auto rows = known_errors();
  const auto found = std::ranges::lower_bound(rows, err_code, {}, &CatalogueRow::err_code);
  return found != rows.end() && found->err_code == err_code ? &*found : nullptr;
}

std::string known_error_text(int err_code, std::span<const std::string_view> values) {
  const CatalogueRow* row = find_known_error(err_code);
  if (row == nullptr) return {};
  std::string out;
  std::string_view rest = row->text;
  for (const std::string_view value : values) {
    const auto open = rest.find('{');
    const auto close = rest.find('}', open);
    if (open == std::string_view::npos || close == std::string_view::npos) break;
    out += rest.substr(0, open);
    out += value;
    rest = rest.substr(close + 1);
  }
  return out.append(rest);
}

std::vector<std::string> CatalogueEntry::problems() const {
  std::vector<std::string> out;
  if (is_one_placeholder(description) && comment.empty()) {
    out.emplace_back("a description of one placeholder alone needs a comment");
  }
  if (error_code < kLowestCode) out.push_back(fmt::format("error_code is below {}", kLowestCode));
  if (code == 0) out.emplace_back("code is missing");
  if (constant.empty()) out.emplace_back("constant is missing");
  if (description.empty()) out.emplace_back("description is missing");
  const auto opens = std::ranges::count(description, '{');
  if (opens != std::ranges::count(description, '}')) {
    out.emplace_back("description has unbalanced braces");
  }
  return out;
}

std::vector<std::string> CatalogueEntry::advice() const {
  if (!description.contains('{') || constant.ends_with('F')) return {};
  return {"the constant of a description with placeholders should end in F"};
}

ErrorCatalogue ErrorCatalogue::built_in() {
  ErrorCatalogue catalogue;
  for (const CatalogueRow& row : known_errors()) {
    CatalogueEntry entry;
    entry.constant = row.constant;
    entry.code = row.code;
    entry.error_code = row.err_code;
    entry.description = row.text;
    entry.comment = row.comment;
    entry.deprecates = row.deprecates;
    catalogue.entries_.push_back(std::move(entry));
  }
  return catalogue;
}

Result<ErrorCatalogue> ErrorCatalogue::from_doc(const json::Doc& doc) {
  if (!doc.is_array()) return Error(Code::Invalid, "expected a list of errors");
  ErrorCatalogue catalogue;
  for (const json::Doc& element : doc.elements()) {
    const auto index = catalogue.entries_.size();
    NATSOP_TRY(auto entry, CatalogueEntry::from_doc(element, fmt::format("[{}]", index)));
    catalogue.entries_.push_back(std::move(entry));
  }
  return catalogue;
}

json::Doc ErrorCatalogue::to_doc() const {
  json::Doc list = json::Doc::array();
  for (const auto& entry : entries_) list.push(entry.to_doc());
  return list;
}

Result<CatalogueEntry> ErrorCatalogue::lookup(int error_code) const {
  const auto found = std::ranges::find(entries_, error_code, &CatalogueEntry::error_code);
  if (found != entries_.end()) return *found;
  return Error(Code::NotFound, fmt::format("no error matches code {}", error_code))
      .hint("`nats errors ls` lists all codes");
}

ErrorCatalogue ErrorCatalogue::matching(
    const std::function<bool(std::string_view)>& matches) const {
  if (!matches) return *this;
  ErrorCatalogue found;
  std::ranges::copy_if(
      entries_, std::back_inserter(found.entries_), [&](const CatalogueEntry& entry) {
        return matches(std::to_string(entry.error_code)) || matches(std::to_string(entry.code)) ||
               matches(lower(entry.description)) || matches(lower(entry.help)) ||
               matches(lower(entry.constant)) || matches(lower(entry.comment));
      });
  return found;
}

void ErrorCatalogue::sort(Order order, bool reverse) {
  switch (order) {
    case Order::Code:
      std::ranges::stable_sort(entries_, {}, &CatalogueEntry::error_code);
      break;
    case Order::Http:
      std::ranges::stable_sort(entries_, {}, &CatalogueEntry::code);
      break;
    case Order::Description:
      std::ranges::stable_sort(entries_, {}, &CatalogueEntry::description);
      break;
  }
  if (reverse) std::ranges::reverse(entries_);
}

void ErrorCatalogue::put(CatalogueEntry entry) {
  const auto found = std::ranges::find(entries_, entry.error_code, &CatalogueEntry::error_code);
  if (found != entries_.end()) {
    *found = std::move(entry);
  } else {
    entries_.push_back(std::move(entry));
  }
}

int ErrorCatalogue::next_code() const {
  int highest = 0;
  for (const auto& entry : entries_) highest = std::max(highest, entry.error_code);
  return highest + 1;
}

std::vector<std::string> ErrorCatalogue::problems() const {
  std::vector<std::string> out;
  std::set<int> seen;
  for (const auto& entry : entries_) {
    for (const auto& problem : entry.problems()) {
      out.push_back(fmt::format("{}: {}", entry.error_code, problem));
    }
    if (!seen.insert(entry.error_code).second) {
      out.push_back(fmt::format("{}: the code occurs twice", entry.error_code));
    }
  }
  return out;
}

std::vector<std::string> ErrorCatalogue::advice() const {
  std::vector<std::string> out;
  for (const auto& entry : entries_) {
    for (const auto& text : entry.advice()) {
      out.push_back(fmt::format("{}: {}", entry.error_code, text));
    }
  }
  return out;
}

}  // namespace natsop::jetstream
