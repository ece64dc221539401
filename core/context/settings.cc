#include "core/context/settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "core/base/files.h"
#include "core/text/duration.h"

namespace natsop::context {
namespace {

struct Variable {
  const char* name;
  std::string ConnectFlags::* member;
};

constexpr std::array<Variable, 13> kVariables = {{
    {"NATS_URL", &ConnectFlags::server},
    {"NATS_USER", &ConnectFlags::user},
    {"NATS_PASSWORD", &ConnectFlags::password},
    {"NATS_TOKEN", &ConnectFlags::token},
    {"NATS_CREDS", &ConnectFlags::creds},
    {"NATS_NKEY", &ConnectFlags::nkey},
    {"NATS_JWT", &ConnectFlags::jwt},
    {"NATS_SEED", &ConnectFlags::seed},
    {"NATS_CERT", &ConnectFlags::tls_cert},
    {"NATS_KEY", &ConnectFlags::tls_key},
    {"NATS_CA", &ConnectFlags::tls_ca},
    {"NATS_SOCKS_PROXY", &ConnectFlags::socks_proxy},
    {"NATS_COLOR", &ConnectFlags::colors},
}};
constexpr const char* kTimeoutVariable = "NATS_TIMEOUT";
constexpr const char* kContextVariable = "NATS_CONTEXT";

/// What decides the way of logging in; passwords and seeds only complete it.
constexpr std::array kPrincipals = {&ConnectFlags::user, &ConnectFlags::creds, &ConnectFlags::nkey,
                                    &ConnectFlags::jwt};

/// One layer and where it comes from.
struct Layer {
  ConnectFlags values;
  std::string ConnectFlags::* principal = nullptr;  ///< null: none
  std::string url_origin;
  std::string login_origin;
};

std::string ConnectFlags::* principal_of(const ConnectFlags& flags) {
  for (auto member : kPrincipals) {
    if (!(flags.*member).empty()) return member;
  }
  return nullptr;
}

Layer make_layer(ConnectFlags values, std::string_view url_origin, std::string_view login_origin) {
  Layer layer;
  layer.principal = principal_of(values);
  if (!values.server.empty()) layer.url_origin = url_origin;
  if (layer.principal != nullptr || !values.token.empty()) layer.login_origin = login_origin;
  layer.values = std::move(values);
  return layer;
}

void take(std::string& below, const std::string& above) {
  if (!above.empty()) below = above;
}

/// Puts `above`'s credentials over `below`'s. The partner of the principal (a user's password, a
/// token's seed) is kept from below only when `keep_partner`: within one invocation NATS_PASSWORD
/// completes --user, but a context's password belongs to the context's user.
void lay_login(Layer& below, const Layer& above, bool keep_partner) {
  ConnectFlags& low = below.values;
  const ConnectFlags& high = above.values;
  if (above.principal != nullptr) {
    const bool user = above.principal == &ConnectFlags::user;
    const bool jwt = above.principal == &ConnectFlags::jwt;
    if (!(user && keep_partner)) low.password.clear();
    if (!(jwt && (keep_partner || below.principal == above.principal))) low.seed.clear();
    for (auto member : kPrincipals) (low.*member).clear();
    low.token.clear();
    low.*above.principal = high.*above.principal;
    below.principal = above.principal;
  }
  take(low.password, high.password);
  take(low.seed, high.seed);
  take(low.token, high.token);
  if (!above.login_origin.empty()) below.login_origin = above.login_origin;
}

void lay(Layer& below, const Layer& above, bool keep_partner) {
  lay_login(below, above, keep_partner);
  ConnectFlags& low = below.values;
  const ConnectFlags& high = above.values;
  for (auto member :
       {&ConnectFlags::server, &ConnectFlags::connection_name, &ConnectFlags::tls_cert,
        &ConnectFlags::tls_key, &ConnectFlags::tls_ca, &ConnectFlags::socks_proxy,
        &ConnectFlags::js_api_prefix, &ConnectFlags::js_event_prefix, &ConnectFlags::js_domain,
        &ConnectFlags::inbox_prefix, &ConnectFlags::colors}) {
    take(low.*member, high.*member);
  }
  low.tls_first = low.tls_first || high.tls_first;
  if (high.timeout) low.timeout = high.timeout;
  if (!above.url_origin.empty()) below.url_origin = above.url_origin;
}

ConnectFlags flags_of(const Context& context) {
  ConnectFlags flags;
  flags.server = context.url;
  flags.user = context.user;
  flags.password = context.password;
  flags.token = context.token;
  flags.creds = context.creds.empty() ? context.nsc : context.creds;
  flags.nkey = context.nkey;
  flags.jwt = context.user_jwt;
  flags.seed = context.user_seed;
  flags.tls_cert = context.cert;
  flags.tls_key = context.key;
  flags.tls_ca = context.ca;
  flags.tls_first = context.tls_first;
  flags.socks_proxy = context.socks_proxy;
  flags.js_api_prefix = context.jetstream_api_prefix;
  flags.js_event_prefix = context.jetstream_event_prefix;
  flags.js_domain = context.jetstream_domain;
  flags.inbox_prefix = context.inbox_prefix;
  flags.colors = context.color_scheme;
  return flags;
}

/// natscli's rule: a user without a password, given for this invocation, is a token.
void user_to_token(Layer& layer) {
  ConnectFlags& values = layer.values;
  if (values.user.empty() || !values.password.empty()) return;
  values.token = std::exchange(values.user, std::string{});
  layer.principal = nullptr;
}

/// An nsc reference names its servers too: they count when nothing else does.
Result<CredsText> look_up(const SecretSource& source, const std::string& reference,
                          std::string& server) {
  NATSOP_TRY(NscProfile profile, source.nsc(reference));
  if (server.empty()) {
    for (const std::string& service : profile.services) {
      server += (server.empty() ? "" : ",") + service;
    }
  }
  return CredsText{std::move(profile.creds)};
}

Result<Login> login_of(ConnectFlags& flags, const SecretSource& source) {
  if (!flags.user.empty()) {
    NATSOP_TRY(std::string password, source.text("password", flags.password));
    return Login(UserPassword{flags.user, std::move(password)});
  }
  if (!flags.creds.empty()) {
    const SecretKind kind = secret_kind(flags.creds);
    if (kind == SecretKind::Bare || kind == SecretKind::File) {
      NATSOP_TRY(std::filesystem::path path, file_of("creds", flags.creds));
      return Login(CredsFile{std::move(path)});
    }
    if (kind == SecretKind::Nsc) {
      NATSOP_TRY(CredsText text, look_up(source, flags.creds, flags.server));
      return Login(std::move(text));
    }
    NATSOP_TRY(std::string text, source.content("creds", flags.creds));
    return Login(CredsText{std::move(text)});
  }
  if (!flags.nkey.empty()) {
    NATSOP_TRY(std::string text, source.content("nkey", flags.nkey));
    return Login(NkeySeed{std::move(text)});
  }
  if (!flags.jwt.empty()) {
    NATSOP_TRY(std::string jwt, source.text("user JWT", flags.jwt));
    if (flags.seed.empty()) return Login(BearerJwt{std::move(jwt)});
    NATSOP_TRY(std::string seed, source.text("user seed", flags.seed));
    return Login(JwtAndSeed{std::move(jwt), std::move(seed)});
  }
  return Login();
}

Result<std::filesystem::path> existing_file(std::string_view field, const std::string& value) {
  if (value.empty()) return std::filesystem::path();
  NATSOP_TRY(std::filesystem::path path, file_of(field, value));
  if (!is_file(path)) {
    return Error(Code::NotFound, fmt::format("{}: there is no file \"{}\"", field, path.string()));
  }
  return path;
}

Result<TlsSettings> tls_of(const ConnectFlags& flags) {
  TlsSettings tls;
  NATSOP_TRY(tls.cert, existing_file("cert", flags.tls_cert));
  NATSOP_TRY(tls.key, existing_file("key", flags.tls_key));
  NATSOP_TRY(tls.ca, existing_file("ca", flags.tls_ca));
  if (tls.cert.empty() != tls.key.empty()) {
    return Error(Code::Invalid,
                 fmt::format("a client certificate needs both parts: the {} is missing",
                             tls.cert.empty() ? "certificate" : "key"))
        .hint("give --tlscert and --tlskey together");
  }
  tls.first = flags.tls_first;
  return tls;
}

Result<std::string> inbox_of(std::string prefix) {
  while (prefix.ends_with('.')) prefix.pop_back();
  if (prefix.empty()) return std::string("_INBOX");
  if (prefix.find_first_of("*> \t\r\n") != std::string::npos ||
      prefix.find("..") != std::string::npos || prefix.starts_with('.')) {
    return Error(Code::Invalid, fmt::format("invalid inbox prefix \"{}\"", prefix))
        .hint("a prefix is a subject without wildcards, for example _INBOX_alice");
  }
  return prefix;
}

bool clears_proxy(const std::string& proxy) {
  return proxy == "none" || proxy == "NONE" || proxy == "-";
}

Layer merge_layers(const SettingsLayers& layers, const Environment& environment) {
  Layer merged;
  if (layers.context) {
    const std::string origin = fmt::format("context \"{}\"", layers.context->name);
    merged = make_layer(flags_of(expanded(*layers.context, environment)), origin, origin);
  }
  Layer invocation = make_layer(layers.environment, "NATS_URL", "the environment");
  lay(invocation, make_layer(layers.flags, "--server", "the command line"), true);
  // A principal that turned into a token still replaces the context's login.
  const bool replaces = invocation.principal != nullptr;
  user_to_token(invocation);
  if (replaces && invocation.principal == nullptr) {
    Layer none = merged;
    for (auto member : kPrincipals) (none.values.*member).clear();
    none.values.password.clear();
    none.values.seed.clear();
    none.principal = nullptr;
    merged = std::move(none);
  }
  lay(merged, invocation, false);
  return merged;
}

}  // namespace

Result<ConnectFlags> environment_flags(const Environment& environment) {
  ConnectFlags flags;
  for (const auto& [name, member] : kVariables) flags.*member = environment(name).value_or("");
  if (const auto timeout = environment(kTimeoutVariable); timeout && !timeout->empty()) {
    auto parsed = text::parse_duration(*timeout);
    if (!parsed)
      return std::move(parsed).error().during(std::string("reading ") + kTimeoutVariable);
    flags.timeout = *parsed;
  }
  return flags;
}

std::vector<std::string> overriding_variables(const Environment& environment) {
  std::vector<std::string> names;
  const auto note = [&](const char* name) {
    if (const auto value = environment(name); value && !value->empty()) names.emplace_back(name);
  };
  for (const auto& [name, member] : kVariables) note(name);
  note(kTimeoutVariable);
  note(kContextVariable);
  return names;
}

Result<std::string> ConnectSettings::js_prefix() const {
  if (!js_domain.empty() && !js_api_prefix.empty()) {
    return Error(Code::Invalid, "a JetStream domain and a JetStream API prefix exclude each other")
        .hint("give either --js-domain or --js-api-prefix");
  }
  if (!js_domain.empty()) return fmt::format("$JS.{}.API", js_domain);
  if (js_api_prefix.empty()) return std::string("$JS.API");
  return js_api_prefix.ends_with('.') ? js_api_prefix.substr(0, js_api_prefix.size() - 1)
                                      : js_api_prefix;
}

std::string ConnectSettings::js_events() const {
  return js_event_prefix.empty() ? "$JS.EVENT" : js_event_prefix;
}

std::string ConnectSettings::shown_urls() const {
  std::string shown;
  for (const ServerUrl& url : urls) shown += (shown.empty() ? "" : ",") + url.redacted();
  return shown;
}

Result<ConnectSettings> merge_settings(const SettingsLayers& layers, const SecretAccess& access) {
  const SecretSource source(access);
  const Environment environment = access.environment ? access.environment : [](const std::string&) {
    return std::optional<std::string>();
  };
  Layer merged = merge_layers(layers, environment);
  ConnectFlags& values = merged.values;

  ConnectSettings settings;
  if (layers.context) settings.context_name = layers.context->name;
  NATSOP_TRY(settings.login, login_of(values, source));
  NATSOP_TRY(settings.token, source.text("token", values.token));
  settings.login_origin = merged.login_origin;
  settings.url_origin = merged.url_origin;
  if (values.server.empty()) {
    values.server = "nats://127.0.0.1:4222";
    settings.url_origin = "the default";
  }
  if (settings.url_origin.empty())
    settings.url_origin = values.creds;  // an nsc reference's servers
  auto urls = parse_server_urls(values.server);
  if (!urls)
    return std::move(urls).error().during("reading the server URLs of " + settings.url_origin);
  settings.urls = *std::move(urls);
  NATSOP_TRY(settings.tls, tls_of(values));
  NATSOP_TRY(settings.inbox_prefix, inbox_of(values.inbox_prefix));
  if (!clears_proxy(values.socks_proxy)) settings.socks_proxy = values.socks_proxy;
  settings.name = values.connection_name.empty() ? layers.default_name : values.connection_name;
  settings.js_domain = values.js_domain;
  settings.js_api_prefix = values.js_api_prefix;
  settings.js_event_prefix = values.js_event_prefix;
  if (values.timeout) settings.timeout = *values.timeout;
  if (!values.colors.empty()) settings.color_scheme = values.colors;
  return settings;
}

}  // namespace natsop::context
