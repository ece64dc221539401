#include "commands/nsc/describe/claim_rows.h"

#include <fmt/format.h>

#include "commands/nsc/session/claim_flags.h"
#include "commands/nsc/tables/tables.h"
#include "core/text/duration.h"
#include "core/text/size.h"

namespace natsop::commands::nsc::describe {

namespace jwt = identity::jwt;

namespace {

std::string user_bytes(std::int64_t limit) {
  if (limit < 0) return "Unlimited";
  return fmt::format("{} bytes (≈{})", limit,
                     text::print_decimal_size(static_cast<std::uint64_t>(limit)));
}

}  // namespace

std::string limit_text(std::int64_t limit) {
  return limit < 0 ? "Unlimited" : fmt::format("{}", limit);
}

std::string bytes_text(std::int64_t limit) {
  if (limit < 0) return "Unlimited";
  return fmt::format("{} ({} bytes)", text::print_decimal_size(static_cast<std::uint64_t>(limit)),
                     limit);
}

void standard_rows(render::Table& table, const jwt::ClaimsData& claims, const std::string& id_label,
                   const std::string& issuer_account) {
  table.row({"Name", claims.name});
  table.row({id_label, claims.subject});
  table.row({"Issuer ID", claims.issuer});
  if (!issuer_account.empty()) table.row({"Issuer Account", issuer_account});
  table.row({"Issued", utc_date(claims.issued_at)});
  if (claims.not_before != 0) table.row({"Valid From", utc_date(claims.not_before)});
  table.row({"Expires", utc_date(claims.expires)});
  add_list(table, "Tags", claims.tags);
}

void permission_rows(render::Table& table, const jwt::Permissions& permissions) {
  if (!permissions.publish.empty() || !permissions.subscribe.empty()) table.rule();
  add_list(table, "Pub Allow", permissions.publish.allow);
  add_list(table, "Pub Deny", permissions.publish.deny);
  add_list(table, "Sub Allow", permissions.subscribe.allow);
  add_list(table, "Sub Deny", permissions.subscribe.deny);
  if (!permissions.responses) {
    table.row({"Response Permissions", "Not Set"});
    return;
  }
  table.row({"Max Responses", limit_text(permissions.responses->max)});
  table.row({"Response Permission TTL", text::print_go_duration(permissions.responses->ttl)});
}

void user_limit_rows(render::Table& table, const jwt::UserPermissionLimits& limits) {
  table.row({"Max Msg Payload", user_bytes(limits.payload)});
  table.row({"Max Data", user_bytes(limits.data)});
  table.row({"Max Subs", limit_text(limits.subscriptions)});
  if (limits.sources.empty()) {
    table.row({"Network Src", "Any"});
  } else {
    add_list(table, "Network Src", limits.sources);
  }
  if (limits.times.empty()) {
    table.row({"Time", "Any"});
    return;
  }
  std::vector<std::string> ranges;
  for (const auto& range : limits.times) {
    ranges.push_back(fmt::format("{}-{}", range.start, range.end));
  }
  add_list(table, "Time", ranges);
  if (!limits.times_location.empty()) table.row({"Time Locale", limits.times_location});
}

void connection_type_rows(render::Table& table, const jwt::UserPermissionLimits& limits) {
  if (limits.allowed_connection_types.empty()) return;
  table.rule();
  add_list(table, "Allowed Connection Types", limits.allowed_connection_types);
}

}  // namespace natsop::commands::nsc::describe
