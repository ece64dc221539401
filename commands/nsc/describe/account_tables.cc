#include <fmt/format.h>

#include "commands/nsc/describe/claim_rows.h"
#include "commands/nsc/describe/claims_tables.h"
#include "commands/nsc/session/claim_flags.h"
#include "commands/nsc/tables/tables.h"
#include "core/text/ascii.h"
#include "core/text/size.h"

namespace natsop::commands::nsc::describe {

namespace jwt = identity::jwt;
using render::Table;

namespace {

std::string one_line(std::string_view text) { return text::replace_all(text, "\n", " "); }

void info_rows(Table& table, const jwt::AccountClaims& claims) {
  if (claims.description.empty() && claims.info_url.empty()) return;
  table.row({"Description", one_line(claims.description)});
  table.row({"Info Url", claims.info_url});
  table.rule();
}

void key_rows(Table& table, const jwt::AccountClaims& claims) {
  if (claims.signing_keys.empty()) return;
  std::vector<std::string> keys;
  for (const auto& [key, scope] : claims.signing_keys) keys.push_back(key);
  add_list(table, "Signing Keys", keys);
  table.rule();
}

void callout_rows(Table& table, const jwt::ExternalAuthorization& callout) {
  if (!callout.enabled()) return;
  add_list(table, "Auth Callout Users", callout.auth_users);
  add_list(table, "Allowed Accounts", callout.allowed_accounts);
  table.row({"Encrypt For", callout.xkey});
  table.rule();
}

void limit_rows(Table& table, const jwt::AccountClaims& claims) {
  const auto& limits = claims.limits;
  table.row({"Max Connections", limit_text(limits.connections)});
  table.row({"Max Leaf Node Connections",
             limits.leaf_connections == 0 ? "Not Allowed" : limit_text(limits.leaf_connections)});
  table.row({"Max Data", bytes_text(limits.data)});
  table.row({"Max Exports", limit_text(limits.exports)});
  table.row({"Max Imports", limit_text(limits.imports)});
  table.row({"Max Msg Payload", bytes_text(limits.payload)});
  table.row({"Max Subscriptions", limit_text(limits.subscriptions)});
  table.row({"Exports Allows Wildcards", true_false(limits.wildcard_exports)});
  table.row({"Disallow Bearer Token", true_false(limits.disallow_bearer)});
  permission_rows(table, claims.default_permissions);
  table.rule();
}

/// Storage of one kind: none, some, or without limit.
std::string storage_text(std::int64_t bytes) {
  if (bytes == 0) return "Disabled";
  if (bytes < 0) return "Unlimited";
  return text::print_decimal_size(static_cast<std::uint64_t>(bytes));
}

std::string stream_size_text(std::int64_t bytes) {
  return bytes <= 0 ? "Unlimited" : text::print_decimal_size(static_cast<std::uint64_t>(bytes));
}

std::string count_text(std::int64_t count) {
  return count <= 0 ? "Unlimited" : fmt::format("{}", count);
}

void jetstream_rows(Table& table, const jwt::JetStreamLimits& limits) {
  table.row({"Max Disk Storage", storage_text(limits.disk_storage)});
  table.row({"Max Mem Storage", storage_text(limits.memory_storage)});
  table.row({"Max Streams", count_text(limits.streams)});
  table.row({"Max Consumers", count_text(limits.consumers)});
  table.row({"Max Ack Pending", limits.max_ack_pending <= 0
                                    ? "Consumer Setting"
                                    : fmt::format("{}", limits.max_ack_pending)});
  table.row({"Max Bytes", limits.max_bytes_required ? "required (Stream setting)"
                                                    : "optional (Stream setting)"});
  table.row({"Max Memory Stream", stream_size_text(limits.memory_max_stream_bytes)});
  table.row({"Max Disk Stream", stream_size_text(limits.disk_max_stream_bytes)});
}

void jetstream_rows(Table& table, const jwt::AccountLimits& limits) {
  if (!limits.jetstream_enabled()) {
    table.row({"Jetstream", "Disabled"});
  } else if (limits.tiers.empty()) {
    table.row({"Jetstream", "Enabled"});
    jetstream_rows(table, limits.jetstream);
  }
  bool first = true;
  for (const auto& [tier, tier_limits] : limits.tiers) {
    if (!first) table.rule();
    first = false;
    table.row({"Jetstream Tier", tier});
    jetstream_rows(table, tier_limits);
  }
  table.rule();
}

void border_rows(Table& table, const jwt::AccountClaims& claims) {
  if (claims.imports.empty()) table.row({"Imports", "None"});
  if (claims.exports.empty()) table.row({"Exports", "None"});
  if (!claims.revocations.empty()) {
    table.separator();
    table.row({"Revocations", fmt::format("{}", claims.revocations.size())});
  }
  table.rule();
}

void trace_rows(Table& table, const std::optional<jwt::MessageTrace>& trace) {
  table.row({"Tracing Context", trace ? "Enabled" : "Disabled"});
  if (!trace) return;
  table.row({"Subject", trace->destination});
  table.row({"Sampling", fmt::format("{}%", trace->sampling == 0 ? 100 : trace->sampling)});
}

std::string type_text(const jwt::Export& exported) {
  if (exported.is_stream()) return "Stream";
  if (exported.is_stream_response()) return "Service [Stream]";
  if (exported.is_chunked_response()) return "Service [Chunked]";
  return "Service";
}

std::string tracking_text(const jwt::Export& exported) {
  if (exported.is_stream()) return "N/A";
  if (!exported.latency) return "-";
  return fmt::format("{} ({})", exported.latency->results,
                     exported.latency->sampling == 0
                         ? std::string("header")
                         : fmt::format("{}%", exported.latency->sampling));
}

Table export_table(const std::vector<jwt::Export>& exports) {
  Table table("Exports");
  table.headers({"Name", "Type", "Subject", "Account Token Position", "Public", "Revocations",
                 "Tracking", "Allow Trace"});
  for (const auto& each : exports) {
    table.row({each.name, type_text(each), each.subject,
               each.account_token_position == 0 ? std::string("-")
                                                : fmt::format("{}", each.account_token_position),
               yes_no(!each.token_required), fmt::format("{}", each.revocations.size()),
               tracking_text(each), each.is_stream() ? "N/A" : yes_no(each.allow_trace)});
  }
  return table;
}

/// Descriptions and links; nothing when no export has one.
std::optional<Table> export_descriptions(const std::vector<jwt::Export>& exports) {
  Table table("Exports - Descriptions");
  table.headers({"Name", "Description", "Info Url"});
  for (const auto& each : exports) {
    if (each.description.empty() && each.info_url.empty()) continue;
    table.row({each.name, one_line(each.description), each.info_url});
  }
  if (table.empty()) return std::nullopt;
  return table;
}

std::string expiry_text(const jwt::Import& imported) {
  if (imported.token.empty()) return {};
  const auto claims = jwt::decode_activation(imported.token);
  if (!claims) return fmt::format("error decoding: {}", claims.error().message());
  return utc_date(claims->expires);
}

Table import_table(const std::vector<jwt::Import>& imports, const AccountNamer& names) {
  Table table("Imports");
  table.headers(
      {"Name", "Type", "Remote", "Local", "Expires", "From Account", "Public", "Allow Trace"});
  for (const auto& each : imports) {
    table.row({each.name, each.is_stream() ? "Stream" : "Service", each.subject,
               each.local_subject.empty() ? each.to : each.local_subject, expiry_text(each),
               names(each.account), yes_no(each.token.empty()),
               each.is_stream() ? yes_no(each.allow_trace) : std::string("N/A")});
  }
  return table;
}

Table mapping_table(const jwt::Mappings& mappings) {
  bool clustered = false;
  for (const auto& [from, targets] : mappings) {
    for (const auto& target : targets) clustered = clustered || !target.cluster.empty();
  }
  Table table("Mappings");
  std::vector<std::string> headers = {"From", "To", "Weight (%)"};
  if (clustered) headers.emplace_back("Cluster");
  table.headers(headers);
  for (const auto& [from, targets] : mappings) {
    table.separator();
    int sum = 0;
    bool first = true;
    for (const auto& target : targets) {
      sum += target.effective_weight();
      std::vector<render::Cell> cells = {first ? from : std::string(), target.subject,
                                         fmt::format("{}", target.effective_weight())};
      if (clustered) cells.emplace_back(target.cluster);
      table.row(std::move(cells));
      first = false;
    }
    // Weights of one cluster add up; over several, their sum says nothing.
    if (!clustered) table.row({"", "", fmt::format("sum={}", sum)});
  }
  return table;
}

}  // namespace

Table scope_table(const std::string& key, const jwt::UserScope& scope) {
  Table table("Scoped Signing Key - Details");
  table.row({"Key", key});
  table.row({"Role", scope.role});
  table.row({"Description", one_line(scope.description)});
  permission_rows(table, scope.limits.permissions);
  user_limit_rows(table, scope.limits);
  table.row({"Bearer Token", yes_no(scope.limits.bearer_token)});
  connection_type_rows(table, scope.limits);
  return table;
}

std::vector<Table> tables_of(const jwt::AccountClaims& claims, const AccountNamer& names) {
  std::vector<Table> tables(1, Table("Account Details"));
  auto& table = tables.front();
  standard_rows(table, claims, "Account ID");
  table.rule();
  info_rows(table, claims);
  key_rows(table, claims);
  callout_rows(table, claims.authorization);
  limit_rows(table, claims);
  jetstream_rows(table, claims.limits);
  border_rows(table, claims);
  trace_rows(table, claims.trace);
  if (!claims.exports.empty()) {
    tables.push_back(export_table(claims.exports));
    if (auto descriptions = export_descriptions(claims.exports)) {
      tables.push_back(*std::move(descriptions));
    }
  }
  if (!claims.imports.empty()) tables.push_back(import_table(claims.imports, names));
  if (!claims.mappings.empty()) tables.push_back(mapping_table(claims.mappings));
  for (const auto& [key, scope] : claims.signing_keys) {
    if (scope) tables.push_back(scope_table(key, *scope));
  }
  return tables;
}

}  // namespace natsop::commands::nsc::describe
