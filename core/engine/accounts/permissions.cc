#include "core/engine/accounts/permissions.h"

#include <functional>

#include "core/engine/accounts/pattern_set.h"
#include "core/subject/subject.h"

namespace natsop::engine {

namespace {

/// Answers about publishing that are remembered; a power of two.
constexpr std::size_t kCached = 32;

}  // namespace

struct Permissions::Compiled {
  struct Answered {
    std::string subject;
    bool allowed = false;
  };

  explicit Compiled(const PermissionRules& rules)
      : publish_allow(rules.publish.allow.value_or(std::vector<std::string>())),
        publish_deny(rules.publish.deny),
        subscribe_allow(rules.subscribe.allow.value_or(std::vector<std::string>())),
        subscribe_deny(rules.subscribe.deny) {}

  PatternSet publish_allow;
  PatternSet publish_deny;
  PatternSet subscribe_allow;
  PatternSet subscribe_deny;
  // A place for each hash: bounded, and strings keep their room, so nothing is allocated in the
  // long run.
  std::vector<Answered> answered;
};

Permissions::Permissions(PermissionRules rules)
    : rules_(std::move(rules)), compiled_(std::make_unique<Compiled>(rules_)) {}

Permissions::~Permissions() = default;

bool Permissions::may_publish(std::string_view subject) const {
  if (!rules_.publish.allow && rules_.publish.deny.empty()) {
    return true;
  }
  if (compiled_->answered.empty()) {
    compiled_->answered.resize(kCached);
  }
  Compiled::Answered& answer =
      compiled_->answered[std::hash<std::string_view>()(subject) % kCached];
  if (!subject.empty() && answer.subject == subject) {
    return answer.allowed;
  }
  const bool allowed = (!rules_.publish.allow || compiled_->publish_allow.matches(subject)) &&
                       (rules_.publish.deny.empty() || !compiled_->publish_deny.matches(subject));
  answer.subject = subject;
  answer.allowed = allowed;
  return allowed;
}

Permissions::Answer Permissions::may_subscribe(std::string_view subject,
                                               std::string_view queue) const {
  if (queue == kReservedQueue) {
    return Answer::No;
  }
  if (rules_.subscribe.allow) {
    const PatternSet::Cover cover = compiled_->subscribe_allow.cover(subject, queue);
    // Once queues are named for a subject, members of others are not let in.
    const bool allowed = !queue.empty() && cover.queues ? cover.our_queue : cover.plain;
    if (!allowed) {
      return Answer::No;
    }
  }
  if (rules_.subscribe.deny.empty()) {
    return Answer::Yes;
  }
  const PatternSet::Cover denied = compiled_->subscribe_deny.cover(subject, queue);
  if (denied.plain || denied.our_queue) {
    return Answer::No;
  }
  return subject::has_wildcard(subject) && compiled_->subscribe_deny.overlaps(subject, queue)
             ? Answer::Filtered
             : Answer::Yes;
}

bool Permissions::may_receive(std::string_view subject, std::string_view queue) const {
  const PatternSet::Cover denied = compiled_->subscribe_deny.cover(subject, queue);
  return !denied.plain && !denied.our_queue;
}

}  // namespace natsop::engine
