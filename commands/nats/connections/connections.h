#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cli/command.h"
#include "core/base/result.h"
#include "core/render/sheet.h"
#include "core/system/fleet.h"

namespace natsop::commands::nats {

/// Which connections a report shows, and in what order.
struct ConnectionChoice {
  std::string sort = "subs";
  int top = 1000;
  std::string subject{};
  std::string user{};
  std::string account{};  ///< of all accounts when empty
  std::string state = "open";
  std::string closed_reason{};  ///< a regular expression
  bool reverse = false;
};

/// Declares --sort, --top, --subject, --username, --state and --closed-reason.
void connection_flags(cli::Command& c, ConnectionChoice& choice);

/// Asks servers for one page of their connections; the options are those of CONNZ.
using AskConnections = std::function<Result<system::Answers>(const json::Doc& options)>;

/// Keeps connections that it is true of; empty keeps all.
using KeepConnection = std::function<Result<bool>(const json::Doc& connection)>;

/// The connections of all servers as the server tells of them, each with a member "server", and
/// "age" in nanoseconds. Errors: those of `ask` and `keep`; Usage for a bad regular expression.
[[nodiscard]] Result<std::vector<json::Doc>> gather_connections(const ConnectionChoice& choice,
                                                                const AskConnections& ask,
                                                                const KeepConnection& keep);

/// The report: the connections that are the most by the chosen key, and how many each server has.
[[nodiscard]] render::Sheet connections_sheet(const ConnectionChoice& choice,
                                              std::vector<json::Doc> connections);

}  // namespace natsop::commands::nats
