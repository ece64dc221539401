#include "commands/nats/stream/page.h"

#include <fmt/format.h>

#include "commands/nats/report/raft.h"
#include "commands/nats/stream/origins.h"
#include "core/jetstream/api_level.h"
#include "core/jetstream/description.h"
#include "core/text/duration.h"
#include "core/text/number.h"
#include "core/text/size.h"
#include "core/text/time.h"

namespace natsop::commands::nats::stream {
namespace {

using jetstream::StreamConfig;
using jetstream::StreamInfo;
using render::Page;

constexpr std::string_view kUnlimited = "unlimited";

Time now_of(const StreamInfo& info, const render::Style& style) {
  return info.ts.value_or(style.now);
}

void top_section(Page& page, const StreamConfig& c) {
  page.row_if("Description", c.description);
  page.row_if("Subjects", c.subjects);
  page.row("Replicas", c.num_replicas);
  if (c.sealed) page.row("Sealed", true);
  page.row("Storage", std::string(title_of(c.storage)));
  if (c.compression != jetstream::Compression::None) {
    page.row("Compression", std::string(title_of(c.compression)));
  }
  if (c.persist_mode != jetstream::PersistMode::Default) {
    page.row("Persistence Mode", std::string(title_of(c.persist_mode)));
  }
  page.row_if("First Sequence", c.first_seq);
  if (c.placement) {
    page.row_if("Placement Cluster", c.placement->cluster);
    page.row_if("Placement Tags", c.placement->tags);
  }
}

void options_section(Page& page, const StreamConfig& c) {
  page.section("Options");
  if (c.subject_transform) page.row("Subject Transform", describe(*c.subject_transform));
  if (c.republish) {
    page.row(c.republish->headers_only ? "Republishing Headers" : "Republishing",
             fmt::format("{} to {}", c.republish->src.empty() ? ">" : c.republish->src,
                         c.republish->dest));
  }
  page.row("Retention", std::string(title_of(c.retention)));
  page.row("Acknowledgments", !c.no_ack);
  auto discard = std::string(title_of(c.discard));
  if (c.discard_new_per_subject) discard += " Per Subject";
  page.row("Discard Policy", discard);
  page.duration("Duplicate Window", c.duplicate_window);
  if (c.allow_direct) page.row("Direct Get", true);
  if (c.mirror_direct) page.row("Mirror Direct Get", true);
  page.row("Allows Atomic Batch Publish", c.allow_atomic);
  page.row("Allows Fast Batch Publish", c.allow_batched);
  page.row("Allows Counters", c.allow_msg_counter);
  page.row("Allows Msg Delete", !c.deny_delete);
  page.row("Allows Per-Message TTL", c.allow_msg_ttl);
  page.row("Allows Purge", !c.deny_purge);
  page.row("Allows Schedules", c.allow_msg_schedules);
  if (c.subject_delete_marker_ttl.count() > 0) {
    page.duration("Subject Delete Markers TTL", c.subject_delete_marker_ttl);
  }
  page.row("Allows Rollups", c.allow_rollup_hdrs);
}

void limit_row(Page& page, std::string label, std::int64_t value) {
  if (value <= 0) {
    page.row(std::move(label), kUnlimited);
  } else {
    page.row(std::move(label), value);
  }
}

void size_row(Page& page, std::string label, std::int64_t value) {
  if (value <= 0) {
    page.row(std::move(label), kUnlimited);
  } else {
    page.bytes(std::move(label), static_cast<std::uint64_t>(value));
  }
}

void limits_section(Page& page, const StreamConfig& c) {
  page.section("Limits");
  limit_row(page, "Maximum Messages", c.max_msgs);
  limit_row(page, "Maximum Per Subject", c.max_msgs_per_subject);
  size_row(page, "Maximum Bytes", c.max_bytes);
  if (c.max_age.count() <= 0) {
    page.row("Maximum Age", kUnlimited);
  } else {
    page.duration("Maximum Age", c.max_age);
  }
  size_row(page, "Maximum Message Size", c.max_msg_size);
  limit_row(page, "Maximum Consumers", c.max_consumers);
  if (c.consumer_limits.inactive_threshold.count() > 0) {
    page.duration("Consumer Inactive Threshold", c.consumer_limits.inactive_threshold);
  }
  if (c.consumer_limits.max_ack_pending > 0) {
    page.row("Consumer Max Ack Pending", c.consumer_limits.max_ack_pending);
  }
}

void metadata_section(Page& page, const StreamConfig& c) {
  const auto own = jetstream::without_server_metadata(c.metadata);
  if (own.empty()) return;
  page.section("Metadata");
  page.map({own.begin(), own.end()});
}

void replication_section(Page& page, const StreamConfig& c, const render::Style& style) {
  if (!c.mirror && c.sources.empty()) return;
  const auto time = [&](Time t) { return text::date_time(t, style.zone); };
  page.section("Replication");
  if (c.mirror) page.row("Mirror", describe(*c.mirror, time));
  std::vector<std::string> sources;
  for (const auto& source : c.sources) sources.push_back(describe(source, time));
  page.lines("Sources", sources);
}

void origin_rows(Page& page, const jetstream::SourceInfo& origin) {
  page.row("Stream Name", origin.name);
  const auto filters = describe_filters({}, origin.subject_transforms);
  if (filters.empty()) {
    page.row_if("Subject Filter", origin.filter_subject);
  } else {
    page.lines(
        filters.size() == 1 ? "Subject Filter and Transform" : "Subject Filters and Transforms",
        filters);
  }
  page.row("Lag", origin.lag);
  if (origin.active.count() > 0 && origin.active != text::kNever) {
    page.duration("Last Seen", origin.active);
  } else {
    page.row("Last Seen", "never");
  }
  if (origin.external) {
    page.row_if("Ext. API Prefix", origin.external->api);
    page.row_if("Ext. Delivery Prefix", origin.external->deliver);
  }
  if (origin.error) page.row("Error", origin.error->description);
}

void origins_sections(Page& page, const StreamInfo& info) {
  if (info.mirror) {
    page.section("Mirror Information");
    origin_rows(page, *info.mirror);
  }
  if (info.sources.empty()) return;
  page.section("Source Information");
  const auto sources = ordered_sources(info);
  for (std::size_t i = 0; i < sources.size(); ++i) {
    if (i > 0) page.blank();
    origin_rows(page, sources[i]);
  }
}

/// A sequence, and when that message was stored.
std::string position(std::uint64_t sequence, const jetstream::Timestamp& time,
                     const render::Style& style) {
  if (!time) return text::commas(sequence);
  return fmt::format("{} @ {}", text::commas(sequence), text::date_time(*time, style.zone));
}

void alternates_rows(Page& page, const StreamInfo& info) {
  std::vector<std::string> lines;
  for (const auto& other : info.alternates) {
    auto line = fmt::format("{}: Cluster: {}", other.name, other.cluster);
    if (!other.domain.empty()) line += fmt::format(" Domain: {}", other.domain);
    lines.push_back(std::move(line));
  }
  page.lines("Alternates", lines);
}

void state_rows(Page& page, const StreamInfo& info, const render::Style& style) {
  const auto& metadata = info.config.metadata;
  if (const auto version = metadata.find(jetstream::kHostVersionKey); version != metadata.end()) {
    page.row("Host Version", version->second);
  }
  if (const auto host = jetstream::host_api_level(metadata)) {
    page.row("Required API Level",
             fmt::format("{} hosted at level {}", jetstream::asset_api_level(metadata).value_or(0),
                         *host));
  }
  const auto& s = info.state;
  page.row("Messages", s.messages);
  page.bytes("Bytes", s.bytes);
  if (s.lost && !s.lost->msgs.empty()) {
    page.row("Lost Messages", fmt::format("{} ({})", text::commas(s.lost->msgs.size()),
                                          text::print_size(s.lost->bytes)));
  }
  page.row("First Sequence", position(s.first_seq, s.first_ts, style));
  page.row("Last Sequence", position(s.last_seq, s.last_ts, style));
  if (s.num_deleted > 0) page.row("Deleted Messages", s.num_deleted);
  page.row("Active Consumers", s.consumer_count);
  if (s.num_subjects > 0) page.row("Number of Subjects", s.num_subjects);
  alternates_rows(page, info);
}

std::string heading(std::string_view what, const StreamInfo& info, const render::Style& style) {
  auto out = fmt::format("{} for Stream {}", what, info.name());
  if (info.created) out += fmt::format(" created {}", text::date_time(*info.created, style.zone));
  return out;
}

}  // namespace

Page info_page(const StreamInfo& info, const render::Style& style) {
  Page page(heading("Information", info, style));
  const auto& c = info.config;
  top_section(page, c);
  options_section(page, c);
  limits_section(page, c);
  metadata_section(page, c);
  replication_section(page, c, style);
  if (info.cluster && !info.cluster->name.empty()) {
    cluster_section(page, *info.cluster, "Cluster Group", now_of(info, style));
  }
  origins_sections(page, info);
  page.section("State");
  state_rows(page, info, style);
  page.blank();
  page.document(info.to_doc());
  page.name(info.name());
  return page;
}

Page state_page(const StreamInfo& info, const render::Style& style) {
  Page page(heading("State", info, style));
  if (info.cluster && !info.cluster->name.empty()) {
    cluster_section(page, *info.cluster, "Cluster Group", now_of(info, style));
  }
  origins_sections(page, info);
  page.section("State");
  state_rows(page, info, style);
  page.blank();
  page.document(info.to_doc());
  page.name(info.name());
  return page;
}

}  // namespace natsop::commands::nats::stream
