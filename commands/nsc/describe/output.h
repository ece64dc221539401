#pragma once
#include <functional>
#include <string>
#include <vector>

#include "cli/command.h"
#include "commands/nsc/session/session.h"
#include "core/render/table.h"

namespace natsop::commands::nsc::describe {

/// How all `describe` commands print: tables, the payload or a part of it as JSON, or the token.
struct OutputFlags {
  std::string field;
  bool json = false;
  bool raw = false;
  bool long_ids = false;  ///< account keys instead of names
};

void output_flags(cli::Command& c, OutputFlags& o);

/// What every command below the group has: the group's flags and --output-file.
struct Output {
  std::shared_ptr<const OutputFlags> flags;
  std::string file = "--";  ///< "--": standard output
};

void output_file_flag(cli::Command& c, Output& o);

/// A token and how people see it.
struct Described {
  std::string kind;  ///< "account", "user", ...
  std::string name;
  std::string token;
  std::function<std::vector<render::Table>()> tables;  ///< made only when they are shown
};

/// Prints it, or writes it to the file: 0600, replacing what is there.
[[nodiscard]] Result<void> present(const Session& session, const Output& output,
                                   const Described& described);

}  // namespace natsop::commands::nsc::describe
