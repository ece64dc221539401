#pragma once
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "commands/nats-server/go_flags.h"
#include "core/engine/options/options.h"

/// The flags of nats-server and what they do to its options. Internal to this module.
namespace natsop::commands::nats_server {

/// What flags were given.
struct FlagValues {
  bool help = false;
  bool tls_help = false;
  bool version = false;
  bool check = false;
  std::filesystem::path config_file{};
  std::string signal{};
  /// What to do to the options, in the order of the command line.
  std::vector<std::function<Result<void>(engine::Options&)>> changes{};
};

struct FlagGroup {
  std::string_view title;
  std::vector<GoFlag> flags;
};

/// The table; its flags write to `values`, which must outlive it.
[[nodiscard]] std::vector<FlagGroup> flag_groups(FlagValues& values);

}  // namespace natsop::commands::nats_server
