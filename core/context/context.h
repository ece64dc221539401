#pragma once
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/json/doc.h"

namespace natsop::context {

/// Reads one environment variable; nothing when it is unset. Injected: only cli reads the real one.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;

/// One named way to connect, as natscli keeps it in `<config>/nats/context/<name>.json`.
///
/// Holds what the file says: `$VAR` and `~` are not replaced (see expanded()), secrets are not
/// resolved (secret_source.h). An empty text means "not set". A value type; it may hold passwords,
/// so never log one.
struct Context {
  std::string name;            ///< not in the file: the file's name without ".json"
  std::filesystem::path file;  ///< where it was read from; empty for one not stored yet
  std::string description;
  std::string url;          ///< comma separated server URLs
  std::string socks_proxy;  ///< "socks5://[user:password@]host:port"
  std::string token;        ///< literal or secret reference
  std::string user;
  std::string password;  ///< literal or secret reference
  std::string creds;     ///< path or secret reference
  std::string nkey;      ///< path or secret reference
  std::string cert;      ///< paths, or file:// URLs
  std::string key;
  std::string ca;
  std::string nsc;  ///< deprecated "nsc://Operator/Account/User"; saving moves it to creds
  std::string jetstream_domain;
  std::string jetstream_api_prefix;
  std::string jetstream_event_prefix;
  std::string inbox_prefix;
  std::string user_jwt;   ///< literal or secret reference
  std::string user_seed;  ///< literal or secret reference
  std::string color_scheme;
  bool tls_first = false;
  std::string windows_cert_store;  ///< the Windows fields are kept, and used nowhere
  std::string windows_cert_match_by;
  std::string windows_cert_match;
  std::optional<std::vector<std::string>> windows_ca_certs_match;
  std::vector<std::pair<std::string, json::Doc>>
      unknown;  ///< members that are not in this list, in file order
};

/// Reads a context file's text. Errors (Invalid) start with `file` and say where: line and column
/// for text that is no JSON, the key for a value of the wrong type.
[[nodiscard]] Result<Context> parse_context(std::string_view text,
                                            const std::filesystem::path& file);

/// The text natscli would write for it: every known key in its order, two spaces a level, no
/// newline at the end; unknown members follow.
[[nodiscard]] std::string format_context(const Context& context);

/// The same as a document, with "name" first when there is one, as `context ls --json` shows it.
[[nodiscard]] json::Doc to_doc(const Context& context);

/// The context with `$VAR`, `${VAR}` and a leading `~` replaced in creds, nkey, cert, key and ca,
/// the five fields for which natscli does so. Unset variables become empty texts.
[[nodiscard]] Context expanded(Context context, const Environment& environment);

/// One text with `$VAR`, `${VAR}` and a leading `~/` replaced.
[[nodiscard]] std::string expand_path(std::string_view text, const Environment& environment);

/// What must hold before a context is stored. Errors (Invalid): more than one kind of credentials,
/// a colour scheme that does not exist, a Windows certificate store without a matcher.
[[nodiscard]] Result<void> validate(const Context& context);

/// A context's name: not empty, without "..", "/" and "\". Error: Invalid.
[[nodiscard]] Result<void> validate_name(std::string_view name);

/// The table styles that --colors takes, in natscli's order.
[[nodiscard]] const std::vector<std::string>& color_schemes();

}  // namespace natsop::context
