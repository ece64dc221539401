#pragma once
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/identity/store.h"

namespace natsop::identity {

/// Account servers: the HTTP predecessors of resolvers, and what operators of managed stores run.

struct HttpResponse {
  int status = 0;
  std::string body;
};

/// What talks HTTP; core/client implements it, tests from a table. Errors are those of the
/// connection; any status is a response.
class HttpRequester {
 public:
  HttpRequester() = default;
  HttpRequester(const HttpRequester&) = delete;
  HttpRequester& operator=(const HttpRequester&) = delete;
  virtual ~HttpRequester() = default;

  [[nodiscard]] virtual Result<HttpResponse> get(const std::string& url) = 0;
  [[nodiscard]] virtual Result<HttpResponse> post(const std::string& url,
                                                  std::string_view content_type,
                                                  std::string_view body) = 0;
};

/// True for nats, tls, ws and wss URLs, whose accounts are kept by resolvers in the servers
/// themselves. A list of URLs goes by its first.
[[nodiscard]] bool is_resolver_url(std::string_view url);
/// True for http and https URLs.
[[nodiscard]] bool is_account_server_url(std::string_view url);

/// `<url>/accounts/<key>`, with the URL's query and without doubled slashes.
[[nodiscard]] std::string account_url(std::string_view server_url, std::string_view account_key);
/// `<url>/operator`; servers of version 1 have version 2's beside it.
[[nodiscard]] std::string operator_url(std::string_view server_url);

/// `<url>/activations`, where tokens of private exports are posted.
[[nodiscard]] std::string activations_url(std::string_view server_url);

/// Posts an account's token. The response's status: 200 taken, 201 and 202 accepted for later,
/// others refused.
[[nodiscard]] Result<HttpResponse> post_account(HttpRequester& http, std::string_view server_url,
                                                std::string_view account_key,
                                                std::string_view token);

/// Gets a token: of an account_url, an operator_url, or any other. A status above 299 is Failed
/// "error pulling "url": 404". Decorations are removed.
[[nodiscard]] Result<std::string> fetch_token(HttpRequester& http, const std::string& url);

/// What happened when an account of a managed store was given to its operator.
struct ManagedSync {
  enum class Kind {
    Taken,       ///< posted and fetched: `token` is what to store, signed by the operator
    Accepted,    ///< posted, not signed yet: `token` is the self-signed one
    Refused,     ///< `response` says why
    Manual,      ///< the operator has no account server: to be exchanged by hand
    Unreachable  ///< `problem` says why
  };

  Kind kind = Kind::Manual;
  std::string token;  ///< what to store in any case
  HttpResponse response;
  std::string problem;
};

/// Posts a self-signed account token to the operator's account server and fetches what the operator
/// made of it.
[[nodiscard]] ManagedSync sync_managed_account(HttpRequester& http, const jwt::OperatorClaims& op,
                                               std::string_view account_key, std::string token);

}  // namespace natsop::identity
