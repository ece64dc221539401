#include "commands/nsc/session/user_limit_flags.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/identity/jwt/claims.h"
#include "core/text/ascii.h"
#include "core/text/zone.h"

namespace natsop::commands::nsc {

namespace jwt = identity::jwt;

namespace {

Result<void> check_types(const List& types, std::string_view what) {
  for (const auto& type : types) {
    if (std::ranges::find(jwt::kConnectionTypes, text::ascii_upper(type)) ==
        std::end(jwt::kConnectionTypes)) {
      return Error(Code::Invalid, fmt::format("unknown {} {}", what, type))
          .hint(fmt::format("the types are {}", fmt::join(jwt::kConnectionTypes, ", ")));
    }
  }
  return {};
}

Result<void> check_sources(const List& sources) {
  for (const auto& source : sources) {
    if (jwt::is_cidr(source)) continue;
    return Error(Code::Invalid, fmt::format("invalid cidr \"{}\" in user src limits", source))
        .hint("give a network such as 192.168.1.0/24");
  }
  return {};
}

void apply_numbers(const UserLimitOptions& o, jwt::UserPermissionLimits& limits,
                   render::Report& report) {
  if (o.payload) {
    limits.payload = o.payload->value;
    report.ok(fmt::format("changed max payload to {}", limits.payload));
  }
  if (o.data) {
    limits.data = o.data->value;
    report.ok(fmt::format("changed max data to {}", limits.data));
  }
  if (o.subscriptions) {
    limits.subscriptions = *o.subscriptions;
    report.ok(fmt::format("changed max number of subs to {}", limits.subscriptions));
  }
  if (o.bearer) {
    report.ok(fmt::format("{} {}",
                          limits.bearer_token == *o.bearer
                              ? "ignoring change to bearer - value is already"
                              : "changed bearer to",
                          *o.bearer));
    limits.bearer_token = *o.bearer;
  }
}

void apply_types(const UserLimitOptions& o, jwt::UserPermissionLimits& limits,
                 render::Report& report) {
  auto& list = limits.allowed_connection_types;
  for (auto& type : list)
    type = text::ascii_upper(type);  // older tools wrote them as they were typed
  for (const auto& given : o.connection_types) {
    const auto type = text::ascii_upper(given);
    jwt::add_texts(list, {type});
    report.ok(fmt::format("added connection type {}", type));
  }
  for (const auto& given : o.remove_connection_types) {
    const auto type = text::ascii_upper(given);
    if (jwt::remove_texts(list, {type}) > 0) {
      report.ok(fmt::format("removed connection type {}", type));
    } else {
      report.warn(fmt::format("connection type {} was not set", type));
    }
  }
}

void apply_sources(const UserLimitOptions& o, jwt::UserPermissionLimits& limits,
                   render::Report& report) {
  for (const auto& source : o.sources) {
    jwt::add_cidrs(limits.sources, {source});
    report.ok(fmt::format("added src network {}", source));
  }
  for (const auto& source : o.remove_sources) {
    if (jwt::remove_cidrs(limits.sources, {source}) > 0) {
      report.ok(fmt::format("removed src network {}", source));
    } else {
      report.warn(fmt::format("src network {} was not set", source));
    }
  }
  std::ranges::sort(limits.sources);
}

void apply_times(const UserLimitOptions& o, jwt::UserPermissionLimits& limits,
                 render::Report& report) {
  if (o.locale && *o.locale != limits.times_location) {
    limits.times_location = *o.locale;
    report.ok(fmt::format("changed time locale to \"{}\"", *o.locale));
  }
  for (const auto& range : o.times) {
    limits.times.push_back(range);
    report.ok(fmt::format("added time range {}-{}", range.start, range.end));
  }
  for (const auto& start : o.remove_times) {
    const auto found = std::ranges::find(limits.times, start, &jwt::TimeRange::start);
    if (found == limits.times.end()) {
      report.warn(fmt::format("no time range starts at {}", start));
      continue;
    }
    report.ok(fmt::format("removed time range {}-{}", found->start, found->end));
    limits.times.erase(found);
  }
}

}  // namespace

void bind(cli::FlagData& data, TimeRanges& target) {
  data.kind = cli::Kind::Text;
  data.type_name = "time-ranges";
  data.repeatable = true;
  data.assign = [&target](std::string_view text) -> Result<void> {
    const auto dash = text.find('-');
    const std::string start(text.substr(0, dash));
    const std::string end(dash == std::string_view::npos ? std::string_view()
                                                         : text.substr(dash + 1));
    if (!jwt::is_time_of_day(start) || !jwt::is_time_of_day(end)) {
      return Error(Code::Invalid,
                   fmt::format("\"{}\" is not a time range such as 08:00:00-17:30:00", text));
    }
    target.push_back({start, end});
    return {};
  };
}

bool UserLimitOptions::any() const {
  return permissions.any() || bearer || payload || data || subscriptions || locale ||
         !connection_types.empty() || !remove_connection_types.empty() || !sources.empty() ||
         !remove_sources.empty() || !times.empty() || !remove_times.empty();
}

void user_limit_flags(cli::Command& c, UserLimitOptions& o) {
  permission_flags(c, o.permissions);
  permission_removal_flags(c, o.permissions);
  c.flag("--bearer", o.bearer, "Connect without signing the server's challenge").fallback("false");
  c.flag("--conn-type", o.connection_types,
         "Kinds of connection to allow: standard, websocket, leafnode, leafnode_ws, mqtt, mqtt_ws, "
         "in_process")
      .placeholder("TYPE,…");
  c.flag("--rm-conn-type", o.remove_connection_types, "Kinds of connection to remove")
      .placeholder("TYPE,…");
  c.flag("--data", o.data, "Bytes at most; -1 is unlimited").fallback("-1").placeholder("BYTES");
  c.flag("--payload", o.payload, "Bytes of a message at most; -1 is unlimited")
      .fallback("-1")
      .placeholder("BYTES");
  c.flag("--subs", o.subscriptions, "Subscriptions at most; -1 is unlimited")
      .fallback("-1")
      .placeholder("N");
  c.flag("--source-network", o.sources, "Networks to allow connections from (CIDR)")
      .placeholder("CIDR,…");
  c.flag("--rm-source-network", o.remove_sources, "Networks to remove").placeholder("CIDR,…");
  c.flag("--time", o.times, "When connections are allowed: 08:00:00-17:30:00; repeatable")
      .fallback("[]")
      .placeholder("FROM-TO");
  c.flag("--rm-time", o.remove_times, "Ranges to remove, by when they start").placeholder("FROM,…");
  c.flag("--locale", o.locale, "Time zone of --time, such as Europe/Berlin")
      .type("time-locale")
      .placeholder("ZONE");
}

Result<void> check(const UserLimitOptions& o, cli::Context& ctx) {
  NATSOP_CHECK(check(o.permissions, ctx));
  NATSOP_CHECK(check_types(o.connection_types, "connection type"));
  NATSOP_CHECK(check_types(o.remove_connection_types, "rm connection type"));
  NATSOP_CHECK(check_sources(o.sources));
  if (o.subscriptions && *o.subscriptions < -1) {
    return Error(Code::Invalid,
                 fmt::format("{} subscriptions are out of range: -1 (unlimited), or 0 and more",
                             *o.subscriptions));
  }
  if (o.locale && !o.locale->empty()) {
    if (const auto zone = text::Zone::named(*o.locale); !zone) {
      return Error(Code::Invalid, fmt::format("unknown time zone \"{}\"", *o.locale))
          .hint("give an IANA name such as Europe/Berlin");
    }
  }
  return {};
}

void apply(const UserLimitOptions& o, jwt::UserPermissionLimits& limits, render::Report& report) {
  apply_numbers(o, limits, report);
  apply_types(o, limits, report);
  apply_sources(o, limits, report);
  apply_times(o, limits, report);
  apply(o.permissions, limits.permissions, report);
}

}  // namespace natsop::commands::nsc
