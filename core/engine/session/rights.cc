#include "core/engine/session/rights.h"

#include <algorithm>

namespace natsop::engine {

namespace {

constexpr std::size_t kPruneFirst = 4096;

}  // namespace

void Rights::set(std::shared_ptr<const Permissions> permissions) {
  permissions_ = std::move(permissions);
  responses_ = permissions_ != nullptr && permissions_->rules().responses.has_value();
  replies_.clear();
  prune_at_ = kPruneFirst;
}

bool Rights::expired(const Reply& reply, SteadyTime now) const {
  const std::chrono::nanoseconds ttl = permissions_->rules().responses->ttl;
  return ttl.count() > 0 && now - reply.since > ttl;
}

bool Rights::take_reply(std::string_view subject, SteadyTime now) {
  const auto found = replies_.find(subject);
  if (found == replies_.end()) {
    return false;
  }
  Reply& reply = found->second;
  ++reply.count;
  const std::int64_t most = permissions_->rules().responses->max;
  if ((most > 0 && reply.count > most) || expired(reply, now)) {
    replies_.erase(found);
    return false;
  }
  return true;
}

void Rights::open_reply(std::string_view reply, SteadyTime now) {
  if (permissions_->may_publish(reply)) {
    return;
  }
  if (replies_.size() >= prune_at_) {
    std::erase_if(replies_, [&](const auto& each) { return expired(each.second, now); });
    prune_at_ = std::max(kPruneFirst, replies_.size() * 2);
  }
  if (const auto found = replies_.find(reply); found != replies_.end()) {
    found->second = {.since = now};
  } else {
    replies_.emplace(reply, Reply{.since = now});
  }
}

}  // namespace natsop::engine
