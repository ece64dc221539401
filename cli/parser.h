#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/command.h"

namespace natsop::cli {

/// The two command line grammars of the originals.
enum class Dialect {
  Nats,  ///< natscli: @file arguments, --no-x, a value flag given twice is an error
  Nsc,   ///< nsc: --x=false, the last of several values wins, lists split at commas
};

/// Where environment variables come from: main passes the process's, tests a table.
using Environment = std::function<std::optional<std::string>(std::string_view)>;

/// What a command line asks for.
struct Parsed {
  Command* command = nullptr;         ///< the deepest command named; the root when none is
  bool help = false;                  ///< --help was given, or a group was named without a command
  std::vector<std::string> raw_args;  ///< for commands with Spec::raw_args
};

/// Parses a command line (without argv[0]) into the flags of the command it names. Does no I/O
/// beyond @file arguments.
///
/// Errors are of kind Usage and carry a hint: unknown commands and flags ("did you mean"), missing
/// values and arguments.
[[nodiscard]] Result<Parsed> parse(Command& root, std::vector<std::string> args, Dialect dialect,
                                   const Environment& environment);

/// The command that a list of names leads to ("stream", "add"), or an Error with a suggestion.
[[nodiscard]] Result<Command*> find_command(Command& root, const std::vector<std::string>& names);

/// Every flag that a command accepts: its own first, then those of the groups above it; a nearer
/// one hides a farther one.
[[nodiscard]] std::vector<FlagData*> flags_in_scope(Command& command);

}  // namespace natsop::cli
