#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>

#include "core/jetstream/findings.h"
#include "core/jetstream/names.h"
#include "core/jetstream/validation.h"
#include "core/subject/subject.h"

namespace natsop::jetstream {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds kShortestHeartbeat{100};
constexpr seconds kFlowControlHeartbeat{1};
constexpr std::size_t kGroupNameMax = 16;

void check_names(const ConsumerConfig& c, Findings& out) {
  for (const auto& [path, name] : {std::pair("name", &c.name), {"durable_name", &c.durable_name}}) {
    if (name->empty()) continue;
    if (const auto valid = check_consumer_name(*name); !valid) {
      out.add(path, valid.error().message());
    }
  }
  out.add_known_if(!c.name.empty() && !c.durable_name.empty() && c.name != c.durable_name, "name",
                   10132);
}

void check_sizes(const ConsumerConfig& c, Findings& out) {
  if (c.description.size() > kDescriptionMax) {
    const std::string most = std::to_string(kDescriptionMax);
    const std::string_view values[] = {most};
    out.add("description", 10107, known_error_text(10107, values));
  }
  if (metadata_size(c.metadata) > kMetadataMax) {
    const std::string_view values[] = {"128KB"};
    out.add("metadata", 10135, known_error_text(10135, values));
  }
  out.add_known_if(c.num_replicas < 0, "num_replicas", 10133);
  out.add_if(c.num_replicas > kReplicasMax, "num_replicas",
             fmt::format("at most {} are allowed", kReplicasMax));
  out.add_known_if(c.ack_wait.count() < 0, "ack_wait", 10183);
  for (std::size_t i = 0; i < c.backoff.size(); ++i) {
    out.add_known_if(c.backoff[i].count() < 0, fmt::format("backoff[{}]", i), 10184);
  }
  const auto steps = static_cast<std::int64_t>(c.backoff.size());
  out.add_known_if(c.max_deliver > 0 && steps > c.max_deliver, "backoff", 10116);
  out.add_if(c.inactive_threshold.count() < 0, "inactive_threshold", "can not be negative");
  if (!c.sample_freq.empty()) {
    std::string_view text = c.sample_freq;
    if (text.ends_with('%')) text.remove_suffix(1);
    int percent = -1;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), percent);
    if (failure != std::errc{} || end != text.data() + text.size() || percent < 0) {
      out.add("sample_freq", 10095, fmt::format("\"{}\" is not a percentage", c.sample_freq));
    }
  }
}

void check_push(const ConsumerConfig& c, Findings& out) {
  if (subject::has_wildcard(c.deliver_subject)) {
    out.add_known("deliver_subject", 10079);
  } else {
    out.add_known_if(!subject::is_valid(c.deliver_subject), "deliver_subject", 10112);
  }
  out.add_known_if(c.max_waiting != 0, "max_waiting", 10080);
  out.add_known_if(c.max_ack_pending > 0 && c.ack_policy == AckPolicy::None, "max_ack_pending",
                   10082);
  out.add_known_if(c.idle_heartbeat.count() > 0 && c.idle_heartbeat < kShortestHeartbeat,
                   "idle_heartbeat", 10083);
  out.add_known_if(c.flow_control && c.idle_heartbeat.count() == 0, "flow_control", 10108);
  out.add_known_if(c.direct && !c.durable_name.empty(), "direct", 10091);
}

void check_pull(const ConsumerConfig& c, Findings& out) {
  out.add_known_if(c.rate_limit_bps > 0, "rate_limit_bps", 10086);
  out.add_known_if(c.max_waiting < 0, "max_waiting", 10087);
  out.add_known_if(c.idle_heartbeat.count() > 0, "idle_heartbeat", 10088);
  out.add_known_if(c.flow_control, "flow_control", 10089);
  out.add_known_if(c.direct, "direct", 10090);
  out.add_known_if(c.max_batch < 0, "max_batch", 10114);
  out.add_known_if(c.max_expires.count() != 0 && c.max_expires < milliseconds(1), "max_expires",
                   10115);
}

void check_flow_control_acks(const ConsumerConfig& c, Findings& out) {
  if (c.ack_policy != AckPolicy::FlowControl) return;
  out.add_known_if(c.is_pull(), "ack_policy", 10218);
  out.add_known_if(!c.flow_control, "flow_control", 10219);
  out.add_if(c.idle_heartbeat != kFlowControlHeartbeat, "idle_heartbeat",
             "needs to be 1s for acknowledgement by flow control");
  out.add_known_if(c.max_ack_pending <= 0, "max_ack_pending", 10220);
  out.add_known_if(c.ack_wait.count() != 0 || !c.backoff.empty(), "ack_wait", 10221);
  out.add_known_if(c.max_deliver > 0, "max_deliver", 10222);
}

void check_filters(const ConsumerConfig& c, Findings& out) {
  out.add_known_if(!c.filter_subject.empty() && !c.filter_subjects.empty(), "filter_subjects",
                   10136);
  if (!c.filter_subject.empty()) {
    if (const auto valid = subject::validate(c.filter_subject); !valid) {
      out.add("filter_subject", valid.error().message());
    }
  }
  for (std::size_t i = 0; i < c.filter_subjects.size(); ++i) {
    const std::string path = fmt::format("filter_subjects[{}]", i);
    const std::string& one = c.filter_subjects[i];
    if (one.empty()) {
      out.add_known(path, 10139);
      continue;
    }
    if (const auto valid = subject::validate(one); !valid) {
      out.add(path, valid.error().message());
      continue;
    }
    for (std::size_t k = 0; k < i; ++k) {
      const std::string& other = c.filter_subjects[k];
      out.add_known_if(subject::is_valid(other) &&
                           (subject::is_subset(one, other) || subject::is_subset(other, one)),
                       path, 10138);
    }
  }
}

