#include "core/engine/session/session.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/base/random.h"
#include "core/engine/options/options.h"
#include "core/engine/protocol/error_text.h"
#include "core/engine/protocol/server_info.h"
#include "core/engine/session/registry.h"
#include "core/text/base64.h"

namespace natsop::engine {

namespace {

// NOLINTBEGIN(misc-unused-using-decls): clang-tidy does not see the use of literals
using std::chrono_literals::operator""h;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""ns;
using std::chrono_literals::operator""s;
// NOLINTEND(misc-unused-using-decls)

constexpr std::size_t kNonceBytes = 11;
constexpr auto kRttInterval = 1h;
constexpr auto kStall = 5ms;
constexpr char kTlsHandshakeRecord = 0x16;
// About a millisecond of work.
constexpr std::size_t kDropsATurn = 500;

std::string make_nonce(Random& random) {
  std::array<std::byte, kNonceBytes> bytes{};
  random.fill(bytes);
  return text::base64url_encode({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace

Session::Session(Environment& environment, std::uint64_t id, std::unique_ptr<Transport> transport,
                 Entrance entrance)
    : Member(Party::Client),
      env_(environment),
      id_(id),
      transport_(std::move(transport)),
      entrance_(std::move(entrance)),
      parser_(*this),
      start_(env_.loop.clock().now()),
      started_(env_.loop.clock().steady()),
      last_in_(started_),
      last_active_(started_) {
  Parser::Rules& rules = parser_.rules();
  rules.max_control_line = static_cast<std::size_t>(env_.options->max_control_line);
  rules.max_payload = env_.options->max_payload;
  rules.pedantic = true;
  rules.gated = true;
  stall_above_ = static_cast<std::size_t>(env_.options->max_pending) / 4 * 3;
  traces_system_ = env_.options->log.trace_verbose;
}

Session::~Session() {
  if (leaving_) {
    account_->remove_leaver(*this);
  }
}

void Session::open() {
  ++env_.figures.total_connections;
  if (env_.log.enabled(LogLevel::Debug)) {
    log().debug("Client connection created");
  }
  if (env_.authenticator.needs_nonce() || env_.options->always_enable_nonce) {
    nonce_ = make_nonce(env_.random);
  }
  transport_->start(*this);
  const Options& options = *env_.options;
  if (entrance_.tls != nullptr && options.tls && options.tls->handshake_first) {
    stage_ = Stage::Peek;
    const Duration wait = *options.tls->handshake_first;
    if (wait.count() == 0) {
      begin_tls("");
      return;
    }
    auth_timer_ = env_.loop.after(wait, [this] {
      say_info();
      begin_tls("");
    });
    return;
  }
  say_info();
  const std::int64_t most = options.max_connections;
  if (most > 0 && env_.registry.open_count() > static_cast<std::size_t>(most)) {
    fail(error_text::kMaximumConnections, reason::kMaxConnections);
    return;
  }
  if (entrance_.tls == nullptr) {
    begin_protocol();
  } else if (options.allow_non_tls) {
    stage_ = Stage::Peek;
    begin_protocol();
  } else {
    begin_tls("");
  }
}

void Session::say_info(bool lame_duck) {
  info_said_ = true;
  ConnectionInfo info{.client_id = id_,
                      .client_ip = transport_->peer_ip(),
                      .nonce = nonce_,
                      .websocket = entrance_.type == ConnectionType::WebSocket};
  if (connected_) {
    info.max_payload = parser_.rules().max_payload;
    info.connect_info = true;
    info.remote_account = account_->name();
    info.system_account = system_;
  }
  ServerInfo server = *env_.info;
  server.lame_duck = server.lame_duck || lame_duck;
  server.auth_required = env_.authenticator.required(entrance_.type);
  send(info_line(server, info));
}

bool Session::understands_info() const {
  return !closed_ && connected_ && pinged_ && protocol_ >= 1;
}

void Session::announce_info() {
  if (understands_info()) {
    say_info();
  }
}

bool Session::announce_lame_duck() {
  if (understands_info()) {
    say_info(true);
    return true;
  }
  return false;
}

void Session::begin_tls(std::string_view already_read) {
  stage_ = Stage::Tls;
  // INFO goes in clear.
  transport_->flush();
  const std::int64_t most = env_.options->tls ? env_.options->tls->connection_rate_limit : 0;
  if (most > 0 && !env_.registry.may_shake_hands(env_.loop.turn_time(), most)) {
    fail(error_text::kThrottled, reason::kMaxConnections);
    return;
  }
  auth_timer_ =
      env_.loop.after(env_.options->tls ? env_.options->tls->timeout : Duration(2s), [this] {
        log().error("TLS handshake timeout");
        fail(error_text::kTlsRequired, reason::kTlsHandshakeFailure);
      });
  transport_->start_tls(entrance_.tls, true, already_read,
                        [this](const Result<void>& done) { on_tls(done); });
}

void Session::on_tls(const Result<void>& done) {
  if (closed_) {
    return;
  }
  if (!done) {
    log().error("TLS handshake error: " + done.error().one_line());
    close(reason::kTlsHandshakeFailure);
    return;
  }
  if (env_.log.enabled(LogLevel::Debug)) {
    log().debug("TLS handshake complete");
  }
  stage_ = Stage::Open;
  if (!info_said_) {
    say_info();
  }
  begin_protocol();
}

void Session::begin_protocol() {
  const Options& options = *env_.options;
  auth_timer_.reset();
  if (env_.authenticator.required(entrance_.type)) {
    const bool websocket = entrance_.type == ConnectionType::WebSocket;
    Duration limit =
        websocket ? options.websocket.authorization.timeout : options.authorization.timeout;
    if (limit.count() == 0) {
      limit = websocket ? Duration(2s) : options.usual_login_timeout();
    }
    auth_timer_ = env_.loop.after(limit, [this] {
      fail(error_text::kAuthenticationTimeout, reason::kAuthenticationTimeout);
    });
  }
  set_ping_timer(options.ping_interval);
}

/// The first bytes where TLS is welcome and not demanded, or may come before INFO. Whether they are
/// TLS's.
bool Session::peek(std::string_view bytes) {
  if (bytes.front() == kTlsHandshakeRecord) {
    begin_tls(bytes);
    return true;
  }
  stage_ = Stage::Open;
  if (!env_.options->allow_non_tls) {
    // Before INFO, and not TLS: nobody who follows the protocol does that.
    begin_tls(bytes);
    return true;
  }
  if (!info_said_) {
    say_info();
  }
  return false;
}

void Session::on_data(std::span<const char> bytes) {
  if (closed_ || bytes.empty()) {
    return;
  }
  last_in_ = env_.loop.turn_time();
  if (stage_ == Stage::Peek && peek({bytes.data(), bytes.size()})) {
    return;
  }
  if (admitting_) {
    held_.append(bytes.data(), bytes.size());
    return;
  }
  const std::size_t taken = parser_.feed(bytes);
  if (admitting_ && !closed_) {
    held_.append(bytes.data() + taken, bytes.size() - taken);
    update_reading();
  }
}

void Session::on_sent() {
  if (!stalled_by_me_.empty() && pending() <= stall_above_) {
    release_producers();
  }
}

void Session::release_producers() {
  for (const std::uint64_t id : std::exchange(stalled_by_me_, {})) {
    if (Session* producer = env_.registry.find(id); producer != nullptr) {
      producer->unstall();
    }
  }
}

void Session::on_closed(Transport::End how, std::string_view detail) {
  if (closed_) {
    return;
  }
  if (env_.log.enabled(LogLevel::Debug) && how != Transport::End::PeerClosed) {
    log().debug(detail);
  }
  switch (how) {
    case Transport::End::PeerClosed:
      return close(reason::kClientClosed);
    case Transport::End::ReadError:
      return close(reason::kReadError);
    case Transport::End::WriteError:
      return close(reason::kWriteError);
    case Transport::End::Protocol:
      return close(reason::kProtocolViolation);
  }
}

void Session::close(std::string_view why) {
  if (closed_) {
    return;
  }
  // The report of a closed connection has its subscriptions, so it is made before they go.
  env_.registry.remember(*this, why, env_.loop.clock().now(),
                         static_cast<std::size_t>(env_.options->max_closed_clients));
  closed_ = true;
  detach();
  transport_->explain_close(reason::websocket_status(why), why);
  transport_->close();
  if (connected_ && env_.events != nullptr) {
    env_.events->on_disconnect(*this, why);
  }
  if (env_.log.enabled(LogLevel::Debug)) {
    log().debug(fmt::format("Client connection closed: {}", why));
  }
  env_.registry.release(*this, env_.loop);
}

/// Takes it out of everything that points to it.
void Session::detach() {
  auth_timer_.reset();
  ping_timer_.reset();
  write_timer_.reset();
  stall_timer_.reset();
  held_ = {};
  connect_.reset();
  drop_up_to(kDropsATurn);
  if (account_ != nullptr) {
    account_->remove_member(*this);
    leaving_ = !subscriptions_.empty();
    if (leaving_) {
      account_->add_leaver(*this);
    }
  }
  release_producers();
}

void Session::leave() {
  drop_up_to(kDropsATurn);
  if (subscriptions_.empty() && leaving_) {
    leaving_ = false;
    account_->remove_leaver(*this);
  }
}

void Session::on_account_gone() {
  leaving_ = false;
  drop_up_to(subscriptions_.size());
}

void Session::expel(std::string_view error_text, std::string_view why) { fail(error_text, why); }

void Session::fail(std::string_view error_text, std::string_view why) {
  if (closed_) {
    return;
  }
  if (!error_text.empty()) {
    if (env_.log.enabled(LogLevel::Debug)) {
      log().debug(error_text);
    }
    send_error(error_text);
  }
  close(why);
}

void Session::set_ping_timer(std::chrono::nanoseconds delay) {
  ping_timer_ = env_.loop.after(delay, [this] { ping(); });
}

void Session::ping() {
  const Duration interval = entrance_.type == ConnectionType::WebSocket &&
                                    env_.options->websocket.ping_interval.count() > 0
                                ? env_.options->websocket.ping_interval
                                : env_.options->ping_interval;
  const SteadyTime now = env_.loop.clock().steady();
  const bool measured =
      rtt_.count() > 0 && pinged_at_ != SteadyTime() && now - pinged_at_ <= kRttInterval;
  if (now - last_in_ >= interval || !measured) {
    if (pings_out_ + 1 > env_.options->ping_max) {
      ++env_.figures.stale_connections;
      fail(error_text::kStaleConnection, reason::kStaleConnection);
      return;
    }
    ++pings_out_;
    pinged_at_ = now;
    trace_out("PING");
    send("PING\r\n");
  }
  set_ping_timer(interval);
}

bool Session::on_pong() {
  trace_in("PONG");
  pings_out_ = 0;
  const auto rtt = env_.loop.clock().steady() - pinged_at_;
  if (pinged_at_ != SteadyTime()) {
    rtt_ = std::max<std::chrono::nanoseconds>(rtt, 1ns);
  }
  return true;
}

bool Session::on_ping() {
  trace_in("PING");
  trace_out("PONG");
  send("PONG\r\n");
  if (connected_ && !pinged_) {
    pinged_ = true;
    if (protocol_ >= 1) {
      say_info();
    }
  }
  return true;
}

void Session::send(std::string_view line) {
  transport_->output().append(line);
  want_flush();
}

void Session::send_error(std::string_view text) {
  trace_out(fmt::format("-ERR {}", text));
  send(fmt::format("-ERR '{}'\r\n", text));
}

void Session::want_flush() {
  if (!flushing_) {
    flushing_ = true;
    env_.loop.flush_at_turn_end(*this);
  }
}

void Session::flush() {
  flushing_ = false;
  if (closed_) {
    return;
  }
  if (delivered_) {
    // Once a turn is enough, and cheaper than for each delivery.
    last_active_ = env_.loop.turn_time();
    delivered_ = false;
  }
  transport_->flush();
  // Not only by its output: TLS and WebSocket hold some of it in their own form.
  if (write_timer_ == nullptr && transport_->stuck_since() &&
      env_.options->write_deadline.count() > 0) {
    write_timer_ = env_.loop.after(env_.options->write_deadline, [this] { write_deadline(); });
  }
}

/// The peer has had time enough since output began to wait, or begun to take it meanwhile.
void Session::write_deadline() {
  write_timer_.reset();
  const std::optional<SteadyTime> since = transport_->stuck_since();
  if (!since) {
    return;
  }
  const Duration deadline = env_.options->write_deadline;
  const auto waited = env_.loop.clock().steady() - *since;
  if (waited >= deadline) {
    log().info(
        fmt::format("Slow Consumer Detected: WriteDeadline of {}s exceeded with {} total bytes",
                    std::chrono::duration<double>(deadline).count(), pending()));
    slow_consumer(reason::kSlowConsumerDeadline);
    return;
  }
  write_timer_ = env_.loop.after(deadline - waited, [this] { write_deadline(); });
}

void Session::slow_consumer(std::string_view why) {
  ++env_.figures.slow_consumers;
  if (account_ != nullptr) {
    ++account_->slow_consumers;
  }
  close(why);
}

/// A publisher waits a little for a consumer that is nearly full.
void Session::stall(Session& consumer) {
  if (stalled_ || closed_ || env_.options->no_fast_producer_stall) {
    return;
  }
  ++stalls_;
  ++env_.figures.stalled_clients;
  stalled_ = true;
  consumer.stalled_by_me_.push_back(id_);
  stall_timer_ = env_.loop.after(kStall, [this] { unstall(); });
  update_reading();
}

void Session::unstall() {
  if (stalled_ && !closed_) {
    stalled_ = false;
    stall_timer_.reset();
    update_reading();
  }
}

void Session::update_reading() {
  const bool paused = stalled_ || admitting_;
  if (paused != paused_ && !closed_) {
    paused_ = paused;
    transport_->pause_reading(paused);
  }
}

std::size_t Session::pending() const { return transport_->output().size(); }

Time Session::last_activity() const {
  const auto ago = env_.loop.clock().steady() - last_active_;
  return env_.loop.clock().now() - std::chrono::duration_cast<Time::duration>(ago);
}

void Session::each_subscription(const std::function<bool(const Subscription&)>& visit) const {
  for (const auto& [sid, held] : subscriptions_) {
    if (!visit(*held)) {
      return;
    }
  }
}

}  // namespace natsop::engine
