#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/engine/options/options.h"

namespace natsop::engine {

/// What has to be done when options change under way, in the order in which a server does it.
enum class Change : std::uint8_t {
  Logging,      ///< level, file, form of lines
  Tls,          ///< certificates and rules for new connections
  Limits,       ///< sizes, pings, deadlines: read where they are used
  Users,        ///< who may connect: those who may not any more are closed
  Accounts,     ///< accounts, what crosses between them, their mappings
  Resolver,     ///< where accounts' tokens come from, and which are preloaded
  Connections,  ///< max_connections: the excess is closed
  Info,         ///< what INFO says: client_advertise, no_header_support, limits
  Names,        ///< tags and metadata
  PidFile,
  PortsFile,
  Websocket,  ///< what its new connections are told and asked
  Later,      ///< of parts that are off: nothing is done
};

/// "logging", "tls", …: for the log.
[[nodiscard]] std::string_view name_of(Change change);

/// How two sets of options differ.
struct OptionsDiff {
  std::vector<Change> changes{};      ///< each once, in order
  std::vector<std::string> fields{};  ///< "max_payload", "log.debug", …: what differs, for the log

  [[nodiscard]] bool empty() const { return changes.empty(); }
  [[nodiscard]] bool has(Change change) const;
};

/// What a reload from `now` to `next` changes. Both are complete and valid. Nothing may be applied
/// when it is an Error (Unsupported): "config reload not supported for Port: old=4222, new=4223",
/// as nats-server names the field. Secrets are in none of it.
[[nodiscard]] Result<OptionsDiff> diff(const Options& now, const Options& next);

}  // namespace natsop::engine
