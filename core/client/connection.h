#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/context/settings.h"
#include "core/jetstream/headers.h"
#include "core/jetstream/transport.h"

namespace natsop::client {

using jetstream::Headers;
using jetstream::Message;

/// What a connection tells its owner. Every hook may be empty; all are called on the library's
/// threads, never on the caller's, and must not block for long or destroy the connection.
struct Hooks {
  std::function<void(const Error& reason)> on_disconnect;    ///< reconnecting starts now
  std::function<void(const std::string& url)> on_reconnect;  ///< the URL is redacted
  std::function<void(std::chrono::milliseconds)>
      on_delay;  ///< pause before the next round of attempts
  std::function<void(const std::vector<std::string>& urls)> on_discovered;
  std::function<void(const Error& reason)> on_closed;  ///< for good, and not by close()
  std::function<void(const Error& error)> on_error;    ///< permissions violations, slow consumers
  /// API traffic of request() and request_many(): ">>> SUBJECT\nBODY\n" and "<<< SUBJECT: BODY\n".
  /// Called on the thread of the request.
  std::function<void(const std::string& text)> trace;
};

/// What the server said about itself and this connection.
struct ServerInfo {
  std::string url;      ///< connected to, redacted
  std::string address;  ///< host:port of it
  std::string id;
  std::string name;             ///< empty when the server does not tell
  std::string version;          ///< likewise
  std::string cluster;          ///< likewise
  std::uint64_t client_id = 0;  ///< 0 when the server does not tell
  std::string client_ip;        ///< as the server sees it; empty when it does not tell
  std::size_t max_payload = 0;  ///< bytes
  bool headers = false;
  bool jetstream = false;
  bool tls_required = false;
  bool auth_required = false;
};

/// Traffic since connecting, in messages and bytes.
struct Traffic {
  std::uint64_t in_messages = 0;
  std::uint64_t in_bytes = 0;
  std::uint64_t out_messages = 0;
  std::uint64_t out_bytes = 0;
  std::uint64_t reconnects = 0;
};

class ConnectionState;
class SubscriptionState;

/// Interest in a subject. Destroying it unsubscribes. Movable; may outlive its Connection, and then
/// every call fails.
class Subscription {
 public:
  explicit Subscription(std::shared_ptr<SubscriptionState> state);
  Subscription(Subscription&&) noexcept;
  Subscription& operator=(Subscription&&) noexcept;
  Subscription(const Subscription&) = delete;
  Subscription& operator=(const Subscription&) = delete;
  ~Subscription();

  /// The next message, for subscriptions made without a handler. Errors: Timeout; Denied when the
  /// server refused the subscription; Unreachable when the connection is closed; Conflict when this
  /// subscription is over (unsubscribed, or its maximum reached).
  [[nodiscard]] Result<Message> next(std::chrono::nanoseconds timeout);

  /// Wakes a thread that waits in next(), which then fails with Conflict. Ends the subscription.
  [[nodiscard]] Result<void> unsubscribe();
  /// Ends it after `messages` more were delivered, counted from its beginning.
  [[nodiscard]] Result<void> unsubscribe_after(std::size_t messages);
  /// Unsubscribes and lets what has arrived still be delivered to the handler, up to `timeout`.
  [[nodiscard]] Result<void> drain(std::chrono::nanoseconds timeout);

  /// How much may wait for next() or the handler before messages are dropped (and Hooks::on_error
  /// told once); -1 for no limit. Without this call: any number of messages, 512 MiB.
  [[nodiscard]] Result<void> limit_pending(int messages, int bytes);
  [[nodiscard]] std::uint64_t pending() const;
  [[nodiscard]] std::uint64_t delivered() const;
  [[nodiscard]] std::uint64_t dropped() const;
  [[nodiscard]] bool valid() const;

