#include "commands/nats-server/program.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "commands/nats-server/command_line.h"
#include "commands/nats-server/serving.h"
#include "commands/nats-server/signal_command.h"
#include "core/engine/protocol/server_info.h"

namespace natsop::commands::nats_server {
namespace {

config::Sources sources_of(const cli::Context& ctx) {
  return config::files_with(ctx.environment());
}

/// -t: the file alone is judged, with all that it includes and names.
Result<void> check(const CommandLine& line, cli::Context& ctx) {
  NATSOP_TRY(const auto parsed, line.load(sources_of(ctx)));
  if (!parsed.cautions.empty()) {
    return Error(Code::Invalid, fmt::format("{}", fmt::join(parsed.cautions, "\n")));
  }
  for (const auto& warning : parsed.options.warnings) ctx.note("nats-server: warning: " + warning);
  ctx.note(fmt::format("nats-server: configuration file {} is valid ({})",
                       line.config_file().string(), parsed.options.config_digest));
  return {};
}

}  // namespace

Result<void> program(const std::vector<std::string>& args, cli::Context& ctx) {
  const auto line = CommandLine::parse(args);
  if (!line) {
    if (line.error().code() == Code::Usage) ctx.err() << CommandLine::help();
    return line.error();
  }
  switch (line->action()) {
    case Action::Help:
      ctx.print(CommandLine::help());
      return {};
    case Action::TlsHelp:
      ctx.print(tls_help());
      return {};
    case Action::Version:
      ctx.line(fmt::format("nats-server: v{}", engine::kAnnouncedVersion));
      return {};
    case Action::Signal:
      return send_signal(line->signal(), machine_processes());
    case Action::Check:
      return check(*line, ctx);
    case Action::Serve:
      break;
  }
  return serve(*line, ctx);
}

}  // namespace natsop::commands::nats_server
