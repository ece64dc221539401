#include "core/render/editor.h"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/base/files.h"
#include "core/text/shell_split.h"

namespace natsop::render {
namespace {

/// Runs a program with this process's terminal; its exit status.
Result<int> run(std::vector<std::string> words) {
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const pid_t child = fork();
  if (child < 0) {
    return Error(Code::Failed,
                 fmt::format("cannot start the editor \"{}\": {}", words[0], std::strerror(errno)));
  }
  if (child == 0) {
    execvp(arguments[0], arguments.data());
    _exit(127);  // what shells answer for a command that is not there
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) {
      return Error(Code::Failed, fmt::format("cannot wait for the editor \"{}\": {}", words[0],
                                             std::strerror(errno)));
    }
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

Result<std::string> edit_text(std::string_view editor, std::string_view content,
                              std::string_view suffix) {
  NATSOP_TRY(auto words, text::shell_split(editor));
  if (words.empty()) {
    return Error(Code::Usage, "no editor is set")
        .hint("set EDITOR to the command of your editor, for example EDITOR=vi");
  }
  NATSOP_TRY(const auto folder, TempDir::make("natsop-edit"));
  const auto file = folder.path() / fmt::format("edit{}", suffix);
  NATSOP_CHECK(write_file_atomic(file, content, kPrivateFile));
  const auto name = words[0];
  words.push_back(file.string());
  NATSOP_TRY(const int status, run(std::move(words)));
  if (status == 127) {
    return Error(Code::Failed, fmt::format("cannot start the editor \"{}\"", name))
        .hint("EDITOR must name a command that exists");
  }
  if (status != 0) {
    return Error(Code::Failed, fmt::format("the editor \"{}\" ended with status {}", name, status))
        .hint("nothing was changed");
  }
  return read_file(file);
}

}  // namespace natsop::render
