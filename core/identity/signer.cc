#include "core/identity/signer.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/base/files.h"
#include "core/identity/creds.h"

namespace natsop::identity {

namespace fs = std::filesystem;

namespace {

Error unresolved(const std::vector<std::string>& keys) {
  return Error(
             Code::NotFound,
             fmt::format("unable to resolve any of the following signing keys in the keystore: {}",
                         fmt::join(keys, ", ")))
      .hint("give the signer with -K, or put its key into the keystore with \"nsc import keys\"");
}

/// Identity first; a strict operator keeps it from signing.
std::vector<std::string> with_identity(const std::string& identity, bool strict) {
  return strict ? std::vector<std::string>() : std::vector<std::string>{identity};
}

}  // namespace

Result<KeyPair> read_key_value(std::string_view value,
                               const std::function<Result<fs::path>(std::string_view)>& expand) {
  const KeyKind kind = kind_of(value);
  if (kind == KeyKind::Seed) {
    return KeyPair::from_seed(value);
  }
  if (is_public(value)) {
    return KeyPair::from_public(value);
  }
  NATSOP_TRY(const fs::path path, expand(value));
  auto text = read_file(path);
  if (!text) {
    if (text.error().code() == Code::NotFound) {
      // A mistyped seed must not show up in an error.
      const bool secret = value.starts_with('S') && value.size() > 50;
      return Error(Code::NotFound,
                   fmt::format("\"{}\" is neither a key nor a key file", secret ? "S..." : value));
    }
    return std::move(text).error();
  }
  const Secret content = Secret::take(*text);
  if (is_public(trimmed(content.reveal()))) {
    return KeyPair::from_public(trimmed(content.reveal()));
  }
  auto key = parse_seed_text(content.reveal());
  if (!key) {
    return Error(Code::Corrupt, fmt::format("`{}` holds no nkey", path.string()));
  }
  return key;
}

std::vector<KeyKind> SignerResolver::kinds(const SignerRequest& request) const {
  std::vector<KeyKind> kinds{request.kind};
  if (request.kind == KeyKind::Operator && request.allow_managed && store_.managed()) {
    kinds.push_back(KeyKind::Account);
  }
  return kinds;
}

Result<std::vector<std::string>> SignerResolver::candidates(const SignerRequest& request) const {
  NATSOP_TRY(const auto operator_claims, store_.operator_claims());
  const bool strict = operator_claims.strict_signing_key_usage;
  std::vector<std::string> keys;
  for (const KeyKind kind : kinds(request)) {
    if (kind == KeyKind::Operator) {
      const auto identity = with_identity(operator_claims.subject, strict);
      keys.insert(keys.end(), identity.begin(), identity.end());
      keys.insert(keys.end(), operator_claims.signing_keys.begin(),
                  operator_claims.signing_keys.end());
    } else if (kind == KeyKind::Account && !request.account.empty()) {
      const auto account = store_.account_claims(request.account);
      if (!account) {
        if (account.error().code() == Code::NotFound) {
          continue;  // the account is being made
        }
        return account.error();
      }
      const auto identity = with_identity(account->subject, strict);
      keys.insert(keys.end(), identity.begin(), identity.end());
      for (const auto& [key, scope] : account->signing_keys) {
        keys.push_back(key);
      }
    }
  }
  const auto preferred = std::find(keys.begin(), keys.end(), request.preferred);
  if (preferred != keys.end()) {
    std::rotate(keys.begin(), preferred, preferred + 1);
  }
  return keys;
}

Result<KeyPair> SignerResolver::resolve_value(const SignerRequest& request) const {
  if (!request.account.empty()) {
    if (const auto account = store_.account_claims(request.account)) {
      const std::string key = jwt::key_of_role(account->signing_keys, request.value);
      if (!key.empty() && keystore_.has_seed(key)) {
        return keystore_.load(key);
      }
    }
  }
  const auto accepted = kinds(request);
  const auto fits = [&](KeyKind kind) {
    return std::find(accepted.begin(), accepted.end(), kind) != accepted.end();
  };
  auto key = read_key_value(request.value, expand_);
  if (!key) {
    if (key.error().code() == Code::NotFound) {
      NATSOP_TRY(const auto keys, candidates(request));
      return std::move(key.error())
          .hint(fmt::format(
              "-K takes a role of the account, a path, a seed or a public key; these may sign: {}",
              fmt::join(keys, ", ")));
    }
    return key;
  }
  if (!fits(key->kind())) {
    return Error(Code::Invalid, "unexpected resolved keytype type")
        .hint(fmt::format("the signer is an {} key; an {} key is needed", name_of(key->kind()),
                          name_of(request.kind)));
  }
  if (!key->has_seed()) {
    auto stored = keystore_.load(key->public_text());
    if (!stored || !stored->has_seed()) {
      return unresolved({key->public_text()});
    }
    return stored;
  }
  return key;
}

Result<KeyPair> SignerResolver::resolve(const SignerRequest& request) const {
  if (!request.value.empty()) {
    return resolve_value(request);
  }
  NATSOP_TRY(const auto keys, candidates(request));
  for (const auto& key : keys) {
    if (keystore_.has_file(key)) {
      NATSOP_TRY(KeyPair pair, keystore_.load(key));
      if (pair.has_seed()) {
        return pair;
      }
    }
  }
  return unresolved(keys);
}

Result<KeyPair> SignerResolver::resolve_request_key(const std::string& value) const {
  SignerRequest request{.kind = KeyKind::Operator, .allow_managed = false};
  auto stored = resolve(request);
  if (stored || value.empty()) {
    return stored;
  }
  request.value = value;
  return resolve_value(request);
}

}  // namespace natsop::identity
