#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/engine/accounts/account.h"
#include "core/json/doc.h"

namespace natsop::engine {

/// The server itself as a party in its system account: subscribes for the $SYS services and
/// publishes answers and events. Loop thread only.
class SystemSink final : public Sink {
 public:
  /// Called with each message of a subscription; the message is valid during the call.
  using Handler = std::function<void(const Message&)>;

  /// Both must outlive it.
  SystemSink(Account& account, Loop& loop);
  /// Unsubscribes.
  ~SystemSink();

  void subscribe(std::string subject, Handler handler);

  /// Sends to whoever is interested in the system account.
  void publish(std::string_view subject, std::string_view payload) {
    publish(account_, subject, payload);
  }
  /// As publish, into any account.
  void publish(Account& account, std::string_view subject, std::string_view payload);
  /// With one header.
  void publish(std::string_view subject, std::string_view key, std::string_view value,
               std::string_view payload);

  /// Whether anyone would get it: ask before building a costly event.
  [[nodiscard]] bool wanted(std::string_view subject) const {
    return account_.interest().has_interest(subject);
  }

  [[nodiscard]] Account& account() { return account_; }

  bool deliver(Subscription& subscription, const Message& message, const Origin& origin) override;

 private:
  struct Service;

  Account& account_;
  Loop& loop_;
  std::vector<std::unique_ptr<Service>> services_;
};

}  // namespace natsop::engine
