#include "commands/nsc/revocations/cutoff.h"

#include <fmt/format.h>

#include <charconv>

#include "commands/nsc/session/ask.h"

namespace natsop::commands::nsc::revocations {
namespace {

/// 0 for "" and times before 1970, which all mean now.
Result<std::int64_t> parse(const std::string& text) {
  if (text.empty()) return 0;
  std::int64_t value = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, failure] = std::from_chars(text.data(), end, value);
  if (failure == std::errc{} && stop == end && value >= 0) return value;
  const auto time = text::parse_rfc3339_seconds(text);
  if (!time) {
    return Error(Code::Invalid, fmt::format("the time \"{}\" of --at is invalid", text))
        .hint("give a time as 2026-11-21T11:00:00Z, or as seconds since 1970; 0 or nothing is now");
  }
  return std::max<std::int64_t>(time->time_since_epoch().count(), 0);
}

}  // namespace

void cutoff_flag(cli::Command& c, Cutoff& cutoff) {
  c.flag("--at", cutoff.at,
         "What was issued until this time is revoked: RFC 3339, or seconds since 1970; now without")
      .type("date-time")
      .type("date-time")
      .placeholder("TIME");
}

Result<std::int64_t> seconds(const Cutoff& cutoff, const Session& session) {
  NATSOP_TRY(const auto value, parse(cutoff.at));
  return value != 0 ? value : session.seconds().time_since_epoch().count();
}

Result<void> ask(const Session& session, Cutoff& cutoff) {
  NATSOP_TRY(
      cutoff.at,
      ask_text(session,
               "revoke all credentials created before (0 is now, formats are RFC3339 or "
               "#seconds since epoch)",
               cutoff.at.empty() ? "0" : cutoff.at, [](const std::string& text) -> Result<void> {
                 NATSOP_CHECK(parse(text));
                 return {};
               }));
  return {};
}

std::string shown_cutoff(std::int64_t unix_seconds) {
  return text::format_time(text::Seconds(std::chrono::seconds(unix_seconds)), text::Zone::utc(),
                           "%Y-%m-%d %H:%M:%S +0000 UTC");
}

}  // namespace natsop::commands::nsc::revocations
