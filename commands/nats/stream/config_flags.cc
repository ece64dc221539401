#include "commands/nats/stream/config_flags.h"

#include <fmt/format.h>

#include <utility>

#include "core/text/ascii.h"
#include "core/text/duration.h"
#include "core/text/number.h"
#include "core/text/size.h"

namespace natsop::commands::nats::stream {
namespace {

using jetstream::StreamConfig;

Result<void> is_age(std::string_view text) {
  NATSOP_TRY(const auto age, parse_age(std::string(text)));
  static_cast<void>(age);
  return {};
}

Result<void> is_message_size(std::string_view text) {
  NATSOP_TRY(const auto bytes, text::parse_size(text));
  if (bytes <= kMessageSizeMax) return {};
  return Error(Code::Usage, fmt::format("\"{}\" is too large, at most {} bytes are allowed", text,
                                        text::commas(kMessageSizeMax)));
}

/// The default that help shows.
std::string usual(Purpose purpose, std::string_view value) {
  return purpose == Purpose::Add ? std::string(value) : std::string();
}

void shape_flags(cli::Command& c, ConfigFlags& o, Purpose purpose) {
  c.flag("--subjects", o.subjects, "Subjects to listen to; may be repeated, or separated by commas")
      .given(o.subjects_given);
  c.flag("--description", o.description, "What the stream is for");
  if (purpose != Purpose::Edit) {
    c.flag("--storage", o.storage, "Where messages are kept").choices({"file", "f", "memory", "m"});
  }
  c.flag("--compression", o.compression, "How messages are compressed on disk")
      .choices({"none", "s2"});
  c.flag("--replicas", o.replicas, "How many servers of a cluster keep the data");
  c.flag("--tag", o.tags, "Place it on servers with this tag; may be repeated").given(o.tags_given);
  c.flag("--tags", o.tags, "The same").given(o.tags_given).hidden();
  c.flag("--cluster", o.cluster, "Place it in this cluster");
  c.flag("--ack", o.ack, "Acknowledge messages to their publishers")
      .negatable()
      .fallback(usual(purpose, "true"));
  if (purpose != Purpose::Edit) {
    c.flag("--first-sequence", o.first_sequence, "Number of the first message")
        .placeholder("SEQUENCE");
  }
}

void limit_flags(cli::Command& c, ConfigFlags& o, Purpose purpose) {
  c.flag("--retention", o.retention, "When messages may go: by limits, without interest, or used")
      .choices({"limits", "interest", "workq", "work"});
  c.flag("--discard", o.discard, "Which messages go when a limit is reached")
      .choices({"new", "old"});
  c.flag("--discard-per-subject", o.discard_per_subject,
         "Refuse new messages to subjects that are full; implies --discard new")
      .negatable();
  c.flag("--max-age", o.max_age, "How old messages get: 1h, 2d, 1w; -1: any age").check(is_age);
  c.bytes("--max-bytes", o.max_bytes, "How large the stream gets: 10MB, 1GB; -1: any size")
      .placeholder("BYTES")
      .given(o.max_bytes_given);
  c.flag("--max-consumers", o.max_consumers, "How many consumers it may have")
      .fallback(usual(purpose, "-1"));
  c.bytes("--max-msg-size", o.max_msg_size, "How large one message may be")
      .placeholder("BYTES")
      .given(o.max_msg_size_given)
      .check(is_message_size);
  c.flag("--max-msgs", o.max_msgs, "How many messages it keeps");
  c.flag("--max-msgs-per-subject", o.max_msgs_per_subject, "How many it keeps of each subject");
  c.flag("--dupe-window", o.dupe_window, "How long message ids are remembered: 2m").check(is_age);
  if (purpose == Purpose::Edit) return;
  c.flag("--limit-consumer-inactive", o.limit_inactive,
         "How long consumers may be without use before they go")
      .placeholder("THRESHOLD");
  c.flag("--limit-consumer-max-pending", o.limit_max_pending,
         "How many unacknowledged messages a consumer may have")
      .placeholder("PENDING");
  c.flag("--persist-mode", o.persist_mode, "When messages are written to disk")
      .choices({"default", "async"});
}

void permission_flags(cli::Command& c, ConfigFlags& o, Purpose purpose) {
  c.flag("--allow-batch", o.allow_batch, "Allow batches that are stored whole or not at all")
      .negatable();
  c.flag("--allow-fast", o.allow_fast, "Allow fast publishing in batches").negatable();
  c.flag("--allow-counter", o.allow_counter, "Make each subject a counter");
  c.flag("--allow-rollup", o.allow_rollup, "Allow messages that replace all before them")
      .negatable();
  c.flag("--deny-delete", o.deny_delete, "Forbid deleting single messages").negatable();
  c.flag("--deny-purge", o.deny_purge, "Forbid purging").negatable();
  c.flag("--allow-direct", o.allow_direct, "Let every replica answer reads")
      .negatable()
      .fallback(usual(purpose, "true"));
  c.flag("--allow-mirror-direct", o.allow_mirror_direct, "Let a mirror answer its origin's reads")
      .negatable();
  c.flag("--allow-msg-ttl", o.allow_msg_ttl, "Let publishers say how long messages live");
  c.flag("--allow-schedules", o.allow_schedules, "Allow messages that are delivered later")
      .negatable();
  c.flag("--subject-del-markers-ttl", o.delete_marker_ttl,
         "Leave a marker, for so long, where a subject's last message expired")
      .placeholder("DURATION");
}

void flow_flags(cli::Command& c, ConfigFlags& o, Purpose purpose) {
  if (purpose == Purpose::Edit) {
    c.flag("--mirror", o.mirror, "Refused: the file of --config can change it");
    c.flag("--source", o.sources, "Refused: the file of --config can change them")
        .placeholder("STREAM");
  } else {
    c.flag("--mirror", o.mirror, "Be a copy of this stream (a name, or JSON)");
    c.flag("--source", o.sources,
           "Collect this stream's messages (a name, or JSON); may be repeated")
        .placeholder("STREAM");
  }
  c.flag("--transform-source", o.transform_source, "Rename subjects that match SOURCE")
      .placeholder("SOURCE");
  c.flag("--transform-destination", o.transform_destination, "What they are renamed to")
      .placeholder("DEST");
  c.flag("--metadata", o.metadata, "A note on the stream, KEY=VALUE; may be repeated")
      .placeholder("META");
  c.flag("--republish-source", o.republish_source, "Publish again what was stored from SOURCE")
      .placeholder("SOURCE");
  c.flag("--republish-destination", o.republish_destination, "Where it is published again")
      .placeholder("DEST");
  c.flag("--republish-headers", o.republish_headers, "Publish the headers again, without bodies");
}

/// Puts the flags that `declare` declares under a heading of the help page.
template <class Declare>
void under(cli::Command& c, std::string_view heading, const Declare& declare) {
  const auto before = c.flags().size();
  declare();
  for (auto i = before; i < c.flags().size(); ++i) c.flags()[i].category = heading;
}

Error both_needed(std::string_view a, std::string_view b) {
  return Error(Code::Usage, fmt::format("must specify both {} and {}", a, b));
}

template <class T>
void set_if(const std::optional<T>& given, auto& field) {
  if (given) field = static_cast<std::remove_reference_t<decltype(field)>>(*given);
}

/// Zero and below mean no limit.
std::int64_t limit(std::int64_t value) { return value <= 0 ? -1 : value; }

void apply_placement(const ConfigFlags& o, StreamConfig& config) {
  if (!o.tags_given && !o.cluster) return;
  auto placement = config.placement.value_or(jetstream::Placement{});
  if (o.cluster) placement.cluster = *o.cluster;
  if (o.tags_given) {
    placement.tags.clear();
    for (const auto& tag : o.tags) {
      if (!tag.empty()) placement.tags.push_back(tag);
    }
  }
  config.placement.reset();
  if (!placement.empty()) config.placement = std::move(placement);
}

Result<void> apply_limits(const ConfigFlags& o, StreamConfig& config) {
  if (o.max_age) {
    NATSOP_TRY(config.max_age, parse_age(*o.max_age));
  }
  if (o.dupe_window) {
    NATSOP_TRY(config.duplicate_window, parse_age(*o.dupe_window));
  }
  if (o.max_bytes_given) config.max_bytes = limit(o.max_bytes);
  if (o.max_msg_size_given) config.max_msg_size = static_cast<int>(limit(o.max_msg_size));
  if (o.max_consumers) config.max_consumers = limit(*o.max_consumers);
  if (o.max_msgs) config.max_msgs = limit(*o.max_msgs);
  if (o.max_msgs_per_subject) config.max_msgs_per_subject = limit(*o.max_msgs_per_subject);
  if (o.replicas) {
    if (*o.replicas <= 0 || *o.replicas > 1000) {
      return Error(Code::Usage, fmt::format("replicas should be >= 1, got {}", *o.replicas))
          .hint("servers allow 1 to 5, and 3 is usual in a cluster");
    }
    config.num_replicas = static_cast<int>(*o.replicas);
  }
  set_if(o.limit_inactive, config.consumer_limits.inactive_threshold);
  set_if(o.limit_max_pending, config.consumer_limits.max_ack_pending);
  set_if(o.first_sequence, config.first_seq);
  return {};
}

void apply_choices(const ConfigFlags& o, StreamConfig& config) {
  using namespace jetstream;
  if (o.storage) config.storage = (*o.storage)[0] == 'm' ? Storage::Memory : Storage::File;
  if (o.compression)
    config.compression = *o.compression == "s2" ? Compression::S2 : Compression::None;
  if (o.persist_mode) {
    config.persist_mode = *o.persist_mode == "async" ? PersistMode::Async : PersistMode::Default;
  }
  if (o.retention) {
    config.retention = *o.retention == "limits"     ? Retention::Limits
                       : *o.retention == "interest" ? Retention::Interest
                                                    : Retention::WorkQueue;
  }
  if (o.discard) config.discard = *o.discard == "new" ? Discard::New : Discard::Old;
  if (o.discard_per_subject) {
    config.discard_new_per_subject = *o.discard_per_subject;
    if (*o.discard_per_subject) config.discard = Discard::New;
  }
}

Result<void> apply_flow(const ConfigFlags& o, StreamConfig& config) {
  if (o.transform_source.empty() != o.transform_destination.empty()) {
    return both_needed("--transform-source", "--transform-destination");
  }
  if (!o.transform_source.empty()) {
    config.subject_transform =
        jetstream::SubjectTransform{.src = o.transform_source, .dest = o.transform_destination};
  }
  if (o.republish_source.empty() != o.republish_destination.empty() ||
      (o.republish_headers && o.republish_source.empty() && !config.republish)) {
    return both_needed("--republish-source", "--republish-destination");
  }
  if (!o.republish_source.empty()) {
    config.republish =
        jetstream::Republish{.src = o.republish_source, .dest = o.republish_destination};
  }
  if (o.republish_headers) config.republish->headers_only = true;
  return {};
}

}  // namespace

void config_flags(cli::Command& c, ConfigFlags& o, Purpose purpose) {
  under(c, "Subjects and storage", [&] { shape_flags(c, o, purpose); });
  under(c, "Limits", [&] { limit_flags(c, o, purpose); });
  under(c, "What clients may do", [&] { permission_flags(c, o, purpose); });
  under(c, kFlowHeading, [&] { flow_flags(c, o, purpose); });
}

Result<void> apply(const ConfigFlags& o, StreamConfig& config) {
  if (o.subjects_given) {
    config.subjects.clear();
    for (const auto& text : o.subjects) {
      for (const auto one : text::split_list(text)) config.subjects.emplace_back(one);
    }
  }
  set_if(o.description, config.description);
  if (o.metadata) config.metadata = *o.metadata;
  if (o.ack) config.no_ack = !*o.ack;
  apply_placement(o, config);
  apply_choices(o, config);
  NATSOP_CHECK(apply_limits(o, config));
  set_if(o.allow_batch, config.allow_atomic);
  set_if(o.allow_fast, config.allow_batched);
  set_if(o.allow_counter, config.allow_msg_counter);
  set_if(o.allow_rollup, config.allow_rollup_hdrs);
  set_if(o.deny_delete, config.deny_delete);
  set_if(o.deny_purge, config.deny_purge);
  set_if(o.allow_direct, config.allow_direct);
  set_if(o.allow_mirror_direct, config.mirror_direct);
  set_if(o.allow_msg_ttl, config.allow_msg_ttl);
  set_if(o.allow_schedules, config.allow_msg_schedules);
  set_if(o.delete_marker_ttl, config.subject_delete_marker_ttl);
  return apply_flow(o, config);
}

Result<std::chrono::nanoseconds> parse_age(const std::string& text) {
  if (text.empty() || text == "-1") return std::chrono::nanoseconds(0);
  NATSOP_TRY(const auto age, text::parse_duration(text));
  if (age.count() < 0) return Error(Code::Invalid, fmt::format("\"{}\" is negative", text));
  return age;
}

}  // namespace natsop::commands::nats::stream
