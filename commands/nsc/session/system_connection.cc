#include "commands/nsc/session/system_connection.h"

#include <fmt/format.h>

#include <map>

#include "commands/nsc/session/ask.h"

namespace natsop::commands::nsc {
namespace {

constexpr std::chrono::seconds kConnectTimeout{5};

/// Go's names of curves, as nsc takes them, and OpenSSL's.
Result<std::vector<std::string>> curve_names(const std::string& list) {
  static const std::map<std::string, std::string, std::less<>> known{
      {"P256", "P-256"}, {"P384", "P-384"}, {"P521", "P-521"}, {"X25519", "X25519"}};
  std::vector<std::string> names;
  std::size_t at = 0;
  while (at < list.size()) {
    const std::size_t end = std::min(list.find(',', at), list.size());
    const auto name = identity::trimmed(std::string_view(list).substr(at, end - at));
    at = end + 1;
    if (name.empty()) continue;
    const auto found = known.find(name);
    if (found == known.end()) {
      return Error(Code::Usage, fmt::format("unknown TLS curve \"{}\"", name))
          .hint("these are known: P256, P384, P521, X25519");
    }
    names.push_back(found->second);
  }
  return names;
}

Result<std::filesystem::path> tls_file(const Session& session, const std::string& flag,
                                       const char* variable) {
  const std::string given = flag.empty() ? session.ctx().env(variable) : flag;
  if (given.empty()) return std::filesystem::path();
  return session.expand(given);
}

Result<context::TlsSettings> tls_settings(const Session& session, const SystemOptions& o) {
  context::TlsSettings tls;
  NATSOP_TRY(tls.ca, tls_file(session, o.ca, "NATS_CA"));
  NATSOP_TRY(tls.cert, tls_file(session, o.certificate, "NATS_CERT"));
  NATSOP_TRY(tls.key, tls_file(session, o.key, "NATS_KEY"));
  NATSOP_TRY(tls.curves, curve_names(o.curves));
  tls.first = o.tls_first;
  if (tls.cert.empty() != tls.key.empty()) {
    return Error(Code::Usage, "a client certificate and its key go together")
        .hint("give both --client-cert and --client-key");
  }
  return tls;
}

/// The same error, its message behind `doing`.
Error prefixed(std::string_view doing, const Error& error) {
  return Error(error.code(), fmt::format("{}: {}", doing, error.message())).hint(error.hint());
}

Result<context::ConnectSettings> settings_of(const Session& session, const SystemOptions& o,
                                             const std::string& urls) {
  context::ConnectSettings settings;
  NATSOP_TRY(settings.urls, context::parse_server_urls(urls));
  NATSOP_TRY(settings.tls, tls_settings(session, o));
  settings.url_origin = "the account server URL";
  settings.login_origin = "the system account";
  settings.timeout = kConnectTimeout;
  // What was asked of a server that went away is not answered any more.
  settings.max_reconnects = 0;
  return settings;
}

}  // namespace

void system_flags(cli::Command& c, SystemOptions& o) {
  c.flag("--system-account", o.account, "System account to log in to; the operator's without")
      .placeholder("ACCOUNT");
  c.flag("--system-user", o.user, "User of it to log in as; one for two minutes without")
      .placeholder("USER");
  c.flag("--ca-cert", o.ca, "Certificate authorities to trust").placeholder("FILE");
  c.flag("--client-cert", o.certificate, "Certificate to show to the server").placeholder("FILE");
  c.flag("--client-key", o.key, "Key of that certificate").placeholder("FILE");
  c.flag("--tls-first", o.tls_first, "Start TLS before the server introduces itself");
  c.flag("--tls-curves", o.curves, "Curves for TLS: P256, P384, P521, X25519")
      .placeholder("CURVE,…");
}

Result<void> check_no_tls(const SystemOptions& o, const std::string& url) {
  if (o.ca.empty() && o.certificate.empty() && o.key.empty() && o.curves.empty() && !o.tls_first) {
    return {};
  }
  return Error(Code::Usage, fmt::format("TLS flags are for nats URLs; \"{}\" is none", url))
      .hint("account servers are trusted by the system's certificates, or those in $SSL_CERT_FILE");
}

Result<void> ask_system_user(const Session& session, SystemOptions& o) {
  if (o.account.empty()) {
    NATSOP_TRY(const auto operator_claims, session.store().operator_claims());
    const auto name = session.store().account_named(operator_claims.system_account);
    NATSOP_TRY(o.account, ask_account(session, name.value_or("")));
  }
  if (o.user.empty()) {
    NATSOP_TRY(o.user, ask_user(session, o.account));
  }
  return {};
}

Result<SystemConnection> connect_system(const Session& session, const SystemOptions& o,
                                        const std::string& urls, const std::string& name,
                                        identity::SystemLoginOptions login) {
  NATSOP_TRY(auto settings, settings_of(session, o, urls));
  if (!o.account.empty()) {
    NATSOP_TRY(login.account, session.account(o.account));
  }
  login.user = o.user;
  const auto user =
      identity::system_login(session.store(), session.keystore(), login, session.now());
  if (!user) return prefixed("error obtaining system account user", user.error());
  NATSOP_TRY(const auto seed, user->key.seed());
  settings.name = name;
  settings.login = context::JwtAndSeed{.jwt = user->token, .seed = std::string(seed.reveal())};
  auto connection = session.ctx().connect_to(settings);
  if (!connection) return prefixed("failed to connect", connection.error());
  return SystemConnection{.account = user->account, .connection = *std::move(connection)};
}

}  // namespace natsop::commands::nsc
