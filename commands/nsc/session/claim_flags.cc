#include "commands/nsc/session/claim_flags.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/text/ascii.h"

namespace natsop::commands::nsc {

namespace jwt = identity::jwt;

namespace {

text::Seconds at(std::int64_t unix_seconds) {
  return text::Seconds(std::chrono::seconds(unix_seconds));
}

Result<std::int64_t> parse_time(std::string_view label, const std::string& text,
                                text::Seconds now) {
  auto when = text::parse_expiry(text, now);
  if (!when) {
    return Error(Code::Invalid,
                 fmt::format("{} \"{}\" is invalid: {}", label, text, when.error().message()))
        .hint(
            "0 is always; otherwise a date (2030-01-31) or a time from now (90m, 12h, 30d, 4w, 6M, "
            "1y)");
  }
  return when;
}

std::string when(std::int64_t unix_seconds, text::Seconds now) {
  return fmt::format("{} - {}", utc_date(unix_seconds),
                     text::ascii_lower(text::relative_time(at(unix_seconds), now)));
}

}  // namespace

std::string utc_date(std::int64_t unix_seconds) {
  if (unix_seconds == 0) return {};
  return text::date_time(at(unix_seconds), text::Zone::utc()) + " UTC";
}

void time_flags(cli::Command& c, TimeOptions& o) {
  c.flag("--expiry", o.expiry,
         "Valid until: a date (2030-01-31), or 90m, 12h, 30d, 4w, 6M, 1y from now; 0 is always")
      .placeholder("TIME");
  c.flag("--start", o.start, "Valid from, in the same forms").placeholder("TIME");
}

void claim_flags(cli::Command& c, ClaimOptions& o) {
  time_flags(c, o.times);
  c.flag("--tag", o.tags, "Tags to add").placeholder("TAG,…");
  c.flag("--rm-tag", o.remove_tags, "Tags to remove").placeholder("TAG,…");
}

Result<void> check(const TimeOptions& o, text::Seconds now) {
  NATSOP_TRY(const auto start, parse_time("start", o.start, now));
  NATSOP_TRY(const auto expiry, parse_time("expiry", o.expiry, now));
  if (start != 0 && expiry != 0 && expiry <= start) {
    return Error(Code::Invalid,
                 fmt::format("expiry \"{}\" is not after start \"{}\"", o.expiry, o.start));
  }
  return {};
}

void apply(const TimeOptions& o, jwt::ClaimsData& claims, text::Seconds now) {
  if (!o.start.empty())
    claims.not_before = text::parse_expiry(o.start, now).value_or(claims.not_before);
  if (!o.expiry.empty())
    claims.expires = text::parse_expiry(o.expiry, now).value_or(claims.expires);
}

void apply(const ClaimOptions& o, jwt::ClaimsData& claims, text::Seconds now,
           render::Report& report) {
  const auto start = claims.not_before;
  const auto expiry = claims.expires;
  apply(o.times, claims, now);
  if (claims.not_before != start) {
    report.ok(claims.not_before == 0
                  ? std::string("changed jwt start to not have a start date")
                  : "changed jwt valid start to " + when(claims.not_before, now));
  }
  if (claims.expires != expiry) {
    report.ok(claims.expires == 0 ? std::string("changed jwt expiry to never expire")
                                  : "changed jwt expiry to " + when(claims.expires, now));
  }
  for (const auto& tag : o.tags) {
    jwt::add_tags(claims.tags, {tag});
    report.ok(fmt::format("added tag \"{}\"", text::ascii_lower(tag)));
  }
  for (const auto& tag : o.remove_tags) {
    if (jwt::remove_tags(claims.tags, {tag}) > 0) {
      report.ok(fmt::format("removed tag \"{}\"", text::ascii_lower(tag)));
    } else {
      report.warn(fmt::format("tag \"{}\" was not set", text::ascii_lower(tag)));
    }
  }
  std::ranges::sort(claims.tags);
}

}  // namespace natsop::commands::nsc
