#include "commands/nats/account/page.h"

#include <fmt/format.h>

#include "core/text/duration.h"
#include "core/text/number.h"
#include "core/text/size.h"

namespace natsop::commands::nats::account {
namespace {

constexpr int kJetStreamNotEnabled = 10076;
constexpr int kJetStreamNotEnabledForAccount = 10039;
constexpr int kTierIndent = 2;
constexpr int kLimitsIndent = 6;

/// "name (id)", or the one of them that there is.
std::string named(const std::string& name, const std::string& id) {
  if (name.empty() || name == id) return id;
  return fmt::format("{} ({})", name, id);
}

void user_rows(render::Page& page, const Facts& facts) {
  if (!facts.user) return;
  const auto& user = *facts.user;
  page.row("User", named(user.text_at("/user_name"), user.text_at("/user")));
  page.row("Account", named(user.text_at("/account_name"), user.text_at("/account")));
  page.row("System Account", facts.system);
  const std::chrono::nanoseconds expires(user.integer_at("/expires"));
  page.row("Expires", expires.count() == 0 ? std::string("never") : text::print_duration(expires));
}

void connection_rows(render::Page& page, const Facts& facts) {
  const auto& server = facts.server;
  if (server.client_id > 0) page.row("Client ID", std::to_string(server.client_id));
  page.row_if("Client IP", server.client_ip);
  page.duration("RTT", facts.rtt);
  page.row("Headers Supported", server.headers);
  page.bytes("Maximum Payload", server.max_payload);
  page.row_if("Connected Cluster", server.cluster);
  page.row("Connected URL", server.url);
  page.row("Connected Address", server.address);
  page.row("Connected Server ID", server.id);
  page.row_if("Connected Server Version", server.version);
  page.row_if("Connected Server Name", server.name);
  const bool tls =
      server.tls_required || server.url.starts_with("tls://") || server.url.starts_with("wss://");
  page.row("TLS Connection", tls ? "yes" : "no");
}

void permission_rows(render::Page& page, const Facts& facts) {
  const auto permissions = facts.user ? facts.user->at("/permissions") : json::Doc();
  if (!permissions.is_object() || permissions.size() == 0) return;
  page.section("Connection Permissions");
  for (const auto& [title, key] : {std::pair("Publish", "/publish"), {"Subscribe", "/subscribe"}}) {
    const auto rules = permissions.at(key);
    if (!rules.is_object() || rules.size() == 0) continue;
    page.indent(kTierIndent).section(title);
    page.lines("Allow", rules.at("/allow").texts());
    page.lines("Deny", rules.at("/deny").texts());
  }
  page.indent(0);
  if (const auto replies = permissions.at("/responses"); replies.is_object()) {
    page.row(
        "Replies",
        fmt::format("{} within {}", replies.integer_at("/max"),
                    text::print_duration(std::chrono::nanoseconds(replies.integer_at("/ttl")))));
  }
}

std::string bytes_text(std::int64_t bytes) {
  return text::print_size(static_cast<std::uint64_t>(std::max<std::int64_t>(bytes, 0)));
}

std::string bytes_limit(std::int64_t limit, const char* unlimited = "Unlimited") {
  return limit > 0 ? bytes_text(limit) : unlimited;
}

/// What is used of what there is; "Unlimited" alone where nothing bounds a count.
std::string counted(std::int64_t used, std::int64_t limit) {
  return fmt::format("{} of {}", text::commas(used), limit < 0 ? "Unlimited" : text::commas(limit));
}

struct Usage {
  std::uint64_t memory = 0;
  std::uint64_t storage = 0;
  std::int64_t streams = 0;
  std::int64_t consumers = 0;
};

void tier_rows(render::Page& page, const std::string& name, const Usage& used,
               const jetstream::AccountLimits& limits) {
  page.indent(kTierIndent).section("Tier: " + name);
  page.indent(kLimitsIndent).section("Configuration Requirements");
  page.row("Stream Requires Max Bytes Set", limits.max_bytes_required);
  page.row("Consumer Maximum Ack Pending",
           limits.max_ack_pending > 0 ? text::commas(limits.max_ack_pending) : "Unlimited");
  page.section("Stream Resource Usage Limits");
  page.row("Memory",
           fmt::format("{} of {}", text::print_size(used.memory),
                       limits.max_memory < 0 ? "Unlimited" : bytes_text(limits.max_memory)));
  page.row("Memory Per Stream", bytes_limit(limits.memory_max_stream_bytes));
  page.row("Storage",
           fmt::format("{} of {}", text::print_size(used.storage),
                       limits.max_storage < 0 ? "Unlimited" : bytes_text(limits.max_storage)));
  page.row("Storage Per Stream", bytes_limit(limits.storage_max_stream_bytes));
  page.row("Streams", counted(used.streams, limits.max_streams));
  page.row("Consumers", limits.max_consumers < 0 ? std::string("Unlimited")
                                                 : counted(used.consumers, limits.max_consumers));
  page.indent(0);
}

void jetstream_rows(render::Page& page, const Facts& facts) {
  const auto& info = *facts.jetstream;
  page.section(info.domain.empty() ? std::string("JetStream Account Information")
                                   : "JetStream Account Information for domain " + info.domain);
  page.section("Account Usage");
  page.row_if("Domain", info.domain);
  page.bytes("Storage", info.storage);
  page.bytes("Memory", info.memory);
  page.row("Streams", info.streams);
  page.row("Consumers", info.consumers);
  page.section("Account Limits");
  page.bytes("Max Message Payload", facts.server.max_payload);
  if (info.tiers.empty()) {
    tier_rows(page, "Default", {info.memory, info.storage, info.streams, info.consumers},
              info.limits);
  }
  for (const auto& [name, tier] : info.tiers) {
    tier_rows(page, name, {tier.memory, tier.storage, tier.streams, tier.consumers}, tier.limits);
  }
}

std::string trouble_text(const Error& error) {
  if (error.api_code() == kJetStreamNotEnabled ||
      error.api_code() == kJetStreamNotEnabledForAccount) {
    return "JetStream is not supported in this account";
  }
  if (error.code() == Code::Unreachable || error.code() == Code::Timeout) {
    return "No response from JetStream server";
  }
  return "Could not obtain account information: " + error.message();
}

json::Doc document(const Facts& facts) {
  const auto& server = facts.server;
  auto doc = json::Doc::object();
  if (facts.user) {
    auto user = *facts.user;
    user.put("system_account", facts.system);
    doc.put("user", user);
  }
  doc.put("server", json::Doc::object({{"id", server.id},
                                       {"name", server.name},
                                       {"version", server.version},
                                       {"cluster", server.cluster},
                                       {"url", server.url},
                                       {"address", server.address},
                                       {"client_id", server.client_id},
                                       {"client_ip", server.client_ip},
                                       {"max_payload", server.max_payload},
                                       {"headers", server.headers},
                                       {"tls_required", server.tls_required},
                                       {"rtt", facts.rtt.count()}}));
  if (facts.jetstream) doc.put("jetstream", facts.jetstream->to_doc());
  if (facts.trouble) doc.put("jetstream_error", facts.trouble->message());
  return doc;
}

}  // namespace

render::Page info_page(const Facts& facts) {
  render::Page page("Account Information");
  user_rows(page, facts);
  connection_rows(page, facts);
  permission_rows(page, facts);
  if (facts.jetstream) {
    jetstream_rows(page, facts);
  } else if (facts.trouble) {
    page.blank().line(trouble_text(*facts.trouble));
  }
  page.document(document(facts));
  if (facts.user) page.name(facts.user->text_at("/account"));
  return page;
}

}  // namespace natsop::commands::nats::account
