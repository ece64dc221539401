#pragma once
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace natsop::engine {

/// The queue that nobody may join: the server's own.
inline constexpr std::string_view kReservedQueue = "_sys_";

/// What one user may publish and subscribe to, as configured; wildcards allowed. An entry of
/// subscribe may be "subject queue", where the queue may have wildcards too.
///
/// Whoever makes rules of `allow_responses` without a word about publishing sets publish.allow to
/// an empty list: such a user answers and does nothing else. Here an allow list that is absent
/// means everything.
struct PermissionRules {
  struct Side {
    std::optional<std::vector<std::string>> allow;  ///< nothing: everything
    std::vector<std::string> deny;
    friend bool operator==(const Side&, const Side&) = default;
  };
  struct Responses {
    std::int64_t max = 1;  ///< messages to one reply subject; below 0: no limit
    std::chrono::nanoseconds ttl = std::chrono::minutes(2);
    friend bool operator==(const Responses&, const Responses&) = default;
  };
  Side publish;
  Side subscribe;
  std::optional<Responses> responses;

  friend bool operator==(const PermissionRules&, const PermissionRules&) = default;
};

/// The rules compiled, immutable and shared by connections of one user. Loop thread only.
///
/// `responses` is the rule alone: who may answer what, and until when, the session knows, which saw
/// the requests.
class Permissions {
 public:
  enum class Answer : std::uint8_t {
    Yes,
    No,
    Filtered,  ///< to subscribe: yes, and ask may_receive() for each message
  };

  explicit Permissions(PermissionRules rules);
  Permissions(const Permissions&) = delete;
  Permissions& operator=(const Permissions&) = delete;
  ~Permissions();

  [[nodiscard]] const PermissionRules& rules() const { return rules_; }
  /// Answers are remembered, as many as fit a small fixed table; allocates nothing in the long run.
  [[nodiscard]] bool may_publish(std::string_view subject) const;
  /// A pattern must be allowed as a whole; one that overlaps what is denied is Filtered.
  [[nodiscard]] Answer may_subscribe(std::string_view subject, std::string_view queue) const;
  /// For subscriptions that are Filtered: whether a message of this literal subject may pass.
  [[nodiscard]] bool may_receive(std::string_view subject, std::string_view queue) const;

 private:
  struct Compiled;
  PermissionRules rules_;
  std::unique_ptr<Compiled> compiled_;
};

}  // namespace natsop::engine
