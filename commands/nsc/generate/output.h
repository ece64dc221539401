#pragma once
#include <sys/types.h>

#include <string>
#include <string_view>

#include "commands/nsc/session/session.h"
#include "core/base/files.h"

namespace natsop::commands::nsc::generate {

/// Where something generated goes: `--` is standard output.
inline constexpr std::string_view kStandardOutput = "--";

[[nodiscard]] inline bool to_standard_output(const std::string& file) {
  return file.empty() || file == kStandardOutput;
}

/// The path as the user gave it, as messages show it.
[[nodiscard]] std::string shown_output(const Session& session, const std::string& file);

/// Puts `content` into the file, replacing it; on standard output an empty line follows it, as
/// nsc's does. Invalid when the path is a folder.
[[nodiscard]] Result<void> write_output(const Session& session, const std::string& file,
                                        std::string_view content, mode_t mode = kPublicFile);

/// nsc's remark on standard error that a file was written.
void note_generated(const Session& session, const std::string& file);

}  // namespace natsop::commands::nsc::generate
