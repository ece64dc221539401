#include "commands/nats/consumer/page.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "commands/nats/report/raft.h"
#include "core/jetstream/api_level.h"
#include "core/text/duration.h"
#include "core/text/number.h"
#include "core/text/time.h"

namespace natsop::commands::nats::consumer {
namespace {

using jetstream::AckPolicy;
using jetstream::ConsumerConfig;
using jetstream::ConsumerInfo;
using jetstream::DeliverPolicy;

constexpr std::size_t kBackoffShown = 15;
constexpr std::size_t kBackoffEnds = 5;
constexpr std::uint64_t kBitsInByte = 8;

std::string time_text(Time time, const render::Style& style) {
  return text::date_time(time, style.zone);
}

std::string start_text(const ConsumerConfig& c, const render::Style& style) {
  switch (c.deliver_policy) {
    case DeliverPolicy::ByStartSequence:
      return fmt::format("From Sequence {}", text::commas(c.opt_start_seq));
    case DeliverPolicy::ByStartTime:
      return c.opt_start_time ? "Since " + time_text(*c.opt_start_time, style) : "Since";
    default:
      return std::string(title_of(c.deliver_policy));
  }
}

std::string backoff_text(const std::vector<std::chrono::nanoseconds>& steps) {
  std::vector<std::string> out;
  const bool cut = steps.size() > kBackoffShown;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (cut && i == kBackoffEnds) {
      out.emplace_back("...");
      i = steps.size() - kBackoffEnds;
    }
    out.push_back(text::print_duration(steps[i]));
  }
  auto text = fmt::format("{}", fmt::join(out, ", "));
  if (cut) text += fmt::format(" ({} total)", steps.size());
  return text;
}

void who_rows(render::Page& page, const ConsumerInfo& info, const render::Style& style) {
  const auto& c = info.config;
  page.row("Name", info.name);
  if (!c.durable_name.empty() && c.durable_name != info.name) {
    page.row("Durable Name", c.durable_name);
  }
  page.row_if("Description", c.description);
  if (c.is_pull()) {
    page.row("Pull Mode", true);
  } else {
    page.row("Delivery Subject", c.deliver_subject);
  }
  const auto filters = c.filters();
  if (filters.size() == 1) {
    page.row("Filter Subject", filters.front());
  } else if (!filters.empty()) {
    page.row("Filter Subjects", filters);
  }
  page.row("Deliver Policy", start_text(c, style));
  page.row_if("Deliver Queue Group", c.deliver_group);
}

void limit_rows(render::Page& page, const ConsumerConfig& c) {
  page.row("Ack Policy", title_of(c.ack_policy));
  if (c.ack_policy != AckPolicy::None) page.duration("Ack Wait", c.ack_wait);
  page.row("Replay Policy", title_of(c.replay_policy));
  if (c.max_deliver > 0) page.row("Maximum Deliveries", c.max_deliver);
  page.row_if("Sampling Rate", c.sample_freq);
  if (c.rate_limit_bps > 0) {
    page.row("Rate Limit",
             fmt::format("{} / second", render::show(json::Doc(c.rate_limit_bps / kBitsInByte),
                                                     render::As::Bytes, {})));
  }
  if (c.max_ack_pending > 0) page.row("Max Ack Pending", c.max_ack_pending);
  if (c.is_pull() && c.max_waiting > 0) page.row("Max Waiting Pulls", c.max_waiting);
  if (c.idle_heartbeat.count() > 0) page.duration("Idle Heartbeat", c.idle_heartbeat);
  if (!c.is_pull()) page.row("Flow Control", c.flow_control);
  if (c.headers_only) page.row("Headers Only", true);
  if (c.is_pull() && c.inactive_threshold.count() > 0) {
    page.duration("Inactive Threshold", c.inactive_threshold);
  }
  if (c.max_expires.count() > 0) page.duration("Max Pull Expire", c.max_expires);
  if (c.max_batch > 0) page.row("Max Pull Batch", c.max_batch);
  if (c.max_bytes > 0) page.row("Max Pull MaxBytes", c.max_bytes);
  if (!c.backoff.empty()) page.row("Backoff", backoff_text(c.backoff));
}

void rare_rows(render::Page& page, const ConsumerInfo& info, const render::Style& style) {
  const auto& c = info.config;
  if (c.num_replicas > 0) page.row("Replicas", c.num_replicas);
  if (c.mem_storage) page.row("Memory Storage", true);
  if (c.pause_until) {
    const auto left = *c.pause_until - told_at(info, style.now);
    page.row("Paused Until Deadline",
             fmt::format("{} ({})", time_text(*c.pause_until, style),
                         left.count() > 0 ? text::print_duration(left) + " remaining" : "passed"));
  }
  if (c.priority_policy != jetstream::PriorityPolicy::None) {
    page.row("Priority Policy", title_of(c.priority_policy));
    page.row_if("Priority Groups", c.priority_groups);
    if (c.priority_policy == jetstream::PriorityPolicy::PinnedClient) {
      page.duration("Pinned TTL", c.priority_timeout);
    }
  }
}

std::string position_text(const jetstream::SequenceInfo& at, std::string_view age_label,
                          const ConsumerInfo& info, const render::Style& style) {
  auto text = fmt::format("Consumer sequence: {} Stream sequence: {}",
                          text::commas(at.consumer_seq), text::commas(at.stream_seq));
  if (at.last_active) {
    text += fmt::format(" {}: {} ago", age_label,
                        text::print_duration(told_at(info, style.now) - *at.last_active));
  }
  return text;
}

void group_rows(render::Page& page, const ConsumerInfo& info, const render::Style& style) {
  std::vector<std::string> lines;
  for (const auto& group : info.priority_groups) {
    if (group.pinned_client_id.empty()) {
      lines.push_back(fmt::format("{}: No client", group.group));
    } else {
      lines.push_back(fmt::format("{}: pinned {} at {}", group.group, group.pinned_client_id,
                                  group.pinned_ts ? time_text(*group.pinned_ts, style) : "?"));
    }
  }
  page.lines("Priority Groups", lines);
}

void interest_rows(render::Page& page, const ConsumerInfo& info) {
  const auto& c = info.config;
  if (c.is_pull()) {
    page.row("Waiting Pulls",
             fmt::format("{} of {}", text::commas(info.num_waiting),
                         c.max_waiting > 0 ? "maximum " + text::commas(c.max_waiting)
                                           : std::string("unlimited")));
  } else if (!info.push_bound) {
    page.row("Active Interest", "No interest");
  } else if (c.deliver_group.empty()) {
    page.row("Active Interest", "Active");
  } else {
    page.row("Active Interest", "Active using Queue Group " + c.deliver_group);
  }
}

void state_section(render::Page& page, const ConsumerInfo& info, const render::Style& style) {
  const auto& c = info.config;
  page.section("State");
  if (const auto version = c.metadata.find(jetstream::kHostVersionKey);
      version != c.metadata.end()) {
    page.row("Host Version", version->second);
  }
  const auto hosted = jetstream::host_api_level(c.metadata);
  if (hosted) {
    page.row("Required API Level",
             fmt::format("{} hosted at level {}",
                         jetstream::asset_api_level(c.metadata).value_or(0), *hosted));
  }
  page.row("Last Delivered Message", position_text(info.delivered, "Last delivery", info, style));
  if (c.ack_policy != AckPolicy::None) {
    page.row("Acknowledgment Floor", position_text(info.ack_floor, "Last Ack", info, style));
    page.row("Outstanding Acks",
             c.max_ack_pending > 0
                 ? fmt::format("{} out of maximum {}", text::commas(info.num_ack_pending),
                               text::commas(c.max_ack_pending))
                 : text::commas(info.num_ack_pending));
    page.row("Redelivered Messages", info.num_redelivered);
  }
  page.row("Unprocessed Messages", info.num_pending);
  interest_rows(page, info);
  if (info.paused && info.pause_remaining.count() > 0) {
    const Time until = told_at(info, style.now) + info.pause_remaining;
    page.row("Paused Until", fmt::format("{} ({} remaining)", time_text(until, style),
                                         text::print_duration(info.pause_remaining)));
  }
  group_rows(page, info, style);
}

/// What a mirror or source that uses this consumer noted about itself.
void origin_section(render::Page& page, const char* title, const char* key,
                    const jetstream::Metadata& metadata) {
  const auto at = [&](std::string_view field) {
    const auto found = metadata.find(fmt::format("_nats.{}.{}", key, field));
    return found == metadata.end() ? std::string() : found->second;
  };
  if (at("stream").empty()) return;
  page.section(title);
  page.row("Stream", at("stream"));
  page.row_if("Account", at("acc"));
  page.row_if("Domain", at("domain"));
}

void metadata_section(render::Page& page, const jetstream::Metadata& metadata) {
  const auto own = jetstream::without_server_metadata(metadata);
  if (own.empty()) return;
  page.section("Metadata");
  page.map({own.begin(), own.end()});
}

render::Page page_for(const char* what, const ConsumerInfo& info, const render::Style& style) {
  render::Page page(fmt::format("{} for Consumer {} > {} created {}", what, info.stream_name,
                                info.name, info.created ? time_text(*info.created, style) : "?"));
  page.document(info.to_doc());
  page.name(info.name);
  return page;
}

void cluster_and_state(render::Page& page, const ConsumerInfo& info, const render::Style& style) {
  if (info.cluster && !info.cluster->name.empty()) {
    cluster_section(page, *info.cluster, "Raft Group", told_at(info, style.now));
  }
  state_section(page, info, style);
}

}  // namespace

Time told_at(const ConsumerInfo& info, Time now) { return info.ts.value_or(now); }

render::Page info_page(const ConsumerInfo& info, const render::Style& style) {
  auto page = page_for("Information", info, style);
  page.section("Configuration");
  who_rows(page, info, style);
  limit_rows(page, info.config);
  rare_rows(page, info, style);
  origin_section(page, "Mirror Target", "mirror", info.config.metadata);
  origin_section(page, "Source Target", "src", info.config.metadata);
  metadata_section(page, info.config.metadata);
  cluster_and_state(page, info, style);
  return page;
}

render::Page state_page(const ConsumerInfo& info, const render::Style& style) {
  auto page = page_for("State", info, style);
  cluster_and_state(page, info, style);
  return page;
}

}  // namespace natsop::commands::nats::consumer
