// Store, as far as it looks into the tokens.
#include <fmt/format.h>

#include "core/identity/store.h"

namespace natsop::identity {

namespace fs = std::filesystem;

namespace {

/// Turns whatever was wrong with a token into one statement about the file.
template <class T>
Result<T> named(Result<T> decoded, const fs::path& path) {
  if (decoded) {
    return decoded;
  }
  return Error(Code::Corrupt, fmt::format("`{}`: {}", path.string(), decoded.error().message()))
      .hint("restore the file from a backup, or remove it and add the entity again");
}

}  // namespace

Result<jwt::OperatorClaims> Store::operator_claims() const {
  NATSOP_TRY(const std::string token, operator_token());
  return named(jwt::decode_operator(token), operator_path());
}

Result<jwt::AccountClaims> Store::account_claims(std::string_view account) const {
  NATSOP_TRY(const std::string token, account_token(account));
  return named(jwt::decode_account(token), account_path(account));
}

Result<jwt::UserClaims> Store::user_claims(std::string_view account, std::string_view user) const {
  NATSOP_TRY(const std::string token, user_token(account, user));
  return named(jwt::decode_user(token), user_path(account, user));
}

Result<void> Store::require_version_2() const {
  const auto claims = operator_claims();
  if (claims && claims->version < jwt::kVersion) {
    return Error(
               Code::Unsupported,
               fmt::format("the store `{}` holds version {} JWTs, and only version {} is supported",
                           name(), claims->version, jwt::kVersion))
        .hint(
            "upgrade it with \"nsc upgrade-jwt\", or for a managed operator with \"nsc add "
            "operator --force -u URL\"");
  }
  return {};
}

Result<std::string> Store::account_named(std::string_view public_key) const {
  NATSOP_TRY(const auto names, accounts());
  for (const auto& account : names) {
    const auto claims = account_claims(account);
    if (claims && claims->subject == public_key) {
      return account;
    }
  }
  return Error(Code::NotFound,
               fmt::format("account with public key \"{}\" is not in the store", public_key));
}

Result<std::string> Store::issuing_account(const jwt::UserClaims& user) const {
  NATSOP_TRY(const auto names, accounts());
  for (const auto& account : names) {
    const auto claims = account_claims(account);
    if (claims && jwt::did_sign(*claims, user)) {
      return account;
    }
  }
  return Error(Code::NotFound,
               fmt::format("account with public key \"{}\" is not in the store", user.account()));
}

Result<fs::path> Store::put(Transaction& tx, std::string token) const {
  NATSOP_TRY(const jwt::AnyClaims claims, jwt::decode(trimmed(token)));
  token = trimmed(token);
  const std::string& name = jwt::data_of(claims).name;
  if (trimmed(name).empty()) {
    return Error(Code::Invalid, "jwt claim doesn't have a name");
  }
  if (std::holds_alternative<jwt::OperatorClaims>(claims)) {
    put_operator(tx, std::move(token));
    return operator_path();
  }
  if (std::holds_alternative<jwt::AccountClaims>(claims)) {
    NATSOP_CHECK(put_account(tx, name, std::move(token)));
    return account_path(name);
  }
  if (const auto* user = std::get_if<jwt::UserClaims>(&claims)) {
    NATSOP_TRY(const std::string account, issuing_account(*user));
    NATSOP_CHECK(put_user(tx, account, name, std::move(token)));
    return user_path(account, name);
  }
  return Error(Code::Invalid,
               fmt::format("a store holds no {} JWTs", jwt::name_of(jwt::type_of(claims))));
}

}  // namespace natsop::identity
