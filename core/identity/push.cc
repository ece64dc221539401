#include "core/identity/push.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace natsop::identity {

Result<std::vector<PushItem>> push_items(const Store& store,
                                         const std::vector<std::string>& accounts) {
  std::vector<PushItem> items;
  items.reserve(accounts.size());
  for (const auto& account : accounts) {
    NATSOP_TRY(std::string token, store.account_token(account));
    items.push_back({account, std::move(token)});
  }
  return items;
}

Result<std::vector<ResolverReply>> push_accounts(Resolver& resolver,
                                                 const std::vector<PushItem>& items) {
  std::vector<ResolverRequest> requests;
  requests.reserve(items.size());
  for (const auto& item : items) {
    requests.push_back({std::string(kUpdateSubject), item.token});
  }
  return resolver.ask(requests);
}

std::vector<std::string> ResolverListing::unknown(
    const std::map<std::string, std::string>& known) const {
  std::vector<std::string> found;
  for (const auto& server : servers) {
    for (const auto& account : server.accounts) {
      if (!known.contains(account) &&
          std::find(found.begin(), found.end(), account) == found.end()) {
        found.push_back(account);
      }
    }
  }
  return found;
}

Result<ResolverListing> list_resolver_accounts(Resolver& resolver) {
  ResolverListing listing;
  NATSOP_TRY(listing.reply, resolver.ask(ResolverRequest{std::string(kListSubject), ""}));
  for (const auto& answer : listing.reply.answers) {
    if (answer.done()) {
      listing.servers.push_back({answer.server_name, answer.data.texts()});
    }
  }
  return listing;
}

Result<std::map<std::string, std::string>> account_names(const Store& store) {
  NATSOP_TRY(const auto names, store.accounts());
  std::map<std::string, std::string> by_key;
  for (const auto& name : names) {
    NATSOP_TRY(const auto claims, store.account_claims(name));
    by_key[claims.subject] = name;
  }
  return by_key;
}

Result<std::string> delete_request(const std::vector<std::string>& accounts,
                                   const KeyPair& operator_key, Time now) {
  auto claims = jwt::GenericClaims::create(operator_key.public_text());
  claims.data.put("accounts", json::Doc(accounts));
  return jwt::encode(claims, operator_key, now);
}

Result<ResolverReply> delete_resolver_accounts(Resolver& resolver, std::string request_token) {
  return resolver.ask(ResolverRequest{std::string(kDeleteSubject), std::move(request_token)});
}

namespace {

constexpr std::chrono::minutes kLoginLifetime{2};

/// The key that makes a temporary user: the account's own, or with a strict operator a signing key
/// without a scope.
Result<std::string> login_signer(const jwt::OperatorClaims& op, const jwt::AccountClaims& account,
                                 const std::string& name) {
  if (!op.strict_signing_key_usage) {
    return account.subject;
  }
  if (account.signing_keys.empty()) {
    return Error(Code::Invalid, fmt::format("operator requires signing keys, system account \"{}\" "
                                            "doesn't have signing keys",
                                            name))
        .hint(fmt::format("nsc edit account {} --sk generate", name));
  }
  for (const auto& [key, scope] : account.signing_keys) {
    if (!scope) {
      return key;
    }
  }
  return Error(
      Code::Invalid,
      fmt::format("system account \"{}\" only has scoped signing keys, specify --system-user",
                  name));
}

Result<SystemLogin> temporary_login(const std::string& name, const jwt::OperatorClaims& op,
                                    const KeyPair& signer, const SystemLoginOptions& options,
                                    Time now) {
  NATSOP_TRY(const KeyPair key, KeyPair::create(KeyKind::User));
  auto user = jwt::UserClaims::create(key.public_text());
  user.name = "nsc temporary push user";
  user.issuer_account = op.system_account;
  user.expires = jwt::unix_seconds(now + kLoginLifetime);
  user.limits.permissions.publish.allow = options.publish;
  user.limits.permissions.subscribe.allow = {options.subscribe};
  NATSOP_TRY(std::string token, jwt::encode(user, signer, now));
  return SystemLogin{name, std::move(token), key};
}

Result<SystemLogin> stored_login(const Store& store, const Keystore& keystore,
                                 const std::string& account, const std::string& user) {
  std::vector<std::string> users{user};
  if (user.empty()) {
    NATSOP_TRY(users, store.users(account));
  }
  for (const auto& name : users) {
    const auto claims = store.user_claims(account, name);
    if (!claims) {
      if (!user.empty()) {
        return claims.error();
      }
      continue;
    }
    auto token = store.user_token(account, name);
    auto key = keystore.load(claims->subject);
    if (token && key && key->has_seed()) {
      return SystemLogin{account, *std::move(token), *std::move(key)};
    }
  }
  return Error(Code::NotFound, "no system account user with corresponding nkey found")
      .hint("name one with --system-user whose key is in the keystore");
}

}  // namespace

SystemLoginOptions push_login() {
  return {.publish = {std::string(kListSubject), std::string(kUpdateSubject),
                      std::string(kDeleteSubject), std::string(kPingSubject)},
          .subscribe = "_INBOX.>"};
}

SystemLoginOptions pull_login(std::string inbox) {
  return {.publish = {std::string(kPackSubject)}, .subscribe = std::move(inbox)};
}

Result<SystemLogin> system_login(const Store& store, const Keystore& keystore,
                                 const SystemLoginOptions& options, Time now) {
  NATSOP_TRY(const auto op, store.operator_claims());
  std::string account = options.account;
  if (account.empty()) {
    auto name = op.system_account.empty() ? Result<std::string>(Error(Code::NotFound, ""))
                                          : store.account_named(op.system_account);
    if (!name) {
      return Error(Code::NotFound,
                   fmt::format("system account \"{}\" not found", op.system_account))
          .hint(
              "set one with \"nsc edit operator --system-account NAME\", or give --system-account");
    }
    account = *std::move(name);
  }
  if (!options.user.empty()) {
    return stored_login(store, keystore, account, options.user);
  }
  NATSOP_TRY(const auto claims, store.account_claims(account));
  NATSOP_TRY(const std::string signer, login_signer(op, claims, account));
  const auto key = keystore.load(signer);
  if (key && key->has_seed()) {
    return temporary_login(account, op, *key, options, now);
  }
  return stored_login(store, keystore, account, "");
}

}  // namespace natsop::identity
