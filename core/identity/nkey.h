#pragma once
#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/base/random.h"
#include "core/base/result.h"
#include "core/identity/secret.h"

namespace natsop::identity {

/// What an nkey is for; its first character tells (A, C, N, O, U, X; S for seeds, P for private
/// keys).
enum class KeyKind { Account, Cluster, Server, Operator, User, Curve, Private, Seed, Unknown };

/// "account", "cluster", "server", "operator", "user", "x25519", "private", "seed", "unknown".
[[nodiscard]] std::string_view name_of(KeyKind kind);

/// The kind a name (as name_of writes it, or "curve") stands for; Unknown for any other.
[[nodiscard]] KeyKind key_kind(std::string_view name);

/// The first character of public keys of a kind, 'A' for accounts; 'Z' for Unknown.
[[nodiscard]] char letter_of(KeyKind kind);

/// What a text is: the kind of a public key, Private, Seed for any seed; Unknown when it is no nkey
/// at all.
[[nodiscard]] KeyKind kind_of(std::string_view text);

/// True for a well-formed public key of the kind (checksum included). Nothing else about it is
/// checked.
[[nodiscard]] bool is_public(std::string_view text, KeyKind kind);
[[nodiscard]] inline bool is_account_key(std::string_view text) {
  return is_public(text, KeyKind::Account);
}
[[nodiscard]] inline bool is_operator_key(std::string_view text) {
  return is_public(text, KeyKind::Operator);
}
[[nodiscard]] inline bool is_user_key(std::string_view text) {
  return is_public(text, KeyKind::User);
}
[[nodiscard]] inline bool is_server_key(std::string_view text) {
  return is_public(text, KeyKind::Server);
}
[[nodiscard]] inline bool is_curve_key(std::string_view text) {
  return is_public(text, KeyKind::Curve);
}
/// True for a well-formed public key of any kind.
[[nodiscard]] bool is_public(std::string_view text);
/// True for a well-formed seed, of the kind when one is given.
[[nodiscard]] bool is_seed(std::string_view text, std::optional<KeyKind> kind = std::nullopt);

using Signature = std::array<unsigned char, 64>;

/// A public key of 32 bytes and its kind. A value; never secret.
class PublicKey {
 public:
  PublicKey(KeyKind kind, std::span<const unsigned char, 32> bytes);

  /// Reads the text of a public key. Errors (Invalid): "nkeys: invalid encoded key", "nkeys:
  /// invalid checksum", "nkeys: invalid public key", "illegal base32 data at input byte N".
  [[nodiscard]] static Result<PublicKey> parse(std::string_view text);
  /// As parse; any other kind is "nkeys: invalid prefix byte".
  [[nodiscard]] static Result<PublicKey> parse(std::string_view text, KeyKind kind);

  [[nodiscard]] KeyKind kind() const { return kind_; }
  [[nodiscard]] std::string text() const;
  [[nodiscard]] std::span<const unsigned char, 32> bytes() const { return bytes_; }

  /// Denied "nkeys: signature verification failed"; Unsupported "nkeys: curve key is not valid for
  /// sign/verify".
  [[nodiscard]] Result<void> verify(std::string_view data,
                                    std::span<const unsigned char> signature) const;

  friend bool operator==(const PublicKey&, const PublicKey&) = default;

 private:
  KeyKind kind_;
  std::array<unsigned char, 32> bytes_{};
};

/// A key that can sign (ed25519) or seal (curve, x25519), or the public half alone. A cheap value:
/// copies share the private half, which is wiped with the last of them.
class KeyPair {
 public:
  /// A new key from the kernel's randomness, or from `random` (tests). The kind must be one of the
  /// public kinds.
  [[nodiscard]] static Result<KeyPair> create(KeyKind kind);
  [[nodiscard]] static Result<KeyPair> create(KeyKind kind, Random& random);

  /// Reads a seed ("SU..."). Errors (Invalid): "nkeys: invalid seed" and those of PublicKey::parse.
  /// The text of a seed never appears in an error.
  [[nodiscard]] static Result<KeyPair> from_seed(std::string_view seed);
  [[nodiscard]] static Result<KeyPair> from_seed(const Secret& seed) {
    return from_seed(seed.reveal());
  }
  /// From the 32 bytes a seed encodes: "nkeys: invalid seed length" when there are not 32.
  [[nodiscard]] static Result<KeyPair> from_raw(KeyKind kind, std::span<const unsigned char> raw);
  /// A pair that can only verify or name the recipient of a sealed message.
  [[nodiscard]] static Result<KeyPair> from_public(std::string_view text);

  [[nodiscard]] KeyKind kind() const { return public_.kind(); }
  [[nodiscard]] const PublicKey& public_key() const { return public_; }
  [[nodiscard]] std::string public_text() const { return public_.text(); }
  [[nodiscard]] bool can_sign() const { return private_ != nullptr && kind() != KeyKind::Curve; }
  [[nodiscard]] bool has_seed() const { return private_ != nullptr; }

  /// The seed's text, 58 characters. "nkeys: no seed or private key available" for a public half.
  [[nodiscard]] Result<Secret> seed() const;
  /// The private key's text under the letter P (ed25519: 108 characters, curve: 56).
  [[nodiscard]] Result<Secret> private_text() const;

  /// An ed25519 signature. "nkeys: can not sign, no private key available" for a public half;
  /// "nkeys: curve key is not valid for sign/verify" for curve keys.
  [[nodiscard]] Result<Signature> sign(std::string_view data) const;
  [[nodiscard]] Result<void> verify(std::string_view data,
                                    std::span<const unsigned char> signature) const {
    return public_.verify(data, signature);
  }

  /// Encrypts for `recipient`, the text of a curve key ("X..."): "xkv1", a random nonce of 24
  /// bytes, a NaCl box.
  [[nodiscard]] Result<std::string> seal(std::string_view message,
                                         std::string_view recipient) const;
  /// As above with nonces from `random` (tests).
  [[nodiscard]] Result<std::string> seal(std::string_view message, std::string_view recipient,
                                         Random& random) const;
  /// Decrypts what `sender` sealed for this key. Errors (Invalid, Denied): "nkeys: encrypted input
  /// is not valid", "nkeys: encrypted input wrong version", "nkeys: not a valid sender public curve
  /// key", "nkeys: could not decrypt input".
  [[nodiscard]] Result<std::string> open(std::string_view sealed, std::string_view sender) const;

 private:
  KeyPair(PublicKey key, std::shared_ptr<const Secret> secret)
      : public_(key), private_(std::move(secret)) {}

  PublicKey public_;
  std::shared_ptr<const Secret>
      private_;  // ed25519: seed and public key, 64 bytes; curve: 32 bytes; null: public half
};

/// The bytes of a signature, or of anything else, as base64url without padding.
[[nodiscard]] std::string base64url(std::span<const unsigned char> bytes);
[[nodiscard]] std::string base64url(std::string_view bytes);
/// Reads base64url without padding; line ends are skipped. Invalid: "illegal base64 data".
[[nodiscard]] Result<std::string> parse_base64url(std::string_view text);

}  // namespace natsop::identity
