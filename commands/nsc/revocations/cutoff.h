#pragma once
#include <cstdint>
#include <string>

#include "cli/command.h"
#include "commands/nsc/session/session.h"

namespace natsop::commands::nsc::revocations {

/// The key that stands for all users, or all accounts.
inline constexpr std::string_view kEverybody = "*";

/// --at: what was issued until then is revoked.
struct Cutoff {
  std::string at;
};

void cutoff_flag(cli::Command& c, Cutoff& cutoff);

/// In UNIX seconds; now for "" and "0". Invalid names what was given.
[[nodiscard]] Result<std::int64_t> seconds(const Cutoff& cutoff, const Session& session);

/// The question of `-i`.
[[nodiscard]] Result<void> ask(const Session& session, Cutoff& cutoff);

/// "2020-01-02 03:04:05 +0000 UTC", as messages have it.
[[nodiscard]] std::string shown_cutoff(std::int64_t unix_seconds);

}  // namespace natsop::commands::nsc::revocations
