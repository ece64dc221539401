#include "core/jetstream/matcher.h"

#include <algorithm>

#include "core/jetstream/api_level.h"
#include "core/subject/subject.h"

namespace natsop::jetstream {
namespace {

/// Puts criteria together: each that is asked for must hold, or must not when inverted.
class Verdict {
 public:
  explicit Verdict(bool invert) : invert_(invert) {}

  void require(bool asked, bool holds) { fits_ = fits_ && (!asked || holds != invert_); }
  [[nodiscard]] bool fits() const { return fits_; }

 private:
  bool invert_;
  bool fits_ = true;
};

bool is_led_by(const std::optional<ClusterInfo>& cluster, const std::string& leader) {
  return cluster && cluster->leader == leader;
}

bool is_older(const Timestamp& since, std::chrono::nanoseconds age, Time now) {
  return since && now - *since >= age;
}

bool has_server(const std::optional<ClusterInfo>& cluster, const TextTest& test) {
  if (!cluster) return false;
  return test(cluster->leader) || std::ranges::any_of(cluster->replicas, test, &PeerInfo::name);
}

bool listens_to(const StreamInfo& stream, const std::string& subject) {
  return std::ranges::any_of(stream.config.subjects, [&](const std::string& one) {
    return subject::overlaps(one, subject);
  });
}

bool is_pinned(const ConsumerInfo& consumer) {
  if (consumer.config.priority_policy != PriorityPolicy::PinnedClient) return false;
  const auto pinned = std::ranges::count_if(
      consumer.priority_groups, [](const auto& group) { return !group.pinned_client_id.empty(); });
  return pinned == static_cast<std::ptrdiff_t>(consumer.config.priority_groups.size());
}

template <class Info>
Result<bool> fits_expression(const std::function<Result<bool>(const Info&)>& expression,
                             const Info& info, bool invert) {
  if (!expression) return true;
  NATSOP_TRY(const bool holds, expression(info));
  return holds != invert;
}

template <class Info, class Criteria>
Result<std::vector<Info>> keep_matching(std::vector<Info> all, const Criteria& criteria, Time now) {
  std::vector<Info> kept;
  for (auto& one : all) {
    NATSOP_TRY(const bool fits, matches(one, criteria, now));
    if (fits) kept.push_back(std::move(one));
  }
  return kept;
}

}  // namespace

Result<bool> matches(const StreamInfo& stream, const StreamCriteria& criteria, Time now) {
  const auto& config = stream.config;
  if (!criteria.leader.empty() && !stream.cluster) return false;
  Verdict verdict(criteria.invert);
  if (criteria.server) verdict.require(true, has_server(stream.cluster, criteria.server));
  if (criteria.cluster) {
    verdict.require(true, stream.cluster && criteria.cluster(stream.cluster->name));
  }
  verdict.require(criteria.empty, stream.state.messages == 0);
  if (criteria.idle) {
    // A stream that never got a message is idle since it was made.
    const Timestamp since = stream.state.last_ts ? stream.state.last_ts : stream.created;
    verdict.require(true, is_older(since, *criteria.idle, now));
  }
  if (criteria.created) verdict.require(true, is_older(stream.created, *criteria.created, now));
  if (criteria.consumers) {
    verdict.require(true, stream.state.consumer_count <= *criteria.consumers);
  }
  if (!criteria.subject.empty()) verdict.require(true, listens_to(stream, criteria.subject));
  verdict.require(criteria.replicas > 0, config.num_replicas <= criteria.replicas);
  verdict.require(criteria.sourced, !config.sources.empty());
  verdict.require(criteria.mirrored, config.mirror.has_value());
  verdict.require(!criteria.leader.empty(), is_led_by(stream.cluster, criteria.leader));
  verdict.require(criteria.api_level > 0,
                  asset_api_level(config.metadata).value_or(0) >= criteria.api_level);
  if (!verdict.fits()) return false;
  return fits_expression(criteria.expression, stream, criteria.invert);
}

Result<std::vector<StreamInfo>> find(std::vector<StreamInfo> streams,
                                     const StreamCriteria& criteria, Time now) {
  if (!criteria.subject.empty()) NATSOP_CHECK(subject::validate(criteria.subject));
  return keep_matching(std::move(streams), criteria, now);
}

Result<bool> matches(const ConsumerInfo& consumer, const ConsumerCriteria& criteria, Time now) {
  const auto& config = consumer.config;
  if (!criteria.leader.empty() && !consumer.cluster) return false;
  Verdict verdict(criteria.invert);
  verdict.require(criteria.pull, config.is_pull());
  verdict.require(criteria.push, !config.is_pull());
  verdict.require(criteria.bound, consumer.push_bound || consumer.num_waiting > 0);
  if (criteria.waiting) verdict.require(true, consumer.num_waiting < *criteria.waiting);
  if (criteria.ack_pending) verdict.require(true, consumer.num_ack_pending < *criteria.ack_pending);
  if (criteria.pending) verdict.require(true, consumer.num_pending < *criteria.pending);
  if (criteria.idle) {
    const Timestamp since =
        consumer.delivered.last_active ? consumer.delivered.last_active : consumer.created;
    verdict.require(true, is_older(since, *criteria.idle, now));
  }
  if (criteria.created) verdict.require(true, is_older(consumer.created, *criteria.created, now));
  verdict.require(criteria.replicas > 0, config.num_replicas <= criteria.replicas);
  verdict.require(!criteria.leader.empty(), is_led_by(consumer.cluster, criteria.leader));
  verdict.require(criteria.pinned, is_pinned(consumer));
  verdict.require(criteria.api_level > 0,
                  asset_api_level(config.metadata).value_or(0) >= criteria.api_level);
  if (!verdict.fits()) return false;
  return fits_expression(criteria.expression, consumer, criteria.invert);
}

Result<std::vector<ConsumerInfo>> find(std::vector<ConsumerInfo> consumers,
                                       const ConsumerCriteria& criteria, Time now) {
  if (criteria.pull && criteria.push) {
    return Error(Code::Invalid, "pull and push consumers can not be asked for together");
  }
  return keep_matching(std::move(consumers), criteria, now);
}

}  // namespace natsop::jetstream
