#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/engine/options/options_parser.h"

namespace natsop::commands::nats_server {

/// What the process is to do.
enum class Action : std::uint8_t { Serve, Help, TlsHelp, Version, Check, Signal };

/// A nats-server's command line. Its flags are remembered, to be laid over the file each time that
/// the file is read.
class CommandLine {
 public:
  /// Usage errors for flags that are not known or have no good value; Invalid for other words
  /// ("unrecognized command").
  [[nodiscard]] static Result<CommandLine> parse(const std::vector<std::string>& args);

  [[nodiscard]] Action action() const { return action_; }
  [[nodiscard]] const std::filesystem::path& config_file() const { return config_file_; }
  /// "reload=/run/nats.pid"
  [[nodiscard]] const std::string& signal() const { return signal_; }

  /// The options: defaults, then the file if one was named, then flags; completed and validated. To
  /// be called again for a reload.
  [[nodiscard]] Result<engine::ParsedOptions> load(const config::Sources& sources) const;

  /// All flags, in groups.
  [[nodiscard]] static std::string help();

 private:
  using Change = std::function<Result<void>(engine::Options&)>;

  Action action_ = Action::Serve;
  std::filesystem::path config_file_;
  std::string signal_;
  std::vector<Change> changes_;
};

/// How a `tls` block is written.
[[nodiscard]] std::string tls_help();

}  // namespace natsop::commands::nats_server
