#include "core/client/options.h"

#include <fmt/format.h>
#include <nats/nats.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include "core/client/failure.h"
#include "core/client/waiting.h"
#include "core/json/doc.h"

namespace natsop::client {
namespace {

void on_disconnected(natsConnection*, void* id) {
  if (const auto state = find_state(id)) state->on_disconnected();
}

void on_reconnected(natsConnection*, void* id) {
  if (const auto state = find_state(id)) state->on_reconnected();
}

void on_discovered(natsConnection*, void* id) {
  if (const auto state = find_state(id)) state->on_discovered();
}

void on_closed(natsConnection*, void* id) {
  if (const auto state = find_state(id)) state->on_closed();
}

void on_error(natsConnection*, natsSubscription* subscription, natsStatus status, void* id) {
  const char* text = nats_GetLastError(nullptr);
  const std::string copy = text == nullptr ? "" : text;
  if (const auto state = find_state(id)) state->on_error(subscription, status, copy);
}

std::int64_t on_delay(natsConnection*, int attempts, void* id) {
  const auto state = find_state(id);
  return state ? state->on_delay(attempts) : 0;
}

/// cnats frees what these callbacks return with free().
char* copied(const std::string& text) { return ::strdup(text.c_str()); }

natsStatus give_token(char** token, char** error, void* keeper) {
  auto result = static_cast<LoginKeeper*>(keeper)->token();
  if (!result) {
    *error = copied(result.error().one_line());
    return NATS_ERR;
  }
  *token = copied(*result);
  return *token == nullptr ? NATS_NO_MEMORY : NATS_OK;
}

natsStatus give_signature(char** error, unsigned char** signature, int* size, const char* nonce,
                          void* keeper) {
  auto result = static_cast<LoginKeeper*>(keeper)->sign(nonce == nullptr ? "" : nonce);
  if (!result) {
    *error = copied(result.error().one_line());
    return NATS_ERR;
  }
  // One byte more, so that a bearer's empty signature is an allocation too.
  *signature = static_cast<unsigned char*>(std::calloc(result->size() + 1, 1));
  if (*signature == nullptr) return NATS_NO_MEMORY;
  std::memcpy(*signature, result->data(), result->size());
  *size = static_cast<int>(result->size());
  return NATS_OK;
}

/// cnats 3.4 pastes names and passwords into its CONNECT as they are, so they are escaped here.
std::string for_connect(const std::string& text) {
  const std::string quoted = json::Doc(text).dump();
  return quoted.substr(1, quoted.size() - 2);
}

/// Notes the first failure of a row of setters.
class Setting {
 public:
  void operator()(natsStatus status, std::string_view what) {
    if (status != NATS_OK && !error_) error_ = library_error(status, what);
  }
  [[nodiscard]] Result<void> done() const {
    if (error_) return *error_;
    return {};
  }

