#include "core/client/connection.h"

#include <fmt/format.h>
#include <nats/nats.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

#include "core/client/connection_state.h"
#include "core/client/dial.h"
#include "core/client/failure.h"
#include "core/client/relay.h"
#include "core/client/waiting.h"

namespace natsop::client {
namespace {

constexpr int kNoRespondersStatus = 503;
constexpr int kProbes = 3;
/// How long an answer may take before a repeatable request is sent again.
constexpr std::chrono::seconds kPatience{1};

/// A request that is closed however its caller leaves.
class OpenRequest {
 public:
  OpenRequest(Requests& requests, Requests::Id id) : requests_(requests), id_(id) {}
  OpenRequest(const OpenRequest&) = delete;
  OpenRequest& operator=(const OpenRequest&) = delete;
  ~OpenRequest() { requests_.close(id_); }

 private:
  Requests& requests_;
  Requests::Id id_;
};

void trace_request(const Hooks& hooks, const std::string& subject, const std::string& data) {
  if (hooks.trace) hooks.trace(fmt::format(">>> {}\n{}\n", subject, data));
}

void trace_answer(const Hooks& hooks, const std::string& subject, const Message& answer) {
  if (!hooks.trace) return;
  const std::string status =
      answer.status == 0 ? std::string() : fmt::format("{} {}", answer.status, answer.description);
  hooks.trace(fmt::format("<<< {}: {}{}\n", subject, status, answer.data));
}

Error for_subject(Error error, const std::string& subject) {
  if (error.message() == jetstream::kNoResponders) return no_responders(subject);
  if (error.code() == Code::Timeout) {
    return Error(Code::Timeout, fmt::format("no answer from \"{}\" in time", subject))
        .hint("--timeout sets how long to wait");
  }
  return error;
}

std::string server_id(natsConnection* connection) {
  std::array<char, 256> buffer{};
  if (natsConnection_GetConnectedServerId(connection, buffer.data(), buffer.size()) != NATS_OK) {
    return {};
  }
  return buffer.data();
}

}  // namespace

Connection::Connection(std::shared_ptr<ConnectionState> state) : state_(std::move(state)) {}
Connection::~Connection() { close(); }

Result<std::unique_ptr<Connection>> Connection::connect(const context::ConnectSettings& settings,
                                                        Hooks hooks) {
  NATSOP_TRY(LoginKeeper login, LoginKeeper::make(settings.login));
  auto state = std::make_shared<ConnectionState>(settings, std::move(hooks), std::move(login));
  auto connection = std::make_unique<Connection>(state);
  NATSOP_CHECK(state->open());
  return connection;
}

Result<void> Connection::publish(const Message& message) {
  return state_->publish(message.subject, message.data, message.reply, message.headers);
}

Result<void> Connection::publish(const std::string& subject, std::string_view data,
                                 const std::string& reply, const Headers& headers) {
  return state_->publish(subject, data, reply, headers);
}

/// One request; sent again, to the same inbox, after `patience`, then with gaps that double.
Result<Message> Connection::ask(const std::string& subject, const std::string& data,
                                const Headers& headers, std::chrono::nanoseconds timeout,
                                std::chrono::nanoseconds patience) {
  const SteadyTime until = after(state_->clock.steady(), timeout);
  trace_request(state_->hooks, subject, data);
  NATSOP_TRY(const Requests::Id id, state_->send_request(subject, data, headers, timeout));
  const OpenRequest open(state_->requests, id);
  while (true) {
    const SteadyTime enough = std::min(until, after(state_->clock.steady(), patience));
    auto answer = state_->requests.wait(id, enough);
    if (!answer && answer.error().code() == Code::Timeout && enough < until) {
      trace_request(state_->hooks, subject, data);
      NATSOP_CHECK(state_->publish(subject, data, state_->requests.inbox(id), headers));
      patience += patience;
      continue;
    }
    if (!answer) return for_subject(std::move(answer).error(), subject);
    trace_answer(state_->hooks, subject, *answer);
    if (answer->status == kNoRespondersStatus && answer->data.empty()) {
      return no_responders(subject);
    }
    return answer;
  }
}

Result<Message> Connection::request(const std::string& subject, const std::string& data,
                                    const Headers& headers, std::chrono::nanoseconds timeout) {
  return ask(subject, data, headers, timeout, timeout);
}

Result<Message> Connection::request_repeatable(const std::string& subject, const std::string& data,
                                               const Headers& headers,
                                               std::chrono::nanoseconds timeout) {
  return ask(subject, data, headers, timeout, kPatience);
}

Result<std::vector<Message>> Connection::request_many(const std::string& subject,
                                                      const std::string& data,
                                                      const Headers& headers,
                                                      const jetstream::RequestMany& limits) {
  trace_request(state_->hooks, subject, data);
  NATSOP_TRY(const Requests::Id id, state_->send_request(subject, data, headers, limits.timeout));
  const OpenRequest open(state_->requests, id);
  auto answers = collect_answers(limits, state_->clock, [&](SteadyTime until) -> Result<Message> {
    auto answer = state_->requests.wait(id, until);
    if (answer) trace_answer(state_->hooks, subject, *answer);
    return answer;
  });
  if (!answers) return for_subject(std::move(answers).error(), subject);
  return answers;
}

Result<Subscription> Connection::subscribe(const std::string& subject, const std::string& queue) {
  return state_->subscribe(subject, queue, Handler{});
}

Result<Subscription> Connection::subscribe(const std::string& subject, const std::string& queue,
                                           MessageHandler handler) {
  return state_->subscribe(subject, queue, std::move(handler));
}

Result<Subscription> Connection::watch(const std::string& subject, const std::string& queue,
                                       ViewHandler handler) {
  return state_->subscribe(subject, queue, std::move(handler));
}

Result<void> Connection::flush(std::chrono::nanoseconds timeout) {
  NATSOP_CHECK(state_->round_trip(timeout));
  const auto violation = state_->next_violation([](const Violation&) { return true; });
  if (violation) return violation_error(*violation);
  return {};
}

Result<void> Connection::flush() { return flush(state_->settings.timeout); }

Result<std::chrono::nanoseconds> Connection::rtt() {
  std::int64_t nanoseconds = 0;
  const natsStatus status = natsConnection_GetRTT(state_->connection, &nanoseconds);
  if (status != NATS_OK) return library_error(status, "measuring the round trip");
  return std::chrono::nanoseconds(nanoseconds);
}

Result<ServerInfo> Connection::server_info() {
  const auto server = state_->connected_server();
  if (!server) return Error(Code::Unreachable, "not connected");
  ServerInfo info;
  info.url = server->redacted();
  info.address = server->address();
  info.id = server_id(state_->connection);
  info.headers = natsConnection_HasHeaderSupport(state_->connection) == NATS_OK;
  info.max_payload = max_payload();
  natsConnection_GetClientID(state_->connection, &info.client_id);
  char* ip = nullptr;
  if (natsConnection_GetClientIP(state_->connection, &ip) == NATS_OK && ip != nullptr) {
    info.client_ip = ip;
    std::free(ip);  // allocated by cnats with malloc
  }
  // cnats keeps neither name nor version. Behind one address there may be several servers, so the
  // answer counts only when it comes from ours.
  for (int probe = 0; probe < kProbes; ++probe) {
    if (state_->server_info && state_->server_info->text_at("/server_id") == info.id) break;
    auto greeting =
        dial(*server, state_->settings, Deadline(state_->clock, state_->settings.timeout));
    if (greeting) state_->server_info = std::move(greeting->info);
  }
  const json::Doc known = state_->server_info.value_or(json::Doc::object());
  if (known.text_at("/server_id") != info.id) return info;
  info.name = known.text_at("/server_name");
  info.version = known.text_at("/version");
  info.cluster = known.text_at("/cluster");
  info.jetstream = known.boolean_at("/jetstream");
  info.tls_required = known.boolean_at("/tls_required");
  info.auth_required = known.boolean_at("/auth_required");
  return info;
}

std::string Connection::connected_url() const { return state_->redacted_url(); }

std::vector<std::string> Connection::discovered_urls() const {
  char** list = nullptr;
  int count = 0;
  std::vector<std::string> urls;
  if (natsConnection_GetDiscoveredServers(state_->connection, &list, &count) != NATS_OK)
    return urls;
  for (int at = 0; at < count; ++at) {
    urls.emplace_back(list[at]);
    std::free(list[at]);  // allocated by cnats with malloc
  }
  std::free(list);
  return urls;
}

std::size_t Connection::max_payload() const {
  const std::int64_t bytes = natsConnection_GetMaxPayload(state_->connection);
  return bytes > 0 ? static_cast<std::size_t>(bytes) : 0;
}

bool Connection::connected() const {
  return natsConnection_Status(state_->connection) == NATS_CONN_STATUS_CONNECTED;
}

bool Connection::closed() const { return natsConnection_IsClosed(state_->connection); }

Traffic Connection::traffic() const {
  Traffic traffic;
  natsStatistics* counts = nullptr;
  if (natsStatistics_Create(&counts) != NATS_OK) return traffic;
  if (natsConnection_GetStats(state_->connection, counts) == NATS_OK) {
    natsStatistics_GetCounts(counts, &traffic.in_messages, &traffic.in_bytes, &traffic.out_messages,
                             &traffic.out_bytes, &traffic.reconnects);
  }
  natsStatistics_Destroy(counts);
  return traffic;
}

std::string Connection::new_inbox() const { return new_inbox_name(state_->settings.inbox_prefix); }

Result<void> Connection::drain(std::chrono::nanoseconds timeout) { return state_->drain(timeout); }

void Connection::close() { state_->close(); }

const context::ConnectSettings& Connection::settings() const { return state_->settings; }

}  // namespace natsop::client
