#include "core/render/page.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/json/yaml.h"
#include "core/render/ansi.h"
#include "core/render/csv.h"
#include "core/text/ascii.h"
#include "core/text/duration.h"
#include "core/text/number.h"
#include "core/text/size.h"
#include "core/text/time.h"

namespace natsop::render {
namespace {

using json::Doc;

/// "Max Ack Pending" as a key: "max_ack_pending".
std::string key_of(std::string_view label) {
  std::string key;
  for (const char c : label) {
    if (text::is_alpha(c) || text::is_digit(c) || static_cast<unsigned char>(c) >= 0x80) {
      key += text::to_lower(c);
    } else if (!key.empty() && key.back() != '_') {
      key += '_';
    }
  }
  while (key.ends_with('_')) key.pop_back();
  return key.empty() ? "_" : key;
}

/// Puts a value under a key; a key that is there already collects its values in an array.
void collect(Doc& object, const std::string& key, const Doc& value) {
  if (!object.is_object()) object = Doc::object();
  const auto there = object.member(key);
  if (!object.has("/" + json::pointer_key(key))) {
    object.put(key, value);
  } else if (there.is_array()) {
    Doc more = there;
    object.put(key, more.push(value));
  } else {
    object.put(key, Doc::array({there, value}));
  }
}

/// Puts a blank line at the end, unless there is one or nothing yet.
void blank_line(std::string& out) {
  if (!out.empty() && !out.ends_with("\n\n")) out += '\n';
}

}  // namespace

Page& Page::heading(std::string text) {
  heading_ = std::move(text);
  return *this;
}

Page& Page::section(std::string title) {
  items_.push_back({Kind::Section, indent_, std::move(title), {}});
  return *this;
}

Page& Page::blank() {
  items_.push_back({Kind::Blank, indent_, {}, {}});
  return *this;
}

Page& Page::line(std::string text) {
  items_.push_back({Kind::Line, indent_, {}, std::move(text)});
  return *this;
}

Page& Page::indent(int spaces) {
  indent_ = std::max(0, spaces);
  return *this;
}

Page& Page::put(std::string label, std::string value, Doc raw) {
  items_.push_back({Kind::Row, indent_, std::move(label), std::move(value), std::move(raw)});
  return *this;
}

Page& Page::row(std::string label, std::string value) {
  Doc raw(value);
  return put(std::move(label), std::move(value), std::move(raw));
}

Page& Page::row(std::string label, bool value) {
  return put(std::move(label), value ? "true" : "false", value);
}

Page& Page::row(std::string label, double value) {
  return put(std::move(label), text::commas(value), value);
}

Page& Page::integer(std::string label, std::int64_t value) {
  return put(std::move(label), text::commas(value), value);
}

Page& Page::natural(std::string label, std::uint64_t value) {
  return put(std::move(label), text::commas(value), value);
}

Page& Page::row(std::string label, const std::vector<std::string>& values) {
  return put(std::move(label), fmt::format("{}", fmt::join(values, ", ")), values);
}

Page& Page::bytes(std::string label, std::uint64_t value) {
  return put(std::move(label), text::print_size(value), value);
}

Page& Page::duration(std::string label, std::chrono::nanoseconds value) {
  return put(std::move(label), text::print_duration(value), value.count());
}

Page& Page::time(std::string label, Time value) {
  put(std::move(label), {}, text::rfc3339_nano(value));
  items_.back().time = value;
  return *this;
}

Page& Page::lines(std::string label, const std::vector<std::string>& values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    put(i == 0 ? label : std::string(), values[i], i == 0 ? Doc(values) : Doc());
  }
  return *this;
}

Page& Page::map(std::vector<std::pair<std::string, std::string>> entries) {
  std::ranges::sort(entries);
  for (auto& [key, value] : entries) row(std::move(key), std::move(value));
  return *this;
}

Page& Page::map(std::string label, std::vector<std::pair<std::string, std::string>> entries) {
  std::ranges::sort(entries);
  auto raw = Doc::object();
  for (const auto& [key, value] : entries) raw.put(key, value);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    put(i == 0 ? label : std::string(), fmt::format("{}: {}", entries[i].first, entries[i].second),
        i == 0 ? raw : Doc());
  }
  return *this;
}

Page& Page::document(Doc doc) {
  document_ = std::move(doc);
  return *this;
}

Page& Page::name(std::string text) {
  name_ = std::move(text);
  return *this;
}

