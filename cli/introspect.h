#pragma once
#include "cli/command.h"
#include "core/json/doc.h"

namespace natsop::cli {

/// The command tree as data: a list of commands in the shape of the reference trees that the parity
/// test compares with (path, aliases, hidden, tags, args, flags). Types are named as natscli's own
/// introspection names them.
[[nodiscard]] json::Doc introspect_nats(Command& root);

/// The same in the shape of nsc's tree: path, aliases, flags with pflag's type names; the root is
/// the path "".
[[nodiscard]] json::Doc introspect_nsc(Command& root);

}  // namespace natsop::cli
