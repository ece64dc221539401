#include "core/jetstream/config_diff.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/jetstream/api_level.h"

namespace natsop::jetstream {
namespace {

std::string text_of(const json::Doc& doc) { return doc.is_null() ? std::string() : doc.dump(); }

bool is_text_list(const json::Doc& doc) {
  return doc.is_array() && doc.texts().size() == doc.size();
}

bool same_texts(const json::Doc& a, const json::Doc& b) {
  auto left = a.texts();
  auto right = b.texts();
  std::ranges::sort(left);
  std::ranges::sort(right);
  return left == right;
}

bool is_server_metadata(const std::string& path, std::string_view key) {
  return path == "metadata" && key.starts_with(kServerMetadataPrefix);
}

/// Walks two documents side by side and notes where they part.
class Comparison {
 public:
  void compare(const std::string& path, const json::Doc& before, const json::Doc& after) {
    const bool objects = (before.is_object() || before.is_null()) &&
                         (after.is_object() || after.is_null()) &&
                         (before.is_object() || after.is_object());
    if (objects) return compare_members(path, before, after);
    if (before == after) return;
    if (before.is_array() && after.is_array()) {
      if (is_text_list(before) && is_text_list(after)) {
        if (same_texts(before, after)) return;
      } else if (before.size() == after.size()) {
        return compare_elements(path, before, after);
      }
    }
    found_.push_back({path, text_of(before), text_of(after)});
  }

  [[nodiscard]] std::vector<Difference> take() { return std::move(found_); }

 private:
  void compare_members(const std::string& path, const json::Doc& before, const json::Doc& after) {
    const auto below = [&](const std::string& key) {
      return path.empty() ? key : path + "." + key;
    };
    for (const auto& [key, value] : after.members()) {
      if (!is_server_metadata(path, key)) compare(below(key), before.member(key), value);
    }
    for (const auto& [key, value] : before.members()) {
      if (!is_server_metadata(path, key) && !after.has("/" + json::pointer_key(key))) {
        compare(below(key), value, json::Doc());
      }
    }
  }

  void compare_elements(const std::string& path, const json::Doc& before, const json::Doc& after) {
    const auto left = before.elements();
    const auto right = after.elements();
    for (std::size_t i = 0; i < left.size(); ++i) {
      compare(fmt::format("{}[{}]", path, i), left[i], right[i]);
    }
  }

  std::vector<Difference> found_;
};

bool is_nothing(const json::Doc& doc) {
  switch (doc.type()) {
    case json::Type::Null:
      return true;
    case json::Type::Bool:
      return !doc.boolean();
    case json::Type::Integer:
    case json::Type::Real:
      return doc.real() == 0;
    case json::Type::Text:
      return doc.text().empty();
    case json::Type::Array:
    case json::Type::Object:
      return doc.size() == 0;
  }
  return true;
}

void collect_ignored(const std::string& path, const json::Doc& asked, const json::Doc& answer,
                     std::vector<std::string>& out) {
  for (const auto& [key, value] : asked.members()) {
    const std::string below = path.empty() ? key : path + "." + key;
    const json::Doc got = answer.member(key);
    if (is_nothing(value) || is_server_metadata(path, key)) continue;
    if (got.is_null()) {
      out.push_back(below);
    } else if (value.is_object()) {
      collect_ignored(below, value, got, out);
    }
  }
}

}  // namespace

std::vector<Difference> differences(const json::Doc& before, const json::Doc& after) {
  Comparison comparison;
  comparison.compare({}, before, after);
  return comparison.take();
}

std::vector<std::string> ignored_fields(const json::Doc& asked, const json::Doc& answer) {
  std::vector<std::string> out;
  collect_ignored({}, asked, answer, out);
  return out;
}

}  // namespace natsop::jetstream
