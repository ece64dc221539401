#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/engine/accounts/account.h"
#include "core/engine/auth/authenticator.h"
#include "core/engine/interest/token_hash.h"
#include "core/engine/loop/transport.h"
#include "core/engine/protocol/parser.h"
#include "core/engine/session/environment.h"
#include "core/engine/session/reason.h"
#include "core/engine/session/rights.h"

namespace natsop::engine {

/// By which door a connection came in.
struct Entrance {
  ConnectionType type = ConnectionType::Standard;
  /// For clients of the TCP port when TLS is configured; null without, and for WebSocket, whose
  /// listener sees to TLS itself.
  std::shared_ptr<const TlsContext> tls;
};

/// A connection of the client protocol, from INFO to its end (server.md 1). Made by
/// Registry::accept, which owns it; it closes itself. Loop thread only.
class Session final : public Member,
                      public Transport::Handler,
                      public Flushable,
                      public Disposable,
                      private Parser::Handler {
 public:
  Session(Environment& environment, std::uint64_t id, std::unique_ptr<Transport> transport,
          Entrance entrance);
  ~Session() override;

  /// Says INFO and begins to listen; may close at once.
  void open();
  /// Sends what can be sent without waiting and ends it; `reason` is one of session/reason.h.
  void close(std::string_view reason);
  /// INFO again, for those who understand that: after changes and for lame duck mode.
  void announce_info();
  /// INFO with `ldm`, to this one alone: it is to go elsewhere. False when it does not understand.
  bool announce_lame_duck();

  // Member
  [[nodiscard]] std::uint64_t id() const override { return id_; }
  bool deliver(Subscription& subscription, const Message& message, const Origin& origin) override;
  void on_account_changed() override;
  void expel(std::string_view error_text, std::string_view reason) override;
  void on_account_gone() override;
  void describe(ClientInfo& info, bool share) const override;

  // Transport::Handler, Flushable
  void on_data(std::span<const char> bytes) override;
  void on_sent() override;
  void on_closed(Transport::End how, std::string_view detail) override;
  void flush() override;

  // What connz, events and requests about connections show.
  [[nodiscard]] bool closed() const { return closed_; }
  [[nodiscard]] bool connected() const { return connected_; }
  /// Null before it is admitted.
  [[nodiscard]] Account* account() const { return account_; }
  [[nodiscard]] const Admission& admission() const { return admission_; }
  [[nodiscard]] const std::shared_ptr<const Permissions>& permissions() const {
    return rights_.permissions();
  }
  [[nodiscard]] const Transport& transport() const { return *transport_; }
  [[nodiscard]] ConnectionType type() const { return entrance_.type; }
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const std::string& lang() const { return lang_; }
  [[nodiscard]] const std::string& version() const { return version_; }
  [[nodiscard]] Time start() const { return start_; }
  [[nodiscard]] Time last_activity() const;
  /// The time from INFO to CONNECT until a PONG measures it better; zero before.
  [[nodiscard]] std::chrono::nanoseconds rtt() const { return rtt_; }
  [[nodiscard]] std::size_t pending() const;
  /// What it published, and what was delivered to it.
  [[nodiscard]] const Traffic& received() const { return received_; }
  [[nodiscard]] const Traffic& sent() const { return sent_; }
  [[nodiscard]] std::uint64_t stalls() const { return stalls_; }
  [[nodiscard]] std::size_t subscriptions() const { return subscriptions_.size(); }
  /// Until `visit` returns false.
  void each_subscription(const std::function<bool(const Subscription&)>& visit) const;

  // For Registry: what is left to do after close().
  /// Whether it still has subscriptions: with very many, a turn of the loop for all of them would
  /// keep others waiting. Nothing is delivered to them.
  [[nodiscard]] bool leaving() const { return leaving_; }
  /// Drops a few of them.
  void leave();

 private:
  /// A subscription of the connection, handed to Loop::dispose when it ends.
  struct Held final : Subscription, Disposable {};
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return hash_of(text); }
  };
  enum class Stage : std::uint8_t { Peek, Tls, Open };

  // session.cc: the connection
  void say_info(bool lame_duck = false);
  [[nodiscard]] bool understands_info() const;
  void begin_tls(std::string_view already_read);
  void on_tls(const Result<void>& done);
  void begin_protocol();
  bool peek(std::string_view bytes);
  void set_ping_timer(std::chrono::nanoseconds delay);
  void ping();
  void write_deadline();
  void slow_consumer(std::string_view reason);
  void stall(Session& consumer);
  void unstall();
  void update_reading();
  void send(std::string_view line);
  void send_error(std::string_view text);
  void fail(std::string_view error_text, std::string_view reason);
  void want_flush();
  void detach();
  void release_producers();

  // tracing.cc: the log
  [[nodiscard]] const Logger& log();
  [[nodiscard]] bool tracing() const;
  void trace_in(std::string_view operation, std::string_view arguments = "");
  void trace_out(std::string_view line);
  void trace_payload(std::string_view payload);
  void trace_delivery(const Subscription& subscription, const Message& message);
  [[nodiscard]] static std::string redacted(std::string_view json);
  [[nodiscard]] std::string auth_user() const;

  // login.cc: who it is
  bool on_connect(std::string_view json) override;
  bool on_gate() override;
  void admit(const ConnectOptions& connect);
  void on_admitted(Result<Admission> admission);
  bool accept_options();
  bool enter(Admission admission);
  void adopt(Admission admission);
  void auth_violation(std::string_view detail);
  void update_limits();
  void update_rights(std::shared_ptr<const Permissions> permissions);
  void set_expiry();

  // traffic.cc: what it says
  bool on_info(std::string_view json) override;
  bool on_publish(const PublishLine& line, std::string_view body) override;
  void on_bad_publish_subject() override;
  bool on_subscribe(std::string_view subject, std::string_view queue,
                    std::string_view sid) override;
  bool on_unsubscribe(std::string_view sid, std::int64_t max) override;
  bool on_ping() override;
  bool on_pong() override;
  bool on_error(std::string_view text) override;
  void on_fault(Parser::Fault fault, const std::string& detail) override;
  bool may_publish(const PublishLine& line);
  void say_no_responders(std::string_view subject, std::string_view reply);
  void full(const Origin& origin);
  bool may_subscribe(std::string_view subject, std::string_view queue, std::string_view sid,
                     bool& filtered);
  void drop(std::string_view sid);
  void drop_up_to(std::size_t most);

  Environment& env_;
  std::uint64_t id_;
  std::unique_ptr<Transport> transport_;
  Entrance entrance_;
  Stage stage_ = Stage::Open;
  bool info_said_ = false;
  bool closed_ = false;
  bool leaving_ = false;
  bool connected_ = false;  // CONNECT was accepted, or was not needed
  bool admitting_ = false;
  bool flushing_ = false;
  bool delivered_ = false;  // in this turn
  bool verbose_ = true;
  bool echo_ = true;
  bool headers_ = false;
  bool no_responders_ = false;
  bool pinged_ = false;  // the first PING after CONNECT came
  bool system_ = false;  // of the system account
  bool stalled_ = false;
  bool traces_system_ = false;  // trace_verbose
  bool paused_ = false;
  int protocol_ = 0;
  int pings_out_ = 0;

  Parser parser_;
  std::string held_;                         // input that waits until it is admitted
  std::unique_ptr<ConnectOptions> connect_;  // while it is being admitted
  std::string nonce_;
  Account* account_ = nullptr;
  Admission admission_;
  Rights rights_;
  std::int64_t max_subscriptions_ = -1;
  std::size_t stall_above_ = 0;  // bytes of output
  std::unordered_map<std::string, std::unique_ptr<Held>, Hash, std::equal_to<>> subscriptions_;
  std::vector<std::uint64_t> stalled_by_me_;  // publishers that wait for this consumer

  std::string name_;
  std::string lang_;
  std::string version_;
  Time start_;
  SteadyTime started_;
  SteadyTime last_in_;
  SteadyTime last_active_;
  SteadyTime pinged_at_{};
  std::chrono::nanoseconds rtt_{0};
  Traffic received_;
  Traffic sent_;
  std::uint64_t stalls_ = 0;

  std::unique_ptr<Timer> auth_timer_;  // of TLS, then of authentication, then of expiry
  std::unique_ptr<Timer> ping_timer_;
  std::unique_ptr<Timer> write_timer_;
  std::unique_ptr<Timer> stall_timer_;
  std::unique_ptr<Logger> log_;
};

inline bool Session::tracing() const {
  return env_.log.enabled(LogLevel::Trace) && (!system_ || traces_system_);
}

}  // namespace natsop::engine
