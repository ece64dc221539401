#pragma once
#include <cstdint>
#include <string>

#include "cli/command.h"
#include "commands/nsc/session/flag_types.h"
#include "core/identity/jwt/claims.h"
#include "core/render/report.h"
#include "core/text/time.h"

namespace natsop::commands::nsc {

/// --start and --expiry: when claims are valid.
struct TimeOptions {
  std::string start;
  std::string expiry;

  [[nodiscard]] bool any() const { return !start.empty() || !expiry.empty(); }
};

/// TimeOptions, --tag and --rm-tag: what all edits have.
struct ClaimOptions {
  TimeOptions times;
  List tags;
  List remove_tags;

  [[nodiscard]] bool any() const { return times.any() || !tags.empty() || !remove_tags.empty(); }
};

void time_flags(cli::Command& c, TimeOptions& o);
void claim_flags(cli::Command& c, ClaimOptions& o);

/// Invalid `expiry "foo" is invalid: ...`, also when claims would expire before they start.
[[nodiscard]] Result<void> check(const TimeOptions& o, text::Seconds now);

/// Sets what was given, without a word about it, as the add commands do. `check` comes before.
void apply(const TimeOptions& o, identity::jwt::ClaimsData& claims, text::Seconds now);

/// The same as an edit: every change is a step of the report, tags end up sorted.
void apply(const ClaimOptions& o, identity::jwt::ClaimsData& claims, text::Seconds now,
           render::Report& report);

/// "2030-01-02 00:00:00 UTC"; empty for 0.
[[nodiscard]] std::string utc_date(std::int64_t unix_seconds);

}  // namespace natsop::commands::nsc
