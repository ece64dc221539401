#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/base/clock.h"
#include "core/engine/accounts/permissions.h"
#include "core/engine/interest/token_hash.h"

namespace natsop::engine {

/// What one connection may do now: its user's permissions, and the replies that requests delivered
/// to it opened (allow_responses). Loop thread only.
class Rights {
 public:
  /// Null: everything is allowed. Open replies are forgotten.
  void set(std::shared_ptr<const Permissions> permissions);
  [[nodiscard]] const std::shared_ptr<const Permissions>& permissions() const {
    return permissions_;
  }

  /// Counts a response against its reply's limits when nothing else allows the subject.
  [[nodiscard]] bool may_publish(std::string_view subject, SteadyTime now) {
    return permissions_ == nullptr || permissions_->may_publish(subject) ||
           (!replies_.empty() && take_reply(subject, now));
  }

  [[nodiscard]] Permissions::Answer may_subscribe(std::string_view subject,
                                                  std::string_view queue) const {
    return permissions_ == nullptr ? Permissions::Answer::Yes
                                   : permissions_->may_subscribe(subject, queue);
  }

  [[nodiscard]] bool may_receive(std::string_view subject, std::string_view queue) const {
    return permissions_ == nullptr || permissions_->may_receive(subject, queue);
  }

  /// Whether open_reply() does anything.
  [[nodiscard]] bool opens_replies() const { return responses_; }
  /// A request was delivered: its reply may be published to for a while. Only when
  /// opens_replies().
  void open_reply(std::string_view reply, SteadyTime now);

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return hash_of(text); }
  };
  struct Reply {
    SteadyTime since;
    std::int64_t count = 0;
  };

  bool take_reply(std::string_view subject, SteadyTime now);
  [[nodiscard]] bool expired(const Reply& reply, SteadyTime now) const;

  std::shared_ptr<const Permissions> permissions_;
  bool responses_ = false;
  std::unordered_map<std::string, Reply, Hash, std::equal_to<>> replies_;
  std::size_t prune_at_ = 0;
};

}  // namespace natsop::engine
