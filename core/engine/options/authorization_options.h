#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/engine/accounts/permissions.h"
#include "core/engine/options/tls_options.h"

namespace natsop::engine {

/// One of `users`.
struct UserOptions {
  std::string user;      ///< empty with an nkey
  std::string password;  ///< plain or bcrypt; a secret
  std::string nkey;      ///< public key; empty: name and password
  std::optional<PermissionRules> permissions;
  std::vector<std::string> connection_types;  ///< allowed_connection_types; empty: all
  std::string account;                        ///< of leafnodes.authorization.users
  friend bool operator==(const UserOptions&, const UserOptions&) = default;
};

/// `authorization {}` of the top level, of leafnodes and of websocket.
struct AuthorizationOptions {
  bool present = false;  ///< the block is there, whatever it holds
  std::string user;
  std::string password;
  std::string token;
  std::string nkey;
  std::string account;  ///< leafnodes only
  std::vector<UserOptions> users;
  Duration timeout{0};  ///< 0: 2 s, or with TLS its timeout and one second
  std::optional<PermissionRules> default_permissions;
  friend bool operator==(const AuthorizationOptions&, const AuthorizationOptions&) = default;
};

}  // namespace natsop::engine
