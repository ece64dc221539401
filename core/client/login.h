#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/context/settings.h"
#include "core/identity/nkey.h"

namespace natsop::client {

/// Supplies what a login needs at each connect: the token, the signature of the server's nonce.
///
/// Keys stay in identity::KeyPair's protected memory; no seed is written anywhere. Called by one
/// thread at a time.
class LoginKeeper {
 public:
  /// Reads and checks the credentials. Errors: NotFound, Denied (file modes), Invalid; none shows a
  /// secret.
  [[nodiscard]] static Result<LoginKeeper> make(const context::Login& login);

  /// The user's token for CONNECT. A credentials file is read again, so that renewed ones count.
  [[nodiscard]] Result<std::string> token();
  /// The raw signature of a nonce; empty for bearer tokens.
  [[nodiscard]] Result<std::string> sign(std::string_view nonce) const;

  [[nodiscard]] bool has_token() const { return has_token_; }
  [[nodiscard]] bool has_key() const { return key_.has_value(); }
  /// The key's public text; empty without a key.
  [[nodiscard]] std::string public_key() const;

 private:
  [[nodiscard]] Result<void> read_creds(std::string text);

  std::optional<std::filesystem::path> file_;
  std::string jwt_;
  std::optional<identity::KeyPair> key_;
  bool has_token_ = false;
};

}  // namespace natsop::client
