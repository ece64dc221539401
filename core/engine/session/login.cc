// Who a session is: CONNECT, what it is admitted with, and what becomes of that later.
#include <fmt/format.h>

#include <algorithm>

#include "core/engine/options/options.h"
#include "core/engine/protocol/error_text.h"
#include "core/engine/protocol/server_info.h"
#include "core/engine/session/registry.h"
#include "core/engine/session/session.h"
#include "core/text/quote.h"

namespace natsop::engine {

namespace {

// NOLINTBEGIN(misc-unused-using-decls): clang-tidy does not see the use of literals
using std::chrono_literals::operator""h;
using std::chrono_literals::operator""ns;
using std::chrono_literals::operator""s;
// NOLINTEND(misc-unused-using-decls)

constexpr auto kFirstPing = 2s;
// Longer ones run in steps: a date in the far future is no reason for a timer that overflows.
constexpr auto kLongestExpiryTimer = 24h;

/// The smaller of two limits of which -1 is none.
std::int64_t tighter(std::int64_t a, std::int64_t b) {
  if (a < 0 || b < 0) {
    return std::max(a, b);
  }
  return std::min(a, b);
}

void fill_in(std::string& field, const Transport& transport, const std::string& cookie) {
  if (field.empty() && !cookie.empty()) {
    field = transport.cookie(cookie);
  }
}

}  // namespace

bool Session::on_gate() {
  std::optional<Admission> admission = env_.authenticator.without_connect(entrance_.type);
  if (!admission) {
    auth_violation("something other than CONNECT came first");
    return false;
  }
  return enter(*std::move(admission));
}

bool Session::on_connect(std::string_view json) {
  auth_timer_.reset();
  Result<ConnectOptions> parsed = ConnectOptions::parse(json);
  if (tracing()) {
    trace_in("CONNECT", redacted(json));
  }
  if (!parsed) {
    log().error("CONNECT: " + parsed.error().one_line());
    close(reason::kProtocolViolation);
    return false;
  }
  connect_ = std::make_unique<ConnectOptions>(*std::move(parsed));
  if (!connected_) {
    rtt_ = std::max<std::chrono::nanoseconds>(env_.loop.clock().steady() - started_, 1ns);
  }
  const Duration first = std::min<Duration>(env_.options->ping_interval, kFirstPing);
  const auto jitter = env_.random.number(static_cast<std::uint64_t>(first.count()) / 5);
  set_ping_timer(first + std::chrono::nanoseconds(jitter));
  if (transport_->websocket()) {
    const WebsocketOptions& websocket = env_.options->websocket;
    fill_in(connect_->jwt, *transport_, websocket.jwt_cookie);
    fill_in(connect_->user, *transport_, websocket.user_cookie);
    fill_in(connect_->pass, *transport_, websocket.pass_cookie);
    fill_in(connect_->auth_token, *transport_, websocket.token_cookie);
  }
  name_ = connect_->name;
  lang_ = connect_->lang;
  version_ = connect_->version;
  log_.reset();
  admit(*connect_);
  return !closed_ && !admitting_;
}

void Session::admit(const ConnectOptions& connect) {
  admitting_ = true;
  const std::optional<TlsPeer>& tls = transport_->tls();
  // It may be gone when the answer comes.
  auto answer = [&registry = env_.registry, id = id_](Result<Admission> admission) {
    if (Session* session = registry.find(id); session != nullptr) {
      session->on_admitted(std::move(admission));
    }
  };
  env_.authenticator.admit({.connect = connect,
                            .nonce = nonce_,
                            .ip = transport_->peer_ip(),
                            .type = entrance_.type,
                            .tls = tls ? &*tls : nullptr},
                           std::move(answer));
}

void Session::on_admitted(Result<Admission> admission) {
  if (closed_) {
    return;
  }
  const bool waited = paused_ && admitting_;
  admitting_ = false;
  if (!admission) {
    auth_violation(admission.error().one_line());
    return;
  }
  if (!connect_->account.empty() || connect_->new_account) {
    auth_violation("CONNECT asks for an account");
    return;
  }
  if (!accept_options() || !enter(*std::move(admission))) {
    return;
  }
  connect_.reset();
  if (verbose_) {
    trace_out("OK");
    send("+OK\r\n");
  }
  if (waited) {
    const std::string held = std::exchange(held_, {});
    update_reading();
    on_data(held);
  }
}

/// What CONNECT says besides who it is. False when that cannot be, and it is closed.
bool Session::accept_options() {
  verbose_ = connect_->verbose;
  echo_ = connect_->echo;
  protocol_ = connect_->protocol;
  headers_ = env_.info->headers && connect_->headers;
  no_responders_ = connect_->no_responders;
  parser_.rules().pedantic = connect_->pedantic;
  parser_.rules().headers = headers_;
  if (protocol_ < 0 || protocol_ > 1) {
    fail(error_text::kInvalidClientProtocol, reason::kBadProtocolVersion);
    return false;
  }
  if (no_responders_ && !headers_) {
    fail(error_text::kNoRespondersRequiresHeaders, reason::kNoRespondersRequiresHeaders);
    return false;
  }
  return true;
}

/// Joins the account. False when it is full, and this is closed.
bool Session::enter(Admission admission) {
  Account& account = *admission.account;
  const bool first = !connected_;
  auth_timer_.reset();
  if (&account != account_) {
    if (!account.has_room(Party::Client)) {
      log().error(error_text::kMaximumAccountConnections);
      fail(error_text::kMaximumAccountConnections, reason::kMaxAccountConnections);
      return false;
    }
    drop_up_to(subscriptions_.size());
    if (account_ != nullptr) {
      account_->remove_member(*this);
    }
    account_ = &account;
    account_->add_member(*this);
    ++account_->total_connections;
    system_ = account_ == env_.accounts.system();
  }
  connected_ = true;
  parser_.rules().gated = false;
  adopt(std::move(admission));
  if (first && !closed_ && env_.events != nullptr) {
    env_.events->on_connect(*this);
  }
  return !closed_;
}

void Session::adopt(Admission admission) {
  admission_ = std::move(admission);
  update_limits();
  update_rights(admission_.permissions != nullptr ? admission_.permissions
                                                  : account_->default_permissions());
  set_expiry();
}

void Session::update_limits() {
  const Options& options = *env_.options;
  stall_above_ = static_cast<std::size_t>(options.max_pending) / 4 * 3;
  traces_system_ = options.log.trace_verbose;
  parser_.rules().max_control_line = static_cast<std::size_t>(options.max_control_line);
  parser_.rules().max_payload =
      tighter(tighter(options.max_payload, account_->limits().payload), admission_.max_payload);
  const std::int64_t server = options.max_subscriptions > 0 ? options.max_subscriptions : -1;
  max_subscriptions_ =
      tighter(tighter(server, account_->limits().subscriptions), admission_.max_subscriptions);
}

/// New permissions, and an end to the subscriptions that they do not allow.
void Session::update_rights(std::shared_ptr<const Permissions> permissions) {
  if (permissions != rights_.permissions()) {
    rights_.set(std::move(permissions));
  }
  std::vector<Held*> refused;
  for (const auto& [sid, held] : subscriptions_) {
    const Permissions::Answer answer = rights_.may_subscribe(held->subject, held->queue);
    held->filtered = answer == Permissions::Answer::Filtered;
    if (answer == Permissions::Answer::No) {
      refused.push_back(held.get());
    }
  }
  std::ranges::sort(refused, {}, &Held::sid);
  for (const Held* held : refused) {
    log().info(fmt::format("Removed sub {} (sid {}) for {} - not authorized",
                           text::go_quote(held->subject), text::go_quote(held->sid), auth_user()));
    send_error(error_text::subscription_ended(held->subject, held->queue, held->sid));
    drop(std::string(held->sid));
  }
}

void Session::set_expiry() {
  auth_timer_.reset();
  if (!admission_.expires) {
    return;
  }
  const auto left = *admission_.expires - env_.loop.clock().now();
  if (left <= 0ns) {
    fail(error_text::kUserAuthenticationExpired, reason::kAuthenticationExpired);
    return;
  }
  auth_timer_ = env_.loop.after(std::min<std::chrono::nanoseconds>(left, kLongestExpiryTimer),
                                [this] { set_expiry(); });
}

void Session::on_account_changed() {
  if (closed_ || !connected_) {
    return;
  }
  if (admission_.renew) {
    Renewal renewal = admission_.renew();
    if (!renewal.admission) {
      log().error(renewal.expulsion.detail);
      expel(renewal.expulsion.error, renewal.expulsion.reason);
      return;
    }
    adopt(*std::move(renewal.admission));
  } else {
    adopt(std::move(admission_));
  }
  if (closed_) {
    return;
  }
  if (max_subscriptions_ >= 0 &&
      subscriptions_.size() > static_cast<std::size_t>(max_subscriptions_)) {
    fail(error_text::kMaximumSubscriptions, reason::kMaxSubscriptions);
    return;
  }
}

void Session::auth_violation(std::string_view detail) {
  const std::string who = connect_ == nullptr       ? std::string()
                          : !connect_->nkey.empty() ? " - Nkey " + text::go_quote(connect_->nkey)
                          : !connect_->user.empty() ? " - User " + text::go_quote(connect_->user)
                                                    : std::string();
  log().error("authentication error" + who, {{"why", detail}});
  if (env_.events != nullptr) {
    env_.events->on_auth_error(*this, reason::kAuthenticationFailure);
  }
  send_error(error_text::kAuthorizationViolation);
  close(reason::kAuthenticationFailure);
}

void Session::describe(ClientInfo& info, bool share) const {
  info.account = account_ == nullptr ? std::string() : account_->name();
  info.rtt = rtt_;
  if (!share) {
    return;
  }
  info.start = start_;
  info.host = transport_->peer_ip();
  info.id = id_;
  info.user = admission_.user;
  if (info.user.empty() && connect_ != nullptr) {  // whom it says to be
    info.user = connect_->nkey.empty() ? connect_->user : connect_->nkey;
  }
  info.name = name_;
  info.lang = lang_;
  info.version = version_;
  info.server = env_.info->server_name;
  info.cluster = env_.info->cluster;
  info.jwt = admission_.jwt;
  info.issuer_key = admission_.issuer_key;
  info.name_tag = account_ == nullptr ? std::string() : account_->display_name();
  info.tags = admission_.tags;
  info.kind = "Client";
  info.client_type = entrance_.type == ConnectionType::WebSocket ? "websocket" : "nats";
  info.nonce = nonce_;
}

}  // namespace natsop::engine
