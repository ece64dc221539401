#pragma once
#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/config/value.h"

namespace natsop::config {

/// Where a configuration's parts come from besides its own text.
struct Sources {
  /// The content of an included file.
  std::function<Result<std::string>(const std::filesystem::path&)> read;
  /// An environment variable; nothing when it is not set.
  std::function<std::optional<std::string>(std::string_view)> variable;
};

/// What one configuration may hold, included files and the repetitions that variables make counted:
/// more is an error.
inline constexpr std::size_t kValuesMax = 4'000'000;
inline constexpr std::size_t kDepthMax = 200;     ///< of nested blocks and lists
inline constexpr std::size_t kIncludesMax = 100;  ///< of files that include each other

/// Reads nats-server's configuration grammar: server.md 11.1. `name` stands for the text in
/// positions, `dir` is what paths of its includes are relative to.
///
/// Errors (Invalid): "nats.conf:12:3: Parse error: …" at the first place that cannot be read;
/// variables that are not there or refer to themselves; files that include themselves, or cannot be
/// read.
[[nodiscard]] Result<Map> parse_text(std::string_view text, const std::string& name,
                                     const std::filesystem::path& dir, const Sources& sources);

/// The same for a file, read through `sources`. Errors of reading are as `sources` gives them.
[[nodiscard]] Result<Map> parse_file(const std::filesystem::path& path, const Sources& sources);

/// Sources of the machine: its files, and no environment variables until given some.
[[nodiscard]] Sources files_with(
    std::function<std::optional<std::string>(std::string_view)> environment);

}  // namespace natsop::config
