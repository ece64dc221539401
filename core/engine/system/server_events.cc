#include "core/engine/system/server_events.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/engine/accounts/client_info.h"
#include "core/engine/accounts/directory.h"
#include "core/engine/monitor/accstatz.h"
#include "core/engine/monitor/fields.h"
#include "core/engine/monitor/varz.h"
#include "core/engine/session/session.h"

namespace natsop::engine {

namespace {

using json::Doc;

constexpr std::string_view kTypes = "io.nats.server.advisory.v1.";
constexpr std::size_t kIdLength = 22;  // as long as nats-server's
constexpr std::string_view kIdLetters =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// The `client` of an event, which names its server elsewhere.
ClientInfo client_of(const Session& session) {
  ClientInfo client;
  session.describe(client, true);
  client.server.clear();
  client.cluster.clear();
  const Account* account = session.account();
  // Who has not been let in belongs to the account of everyone.
  if (account == nullptr) client.account = AccountDirectory::kGlobal;
  client.name_tag = account == nullptr ? client.account : account->display_name();
  return client;
}

}  // namespace

ServerEvents::ServerEvents(const ServerView& view, ServerStamp& stamp, SystemSink& sink)
    : view_(view), stamp_(stamp), sink_(sink) {}

void ServerEvents::start() {
  statsz_timer_ = view_.environment.loop.after(statsz_delay_, [this] { publish_statsz(); });
}

void ServerEvents::shutdown() {
  if (ended_) return;
  sink_.publish(fmt::format("$SYS.SERVER.{}.SHUTDOWN", view_.id()), stamp_.next().dump_go());
  ended_ = true;
  statsz_timer_.reset();
  heartbeats_.clear();
}

void ServerEvents::lame_duck() {
  sink_.publish(fmt::format("$SYS.SERVER.{}.LAMEDUCK", view_.id()), stamp_.next().dump_go());
}

void ServerEvents::publish_statsz() {
  const std::string subject = fmt::format("$SYS.SERVER.{}.STATSZ", view_.id());
  if (sink_.wanted(subject)) {
    const Doc event = Doc::object({{"server", stamp_.next()}, {"statsz", statsz(view_)}});
    sink_.publish(subject, event.dump_go());
  }
  statsz_delay_ = std::min<std::chrono::nanoseconds>(statsz_delay_ * 2, kLastStatsz);
  start();
}

Fields ServerEvents::event(std::string_view type) {
  Fields fields;
  fields.put("type", fmt::format("{}{}", kTypes, type));
  fields.put("id", view_.environment.random.text(kIdLength, kIdLetters));
  fields.put("timestamp", view_.now()).put("server", stamp_.next());
  return fields;
}

Doc ServerEvents::account_connections(const Account& account) {
  Fields fields = event("account_connections");
  put_account_figures(fields, account);
  return fields.done();
}

void ServerEvents::publish_counts(Account& account) {
  for (const std::string& subject : {fmt::format("$SYS.SERVER.ACCOUNT.{}.CONNS", account.name()),
                                     fmt::format("$SYS.ACCOUNT.{}.SERVER.CONNS", account.name())}) {
    if (sink_.wanted(subject)) sink_.publish(subject, account_connections(account).dump_go());
  }
  if (account.members().empty()) {
    heartbeats_.erase(account.name());
  } else {
    heartbeats_[account.name()] = view_.environment.loop.after(
        kAccountHeartbeat, [this, name = account.name()] { on_heartbeat(name); });
  }
}

// By value: the call's own timer, which holds the name, may be replaced on the way.
void ServerEvents::on_heartbeat(std::string account) {
  if (Account* found = view_.environment.accounts.find(account)) {
    publish_counts(*found);
  } else {
    heartbeats_.erase(account);
  }
}

Doc ServerEvents::disconnect(const Session& session, std::string_view reason) {
  ClientInfo client = client_of(session);
  client.stop = view_.now();
  Fields fields = event("client_disconnect");
  fields.put("client", client.to_json());
  // From the client's side: it sent what the session received.
  fields.put("sent", traffic_doc(session.received())).put("received", traffic_doc(session.sent()));
  fields.put("reason", reason);
  return fields.done();
}

void ServerEvents::on_connect(const Session& session) {
  Account* account = session.account();
  if (ended_ || account == nullptr) return;
  publish_counts(*account);
  const std::string subject = fmt::format("$SYS.ACCOUNT.{}.CONNECT", account->name());
  if (!sink_.wanted(subject)) return;
  ClientInfo client = client_of(session);
  client.rtt = {};  // known for a moment at most
  Fields fields = event("client_connect");
  sink_.publish(subject, fields.put("client", client.to_json()).done().dump_go());
}

void ServerEvents::on_disconnect(const Session& session, std::string_view reason) {
  Account* account = session.account();
  if (ended_ || account == nullptr) return;
  publish_counts(*account);
  const std::string subject = fmt::format("$SYS.ACCOUNT.{}.DISCONNECT", account->name());
  if (sink_.wanted(subject)) sink_.publish(subject, disconnect(session, reason).dump_go());
}

void ServerEvents::on_auth_error(const Session& session, std::string_view reason) {
  if (ended_) return;
  const std::string subject = fmt::format("$SYS.SERVER.{}.CLIENT.AUTH.ERR", view_.id());
  if (sink_.wanted(subject)) sink_.publish(subject, disconnect(session, reason).dump_go());
  // The account hears of it too, when it is known whose user was refused.
  Account* account = session.account();
  constexpr std::string_view kOfAccount = "$SYS.ACCOUNT.CLIENT.AUTH.ERR";
  if (account != nullptr && account->interest().has_interest(kOfAccount)) {
    sink_.publish(*account, kOfAccount, disconnect(session, reason).dump_go());
  }
}

}  // namespace natsop::engine
