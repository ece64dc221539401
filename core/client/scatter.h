#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/client/connection.h"
#include "core/identity/resolver.h"

namespace natsop::client {

/// Puts requests to many servers over one connection and hands over every answer: what
/// identity::Resolver and pull_accounts ask with.
///
/// One thread. The connection must outlive it.
class Scatter final : public identity::Requester {
 public:
  /// Answers come to subjects below `inbox`, which must not be used by anybody else.
  explicit Scatter(Connection& connection, std::string inbox = new_inbox());

  /// An inbox for a Scatter whose login is made before it: it has to be allowed to subscribe to
  /// subscription(inbox).
  [[nodiscard]] static std::string new_inbox();
  [[nodiscard]] static std::string subscription(const std::string& inbox) { return inbox + ".>"; }

  /// Besides the errors of the connection: Denied when the server refused requests and none was
  /// answered.
  [[nodiscard]] Result<void> scatter(
      const std::vector<identity::ResolverRequest>& requests, const identity::Patience& patience,
      const std::function<bool(const identity::ResolverMessage&)>& on_message) override;

 private:
  [[nodiscard]] std::string round_prefix() const;

  Connection& connection_;
  std::string inbox_;
  std::optional<Subscription> answers_;
  std::uint64_t round_ = 0;
};

}  // namespace natsop::client
