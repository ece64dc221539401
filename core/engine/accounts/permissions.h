#pragma once
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace natsop::engine {

/// What one user may publish and subscribe to, as configured; wildcards allowed. An entry of
/// subscribe may be "subject queue".
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

/// The rules compiled, immutable and shared by connections of one user. Publish answers are cached
/// by the session. Loop thread only.
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
  [[nodiscard]] bool may_publish(std::string_view subject) const;
  [[nodiscard]] Answer may_subscribe(std::string_view subject, std::string_view queue) const;
  /// For subscriptions that are Filtered: whether a message of this literal subject may pass.
  [[nodiscard]] bool may_receive(std::string_view subject, std::string_view queue) const;

 private:
  struct Compiled;
  PermissionRules rules_;
  std::unique_ptr<Compiled> compiled_;
};

}  // namespace natsop::engine
