#include "commands/nats-server/signal_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <filesystem>
#include <system_error>
#include <utility>

#include "core/base/files.h"
#include "core/text/ascii.h"
#include "core/text/number.h"
#include "core/text/quote.h"

namespace natsop::commands::nats_server {
namespace {

constexpr std::string_view kName = "nats-server";
constexpr std::string_view kOurName = "natsop";

constexpr std::array<std::pair<std::string_view, int>, 6> kCommands = {{
    {"stop", SIGKILL},
    {"quit", SIGINT},
    {"term", SIGTERM},
    {"reopen", SIGUSR1},
    {"reload", SIGHUP},
    {"ldm", SIGUSR2},
}};

Error failed(std::string text) { return {Code::Failed, std::move(text)}; }

std::vector<std::string> split_args(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const auto end = text.find('\0');
    out.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return out;
}

std::vector<RunningProcess> list_processes() {
  const std::filesystem::path root = "/proc";
  std::vector<RunningProcess> out;
  for (const auto& name : list_dir(root).value_or(std::vector<std::string>{})) {
    const auto pid = text::parse_decimal(name);
    if (!pid) continue;
    // One that ends meanwhile is no server any more.
    const auto comm = read_file(root / name / "comm");
    const auto args = read_file(root / name / "cmdline");
    if (!comm || !args) continue;
    out.push_back({.pid = static_cast<pid_t>(*pid),
                   .name = std::string(text::trim(*comm)),
                   .args = split_args(*args)});
  }
  return out;
}

/// The pid of "target": a number, or what a file of this name holds.
Result<std::string> pid_text(std::string target, const ProcessControl& control) {
  if (target.empty()) return target;
  if (const auto content = control.read_file(target)) target = text::trim(*content);
  const auto digits = target.ends_with('*') ? target.substr(0, target.size() - 1) : target;
  if (!digits.empty() && !text::parse_decimal(digits)) return failed("invalid pid: " + target);
  return target;
}

std::vector<pid_t> servers(const ProcessControl& control) {
  std::vector<pid_t> out;
  for (const auto& process : control.list()) {
    if (process.pid != control.self && is_server(process)) out.push_back(process.pid);
  }
  std::ranges::sort(out);
  return out;
}

/// Whom to signal.
Result<std::vector<pid_t>> targets(const std::string& target, const ProcessControl& control) {
  const bool glob = target.ends_with('*');
  const auto beginning = glob ? target.substr(0, target.size() - 1) : target;
  if (!beginning.empty() && !glob) {
    return std::vector<pid_t>{static_cast<pid_t>(text::parse_decimal(beginning).value_or(0))};
  }
  auto running = servers(control);
  if (running.size() > 1 && !glob) {
    auto message = fmt::format("multiple {} processes running:", kName);
    for (const auto pid : running) message += fmt::format("\n{}", pid);
    return failed(std::move(message));
  }
  std::erase_if(running, [&](pid_t pid) { return !std::to_string(pid).starts_with(beginning); });
  if (running.empty()) return failed(fmt::format("no {} processes running", kName));
  return running;
}

}  // namespace

ProcessControl machine_processes() {
  return {.list = list_processes,
          .kill = [](pid_t pid, int signal) { return ::kill(pid, signal) == 0 ? 0 : errno; },
          .read_file = [](const std::string& path) { return read_file(path); },
          .self = ::getpid()};
}

bool is_server(const RunningProcess& process) {
  const bool ours = process.name == kOurName && process.args.size() > 1 && process.args[1] == kName;
  if (process.name != kName && !ours) return false;
  return std::ranges::none_of(process.args, [](std::string_view arg) {
    while (arg.starts_with('-')) arg.remove_prefix(1);
    const auto name = arg.substr(0, arg.find('='));
    return name == "sl" || name == "signal";
  });
}

Result<void> send_signal(std::string_view expression, const ProcessControl& control) {
  const auto parts = text::split(expression, '=');
  if (parts.size() > 2) {
    return Error(Code::Usage, fmt::format("invalid signal parameters: [{}]", parts[2]));
  }
  const auto command = std::string(parts[0]);
  const auto known = std::ranges::find(kCommands, std::string_view(command),
                                       &std::pair<std::string_view, int>::first);
  if (known == kCommands.end()) {
    return Error(Code::Usage, "unknown signal " + text::go_quote(command))
        .hint("one of stop, quit, term, reopen, reload, ldm");
  }
  NATSOP_TRY(const auto target, pid_text(parts.size() > 1 ? std::string(parts[1]) : "", control));
  NATSOP_TRY(const auto pids, targets(target, control));
  std::string problems;
  for (const auto pid : pids) {
    if (const int problem = control.kill(pid, known->second); problem != 0) {
      problems +=
          fmt::format("{}signal {} {}: {}", problems.empty() ? "" : "\n", text::go_quote(command),
                      pid, text::ascii_lower(std::generic_category().message(problem)));
    }
  }
  if (!problems.empty()) return failed(std::move(problems));
  return {};
}

}  // namespace natsop::commands::nats_server
