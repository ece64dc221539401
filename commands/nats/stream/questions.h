#pragma once
#include <cstdint>
#include <limits>
#include <string>

#include "core/base/result.h"
#include "core/render/prompt.h"

namespace natsop::commands::nats::stream {

/// A line that must not be empty. Errors of all here: the prompter's.
[[nodiscard]] Result<std::string> ask_text(render::Prompter& prompter, render::Input question);

/// A whole number, `least` or more.
[[nodiscard]] Result<std::int64_t> ask_integer(
    render::Prompter& prompter, std::string message, std::int64_t fallback, std::string help,
    std::int64_t least = std::numeric_limits<std::int64_t>::min());

/// A size in bytes: "10MB"; -1 for no limit, unless `required`. At most `max`.
[[nodiscard]] Result<std::int64_t> ask_size(render::Prompter& prompter, std::string message,
                                            std::string fallback, std::string help, bool required,
                                            std::int64_t max);

}  // namespace natsop::commands::nats::stream
