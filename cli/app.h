#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "cli/context.h"

namespace natsop::cli {

/// One of the programs that this binary is (design.md section 1).
enum class FaceKind { Nats, Nsc, NatsServer, Natsop };

/// A face's name and its command table.
struct Face {
  FaceKind kind;
  std::string_view name;
  std::string_view banner;  ///< first paragraph of its root help page
  std::vector<Registration> commands;
  /// A face with a grammar of its own takes its whole command line here, and has no commands.
  Result<void> (*program)(const std::vector<std::string>& args, Context& ctx) = nullptr;
};

/// The faces, made by the composition root from the command tables.
struct Faces {
  Face nats;
  Face nsc;
  Face natsop;
  Face nats_server;
};

/// Runs one command line. argv[0]'s base name, or for natsop the first argument, picks the face.
/// Prints its error, if any, and returns the exit status. main and tests call this.
[[nodiscard]] int run(const Faces& faces, const std::vector<std::string>& argv, World& world);

/// Builds a face's whole tree with its global flags bound, for tests and generators.
struct Tree {
  Command root;
  std::shared_ptr<NatsGlobals> nats;
  std::shared_ptr<NscGlobals> nsc;
};
[[nodiscard]] std::unique_ptr<Tree> make_tree(const Face& face);

/// The program's version, "0.1.0".
[[nodiscard]] std::string_view version();

}  // namespace natsop::cli
