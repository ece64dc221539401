#include "commands/nsc/generate/output.h"

#include <fmt/format.h>

namespace natsop::commands::nsc::generate {

std::string shown_output(const Session& session, const std::string& file) {
  return session.shown(file);
}

Result<void> write_output(const Session& session, const std::string& file, std::string_view content,
                          mode_t mode) {
  if (to_standard_output(file)) {
    session.ctx().line(content);
    return {};
  }
  NATSOP_TRY(const auto path, session.expand(file));
  if (is_dir(path)) {
    return Error(Code::Invalid, fmt::format("`{}` is a directory", path.string()))
        .hint("give the path of a file");
  }
  return write_file_atomic(path, content, mode);
}

void note_generated(const Session& session, const std::string& file) {
  session.ctx().flush();
  session.ctx().note(fmt::format("Success!! - generated `{}`", file));
}

}  // namespace natsop::commands::nsc::generate
