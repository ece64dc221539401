#include "core/engine/monitor/varz.h"

#include <algorithm>
#include <chrono>

#include "core/engine/accounts/directory.h"
#include "core/engine/monitor/fields.h"
#include "core/identity/jwt/token.h"

namespace natsop::engine {

namespace {

using json::Doc;

double seconds(Duration duration) { return std::chrono::duration<double>(duration).count(); }

/// Of the kinds of connections that nats-server counts apart, clients are those there are here.
Doc by_kind(std::uint64_t clients) {
  return Doc::object({{"clients", clients}, {"routes", 0}, {"gateways", 0}, {"leafs", 0}});
}

Doc websocket(const ServerView& view) {
  const WebsocketOptions& options = view.options().websocket;
  Fields fields;
  if (options.port == 0) return fields.done();
  fields.some("host", options.host).put("port", view.facts.websocket_port);
  fields.some("advertise", options.advertise).some("no_auth_user", options.no_auth_user);
  fields.some("jwt_cookie", options.jwt_cookie);
  if (options.handshake_timeout != WebsocketOptions().handshake_timeout) {
    fields.put("handshake_timeout", options.handshake_timeout.count());
  }
  if (options.authorization.timeout.count() > 0) {
    fields.put_real("auth_timeout", seconds(options.authorization.timeout));
  }
  fields.some("no_tls", options.no_tls);
  if (options.tls) fields.some("tls_verify_and_map", options.tls->verify_and_map);
  fields.some("same_origin", options.same_origin);
  fields.some("allowed_origins", options.allowed_origins);
  fields.some("compression", options.compression);
  return fields.done();
}

void put_settings(Fields& fields, const ServerView& view) {
  const Options& options = view.options();
  fields.put("server_id", view.id()).put("server_name", view.name());
  fields.put("version", view.info().version).put("proto", 1);
  fields.put("host", view.info().host).put("port", view.info().port);
  fields.some("auth_required", view.environment.authenticator.required(ConnectionType::Standard));
  if (options.tls) {
    fields.some("tls_required", !options.allow_non_tls).some("tls_verify", options.tls->verify);
  }
  fields.some("connect_urls", view.info().connect_urls);
  fields.some("ws_connect_urls", view.info().ws_connect_urls);
  fields.put("max_connections", options.max_connections);
  fields.some("max_subscriptions", options.max_subscriptions);
  fields.put("ping_interval", options.ping_interval.count()).put("ping_max", options.ping_max);
  fields.put("http_host", options.http_host).put("http_port", view.facts.http_port);
  fields.put("http_base_path", options.http_base_path).put("https_port", view.facts.https_port);
  const Duration login = options.authorization.timeout;
  fields.put_real("auth_timeout",
                  seconds(login.count() > 0 ? login : options.usual_login_timeout()));
  fields.put("max_control_line", options.max_control_line);
  fields.put("max_payload", options.max_payload).put("max_pending", options.max_pending);
}

void put_parts(Fields& fields, const ServerView& view) {
  const Options& options = view.options();
  fields.put("cluster", Fields().some("name", options.cluster_name).done());
  fields.put("gateway", Doc::object()).put("leaf", Doc::object()).put("mqtt", Doc::object());
  fields.put("websocket", websocket(view)).put("jetstream", Doc::object());
  const Duration usual = std::chrono::seconds(2);
  fields.put_real("tls_timeout", seconds(options.tls ? options.tls->timeout : usual));
  fields.put("write_deadline", options.write_deadline.count());
}

void put_process(Fields& fields, const ServerView& view) {
  const auto figures = view.process.look();
  const Time now = view.now();
  fields.put("start", view.facts.started).put("now", now);
  fields.put("uptime", uptime_text(now - view.facts.started));
  fields.put("mem", figures.memory).put("cores", figures.cores).put_real("cpu", figures.cpu);
}

void put_traffic(Fields& fields, const ServerView& view) {
  const ServerFigures& figures = view.environment.figures;
  fields.put("connections", view.connections.open_count());
  fields.put("total_connections", figures.total_connections);
  fields.put("routes", 0).put("remotes", 0).put("leafnodes", 0);
  fields.put("in_msgs", figures.received.messages).put("in_bytes", figures.received.bytes);
  fields.put("in_client_msgs", figures.from_clients.messages);
  fields.put("in_client_bytes", figures.from_clients.bytes);
  fields.put("out_msgs", figures.sent.messages).put("out_bytes", figures.sent.bytes);
  fields.put("out_client_msgs", figures.to_clients.messages);
  fields.put("out_client_bytes", figures.to_clients.bytes);
  fields.put("slow_consumers", figures.slow_consumers);
  fields.put("stale_connections", figures.stale_connections);
  fields.put("stalled_clients", figures.stalled_clients);
  fields.put("subscriptions", subscription_count(view));
}

void put_configuration(Fields& fields, const ServerView& view) {
  const Options& options = view.options();
  Fields requests;
  for (const auto& [path, count] : view.facts.http_requests) requests.put(path, count);
  fields.put("http_req_stats", requests.done());
  fields.put("config_load_time", view.facts.configured);
  fields.put("config_digest", options.config_digest);
  fields.some("tags", options.server_tags).some("metadata", options.server_metadata);
  fields.some("trusted_operators_jwt", options.operators.jwts);
  std::vector<Doc> operators;
  for (const std::string& token : options.operators.jwts) {
    operators.push_back(identity::jwt::peek_payload(token).value_or(Doc()));
  }
  fields.some("trusted_operators_claim", Doc::array(std::move(operators)));
  if (const Account* system = view.environment.accounts.system()) {
    fields.some("system_account", system->name());
  }
}

}  // namespace

Doc traffic_doc(const Traffic& traffic) {
  return Doc::object({{"msgs", traffic.messages}, {"bytes", traffic.bytes}});
}

std::uint64_t subscription_count(const ServerView& view) {
  std::uint64_t count = 0;
  for (const Account* account : view.environment.accounts.all()) {
    count += account->interest().subscriptions();
  }
  return count;
}

Doc varz(const ServerView& view) {
  Fields fields;
  put_settings(fields, view);
  put_parts(fields, view);
  put_process(fields, view);
  put_traffic(fields, view);
  put_configuration(fields, view);
  fields.put("slow_consumer_stats", by_kind(view.environment.figures.slow_consumers));
  fields.put("stale_connection_stats", by_kind(view.environment.figures.stale_connections));
  return fields.done();
}

Doc statsz(const ServerView& view) {
  const auto process = view.process.look();
  const ServerFigures& figures = view.environment.figures;
  const auto accounts = view.environment.accounts.all();
  const auto active =
      std::ranges::count_if(accounts, [](const Account* one) { return !one->members().empty(); });
  Fields fields;
  fields.put("start", view.facts.started).put("mem", process.memory);
  fields.put("cores", process.cores).put_real("cpu", process.cpu);
  fields.put("connections", view.connections.open_count());
  fields.put("total_connections", figures.total_connections);
  fields.put("active_accounts", active).put("subscriptions", subscription_count(view));
  fields.put("sent", traffic_doc(figures.sent))
      .put("sent_to_clients", traffic_doc(figures.to_clients));
  fields.put("received", traffic_doc(figures.received));
  fields.put("received_from_clients", traffic_doc(figures.from_clients));
  fields.put("slow_consumers", figures.slow_consumers);
  if (figures.slow_consumers > 0) {
    fields.put("slow_consumer_stats", by_kind(figures.slow_consumers));
  }
  if (figures.stale_connections > 0) {
    fields.put("stale_connections", figures.stale_connections);
    fields.put("stale_connection_stats", by_kind(figures.stale_connections));
  }
  fields.some("stalled_clients", figures.stalled_clients);
  fields.put("active_servers", 1);
  return fields.done();
}

}  // namespace natsop::engine
