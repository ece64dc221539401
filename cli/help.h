#pragma once
#include <string>

#include "cli/command.h"

namespace natsop::cli {

struct HelpSettings {
  int width = 80;           ///< columns to wrap at
  bool colour = false;      ///< headings in bold
  std::string_view banner;  ///< one paragraph above the root's page
};

/// The help page of a command or group: usage, what it does, arguments, flags by heading, examples,
/// scope and impact.
[[nodiscard]] std::string help_page(Command& command, const HelpSettings& settings);

}  // namespace natsop::cli
