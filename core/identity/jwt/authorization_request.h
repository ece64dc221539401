#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/identity/jwt/claims.h"

namespace natsop::identity::jwt {

struct ServerId {
  std::string name{};
  std::string host{};
  std::string id{};  ///< public key
  std::string version{};
  std::string cluster{};
  std::vector<std::string> tags{};
  std::string xkey{};
  friend bool operator==(const ServerId&, const ServerId&) = default;
};

struct ClientInfo {
  std::string host{};
  std::uint64_t id = 0;
  std::string user{};
  std::string name{};
  std::vector<std::string> tags{};
  std::string name_tag{};
  std::string kind{};
  std::string type{};
  std::string mqtt_id{};
  std::string nonce{};
  friend bool operator==(const ClientInfo&, const ClientInfo&) = default;
};

/// What the client sent in CONNECT. Holds what the client authenticates with: never log it.
struct ConnectOptions {
  std::string jwt{};
  std::string nkey{};
  std::string signature{};
  std::string auth_token{};
  std::string user{};
  std::string password{};
  std::string name{};
  std::string lang{};
  std::string version{};
  std::int64_t protocol = 0;
  friend bool operator==(const ConnectOptions&, const ConnectOptions&) = default;
};

struct ClientTls {
  std::string version{};
  std::string cipher{};
  std::vector<std::string> certs{};  ///< PEM
  std::vector<std::vector<std::string>> verified_chains{};
  friend bool operator==(const ClientTls&, const ClientTls&) = default;
};

/// What a server asks an auth callout service about a connecting client.
struct AuthorizationRequestClaims : ClaimsData {
  ServerId server{};
  std::string user_nkey{};  ///< the key the response's user claims must have as their subject
  ClientInfo client{};
  ConnectOptions connect{};
  std::optional<ClientTls> tls{};
  std::string request_nonce{};

  [[nodiscard]] static AuthorizationRequestClaims create(std::string subject);
  friend bool operator==(const AuthorizationRequestClaims&,
                         const AuthorizationRequestClaims&) = default;
};

void validate(const AuthorizationRequestClaims& claims, Time now, ValidationResults& results);
[[nodiscard]] json::Doc body_of(const AuthorizationRequestClaims& claims);
[[nodiscard]] Result<void> read_body(const json::Doc& nats, AuthorizationRequestClaims& claims);

}  // namespace natsop::identity::jwt
