#pragma once
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/identity/keystore.h"
#include "core/identity/nkey.h"
#include "core/identity/store.h"

namespace natsop::identity {

/// Who signs something: what kinds of key may, which was asked for, which is preferred.
struct SignerRequest {
  /// Operator for accounts, Account for users and activations. In a managed store, where there is
  /// no operator's key, `allow_managed` lets the account's own keys take the operator's place.
  KeyKind kind = KeyKind::Operator;
  bool allow_managed = true;
  /// The account whose keys count; empty when there is none.
  std::string account{};
  /// What -K gave: a role, a public key, a seed or the path of a key file; empty when it was not
  /// given.
  std::string value{};
  /// The public key to take before others that are stored: the one that issued the present JWT. May
  /// be empty.
  std::string preferred{};
};

/// Finds the key that signs.
class SignerResolver {
 public:
  /// `expand` turns a path that the user typed into an absolute one (expand_path bound to the
  /// surroundings). Both references must outlive the resolver.
  SignerResolver(const Store& store, const Keystore& keystore,
                 std::function<Result<std::filesystem::path>(std::string_view)> expand)
      : store_(store), keystore_(keystore), expand_(std::move(expand)) {}

  /// The public keys that may sign, in the order they are tried: the identity first (unless the
  /// operator insists on signing keys), then signing keys; the preferred one before all.
  [[nodiscard]] Result<std::vector<std::string>> candidates(const SignerRequest& request) const;

  /// The key. Without a value the first candidate whose seed is stored. NotFound "unable to resolve
  /// any of the following signing keys in the keystore: ..."; with a value that stands for no key,
  /// NotFound as well (nsc silently takes the identity key instead); a key of another kind is
  /// Invalid "unexpected resolved keytype type".
  [[nodiscard]] Result<KeyPair> resolve(const SignerRequest& request) const;

  /// The operator's key that signs requests to the resolver, such as deletions: a stored one, else
  /// the one asked for.
  [[nodiscard]] Result<KeyPair> resolve_request_key(const std::string& value) const;

 private:
  [[nodiscard]] Result<KeyPair> resolve_value(const SignerRequest& request) const;
  [[nodiscard]] std::vector<KeyKind> kinds(const SignerRequest& request) const;

  const Store& store_;
  const Keystore& keystore_;
  std::function<Result<std::filesystem::path>(std::string_view)> expand_;
};

/// A key that the user gave: a seed, a public key, or the path of a file with one of them or with
/// credentials. NotFound when it is none of these, Corrupt when the file holds no key.
[[nodiscard]] Result<KeyPair> read_key_value(
    std::string_view value,
    const std::function<Result<std::filesystem::path>(std::string_view)>& expand);

}  // namespace natsop::identity
