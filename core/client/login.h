#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>

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
  ///
  /// Failed for one nonce in 256: cnats 3.4 takes a signature that begins with a zero byte for none
  /// and leaves it out, and the server refuses that. Another connect gets another nonce;
  /// `wants_another_nonce` tells.
  [[nodiscard]] Result<std::string> sign(std::string_view nonce);
  /// Whether a signature failed for that reason since this was asked last.
  [[nodiscard]] bool wants_another_nonce() { return std::exchange(another_nonce_, false); }

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
  bool another_nonce_ = false;
};

}  // namespace natsop::client
