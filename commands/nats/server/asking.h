#pragma once
#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/context.h"
#include "core/base/result.h"
#include "core/render/sheet.h"
#include "core/system/fleet.h"

namespace natsop::commands::nats::server {

/// What all server reports take.
struct ReportChoice {
  int expect = 0;  ///< servers that are to answer; 0: as many as there are
  std::string host{};
  std::string cluster{};
  std::vector<std::string> tags{};
  std::string watch{};  ///< seconds, or a duration
  std::string archive{};

  [[nodiscard]] bool filtered() const { return !host.empty() || !cluster.empty() || !tags.empty(); }
};

/// Declares the argument [limit] and --host, --cluster, --tags, --watch and --archive.
void report_flags(cli::Command& c, ReportChoice& choice);

/// Declares --archive alone.
void archive_flag(cli::Command& c, std::string& archive);

/// Archives of `nats audit` cannot be read. Errors: Unsupported unless the path is empty.
[[nodiscard]] Result<void> no_archive(const std::string& archive);

/// The servers that this run's connection reaches. Errors: those of connecting.
[[nodiscard]] Result<system::Fleet> fleet(cli::Context& ctx);

/// Whom to ask, and when all have answered.
[[nodiscard]] Result<system::Asking> asking(cli::Context& ctx, const ReportChoice& choice);

/// Prints the report once, or again and again with --watch.
using Gather = std::function<Result<render::Sheet>()>;
[[nodiscard]] Result<void> show(cli::Context& ctx, const ReportChoice& choice,
                                const std::string& title, const Gather& gather);

/// Fewer servers than were expected: tells which number is missing. Errors: Timeout; nothing when
/// none is missing.
[[nodiscard]] Result<void> all_there(std::size_t expected, std::size_t came);

}  // namespace natsop::commands::nats::server
