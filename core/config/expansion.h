#pragma once
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/config/parser.h"

namespace natsop::config {

/// What the parsers of one configuration share: its file, what it includes, and variables' texts.
/// Internal to this module.
class Expansion {
 public:
  explicit Expansion(const Sources& sources) : sources_(sources) {}

  /// Parses a text with variables of its own.
  [[nodiscard]] Result<Map> text(std::string_view text, const std::string& name,
                                 const std::filesystem::path& dir);
  [[nodiscard]] Result<Map> file(const std::filesystem::path& path);
  /// What a variable that no block defines stands for: the environment's text, read as the value of
  /// a configuration. `where` is the reference.
  [[nodiscard]] Result<Value> variable(std::string_view name, const Position& where);

  /// Counts values that have been made; an error when there are too many.
  [[nodiscard]] Result<void> count(std::size_t values, const Position& where);

  /// Goes into a list or block, whichever file or variable it stands in; an error when there are
  /// too many around. ascend() is only for those that ended well: an error ends all.
  [[nodiscard]] Result<void> descend(const Position& where);
  void ascend() { --depth_; }

 private:
  const Sources& sources_;
  std::size_t depth_ = 0;
  std::vector<std::filesystem::path> including_;
  std::vector<std::string> expanding_;
  std::size_t values_ = 0;
};

}  // namespace natsop::config
