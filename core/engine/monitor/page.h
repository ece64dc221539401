#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace natsop::engine {

/// Which part of a list is shown.
struct Page {
  static constexpr std::int64_t kDefaultLimit = 1024;

  std::int64_t offset = 0;
  std::int64_t limit = kDefaultLimit;
  std::size_t begin = 0;
  std::size_t end = 0;

  /// Offsets below 0 are 0, limits below 1 the default; past the list's end there is nothing.
  [[nodiscard]] static Page of(std::int64_t offset, std::int64_t limit, std::size_t size) {
    Page page;
    page.offset = std::max<std::int64_t>(0, offset);
    page.limit = limit < 1 ? kDefaultLimit : limit;
    page.begin = std::min(static_cast<std::size_t>(page.offset), size);
    page.end = page.begin + std::min(static_cast<std::size_t>(page.limit), size - page.begin);
    return page;
  }
};

}  // namespace natsop::engine
