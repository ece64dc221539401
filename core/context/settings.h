#pragma once
#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/base/result.h"
#include "core/context/context.h"
#include "core/context/secret_source.h"
#include "core/context/server_url.h"

namespace natsop::context {

/// What the command line, or the environment, says about the connection. An empty text means "not
/// given"; an empty text can therefore never blank a value of a lower layer.
struct ConnectFlags {
  std::string server = {};  ///< comma separated URLs
  std::string user = {};    ///< without a password it is a token
  std::string password = {};
  std::string token = {};
  std::string connection_name = {};
  std::string creds = {};
  std::string nkey = {};
  std::string jwt = {};
  std::string seed = {};
  std::string tls_cert = {};
  std::string tls_key = {};
  std::string tls_ca = {};
  bool tls_first = false;  ///< can only be switched on
  std::optional<std::chrono::nanoseconds> timeout = {};
  std::string socks_proxy = {};  ///< "none", "NONE" and "-" clear the context's
  std::string js_api_prefix = {};
  std::string js_event_prefix = {};
  std::string js_domain = {};
  std::string inbox_prefix = {};
  std::string colors = {};
};

/// The layer between flags and context: NATS_URL, NATS_USER, NATS_PASSWORD, NATS_TOKEN, NATS_CREDS,
/// NATS_NKEY, NATS_JWT, NATS_SEED, NATS_CERT, NATS_KEY, NATS_CA, NATS_TIMEOUT, NATS_SOCKS_PROXY,
/// NATS_COLOR. Error: Invalid when NATS_TIMEOUT is no duration.
[[nodiscard]] Result<ConnectFlags> environment_flags(const Environment& environment);

/// Those of the variables above (and NATS_CONTEXT) that are set, in that order: what `context info`
/// warns about.
[[nodiscard]] std::vector<std::string> overriding_variables(const Environment& environment);

/// How to log in. A token may come on top of each (ConnectSettings::token).
struct UserPassword {
  std::string user;
  std::string password;
};
struct CredsFile {
  std::filesystem::path path;  ///< read anew at every connect
};
struct CredsText {
  std::string text;  ///< the content of a credentials file
};
struct NkeySeed {
  std::string text;  ///< an nkey file's content: the seed, maybe decorated
};
struct JwtAndSeed {
  std::string jwt;
  std::string seed;
};
struct BearerJwt {
  std::string jwt;
};
using Login = std::variant<std::monostate, UserPassword, CredsFile, CredsText, NkeySeed, JwtAndSeed,
                           BearerJwt>;

/// TLS; empty paths mean "the system's" (ca) and "none" (cert, key).
struct TlsSettings {
  std::filesystem::path ca;
  std::filesystem::path cert;
  std::filesystem::path key;
  bool first = false;            ///< handshake before the server's INFO
  bool skip_verify = false;      ///< no flag sets it: for callers that inspect certificates
  std::string server_name = {};  ///< what the certificate must carry; empty: the URL's host. For
                                 ///< callers that connect to an address of that host
  std::vector<std::string> curves = {};  ///< OpenSSL\'s names, best first; empty: its own choice
  [[nodiscard]] bool wanted() const { return first || !ca.empty() || !cert.empty(); }
};

/// Everything a connection is made from: flag > environment > context > default.
///
/// A value type that holds secrets in clear: never log one.
struct ConnectSettings {
  std::vector<ServerUrl> urls;
  std::string url_origin;  ///< "--server", "NATS_URL", `context "x"` or "the default", for messages
  std::string context_name;  ///< empty when no context was used
  std::string name;          ///< the connection's name in CONNECT
  Login login;
  std::string login_origin;  ///< as url_origin; empty without a login
  std::string token;
  TlsSettings tls;
  std::string socks_proxy;  ///< empty: none
  std::string inbox_prefix = "_INBOX";
  std::string js_domain;
  std::string js_api_prefix;
  std::string js_event_prefix;
  std::chrono::nanoseconds timeout = std::chrono::seconds(5);
  std::string color_scheme = "rounded";
  bool no_echo = false;       ///< set by callers: messages of this connection do not come back
  int max_reconnects = -1;    ///< set by callers: -1 for ever, 0 none
  bool send_at_once = false;  ///< set by callers: each message goes out alone, none waits for more

  /// The JetStream API's prefix without a dot at the end: "$JS.API", "$JS.<domain>.API" or the
  /// given one. Error: Invalid when a domain and a prefix are both set.
  [[nodiscard]] Result<std::string> js_prefix() const;
  /// The prefix of advisories and metrics: "$JS.EVENT" or the given one.
  [[nodiscard]] std::string js_events() const;
  /// The URLs, comma separated, without their secrets.
  [[nodiscard]] std::string shown_urls() const;
};

/// The layers of one merge, highest first.
struct SettingsLayers {
  ConnectFlags flags = {};
  ConnectFlags environment = {};  ///< environment_flags(); empty when the parser put it into flags
  std::optional<Context> context = {};  ///< as stored; its paths are expanded here
  std::string default_name = {};        ///< the connection's name when no flag gives one
};

/// Merges the layers and resolves secret references.
///
/// Credentials of a higher layer replace all of a lower one's, so that `--creds` beats the user of
/// a context; a password or seed alone completes the lower layer's, and a token comes on top of it.
/// Of several kinds in one layer the first of user, creds, nkey, JWT counts. Errors: Invalid for
/// bad URLs, schemes, a certificate without its key; those of SecretSource; NotFound for a missing
/// file.
[[nodiscard]] Result<ConnectSettings> merge_settings(const SettingsLayers& layers,
                                                     const SecretAccess& access);

}  // namespace natsop::context
