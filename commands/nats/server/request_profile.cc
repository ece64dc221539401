#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "cli/context.h"
#include "commands/nats/server/asking.h"
#include "commands/nats/server/request.h"
#include "core/base/files.h"
#include "core/text/base64.h"
#include "core/text/time.h"

namespace natsop::commands::nats::server {
namespace {

/// What a server may take to send a profile once it is made.
constexpr std::chrono::seconds kSending{2};

struct Options {
  RequestChoice choice;
  std::string profile;
  std::string dir = ".";
  int level = 0;
};

void flags(cli::Command& c, Options& o) {
  c.arg("profile", o.profile, "What to look at; cpu takes as long as --timeout says")
      .required()
      .choices({"allocs", "heap", "goroutine", "mutex", "threadcreate", "block", "cpu"});
  c.arg("dir", o.dir, "The folder to write to").existing_dir();
  c.flag("--level", o.level, "How much detail (the debug level of pprof)");
  request_flags(c, o.choice);
}

/// The profile of one server as a file. Errors: Failed when the server could not make it.
Result<std::string> write(const Options& o, const std::string& when, const system::Answer& answer) {
  if (const auto trouble = answer.data.text_at("/error"); !trouble.empty()) {
    return Error(Code::Failed, trouble);
  }
  NATSOP_TRY(const auto profile, text::base64_decode(answer.data.text_at("/profile")));
  // A server may be named so that it would lead out of the folder.
  auto server = answer.server.name;
  std::ranges::replace(server, '/', '_');
  const auto file = std::filesystem::path(o.dir) / fmt::format("{}-{}-{}", o.profile, when, server);
  NATSOP_CHECK(write_file_atomic(file, profile, kPrivateFile));
  return file.string();
}

Result<system::Answers> ask(const Options& o, cli::Context& ctx) {
  NATSOP_TRY(auto how, asking(ctx, o.choice));
  NATSOP_TRY(auto* const transport, ctx.transport());
  NATSOP_TRY(const auto* const settings, ctx.settings());
  auto options = json::Doc::object({{"name", o.profile}, {"debug", o.level}});
  auto timeout = settings->timeout;
  if (o.profile == "cpu") {
    options.put("duration", timeout.count());
    timeout += kSending;
  }
  system::Fleet servers(*transport, ctx.clock(), timeout);
  if (how.expect == 0 && how.filter.empty()) {
    NATSOP_TRY(how.expect, servers.count());
  }
  return servers.ask("PROFILEZ", options, how);
}

Result<void> run(const Options& o, cli::Context& ctx) {
  NATSOP_TRY(const auto answers, ask(o, ctx));
  const auto when =
      text::format_time(text::to_seconds(ctx.clock().now()), ctx.style().zone, "%Y%m%d-%H%M%S");
  std::size_t failed = answers.refusals.size();
  for (const auto& refusal : answers.refusals) ctx.note("warning: " + refusal);
  for (const auto& answer : answers.all) {
    const auto file = write(o, when, answer);
    if (file) {
      ctx.line(fmt::format("Server \"{}\" profile written: {}", answer.server.name, *file));
    } else {
      ++failed;
      ctx.note(fmt::format("warning: {}: {}", answer.server.name, file.error().one_line()));
    }
  }
  if (failed == 0) return {};
  return Error(Code::Failed, fmt::format("{} of {} servers gave no profile", failed,
                                         answers.all.size() + answers.refusals.size()));
}

}  // namespace

void request_profile(cli::Command& parent) {
  parent.leaf<Options>({.name = "profile",
                        .summary = "Have the servers profile themselves, a file each",
                        .description = "The files are for `go tool pprof`. Servers that are not "
                                       "written in Go have no such profiles.",
                        .examples = {"nats server request profile heap /tmp --name srv-1",
                                     "nats server request profile cpu --timeout 10s"},
                        .scope = cli::Scope::System,
                        .impact = cli::Impact::ReadOnly},
                       flags, run);
}

}  // namespace natsop::commands::nats::server
