#include "core/client/connection_state.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nats/nats.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <utility>

#include "core/base/random.h"
#include "core/client/dial.h"
#include "core/client/failure.h"
#include "core/client/message.h"
#include "core/client/options.h"
#include "core/client/relay.h"
#include "core/client/waiting.h"

namespace natsop::client {
namespace {

using std::chrono::milliseconds;

constexpr std::string_view kNameAlphabet =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::size_t kNameLength = 22;
constexpr milliseconds kDiagnosis{1000};  ///< for finding out why one URL cannot be reached

struct Registry {
  std::mutex mutex;
  std::uintptr_t last = 0;
  std::map<std::uintptr_t, std::weak_ptr<ConnectionState>> states;
};

Registry& registry() {
  static Registry instance;
  return instance;
}

std::string library_url(natsConnection* connection) {
  std::array<char, 1024> buffer{};
  if (natsConnection_GetConnectedUrl(connection, buffer.data(), buffer.size()) != NATS_OK)
    return {};
  return buffer.data();
}

}  // namespace

void* register_state(const std::shared_ptr<ConnectionState>& state) {
  const std::scoped_lock lock(registry().mutex);
  const std::uintptr_t id = ++registry().last;
  registry().states[id] = state;
  return reinterpret_cast<void*>(id);  // NOLINT(performance-no-int-to-ptr): never dereferenced
}

void forget_state(void* id) {
  const std::scoped_lock lock(registry().mutex);
  registry().states.erase(reinterpret_cast<std::uintptr_t>(id));
}

std::shared_ptr<ConnectionState> find_state(void* id) {
  const std::scoped_lock lock(registry().mutex);
  const auto found = registry().states.find(reinterpret_cast<std::uintptr_t>(id));
  return found == registry().states.end() ? nullptr : found->second.lock();
}

std::string new_inbox_name(const std::string& prefix) {
  SystemRandom random;
  return fmt::format("{}.{}", prefix, random.text(kNameLength, kNameAlphabet));
}

ConnectionState::ConnectionState(context::ConnectSettings made_from, Hooks told, LoginKeeper keeper)
    : settings(std::move(made_from)),
      hooks(std::move(told)),
      login(std::move(keeper)),
      requests(new_inbox_name(settings.inbox_prefix) + ".") {}

ConnectionState::~ConnectionState() {
  close();
  if (connection != nullptr) natsConnection_Destroy(connection);
}

Result<void> ConnectionState::open() {
  std::vector<context::ServerUrl> urls = settings.urls;
  if (needs_relay(settings)) {
    NATSOP_TRY(relay, Relay::start(settings));
    urls = relay->local_urls();
  }
  callback_id_ = register_state(shared_from_this());
  NATSOP_TRY(const OptionsHandle options, make_options(*this, callback_id_, urls));
  natsStatus status = natsConnection_Connect(&connection, options.get());
  while (status != NATS_OK && login.wants_another_nonce()) {
    status = natsConnection_Connect(&connection, options.get());
  }
  if (status != NATS_OK) {
    closing_ = true;
    return connect_error(status);
  }
  return {};
}

/// What is wrong with a server that greets and then does not let us in.
Error ConnectionState::refusal(int status, const std::string& said, const json::Doc& info) const {
  const bool tls = info.boolean_at("/tls_required") || settings.tls.wanted();
  if (tls && info.boolean_at("/tls_verify") && settings.tls.cert.empty()) {
    return Error(Code::Denied, "TLS: the server wants a client certificate")
        .hint("give --tlscert and --tlskey");
  }
  if (status == NATS_SSL_ERROR) {
    return Error(Code::Denied, "TLS: " + library_error(status, {}).message())
        .hint("--tlsca names the authority to trust");
  }
  Error error = status == NATS_ERR || status == NATS_PROTOCOL_ERROR ? server_error(said)
                                                                    : library_error(status, {});
  if (error.code() == Code::Denied) error.hint(login_hint(settings));
  return error;
}

Error ConnectionState::connect_error(int status) const {
  const char* last = nats_GetLastError(nullptr);
  const std::string said = last == nullptr ? "" : last;
  const std::string doing = "connecting to " + settings.shown_urls();
  if (status == NATS_CONNECTION_AUTH_FAILED || status == NATS_NOT_PERMITTED) {
    const std::string words =
        said.empty() ? "authorization violation" : server_error(said).message();
    return Error(Code::Denied, words).hint(login_hint(settings)).during(doing);
  }
  std::vector<std::string> reasons;
  std::optional<Error> first;
  for (const context::ServerUrl& url : settings.urls) {
    const auto patience = std::min<std::chrono::nanoseconds>(settings.timeout, kDiagnosis);
    auto greeting = dial(url, settings, Deadline(clock, patience));
    Error error = greeting ? refusal(status, said, greeting->info) : std::move(greeting).error();
    reasons.push_back(settings.urls.size() == 1
                          ? error.message()
                          : fmt::format("{}: {}", url.redacted(), error.message()));
    if (!first) first = std::move(error);
  }
  Error error(first->code(), fmt::format("{}", fmt::join(reasons, "; ")));
  error.hint(
      !first->hint().empty()
          ? first->hint()
          : fmt::format("is a server running there? The URL comes from {}", settings.url_origin));
  return std::move(error).during(doing);
}

void ConnectionState::close() {
  closing_ = true;
  if (callback_id_ != nullptr) forget_state(std::exchange(callback_id_, nullptr));
  requests.fail_all(Error(Code::Unreachable, "the connection is closed"));
  // The connection goes first: closing it ends the threads that its subscriptions wait for. Its
  // memory stays until the state goes, for other threads that are in a call.
  if (connection != nullptr) natsConnection_Close(connection);
  {
    const std::scoped_lock lock(opening_);
    answers_.reset();
  }
  relay.reset();
}

Result<void> ConnectionState::drain(std::chrono::nanoseconds timeout) {
  closing_ = true;
  const std::int64_t wait = std::max<std::int64_t>(1, library_ms(timeout));
  const natsStatus status = natsConnection_DrainTimeout(connection, wait);
  if (status != NATS_OK) return library_error(status, "draining the connection");
  std::unique_lock lock(mutex_);
  if (closed_.wait_for(lock, milliseconds(wait), [this] { return is_closed_; })) return {};
  return Error(Code::Timeout, "draining the connection took too long");
}

Result<void> ConnectionState::publish(const std::string& subject, std::string_view data,
                                      const std::string& reply, const Headers& headers) {
  NATSOP_CHECK(check_publish_subject(subject));
  if (!reply.empty()) NATSOP_CHECK(check_publish_subject(reply));
  natsStatus status = NATS_OK;
  if (!headers.empty()) {
    NATSOP_TRY(const LibraryMessage message, from_parts(subject, reply, data, headers));
    status = natsConnection_PublishMsg(connection, message.get());
  } else if (reply.empty()) {
    status = natsConnection_Publish(connection, subject.c_str(), data.data(),
                                    static_cast<int>(data.size()));
  } else {
    status = natsConnection_PublishRequest(connection, subject.c_str(), reply.c_str(), data.data(),
                                           static_cast<int>(data.size()));
  }
  if (status == NATS_OK) return {};
  const std::string doing = fmt::format("publishing to \"{}\"", subject);
  if (status == NATS_MAX_PAYLOAD) {
    return Error(Code::Invalid,
                 fmt::format("the message has {} bytes, and the server takes at most {}",
                             data.size(), natsConnection_GetMaxPayload(connection)))
        .hint("send less at once, or raise max_payload in the server's configuration")
        .during(doing);
  }
  if (status == NATS_NO_SERVER_SUPPORT) {
    return Error(Code::Unsupported, "the server does not take message headers").during(doing);
  }
  return library_error(status, doing);
}

Result<void> ConnectionState::round_trip(std::chrono::nanoseconds timeout) {
  const std::int64_t wait = std::max<std::int64_t>(1, library_ms(timeout));
  const natsStatus status = natsConnection_FlushTimeout(connection, wait);
  if (status == NATS_OK) return {};
  if (natsConnection_IsClosed(connection)) return last_error(Code::Unreachable);
  return library_error(status, "waiting for the server");
}

std::optional<Violation> ConnectionState::next_violation(
    const std::function<bool(const Violation&)>& wanted) {
  const char* text = nullptr;
  if (natsConnection_GetLastError(connection, &text) == NATS_NOT_PERMITTED && text != nullptr) {
    violations_.settle(text);
  }
  return violations_.take(wanted);
}

Result<void> ConnectionState::listen_for_answers() {
  const std::scoped_lock opening(opening_);
  if (answers_) return {};
  const std::weak_ptr<ConnectionState> weak = weak_from_this();
  // A handler holds its state weakly: the state owns the subscription.
  const MessageHandler handler = [weak](Message message) {
    if (const auto state = weak.lock()) state->requests.answer(std::move(message));
  };
  NATSOP_TRY(Subscription made, subscribe(requests.wildcard(), {}, handler));
  answers_ = std::move(made);
  return {};
}

Result<Requests::Id> ConnectionState::send_request(const std::string& subject,
                                                   std::string_view data, const Headers& headers,
                                                   std::chrono::nanoseconds timeout) {
  NATSOP_CHECK(listen_for_answers());
  const Requests::Id id = requests.open();
  const std::string inbox = requests.inbox(id);
  const auto fail = [&](Error error) {
    requests.close(id);
    return error;
  };
  if (auto sent = publish(subject, data, inbox, headers); !sent)
    return fail(std::move(sent).error());
  // The server's PONG follows its refusal of anything sent before, so a denied request fails at
  // once instead of waiting for an answer that never comes.
  if (auto arrived = round_trip(timeout); !arrived) {
    return fail(std::move(arrived).error().during(fmt::format("sending to \"{}\"", subject)));
  }
  const std::string wildcard = requests.wildcard();
  const auto violation = next_violation([&](const Violation& one) {
    return one.subject == subject || one.subject == wildcard || one.subject == inbox;
  });
  if (!violation) return id;
  Error error = violation_error(*violation);
  if (violation->subject != subject) {
    const std::scoped_lock opening(opening_);
    answers_.reset();  // the next request subscribes, and is refused, anew
    error.hint("answers come to an inbox: --inbox-prefix sets one that this user may subscribe to");
  }
  return fail(std::move(error));
}

void ConnectionState::on_disconnected() {
  if (closing_ || !hooks.on_disconnect) return;
  hooks.on_disconnect(last_error(Code::Unreachable));
}

void ConnectionState::on_reconnected() {
  if (!closing_ && hooks.on_reconnect) hooks.on_reconnect(redacted_url());
}

void ConnectionState::on_discovered() {
  if (closing_ || !hooks.on_discovered) return;
  char** list = nullptr;
  int count = 0;
  if (natsConnection_GetServers(connection, &list, &count) != NATS_OK) return;
  std::vector<std::string> urls;
  for (int at = 0; at < count; ++at) {
    urls.emplace_back(list[at]);
    std::free(list[at]);  // allocated by cnats with malloc
  }
  std::free(list);
  hooks.on_discovered(urls);
}

void ConnectionState::on_closed() {
  {
    const std::scoped_lock lock(mutex_);
    is_closed_ = true;
    closed_.notify_all();
  }
  if (closing_) return;
  const Error reason = last_error(Code::Unreachable);
  requests.fail_all(reason);
  if (hooks.on_closed) hooks.on_closed(reason);
}

void ConnectionState::on_error(natsSubscription* subscription, int status,
                               const std::string& text) {
  const auto violation = status == NATS_NOT_PERMITTED ? parse_violation(text) : std::nullopt;
  if (violation) {
    const Error error = violation_error(*violation);
    if (violation->kind == Violation::Kind::Subscribe) {
      std::vector<std::shared_ptr<SubscriptionState>> refused;
      {
        const std::scoped_lock lock(mutex_);
        for (const auto& known : subscriptions_) {
          const auto state = known.lock();
          if (state && state->subject() == violation->subject) refused.push_back(state);
        }
      }
      for (const auto& state : refused) state->refuse(error);
    }
    violations_.add(text, *violation);
    if (!closing_ && hooks.on_error) hooks.on_error(error);
    return;
  }
  if (closing_ || !hooks.on_error) return;
  Error error = status == NATS_SLOW_CONSUMER ? library_error(status, {}) : server_error(text);
  if (subscription != nullptr) {
    error.during(fmt::format("receiving on \"{}\"", natsSubscription_GetSubject(subscription)));
  }
  hooks.on_error(error);
}

std::int64_t ConnectionState::on_delay(int attempts) {
  constexpr double kFirst = 500;
  constexpr double kLongest = 20000;
  double base = kFirst;
  for (int round = 1; round < attempts && base < kLongest; ++round) base *= 1.5;
  SystemRandom random;
  // Between half and one and a half of it, so that many clients do not come back at once.
  const double jitter = 0.5 + static_cast<double>(random.number(1001)) / 1000;
  const auto delay = static_cast<std::int64_t>(std::min(base, kLongest) * jitter);
  if (!closing_ && hooks.on_delay) hooks.on_delay(milliseconds(delay));
  return delay;
}

std::optional<context::ServerUrl> ConnectionState::connected_server() const {
  if (connection == nullptr) return std::nullopt;
  const std::string text = library_url(connection);
  if (text.empty()) return std::nullopt;
  auto url = context::parse_server_url(text);
  if (!url) return std::nullopt;
  if (relay) return relay->target_of(url->port);
  // Discovered servers carry neither scheme nor login.
  for (const context::ServerUrl& known : settings.urls) {
    if (known.host == url->host && known.port == url->port) return known;
  }
  return *url;
}

std::string ConnectionState::redacted_url() const {
  const auto url = connected_server();
  return url ? url->redacted() : std::string();
}

Error ConnectionState::last_error(Code code) const {
  const char* text = nullptr;
  const natsStatus status = natsConnection_GetLastError(connection, &text);
  if (relay) {
    if (auto error = relay->last_error()) return *std::move(error);
  }
  if (status == NATS_OK || text == nullptr || *text == '\0')
    return Error(code, "the connection is lost");
  const Error error =
      status == NATS_STALE_CONNECTION ? library_error(status, {}) : server_error(text);
  if (error.code() != Code::Denied) return Error(code, error.message());
  return Error(error).hint(login_hint(settings));
}

}  // namespace natsop::client
