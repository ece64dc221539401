#include "core/identity/account_server.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "core/identity/creds.h"

namespace natsop::identity {

namespace {

bool has_scheme(std::string_view url, std::string_view scheme) {
  const auto same = [](char lower, char c) {
    return std::tolower(static_cast<unsigned char>(c)) == lower;
  };
  return url.size() > scheme.size() + 3 &&
         std::equal(scheme.begin(), scheme.end(), url.begin(), same) &&
         url.substr(scheme.size(), 3) == "://";
}

/// Adds to the path of a URL: `http://h/jwt/v1/?x=1` and `operator` give
/// `http://h/jwt/v1/operator?x=1`.
std::string with_path(std::string_view url, std::string_view more) {
  const std::size_t end = std::min(url.find_first_of("?#"), url.size());
  std::string_view base = url.substr(0, end);
  while (base.ends_with('/')) {
    base.remove_suffix(1);
  }
  return fmt::format("{}/{}{}", base, more, url.substr(end));
}

bool is_done(int status) { return status == 200; }

bool is_pending(int status) { return status == 201 || status == 202; }

}  // namespace

bool is_resolver_url(std::string_view url) {
  url = trimmed(url);
  constexpr std::string_view kSchemes[] = {"nats", "tls", "ws", "wss"};
  return std::any_of(std::begin(kSchemes), std::end(kSchemes),
                     [&](std::string_view scheme) { return has_scheme(url, scheme); });
}

bool is_account_server_url(std::string_view url) {
  url = trimmed(url);
  return has_scheme(url, "http") || has_scheme(url, "https");
}

std::string account_url(std::string_view server_url, std::string_view account_key) {
  return with_path(server_url, fmt::format("accounts/{}", account_key));
}

std::string operator_url(std::string_view server_url) { return with_path(server_url, "operator"); }

std::string activations_url(std::string_view server_url) {
  return with_path(server_url, "activations");
}

Result<HttpResponse> post_account(HttpRequester& http, std::string_view server_url,
                                  std::string_view account_key, std::string_view token) {
  return http.post(account_url(server_url, account_key), "application/jwt", token);
}

Result<std::string> fetch_token(HttpRequester& http, const std::string& url) {
  auto response = http.get(url);
  if (!response) {
    return Error(response.error().code(),
                 fmt::format("error pulling \"{}\": {}", url, response.error().message()));
  }
  constexpr int kLastGoodStatus = 299;
  if (response->status > kLastGoodStatus) {
    return Error(Code::Failed, fmt::format("error pulling \"{}\": {}", url, response->status));
  }
  return parse_decorated_jwt(response->body);
}

ManagedSync sync_managed_account(HttpRequester& http, const jwt::OperatorClaims& op,
                                 std::string_view account_key, std::string token) {
  ManagedSync sync;
  sync.token = std::move(token);
  if (!is_account_server_url(op.account_server_url)) {
    return sync;
  }
  auto posted = post_account(http, op.account_server_url, account_key, sync.token);
  if (!posted) {
    sync.kind = ManagedSync::Kind::Unreachable;
    sync.problem = posted.error().message();
    return sync;
  }
  sync.response = *std::move(posted);
  if (!is_done(sync.response.status)) {
    sync.kind =
        is_pending(sync.response.status) ? ManagedSync::Kind::Accepted : ManagedSync::Kind::Refused;
    return sync;
  }
  auto fetched = fetch_token(http, account_url(op.account_server_url, account_key));
  const auto claims =
      fetched ? jwt::decode_account(*fetched) : Result<jwt::AccountClaims>(fetched.error());
  if (!claims || claims->subject != account_key) {
    sync.kind = ManagedSync::Kind::Accepted;
    sync.problem =
        claims ? fmt::format("the account server returned another account, {}", claims->subject)
               : claims.error().message();
    return sync;
  }
  sync.kind = ManagedSync::Kind::Taken;
  sync.token = *std::move(fetched);
  return sync;
}

}  // namespace natsop::identity
