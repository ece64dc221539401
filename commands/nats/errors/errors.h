#pragma once
#include <string>

#include "cli/command.h"
#include "core/base/result.h"
#include "core/jetstream/error_catalogue.h"

/// `nats errors`: the error codes of JetStream. One file a verb; errors.cc has the noun's table.
namespace natsop::commands::nats::errors {

/// Flags of the noun, accepted by all verbs below it.
struct GroupOptions {
  std::string file;  ///< another catalogue; empty: the built-in one
};

void errors(cli::Command& parent);

void edit(cli::Command& parent);
void lookup(cli::Command& parent);
void ls(cli::Command& parent);
void validate(cli::Command& parent);

/// The catalogue in a file, or the built-in one for an empty path. Errors: those of read_file;
/// Invalid, with the file's name.
[[nodiscard]] Result<jetstream::ErrorCatalogue> load_catalogue(const std::string& path);

}  // namespace natsop::commands::nats::errors
