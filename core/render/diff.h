#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/json/doc.h"
#include "core/render/style.h"

namespace natsop::render {

/// What separates two configurations.
class ConfigDiff {
 public:
  /// One value that differs. A null document stands for "not there".
  struct Change {
    std::string path;  ///< JSON pointer
    json::Doc before;
    json::Doc after;
  };

  /// Compares documents member by member; members that are absent on one side and null, false, 0 or
  /// empty on the other are equal, and so are lists of texts that differ in order alone.
  ConfigDiff(const json::Doc& before, const json::Doc& after);

  [[nodiscard]] bool empty() const { return changes_.empty(); }
  [[nodiscard]] const std::vector<Change>& changes() const { return changes_; }

  /// How a value is written, "" for plain JSON: durations and sizes that are bare numbers in a
  /// configuration.
  using ShowValue = std::function<std::string(std::string_view path, const json::Doc& value)>;

  /// For people: "Differences (-old +new):" and the lines that differ, under their parents; empty
  /// when nothing does. Removed lines are red and added ones green where colours are allowed.
  [[nodiscard]] std::string render(const Style& style, const ShowValue& show_value = {}) const;

  /// [{"path": "/max_msgs", "before": -1, "after": 1000}]
  [[nodiscard]] json::Doc document() const;

 private:
  std::vector<Change> changes_;
};

/// A unified diff of two texts with three lines of context; empty when they are equal.
[[nodiscard]] std::string unified_diff(std::string_view before, std::string_view after,
                                       std::string_view before_name, std::string_view after_name,
                                       const Style& style);

}  // namespace natsop::render
