#include "core/engine/session/registry.h"

#include <algorithm>
#include <limits>

namespace natsop::engine {

namespace {

std::vector<SubscriptionRow> subscriptions_of(
    const Session& session, std::size_t most = std::numeric_limits<std::size_t>::max()) {
  std::vector<SubscriptionRow> rows;
  if (session.account() == nullptr) {
    return rows;
  }
  rows.reserve(std::min(session.subscriptions(), most));
  session.each_subscription([&](const Subscription& subscription) {
    if (rows.size() == most) {
      return false;
    }
    rows.push_back({.account = session.account()->name(),
                    .account_name = session.account()->display_name(),
                    .subject = subscription.subject,
                    .queue = subscription.queue,
                    .sid = subscription.sid,
                    .delivered = subscription.delivered,
                    .max = subscription.max,
                    .connection = session.id()});
    return true;
  });
  return rows;
}

}  // namespace

Registry::~Registry() = default;

void Registry::accept(Environment& environment, std::unique_ptr<Transport> transport,
                      Entrance entrance) {
  if (environment.lame_duck) {
    transport->close();
    environment.loop.dispose(std::move(transport));
    return;
  }
  const std::uint64_t id = next_id();
  auto session =
      std::make_unique<Session>(environment, id, std::move(transport), std::move(entrance));
  Session& opened = *session;
  sessions_.emplace(id, std::move(session));
  opened.open();
}

bool Registry::may_shake_hands(SteadyTime now, std::int64_t most) {
  if (handshakes_ == 0 || now - handshakes_since_ >= std::chrono::seconds(1)) {
    handshakes_since_ = now;
    handshakes_ = 0;
  }
  return ++handshakes_ <= most;
}

Session* Registry::find(std::uint64_t id) const {
  const auto found = sessions_.find(id);
  return found == sessions_.end() ? nullptr : found->second.get();
}

Session* Registry::oldest() const {
  const auto first =
      std::ranges::min_element(sessions_, {}, [](const auto& session) { return session.first; });
  return first == sessions_.end() ? nullptr : first->second.get();
}

void Registry::each(const std::function<void(Session&)>& visit) const {
  std::vector<std::uint64_t> ids;
  ids.reserve(sessions_.size());
  for (const auto& [id, session] : sessions_) {
    ids.push_back(id);
  }
  std::ranges::sort(ids);
  for (const std::uint64_t id : ids) {
    if (Session* session = find(id); session != nullptr) {
      visit(*session);
    }
  }
}

void Registry::announce_info() const {
  each([](Session& session) { session.announce_info(); });
}

void Registry::close_all(std::string_view reason) const {
  each([&](Session& session) { session.close(reason); });
}

ConnectionRow Registry::row_of(const Session& session) {
  const Admission& admission = session.admission();
  ConnectionRow row;
  row.id = session.id();
  row.type = session.type() == ConnectionType::WebSocket ? "websocket" : "nats";
  row.ip = session.transport().peer_ip();
  row.port = session.transport().peer_port();
  row.start = session.start();
  row.last_activity = session.last_activity();
  row.rtt = session.rtt();
  row.pending_bytes = session.pending();
  row.in_msgs = session.received().messages;
  row.in_bytes = session.received().bytes;
  row.out_msgs = session.sent().messages;
  row.out_bytes = session.sent().bytes;
  row.stalls = session.stalls();
  row.subscriptions = session.subscriptions();
  row.name = session.name();
  row.lang = session.lang();
  row.version = session.version();
  if (const std::optional<TlsPeer>& tls = session.transport().tls(); tls) {
    row.tls_version = tls->version;
    row.tls_cipher_suite = tls->cipher_suite;
    for (const TlsPeer::Certificate& certificate : tls->certificates) {
      row.certificates.push_back({.subject = certificate.subject,
                                  .spki_sha256 = certificate.spki_sha256,
                                  .raw_sha256 = certificate.raw_sha256});
    }
  }
  row.user = admission.user;
  if (session.account() != nullptr) {
    row.account = session.account()->name();
    row.account_name = session.account()->display_name();
  }
  row.jwt = admission.jwt;
  row.issuer_key = admission.issuer_key;
  row.tags = admission.tags;
  return row;
}

std::vector<ConnectionRow> Registry::open() const {
  std::vector<ConnectionRow> rows;
  rows.reserve(sessions_.size());
  for (const auto& [id, session] : sessions_) {
    rows.push_back(row_of(*session));
  }
  return rows;
}

std::vector<ConnectionRow> Registry::closed() const { return closed_.rows(); }

std::vector<SubscriptionRow> Registry::subscriptions(std::uint64_t id) const {
  const Session* session = find(id);
  return session != nullptr ? subscriptions_of(*session) : closed_.subscriptions(id);
}

void Registry::remember(const Session& session, std::string_view reason, Time now,
                        std::size_t most) {
  if (most == 0) {
    return;
  }
  ConnectionRow row = row_of(session);
  row.stop = now;
  row.reason = reason;
  closed_.add(row, subscriptions_of(session, ClosedConnections::kMostSubscriptions), most);
}

void Registry::release(Session& session, Loop& loop) {
  const auto found = sessions_.find(session.id());
  if (found == sessions_.end()) {
    return;
  }
  std::unique_ptr<Session> gone = std::move(found->second);
  sessions_.erase(found);
  if (!gone->leaving()) {
    loop.dispose(std::move(gone));
    return;
  }
  leaving_.push_back(std::move(gone));
  if (leaving_.size() == 1) {
    go_on_leaving(loop);
  }
}

/// In each turn a few subscriptions of one of those that are leaving.
void Registry::go_on_leaving(Loop& loop) {
  leaving_turn_ = loop.after(std::chrono::nanoseconds(0), [this, &loop] {
    leaving_.front()->leave();
    if (!leaving_.front()->leaving()) {
      loop.dispose(std::move(leaving_.front()));
      leaving_.pop_front();
    }
    if (leaving_.empty()) {
      leaving_turn_.reset();
    } else {
      go_on_leaving(loop);
    }
  });
}

}  // namespace natsop::engine