std::string Page::shown(const Item& item, const Style& style) {
  return item.time ? text::date_time(*item.time, style.zone) : tame(item.value);
}

std::string Page::people(const Style& style) const {
  int widest = 0;
  for (const auto& item : items_) {
    if (item.kind == Kind::Row) widest = std::max(widest, columns_of(item.label));
  }
  const auto colon = paint(style, style.scheme, ":");
  std::string out;
  if (!heading_.empty()) out = heading_ + "\n\n";
  for (const auto& item : items_) {
    switch (item.kind) {
      case Kind::Section:
        blank_line(out);
        fmt::format_to(std::back_inserter(out), "{:{}}{}:\n\n", "", item.indent, item.label);
        break;
      case Kind::Blank:
        blank_line(out);
        break;
      case Kind::Line:
        fmt::format_to(std::back_inserter(out), "{:{}}{}\n", "", item.indent, item.value);
        break;
      case Kind::Row: {
        const int margin = item.indent + widest + 2;
        bool labelled = !item.label.empty();
        const auto value = shown(item, style);
        for (const auto line : text::split(value, '\n')) {
          if (labelled) {
            fmt::format_to(std::back_inserter(out), "{:{}}{}{} {}\n", "",
                           margin - columns_of(item.label), item.label, colon, line);
          } else {
            fmt::format_to(std::back_inserter(out), "{:{}}{}\n", "", margin + 2, line);
          }
          labelled = false;
        }
        break;
      }
    }
  }
  return out;
}

std::string Page::markdown(const Style& style) const {
  std::string out;
  if (!heading_.empty()) out = "# " + heading_ + "\n\n";
  for (const auto& item : items_) {
    switch (item.kind) {
      case Kind::Section:
        blank_line(out);
        out += fmt::format("## {}\n\n", item.label);
        break;
      case Kind::Blank:
        blank_line(out);
        break;
      case Kind::Line:
        out += item.value + "\n";
        break;
      case Kind::Row: {
        const auto value = text::replace_all(shown(item, style), "\n", "\n  ");
        out += item.label.empty() ? fmt::format("  {}\n", value)
                                  : fmt::format("- **{}**: {}\n", item.label, value);
        break;
      }
    }
  }
  return out;
}

std::string Page::csv() const {
  std::string out = "section,label,value\n";
  std::string section;
  std::string label;
  for (const auto& item : items_) {
    if (item.kind == Kind::Section) section = item.label;
    if (item.kind != Kind::Row) continue;
    if (!item.label.empty()) label = item.label;
    // Lists and maps print a line an entry; everything else its raw value.
    const bool scalar = !item.raw.is_null() && !item.raw.is_array() && !item.raw.is_object();
    const auto value = !scalar              ? item.value
                       : item.raw.is_text() ? item.raw.text()
                                            : item.raw.dump();
    out += fmt::format("{},{},{}\n", csv_field(section), csv_field(label), csv_field(value));
  }
  return out;
}

Doc Page::own_document() const {
  auto doc = Doc::object();
  std::string section;
  std::string last;
  const auto put_into = [&](const std::string& key, const Doc& value) {
    if (section.empty()) return collect(doc, key, value);
    auto inner = doc.member(section);
    collect(inner, key, value);
    doc.put(section, inner);
  };
  for (const auto& item : items_) {
    if (item.kind == Kind::Section) section = key_of(item.label);
    if (item.kind != Kind::Row || (item.label.empty() && item.raw.is_null())) continue;
    if (!item.label.empty()) last = key_of(item.label);
    if (!last.empty()) put_into(last, item.raw);
  }
  return doc;
}

Doc Page::document() const { return document_.is_null() ? own_document() : document_; }

Result<std::string> Page::render(Format format, const Style& style) const {
  switch (format) {
    case Format::Json:
      return document().dump(2) + "\n";
    case Format::Ndjson:
      return document().dump() + "\n";
    case Format::Yaml:
      return json::to_yaml(document());
    case Format::Csv:
      return csv();
    case Format::Name:
      if (name_.empty()) {
        return Error(Code::Unsupported, "this command's output has no name to print")
            .hint("use another --output");
      }
      return name_ + "\n";
    case Format::Table:
    case Format::Wide:
      break;
  }
  return style.boxes == Boxes::Markdown ? markdown(style) : people(style);
}

}  // namespace natsop::render
