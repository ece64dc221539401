#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/render/table.h"
#include "core/render/terminal.h"

namespace natsop::commands::nats::messages {

/// How many messages, and bytes, came on each subject.
class Activity {
 public:
  void add(std::string_view subject, std::size_t bytes);

  /// The `top` busiest subjects; equally busy ones by name. The totals are those of the rows shown.
  [[nodiscard]] render::Table report(std::size_t top) const;

 private:
  struct Count {
    std::uint64_t messages = 0;
    std::uint64_t bytes = 0;
  };
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  std::unordered_map<std::string, Count, Hash, std::equal_to<>> counts_;
};

/// Messages per second of some subjects over time, one plot below the other.
class RateGraph {
 public:
  static constexpr std::size_t kMost = 4;
  static constexpr int kSmallest = 20;  ///< rows and columns that it needs

  explicit RateGraph(std::vector<std::string> subjects);

  void add(std::size_t subject) { ++counts_[subject]; }
  /// Ends the period of `seconds` that add() counted in.
  void sample(double seconds);
  [[nodiscard]] std::string draw(const render::Terminal& terminal) const;

 private:
  std::vector<std::string> subjects_;
  std::vector<std::uint64_t> counts_;
  std::vector<std::vector<double>> rates_;
};

}  // namespace natsop::commands::nats::messages
