#pragma once
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace natsop::commands::nats_server {

/// One flag of a command line in Go's syntax: "-name value", "--name=value", and for switches
/// "-name" or "-name=false".
struct GoFlag {
  enum class Kind { Switch, Text, Number };
  std::vector<std::string_view> names;
  Kind kind;
  std::string_view argument;  ///< what the help calls its value; empty for switches
  std::string_view about;
  /// Takes the value: for switches "true" or "false", for numbers checked digits. An error is one
  /// of the value.
  std::function<Result<void>(const std::string& value)> take;
};

/// Reads flags up to the first argument that is none, or a "--", and returns the arguments from
/// there. One or two dashes are the same. Usage errors read as Go's: "flag provided but not
/// defined: -x".
[[nodiscard]] Result<std::vector<std::string>> parse_go_flags(const std::vector<std::string>& args,
                                                              std::span<const GoFlag> flags);

}  // namespace natsop::commands::nats_server