void check_start(const ConsumerConfig& c, Findings& out) {
  const bool by_sequence = c.deliver_policy == DeliverPolicy::ByStartSequence;
  const bool by_time = c.deliver_policy == DeliverPolicy::ByStartTime;
  const std::string_view policy = name_of(c.deliver_policy);
  const auto add = [&](const char* path, std::string message) {
    out.add(path, kInvalidDeliverPolicy, std::move(message));
  };
  if (by_sequence && c.opt_start_seq == 0) {
    add("opt_start_seq", fmt::format("deliver policy \"{}\" needs a start sequence", policy));
  }
  if (by_time && !c.opt_start_time) {
    add("opt_start_time", fmt::format("deliver policy \"{}\" needs a start time", policy));
  }
  if (!by_sequence && c.opt_start_seq != 0) {
    add("opt_start_seq", fmt::format("deliver policy \"{}\" takes no start sequence", policy));
  }
  if (!by_time && c.opt_start_time) {
    add("opt_start_time", fmt::format("deliver policy \"{}\" takes no start time", policy));
  }
  if (c.deliver_policy == DeliverPolicy::LastPerSubject && c.filters().empty()) {
    add("filter_subject", fmt::format("deliver policy \"{}\" needs a filter subject", policy));
  }
}

bool is_group_name(std::string_view name) {
  constexpr std::string_view kAlso = "-_/=)+";
  return name.size() <= kGroupNameMax && std::ranges::all_of(name, [&](char c) {
           return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                  kAlso.find(c) != std::string_view::npos;
         });
}

void check_priority(const ConsumerConfig& c, Findings& out) {
  if (c.priority_policy == PriorityPolicy::None) {
    out.add_known_if(!c.priority_groups.empty(), "priority_groups", 10196);
    out.add_known_if(c.priority_timeout.count() != 0, "priority_timeout", 10197);
    return;
  }
  out.add_known_if(!c.is_pull(), "priority_policy", 10178);
  out.add_known_if(c.priority_groups.empty(), "priority_groups", 10159);
  for (std::size_t i = 0; i < c.priority_groups.size(); ++i) {
    const std::string path = fmt::format("priority_groups[{}]", i);
    out.add_known_if(c.priority_groups[i].empty(), path, 10161);
    out.add_known_if(!is_group_name(c.priority_groups[i]), path, 10162);
  }
}

void check_against_stream(const ConsumerConfig& c, const StreamConfig& stream, Findings& out) {
  const int replicas = std::max(stream.num_replicas, 1);
  const bool is_limits = stream.retention == Retention::Limits;
  const bool is_queue = stream.retention == Retention::WorkQueue;
  if (c.num_replicas > replicas) {
    out.add_known("num_replicas", 10126);
  } else {
    out.add_known_if(!is_limits && c.num_replicas > 0 && c.num_replicas != replicas, "num_replicas",
                     10134);
  }
  if (is_queue && !c.direct && !c.sourcing) {
    if (c.is_pull() && c.ack_policy == AckPolicy::None) {
      out.add_known("ack_policy", 10084);
    } else {
      out.add_known_if(
          c.ack_policy != AckPolicy::Explicit && c.ack_policy != AckPolicy::FlowControl,
          "ack_policy", 10098);
    }
    out.add_known_if(c.deliver_policy != DeliverPolicy::All, "deliver_policy", 10101);
  }
  if (!c.is_pull() && subject::is_valid(c.deliver_subject)) {
    const bool cycle = std::ranges::any_of(stream.subjects, [&](const std::string& one) {
      return subject::is_valid(one) && subject::overlaps(c.deliver_subject, one);
    });
    out.add_known_if(cycle, "deliver_subject", 10081);
  }
  const auto& limits = stream.consumer_limits;
  if (limits.max_ack_pending > 0 && c.max_ack_pending > limits.max_ack_pending) {
    const std::string most = std::to_string(limits.max_ack_pending);
    const std::string_view values[] = {most};
    out.add("max_ack_pending", 10121, known_error_text(10121, values));
  }
  if (limits.inactive_threshold.count() > 0 && c.inactive_threshold > limits.inactive_threshold) {
    const std::string most = fmt::format("{}ms", limits.inactive_threshold.count() / 1'000'000);
    const std::string_view values[] = {most};
    out.add("inactive_threshold", 10153, known_error_text(10153, values));
  }
}

}  // namespace

std::vector<Problem> validate(const ConsumerConfig& config, const StreamConfig* stream) {
  Findings out(kInvalidConsumer);
  check_names(config, out);
  check_sizes(config, out);
  if (config.is_pull()) {
    check_pull(config, out);
  } else {
    check_push(config, out);
  }
  check_flow_control_acks(config, out);
  check_filters(config, out);
  check_start(config, out);
  check_priority(config, out);
  if (stream != nullptr) check_against_stream(config, *stream, out);
  return out.take();
}

}  // namespace natsop::jetstream