 private:
  std::shared_ptr<SubscriptionState> state_;
};

/// Called for each message, on the library's delivery thread: one message at a time for one
/// subscription.
using MessageHandler = std::function<void(Message)>;

/// A message in the library's memory: gone when the handler returns.
struct MessageView {
  std::string_view subject;
  std::string_view reply;  ///< empty: none
  std::string_view data;
};

/// As MessageHandler, for those who count messages by the million: nothing is copied, headers are
/// not read.
using ViewHandler = std::function<void(const MessageView&)>;

/// One connection to NATS over cnats, reconnecting for ever unless told otherwise.
///
/// All methods may be called from any thread, but not from a MessageHandler or hook where they wait
/// for the server (request, flush, drain, close). Errors carry hints; a server's refusal is Denied,
/// a lost or impossible connection Unreachable. Permission violations, which NATS reports after the
/// fact, surface in the request, the flush or the next() they belong to, and in Hooks::on_error.
class Connection final : public jetstream::Transport {
 public:
  /// Tries each URL once (in random order, as the Go client does) within settings.timeout. Errors:
  /// Unreachable, Denied (wrong credentials), Invalid (bad credentials file), NotFound (no such
  /// file), Unsupported, Timeout; each names the URLs.
  [[nodiscard]] static Result<std::unique_ptr<Connection>> connect(
      const context::ConnectSettings& settings, Hooks hooks);

  /// Use connect().
  explicit Connection(std::shared_ptr<ConnectionState> state);
  ~Connection() override;

  /// Queues a message; flush() makes sure that the server has it. Errors: Invalid for a bad
  /// subject, or more than the server's maximum payload; Unreachable.
  [[nodiscard]] Result<void> publish(const Message& message) override;
  [[nodiscard]] Result<void> publish(const std::string& subject, std::string_view data,
                                     const std::string& reply = {}, const Headers& headers = {});

  [[nodiscard]] Result<Message> request(const std::string& subject, const std::string& data,
                                        const Headers& headers,
                                        std::chrono::nanoseconds timeout) override;
  [[nodiscard]] Result<Message> request_repeatable(const std::string& subject,
                                                   const std::string& data, const Headers& headers,
                                                   std::chrono::nanoseconds timeout) override;
  [[nodiscard]] Result<std::vector<Message>> request_many(
      const std::string& subject, const std::string& data, const Headers& headers,
      const jetstream::RequestMany& limits) override;

  /// Interest without a handler: messages wait for next(). An empty queue group is none.
  [[nodiscard]] Result<Subscription> subscribe(const std::string& subject,
                                               const std::string& queue = {});
  [[nodiscard]] Result<Subscription> subscribe(const std::string& subject, const std::string& queue,
                                               MessageHandler handler);
  /// As subscribe() with a handler, without copies.
  [[nodiscard]] Result<Subscription> watch(const std::string& subject, const std::string& queue,
                                           ViewHandler handler);

  /// Waits until the server has processed everything sent so far. Denied when it refused one of the
  /// messages or subscriptions since the last flush.
  [[nodiscard]] Result<void> flush(std::chrono::nanoseconds timeout);
  /// flush with the settings' timeout.
  [[nodiscard]] Result<void> flush();

  /// One round trip to the server.
  [[nodiscard]] Result<std::chrono::nanoseconds> rtt();

  /// About the server; asks it on first use for what cnats does not keep (a second, short
  /// connection).
  [[nodiscard]] Result<ServerInfo> server_info();
  /// Without asking anything: empty when not connected.
  [[nodiscard]] std::string connected_url() const;
  [[nodiscard]] std::vector<std::string> discovered_urls() const;
  [[nodiscard]] std::size_t max_payload() const;
  [[nodiscard]] bool connected() const;
  [[nodiscard]] bool closed() const;

  [[nodiscard]] Traffic traffic() const;

  /// A new subject for answers, below the inbox prefix.
  [[nodiscard]] std::string new_inbox() const;

  /// Unsubscribes everything, lets handlers finish, sends what is queued, closes.
  [[nodiscard]] Result<void> drain(std::chrono::nanoseconds timeout);
  /// Closes at once; hooks are not called for it. The destructor does the same.
  void close();

  [[nodiscard]] const context::ConnectSettings& settings() const;

 private:
  [[nodiscard]] Result<Message> ask(const std::string& subject, const std::string& data,
                                    const Headers& headers, std::chrono::nanoseconds timeout,
                                    std::chrono::nanoseconds patience);

  std::shared_ptr<ConnectionState> state_;
};

}  // namespace natsop::client
