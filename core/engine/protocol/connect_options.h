#pragma once
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace natsop::engine {

/// What a CONNECT says (server.md 1.4), with the defaults of what it leaves out.
struct ConnectOptions {
  bool verbose = true;
  bool pedantic = true;
  bool echo = true;
  bool tls_required = false;
  bool headers = false;
  bool no_responders = false;
  int protocol = 0;
  std::string auth_token;
  std::string user;
  std::string pass;
  std::string name;
  std::string lang;
  std::string version;
  std::string sig;
  std::string jwt;
  std::string nkey;
  std::string account;       ///< asking for an account is refused, as by nats-server
  bool new_account = false;  ///< likewise

  /// Reads the JSON of a CONNECT line. Unknown fields are ignored; a field of a wrong type is
  /// Invalid.
  [[nodiscard]] static Result<ConnectOptions> parse(std::string_view json);
};

}  // namespace natsop::engine
