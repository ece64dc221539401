#pragma once
#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/base/clock.h"
#include "core/client/connection.h"
#include "core/client/login.h"
#include "core/client/requests.h"
#include "core/client/violations.h"

// cnats's own names, so that no header needs nats.h.
typedef struct __natsConnection natsConnection;      // NOLINT(bugprone-reserved-identifier)
typedef struct __natsSubscription natsSubscription;  // NOLINT(bugprone-reserved-identifier)

namespace natsop::client {

class Relay;

/// What a subscription does with a message; monostate: keeps it for next().
using Handler = std::variant<std::monostate, MessageHandler, ViewHandler>;

/// A subscription's handle in cnats, and what the server said about it.
class SubscriptionState {
 public:
  SubscriptionState(natsSubscription* handle, std::string subject);
  SubscriptionState(const SubscriptionState&) = delete;
  SubscriptionState& operator=(const SubscriptionState&) = delete;
  ~SubscriptionState();

  [[nodiscard]] natsSubscription* handle() const { return handle_; }
  [[nodiscard]] const std::string& subject() const { return subject_; }

  /// The server refused it: next() fails with `error` from now on, and a waiting one wakes.
  void refuse(const Error& error);
  [[nodiscard]] std::optional<Error> refused() const;

  /// Set for subscriptions with a handler: true once no handler runs any more.
  struct Completion;
  std::shared_ptr<Completion> completion;

 private:
  natsSubscription* handle_;
  std::string subject_;
  mutable std::mutex mutex_;
  std::optional<Error> refused_;
};

/// Everything a connection is, shared with the callbacks cnats makes.
class ConnectionState : public std::enable_shared_from_this<ConnectionState> {
 public:
  ConnectionState(context::ConnectSettings settings, Hooks hooks, LoginKeeper login);
  ConnectionState(const ConnectionState&) = delete;
  ConnectionState& operator=(const ConnectionState&) = delete;
  ~ConnectionState();

  /// Connects. Errors as Connection::connect.
  [[nodiscard]] Result<void> open();
  void close();
  [[nodiscard]] Result<void> drain(std::chrono::nanoseconds timeout);

  [[nodiscard]] Result<Subscription> subscribe(const std::string& subject, const std::string& queue,
                                               Handler handler);
  [[nodiscard]] Result<void> publish(const std::string& subject, std::string_view data,
                                     const std::string& reply, const Headers& headers);
  /// Waits for the server's PONG; says nothing about violations.
  [[nodiscard]] Result<void> round_trip(std::chrono::nanoseconds timeout);
  /// Sends a request and waits until the server has it. Returns its id, to be closed. Denied when
  /// the server refused it.
  [[nodiscard]] Result<Requests::Id> send_request(const std::string& subject, std::string_view data,
                                                  const Headers& headers,
                                                  std::chrono::nanoseconds timeout);
  /// Takes the oldest violation that nobody was told of, waiting for one that is on its way.
  [[nodiscard]] std::optional<Violation> next_violation(
      const std::function<bool(const Violation&)>& wanted);

  // What cnats reports, on its threads.
  void on_disconnected();
  void on_reconnected();
  void on_discovered();
  void on_closed();
  void on_error(natsSubscription* subscription, int status, const std::string& text);
  [[nodiscard]] std::int64_t on_delay(int attempts);

  [[nodiscard]] std::string redacted_url() const;
  /// The URL of the connected server as it was given, not that of a relay.
  [[nodiscard]] std::optional<context::ServerUrl> connected_server() const;
  [[nodiscard]] Error last_error(Code code) const;

  const context::ConnectSettings settings;
  const Hooks hooks;
  LoginKeeper login;
  SystemClock clock;
  Requests requests;
  std::unique_ptr<Relay> relay;
  natsConnection* connection = nullptr;
  std::optional<json::Doc> server_info;  ///< INFO of the server with this id, once asked

 private:
  [[nodiscard]] Result<void> listen_for_answers();
  [[nodiscard]] Error connect_error(int status) const;
  [[nodiscard]] Error refusal(int status, const std::string& said, const json::Doc& info) const;

  Violations violations_;
  void* callback_id_ = nullptr;
  std::atomic<bool> closing_ = false;
  std::mutex opening_;  ///< held while the subscription for answers is made
  std::optional<Subscription> answers_;
  std::mutex mutex_;
  std::condition_variable closed_;
  bool is_closed_ = false;
  std::vector<std::weak_ptr<SubscriptionState>> subscriptions_;
};

/// cnats keeps calling for a moment after a connection is gone, so callbacks get a number that
/// stands for the state, and this finds the state while it lives.
[[nodiscard]] void* register_state(const std::shared_ptr<ConnectionState>& state);
void forget_state(void* id);
[[nodiscard]] std::shared_ptr<ConnectionState> find_state(void* id);

/// The unguessable name that inboxes of one connection share.
[[nodiscard]] std::string new_inbox_name(const std::string& prefix);

}  // namespace natsop::client
