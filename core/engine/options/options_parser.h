#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "core/config/parser.h"
#include "core/engine/options/options.h"

namespace natsop::engine {

/// What a configuration file says.
struct ParsedOptions {
  Options options;
  /// What is questionable with its place ("nats.conf:3:1: …"): shown at a start, refused by a
  /// check.
  std::vector<std::string> cautions;
};

/// Reads a configuration file into options, over those given. Files that it names (operators' JWTs)
/// are read through `sources`; relative paths are as the process sees them, those of includes
/// relative to their file. Options.warnings says what is accepted without effect.
///
/// The Error (Invalid) lists every problem, one a line: "nats.conf:12:3: unknown field \"prt\"".
/// Checks between options are validate()'s.
[[nodiscard]] Result<ParsedOptions> load_options(const std::filesystem::path& file,
                                                 const config::Sources& sources, Options base = {});

/// The same for a configuration that has been read: no digest and no file.
[[nodiscard]] Result<ParsedOptions> parse_options(const config::Map& map,
                                                  const config::Sources& sources,
                                                  Options base = {});

}  // namespace natsop::engine
