#include "commands/nats/consumer/definition.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/jetstream/description.h"
#include "core/text/duration.h"
#include "core/text/number.h"
#include "core/text/time.h"

namespace natsop::commands::nats::consumer {
namespace {

using jetstream::ConsumerConfig;
using jetstream::PriorityPolicy;

constexpr const char* kNoGroup = "_unset_";  // how natscli says that the flag was not given

Error wrong(std::string_view flag, const Error& error) {
  return Error(Code::Usage, fmt::format("{}: {}", flag, error.message())).hint(error.hint());
}

Result<void> apply_backoff(const Definition& d, ConsumerConfig& config) {
  if (!d.backoff) return {};
  if (*d.backoff == "none") {
    config.backoff.clear();
    return {};
  }
  auto steps =
      jetstream::linear_backoff(static_cast<int>(d.backoff_steps), d.backoff_min, d.backoff_max);
  if (!steps) return wrong("--backoff", steps.error());
  config.backoff = *std::move(steps);
  // Servers refuse more retry periods than there are retries.
  if (config.max_deliver <= 0) {
    config.max_deliver = static_cast<std::int64_t>(config.backoff.size()) + 1;
  }
  return {};
}

void apply_filters(const Definition& d, ConsumerConfig& config) {
  if (!d.filters) return;
  auto filters = *d.filters;
  std::erase(filters, std::string());
  config.filter_subject.clear();
  config.filter_subjects.clear();
  if (filters.size() == 1) {
    config.filter_subject = filters.front();
  } else {
    config.filter_subjects = filters;
  }
}

Result<void> apply_push(const Definition& d, ConsumerConfig& config) {
  if (d.pull) {
    config.deliver_subject.clear();
    config.deliver_group.clear();
    config.flow_control = false;
    config.idle_heartbeat = {};
    config.rate_limit_bps = 0;
  }
  if (d.target) config.deliver_subject = *d.target;
  if (d.deliver_group && *d.deliver_group != kNoGroup) config.deliver_group = *d.deliver_group;
  if (d.bps) config.rate_limit_bps = *d.bps;
  if (config.is_pull() && config.rate_limit_bps > 0) {
    return Error(Code::Usage, "rate limits are only possible on Push consumers")
        .hint("leave --bps out, or give --target SUBJECT");
  }
  if (d.heartbeat && !d.heartbeat->empty() && *d.heartbeat != "-") {
    const auto beat = text::parse_duration(*d.heartbeat);
    if (!beat) return wrong("--heartbeat", beat.error());
    config.idle_heartbeat = *beat;
  }
  if (config.is_pull() && config.idle_heartbeat.count() > 0) {
    return Error(Code::Usage, "pull consumers do not support idle heartbeats")
        .hint("leave --heartbeat out, or give --target SUBJECT");
  }
  if (d.flow_control) config.flow_control = true;
  return {};
}

Result<void> apply_groups(const Definition& d, ConsumerConfig& config) {
  const int kinds = (d.pinned_groups.empty() ? 0 : 1) + (d.overflow_groups.empty() ? 0 : 1) +
                    (d.prioritized_groups.empty() ? 0 : 1);
  if (kinds > 1) {
    return Error(Code::Usage, "a consumer has groups of one kind alone")
        .hint("give one of --pinned-groups, --overflow-groups and --prioritized-groups");
  }
  const auto put = [&](const std::vector<std::string>& groups, PriorityPolicy policy) {
    if (groups.empty()) return;
    config.priority_groups = groups;
    config.priority_policy = policy;
  };
  put(d.pinned_groups, PriorityPolicy::PinnedClient);
  put(d.overflow_groups, PriorityPolicy::Overflow);
  put(d.prioritized_groups, PriorityPolicy::Prioritized);
  if (d.pinned_ttl) {
    if (config.priority_policy != PriorityPolicy::PinnedClient) {
      return Error(Code::Usage, "--pinned-ttl needs --pinned-groups");
    }
    config.priority_timeout = *d.pinned_ttl;
  }
  return {};
}

Result<void> apply_pause(const Definition& d, Time now, ConsumerConfig& config) {
  if (!d.pause || d.pause->empty()) return {};
  if (const auto time = text::parse_rfc3339(*d.pause)) {
    config.pause_until = *time;
  } else if (const auto local = text::parse_date_time(*d.pause)) {
    config.pause_until = Time(*local);
  } else {
    const auto span = text::parse_duration(*d.pause);
    if (!span) return wrong("--pause", span.error());
    config.pause_until = now + *span;
  }
  return {};
}

template <class Flag, class Field>
void put(const std::optional<Flag>& flag, Field& field) {
  if (flag) field = static_cast<Field>(*flag);
}

Result<void> apply_policies(const Definition& d, Time now, ConsumerConfig& config) {
  if (d.ack) NATSOP_CHECK(jetstream::parse_policy(*d.ack, config.ack_policy));
  if (d.replay) NATSOP_CHECK(jetstream::parse_policy(*d.replay, config.replay_policy));
  if (d.deliver) NATSOP_CHECK(parse_start(*d.deliver, now, config));
  if (config.deliver_policy == jetstream::DeliverPolicy::LastPerSubject &&
      config.filters().empty()) {
    config.filter_subject = ">";
  }
  return {};
}

}  // namespace

void change_flags(cli::Command& c, Definition& d) {
  c.flag("--backoff", d.backoff, "Make a list of growing pauses before retries")
      .choices({"linear", "none"})
      .placeholder("MODE");
  c.flag("--backoff-steps", d.backoff_steps, "How many pauses the list has").placeholder("STEPS");
  c.flag("--backoff-min", d.backoff_min, "The shortest pause").placeholder("MIN");
  c.flag("--backoff-max", d.backoff_max, "The longest pause").placeholder("MAX");
  c.flag("--description", d.description, "What the consumer is for").placeholder("DESCRIPTION");
  c.flag("--filter", d.filters, "Only messages on these subjects").placeholder("SUBJECTS");
  c.flag("--headers-only", d.headers_only, "Deliver headers without bodies").negatable();
  c.flag("--max-deliver", d.max_deliver, "How often a message is tried at most")
      .placeholder("TRIES");
  c.flag("--max-pending", d.max_pending, "How many messages may wait for acknowledgement")
      .placeholder("PENDING");
  c.flag("--max-outstanding", d.max_pending, "The old name of --max-pending")
      .placeholder("PENDING")
      .hidden();
  c.flag("--max-pull-batch", d.max_pull_batch, "The most messages that one pull may ask for")
      .placeholder("BATCH_SIZE");
  c.flag("--max-pull-expire", d.max_pull_expire, "The longest that a pull may wait")
      .placeholder("EXPIRES");
  c.flag("--max-pull-bytes", d.max_pull_bytes, "The most bytes that one pull may ask for")
      .placeholder("BYTES");
  c.flag("--sample", d.sample, "Percentage of acknowledgements that are sampled for metrics");
  c.flag("--target", d.target, "Deliver to this subject (a push consumer)").placeholder("SUBJECT");
  c.flag("--wait", d.wait, "How long to wait for an acknowledgement");
  c.flag("--inactive-threshold", d.inactive_threshold, "Remove the consumer when idle for so long")
      .placeholder("THRESHOLD");
  c.flag("--replicas", d.replicas,
         "Copies of the consumer's state; 0 is as many as the stream has");
  c.flag("--metadata", d.metadata, "A note of your own").placeholder("META");
}

void birth_flags(cli::Command& c, Definition& d) {
  c.flag("--ack", d.ack, "How messages are acknowledged")
      .choices({"none", "all", "explicit", "flow_control"});
  c.flag("--bps", d.bps, "Rate of a push consumer in bits a second");
  c.flag("--deliver", d.deliver,
         "Where to start: all, new, last, subject, a sequence, or how long ago (1h)")
      .placeholder("POLICY");
  c.flag("--deliver-group", d.deliver_group, "Deliver to a queue group of subscribers")
      .placeholder("GROUP");
  c.flag("--ephemeral", d.ephemeral, "A consumer that goes away when nobody uses it");
  c.flag("--flow-control", d.flow_control, "Push no faster than the subscriber reads");
  c.flag("--heartbeat", d.heartbeat, "Tell subscribers this often that nothing came");
  c.flag("--max-waiting", d.max_waiting, "How many pulls may wait").placeholder("PULLS");
  c.flag("--pull", d.pull, "Clients fetch the messages (a pull consumer)");
  c.flag("--replay", d.replay, "How fast old messages are delivered")
      .choices({"instant", "original"})
      .placeholder("POLICY");
  c.flag("--memory", d.memory, "Keep the consumer's state in memory");
  c.flag("--pause", d.pause, "Deliver nothing before a time, or for a duration");
  c.flag("--pinned-groups", d.pinned_groups, "Groups in which one client gets all messages")
      .placeholder("GROUPS");
  c.flag("--pinned-ttl", d.pinned_ttl, "How long a client stays pinned without pulling")
      .placeholder("TTL");
  c.flag("--overflow-groups", d.overflow_groups, "Groups that get messages when others lag")
      .placeholder("GROUPS");
  c.flag("--prioritized-groups", d.prioritized_groups, "Groups whose clients have priorities")
      .placeholder("GROUPS");
}

Result<void> apply(const Definition& d, Time now, ConsumerConfig& config) {
  if (d.wait && d.wait->count() > 0) {
    if (!config.backoff.empty() && d.backoff.value_or("") != "none") {
      return Error(Code::Usage, "the wait for acknowledgements comes from the backoff policy")
          .hint("--backoff none removes the policy");
    }
    config.ack_wait = *d.wait;
  }
  put(d.description, config.description);
  put(d.headers_only, config.headers_only);
  if (d.max_deliver && *d.max_deliver != 0) config.max_deliver = *d.max_deliver;
  if (d.max_pending && *d.max_pending != -1) config.max_ack_pending = *d.max_pending;
  put(d.max_pull_batch, config.max_batch);
  put(d.max_pull_expire, config.max_expires);
  put(d.max_pull_bytes, config.max_bytes);
  if (d.sample && *d.sample >= 0) {
    config.sample_freq = *d.sample == 0 ? std::string() : fmt::format("{}%", *d.sample);
  }
  put(d.inactive_threshold, config.inactive_threshold);
  put(d.replicas, config.num_replicas);
  if (d.metadata) config.metadata = {d.metadata->begin(), d.metadata->end()};
  put(d.max_waiting, config.max_waiting);
  if (d.memory) config.mem_storage = true;
  apply_filters(d, config);
  NATSOP_CHECK(apply_push(d, config));
  NATSOP_CHECK(apply_policies(d, now, config));
  NATSOP_CHECK(apply_backoff(d, config));
  NATSOP_CHECK(apply_groups(d, config));
  return apply_pause(d, now, config);
}

Result<void> parse_start(const std::string& text, Time now, ConsumerConfig& config) {
  using jetstream::DeliverPolicy;
  config.opt_start_seq = 0;
  config.opt_start_time.reset();
  if (text == "all" || text == "last" || text == "new") {
    return jetstream::parse_policy(text, config.deliver_policy);
  }
  if (text == "next") {
    config.deliver_policy = DeliverPolicy::New;
  } else if (text == "subject" || text == "last_per_subject") {
    config.deliver_policy = DeliverPolicy::LastPerSubject;
  } else if (!text.empty() &&
             std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; })) {
    NATSOP_TRY(const auto sequence, text::parse_decimal(text));
    config.opt_start_seq = static_cast<std::uint64_t>(sequence);
    config.deliver_policy = DeliverPolicy::ByStartSequence;
  } else {
    const auto ago = text::parse_duration(text);
    if (!ago) {
      return Error(Code::Usage, fmt::format("\"{}\" is no start policy", text))
          .hint("all, new, last, subject, a sequence (42), or how long ago (1h)");
    }
    config.opt_start_time = now - *ago;
    config.deliver_policy = DeliverPolicy::ByStartTime;
  }
  return {};
}

std::vector<std::string> split_list(const std::string& text) {
  std::vector<std::string> out;
  std::string word;
  for (const char c : text + " ") {
    if (c != ' ' && c != ',' && c != '\t') {
      word += c;
    } else if (!word.empty()) {
      out.push_back(std::move(word));
      word.clear();
    }
  }
  return out;
}

}  // namespace natsop::commands::nats::consumer
