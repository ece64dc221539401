#pragma once
#include <optional>
#include <string>

#include "cli/command.h"
#include "commands/nsc/session/flag_types.h"
#include "core/identity/jwt/account.h"
#include "core/render/report.h"

namespace natsop::commands::nsc::edit {

/// JetStream limits of an account: one tier (0: the global limits) at a time.
struct JetStreamOptions {
  std::optional<int> tier;
  std::optional<int> enable_tier;
  std::optional<int> remove_tier;
  bool disable = false;
  std::optional<Limit> memory_storage;
  std::optional<Limit> disk_storage;
  std::optional<Limit> streams;
  std::optional<Limit> consumers;
  std::optional<Limit> max_memory_stream;
  std::optional<Limit> max_disk_stream;
  std::optional<Limit> max_ack_pending;
  std::optional<bool> max_bytes_required;
  std::optional<Limit> old_memory_storage;  ///< --mem-storage and so on, the old names
  std::optional<Limit> old_disk_storage;
  std::optional<Limit> old_streams;
  std::optional<Limit> old_consumers;

  /// True when any of them was given.
  [[nodiscard]] bool any() const;
  /// True when a limit of a tier was given.
  [[nodiscard]] bool any_limit() const;
};

void jetstream_flags(cli::Command& c, JetStreamOptions& o);

/// Turns old names into new ones, with a word about it, and checks which go together. Usage.
[[nodiscard]] Result<void> settle(JetStreamOptions& o, cli::Context& ctx);

/// Makes the changes; each is a step of the report. `system` is true for the system account, which
/// may not have JetStream. Conflict when the account's present limits do not allow it.
[[nodiscard]] Result<void> apply(const JetStreamOptions& o, bool system,
                                 identity::jwt::AccountClaims& claims, render::Report& report);

/// True when any limit is set.
[[nodiscard]] bool is_set(const identity::jwt::JetStreamLimits& limits);

/// The limits of a tier as they are, or as they start when some are set for the first time.
[[nodiscard]] identity::jwt::JetStreamLimits tier_limits(const identity::jwt::AccountClaims& claims,
                                                         int tier);

}  // namespace natsop::commands::nsc::edit