 private:
  std::optional<Error> error_;
};

/// A login in a URL goes before all others, as in the Go client. cnats does not decode "%40" in
/// URLs, so a login that all URLs share travels as an option instead.
const context::ServerUrl* shared_login(const std::vector<context::ServerUrl>& urls) {
  const context::ServerUrl& first = urls.front();
  const bool same = std::ranges::all_of(urls, [&](const context::ServerUrl& url) {
    return url.user == first.user && url.password == first.password;
  });
  return same && !first.user.empty() ? &first : nullptr;
}

void set_servers(natsOptions* options, const std::vector<context::ServerUrl>& urls, Setting& set) {
  std::vector<std::string> texts;
  const bool shared = shared_login(urls) != nullptr;
  for (context::ServerUrl url : urls) {
    url.user = shared ? std::string() : for_connect(url.user);
    url.password = shared ? std::string() : for_connect(url.password);
    texts.push_back(url.text());
  }
  std::vector<const char*> pointers;
  for (const std::string& text : texts) pointers.push_back(text.c_str());
  set(natsOptions_SetServers(options, pointers.data(), static_cast<int>(pointers.size())),
      "reading the server URLs");
}

void set_login(natsOptions* options, ConnectionState& state, Setting& set) {
  const context::ConnectSettings& settings = state.settings;
  if (const context::ServerUrl* login = shared_login(settings.urls)) {
    if (login->password.empty()) {
      set(natsOptions_SetToken(options, for_connect(login->user).c_str()), "setting the token");
    } else {
      set(natsOptions_SetUserInfo(options, for_connect(login->user).c_str(),
                                  for_connect(login->password).c_str()),
          "setting the user");
    }
    return;
  }
  if (const auto* user = std::get_if<context::UserPassword>(&settings.login)) {
    set(natsOptions_SetUserInfo(options, for_connect(user->user).c_str(),
                                for_connect(user->password).c_str()),
        "setting the user");
  }
  if (state.login.has_token()) {
    set(natsOptions_SetUserCredentialsCallbacks(options, give_token, &state.login, give_signature,
                                                &state.login),
        "setting the credentials");
  } else if (state.login.has_key()) {
    set(natsOptions_SetNKey(options, state.login.public_key().c_str(), give_signature,
                            &state.login),
        "setting the nkey");
  }
  if (!settings.token.empty()) {
    set(natsOptions_SetToken(options, for_connect(settings.token).c_str()), "setting the token");
  }
}

void set_tls(natsOptions* options, const ConnectionState& state, Setting& set) {
  if (state.relay) return;  // it speaks TLS itself
  const context::TlsSettings& tls = state.settings.tls;
  const bool wanted =
      tls.wanted() || std::ranges::any_of(state.settings.urls, &context::ServerUrl::tls);
  if (wanted) set(natsOptions_SetSecure(options, true), "preparing TLS");
  if (!tls.ca.empty()) {
    set(natsOptions_LoadCATrustedCertificates(options, tls.ca.c_str()),
        fmt::format("reading the CA certificates in {}", tls.ca.string()));
  }
  if (!tls.cert.empty()) {
    set(natsOptions_LoadCertificatesChain(options, tls.cert.c_str(), tls.key.c_str()),
        fmt::format("reading the certificate {} and its key {}", tls.cert.string(),
                    tls.key.string()));
  }
  if (!tls.server_name.empty()) {
    set(natsOptions_SetExpectedHostname(options, tls.server_name.c_str()), "preparing TLS");
  }
  if (tls.skip_verify) set(natsOptions_SkipServerVerification(options, true), "preparing TLS");
}

void set_callbacks(natsOptions* options, void* id, Setting& set) {
  set(natsOptions_SetDisconnectedCB(options, on_disconnected, id), "preparing the connection");
  set(natsOptions_SetReconnectedCB(options, on_reconnected, id), "preparing the connection");
  set(natsOptions_SetDiscoveredServersCB(options, on_discovered, id), "preparing the connection");
  set(natsOptions_SetClosedCB(options, on_closed, id), "preparing the connection");
  set(natsOptions_SetErrorHandler(options, on_error, id), "preparing the connection");
  set(natsOptions_SetCustomReconnectDelay(options, on_delay, id), "preparing the connection");
}

/// The library ignores SIGPIPE from its first call on. A program that handles the signal goes on
/// doing so (cli/main.cc ends when whoever reads its output is gone).
natsStatus create_options(natsOptions** made) {
  struct sigaction before{};
  ::sigaction(SIGPIPE, nullptr, &before);
  const natsStatus status = natsOptions_Create(made);
  if (before.sa_handler != SIG_DFL) ::sigaction(SIGPIPE, &before, nullptr);
  return status;
}

}  // namespace

void DestroyOptions::operator()(natsOptions* options) const { natsOptions_Destroy(options); }

Result<OptionsHandle> make_options(ConnectionState& state, void* callback_id,
                                   const std::vector<context::ServerUrl>& urls) {
  natsOptions* made = nullptr;
  if (const natsStatus status = create_options(&made); status != NATS_OK) {
    return library_error(status, "preparing the connection");
  }
  OptionsHandle options(made);
  const context::ConnectSettings& settings = state.settings;
  Setting set;
  set_servers(made, urls, set);
  set_login(made, state, set);
  set_tls(made, state, set);
  set_callbacks(made, callback_id, set);
  set(natsOptions_SetTimeout(made, std::max<std::int64_t>(1, library_ms(settings.timeout))),
      "setting the timeout");
  set(natsOptions_SetMaxReconnect(made, settings.max_reconnects), "setting the reconnects");
  set(natsOptions_SetAllowReconnect(made, settings.max_reconnects != 0), "setting the reconnects");
  set(natsOptions_SetNoEcho(made, settings.no_echo), "setting no echo");
  set(natsOptions_SetSendAsap(made, settings.send_at_once), "setting when to send");
  if (!settings.name.empty()) {
    set(natsOptions_SetName(made, for_connect(settings.name).c_str()), "setting the name");
  }
  // Servers that a relay's target announces cannot be reached directly.
  if (state.relay) set(natsOptions_SetIgnoreDiscoveredServers(made, true), "setting the servers");
  NATSOP_CHECK(set.done());
  return options;
}

}  // namespace natsop::client
