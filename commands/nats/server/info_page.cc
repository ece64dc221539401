#include "commands/nats/server/info_page.h"

#include <fmt/format.h>

#include "core/text/duration.h"
#include "core/text/number.h"
#include "core/text/size.h"
#include "core/text/time.h"

namespace natsop::commands::nats::server {
namespace {

using json::Doc;
using render::Page;
using std::chrono::nanoseconds;

void time_row(Page& page, const char* label, const Doc& value) {
  if (const auto time = text::parse_rfc3339(value.text())) page.time(label, Time(*time));
}

void duration_row(Page& page, const char* label, const Doc& value) {
  if (value.integer() > 0) page.duration(label, nanoseconds(value.integer()));
}

void number_row(Page& page, const char* label, const Doc& value) {
  if (!value.is_null()) page.row(label, value.integer());
}

std::string unlimited(const Doc& value, bool bytes) {
  const auto limit = value.integer();
  if (limit <= 0) return "unlimited";
  return bytes ? text::print_size(static_cast<std::uint64_t>(limit)) : text::commas(limit);
}

std::string host_text(const std::string& host, const Doc& port) {
  return fmt::format("{}:{}", host, port.integer());
}

void process_rows(Page& page, const Doc& v) {
  page.section("Process Details");
  page.row("Version", v.text_at("/version"));
  page.row_if("Git Commit", v.text_at("/git_commit"));
  if (v.has("/go")) page.row("Go Version", v.text_at("/go"));
  time_row(page, "Start Time", v.at("/start"));
  time_row(page, "Configuration Load Time", v.at("/config_load_time"));
  page.row_if("Configuration Digest", v.text_at("/config_digest"));
  const auto start = text::parse_rfc3339(v.text_at("/start"));
  const auto now = text::parse_rfc3339(v.text_at("/now"));
  if (start && now) page.duration("Uptime", *now - *start);
}

void connection_rows(Page& page, const Doc& v) {
  page.section("Connection Details");
  page.row("Auth Required", v.boolean_at("/auth_required"));
  page.row("TLS Required", v.boolean_at("/tls_required"));
  page.row("Host", host_text(v.text_at("/host"), v.at("/port")));
  page.lines("Client URLs", v.at("/connect_urls").texts());
  page.lines("WebSocket URLs", v.at("/ws_connect_urls").texts());
}

void jetstream_limit_rows(Page& page, const Doc& limits) {
  number_row(page, "Maximum HA Assets", limits.at("/max_ha_assets"));
  number_row(page, "Maximum Ack Pending", limits.at("/max_ack_pending"));
  number_row(page, "Maximum Request Batch", limits.at("/max_request_batch"));
  duration_row(page, "Maximum Duplicate Window", limits.at("/duplicates"));
  number_row(page, "Maximum Messages Per Batch", limits.at("/max_batch_size"));
  duration_row(page, "Maximum Batch Timeout", limits.at("/max_batch_timeout"));
  number_row(page, "Maximum Open Batches Per Stream", limits.at("/max_batch_inflight_per_stream"));
  number_row(page, "Maximum Open Batches Per Server", limits.at("/max_batch_inflight_total"));
}

void jetstream_rows(Page& page, const Doc& jetstream) {
  const auto config = jetstream.at("/config");
  if (!config.is_object()) return;
  const auto stats = jetstream.at("/stats");
  page.section("JetStream");
  page.row_if("Domain", config.text_at("/domain"));
  number_row(page, "API Support Level", stats.at("/api/level"));
  page.row_if("Storage Directory", config.text_at("/store_dir"));
  page.row("Active Accounts", stats.unsigned_at("/accounts"));
  page.bytes("Memory In Use", stats.unsigned_at("/memory"));
  page.bytes("File In Use", stats.unsigned_at("/storage"));
  page.row("API Requests", stats.unsigned_at("/api/total"));
  page.row("API Errors", stats.unsigned_at("/api/errors"));
  page.row("Always sync writes to disk", config.boolean_at("/sync_always"));
  duration_row(page, "Write sync Frequency", config.at("/sync_interval"));
  page.row("Maximum Memory Storage", unlimited(config.at("/max_memory"), true));
  page.row("Maximum File Storage", unlimited(config.at("/max_storage"), true));
  page.row_if("Unique Tag", config.text_at("/unique_tag"));
  page.row("Cluster Message Compression", config.boolean_at("/compress_ok"));
  jetstream_limit_rows(page, jetstream.at("/limits"));
  if (config.has("/strict")) page.row("Strict API Parsing", config.boolean_at("/strict"));
}

void limit_rows(Page& page, const Doc& v) {
  page.section("Limits");
  page.row("Maximum Connections", unlimited(v.at("/max_connections"), false));
  page.row("Maximum Subscriptions", unlimited(v.at("/max_subscriptions"), false));
  page.row("Maximum Payload", unlimited(v.at("/max_payload"), true));
  constexpr double kNanosInSecond = 1e9;
  page.duration("TLS Timeout",
                nanoseconds(static_cast<std::int64_t>(v.real_at("/tls_timeout") * kNanosInSecond)));
  duration_row(page, "Write Deadline", v.at("/write_deadline"));
}

void statistics_rows(Page& page, const Doc& v) {
  page.section("Statistics");
  page.row("CPU Cores", fmt::format("{} {:.2f}%", v.unsigned_at("/cores"), v.real_at("/cpu")));
  number_row(page, "GOMAXPROCS", v.at("/gomaxprocs"));
  page.bytes("Memory", v.unsigned_at("/mem"));
  if (const auto limit = v.unsigned_at("/gomemlimit"); limit > 0) page.bytes("GOMEMLIMIT", limit);
  page.row("Connections", v.unsigned_at("/connections"));
  page.row("Subscriptions", v.unsigned_at("/subscriptions"));
  page.row("Messages", fmt::format("{} in {} out", text::commas(v.unsigned_at("/in_msgs")),
                                   text::commas(v.unsigned_at("/out_msgs"))));
  page.row("Bytes", fmt::format("{} in {} out", text::print_size(v.unsigned_at("/in_bytes")),
                                text::print_size(v.unsigned_at("/out_bytes"))));
  page.row("Slow Consumers", v.unsigned_at("/slow_consumers"));
}

void cluster_rows(Page& page, const Doc& v) {
  const auto cluster = v.at("/cluster");
  if (!cluster.text_at("/name").empty()) {
    page.section("Cluster");
    page.row("Name", cluster.text_at("/name"));
    page.row_if("Tags", v.at("/tags").texts());
    page.row("Host", host_text(cluster.text_at("/addr"), cluster.at("/cluster_port")));
    page.lines("URLs", cluster.at("/urls").texts());
  }
  const auto gateway = v.at("/gateway");
  if (gateway.text_at("/name").empty()) return;
  page.section("Super Cluster");
  page.row("Name", gateway.text_at("/name"));
  page.row("Host", host_text(gateway.text_at("/host"), gateway.at("/port")));
  std::vector<std::string> clusters;
  for (const auto& one : gateway.at("/gateways").elements()) {
    clusters.push_back(one.text_at("/name"));
  }
  page.row_if("Clusters", clusters);
}

}  // namespace

Page info_page(const system::Answer& answer) {
  const auto& v = answer.data;
  Page page(fmt::format("Server information for {} ({})", v.text_at("/server_name"),
                        v.text_at("/server_id")));
  process_rows(page, v);
  connection_rows(page, v);
  jetstream_rows(page, v.at("/jetstream"));
  limit_rows(page, v);
  statistics_rows(page, v);
  cluster_rows(page, v);
  page.document(answer.document).name(v.text_at("/server_name"));
  return page;
}

}  // namespace natsop::commands::nats::server
