#include "core/engine/auth/config_authenticator.h"

#include <fmt/format.h>

#include <utility>

#include "core/engine/auth/certificate_names.h"
#include "core/engine/auth/checks.h"

namespace natsop::engine {

namespace {

constexpr std::string_view kNameAlphabet =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

bool is_websocket(ConnectionType type) { return type == ConnectionType::WebSocket; }

bool shows_nothing(const ConnectOptions& connect) {
  return connect.user.empty() && connect.pass.empty() && connect.auth_token.empty() &&
         connect.nkey.empty();
}

Error wrong_password() { return Error(Code::Denied, "wrong password"); }

}  // namespace

struct ConfigAuthenticator::Way {
  enum class Kind { Open, Token, Login, User, Nkey };
  Kind kind = Kind::Open;
  ConnectionType type = ConnectionType::Standard;
  std::string name;        // of the user, or its public key
  std::string configured;  // password or token as it was configured then
  std::string account{};
  bool by_no_auth = false;
};

ConfigAuthenticator::ConfigAuthenticator(const Options& options, Services services)
    : services_(std::move(services)), passwords_(services_.worker, services_.random) {
  rules_ = make_rules(options);
}

void ConfigAuthenticator::reload(const Options& options) { rules_ = make_rules(options); }

ConfigAuthenticator::Rules ConfigAuthenticator::make_rules(const Options& options) {
  Rules rules;
  const auto& auth = options.authorization;
  add_users(rules, auth.users, std::string(AccountDirectory::kGlobal), auth.default_permissions);
  for (const AccountOptions& account : options.accounts) {
    add_users(rules, account.users, account.name, account.default_permissions);
  }
  rules.standard = {.user = auth.user,
                    .password = auth.password,
                    .token = auth.token,
                    .no_auth_user = options.no_auth_user,
                    .map_certificates = options.tls && options.tls->verify_and_map};
  add_generated_user(rules, options);

  const bool has_users = !rules.users.empty() || !rules.nkeys.empty();
  rules.required = has_users || rules.standard.has_login();
  const WebsocketOptions& websocket = options.websocket;
  rules.websocket = {.user = websocket.authorization.user,
                     .password = websocket.authorization.password,
                     .token = websocket.authorization.token,
                     .no_auth_user = websocket.no_auth_user};
  rules.websocket_overrides = rules.websocket.has_login() || !websocket.no_auth_user.empty();
  if (!rules.websocket_overrides) {
    rules.websocket = rules.standard;
  }
  rules.websocket.map_certificates = websocket.tls && websocket.tls->verify_and_map;
  rules.websocket_required = rules.required || rules.websocket_overrides;
  rules.needs_nonce = options.always_enable_nonce || !rules.nkeys.empty();
  return rules;
}

void ConfigAuthenticator::add_users(Rules& rules, const std::vector<UserOptions>& users,
                                    const std::string& account,
                                    const std::optional<PermissionRules>& defaults) {
  // One object for all who have no rules of their own: sessions share what it compiles.
  std::shared_ptr<const Permissions> shared;
  if (defaults) {
    shared = std::make_shared<const Permissions>(*defaults);
  }
  for (const UserOptions& user : users) {
    Users& table = user.nkey.empty() ? rules.users : rules.nkeys;
    const std::string& name = user.nkey.empty() ? user.user : user.nkey;
    table[name] = {.name = name,
                   .password = user.password,
                   .account = account,
                   .permissions = user.permissions
                                      ? std::make_shared<const Permissions>(*user.permissions)
                                      : shared,
                   .types = user.connection_types};
  }
}

/// A server whose only account besides $G is its system account still takes anonymous clients.
void ConfigAuthenticator::add_generated_user(Rules& rules, const Options& options) {
  const std::string_view system = options.system_account.empty()
                                      ? AccountDirectory::kDefaultSystem
                                      : std::string_view(options.system_account);
  std::size_t others = 0;
  bool has_system = false;
  for (const AccountOptions& account : options.accounts) {
    has_system |= account.name == system;
    others += account.name == AccountDirectory::kGlobal ? 0 : 1;
  }
  if (!has_system || others != 1 || !options.no_auth_user.empty() ||
      options.authorization.present || options.authorization != AuthorizationOptions()) {
    return;
  }
  if (generated_user_.empty()) {
    generated_user_ = "nats-" + services_.random.text(8, kNameAlphabet);
  }
  rules.users[generated_user_] = {.name = generated_user_,
                                  .password = generated_user_.substr(5),
                                  .account = std::string(AccountDirectory::kGlobal),
                                  .permissions = {},
                                  .types = {}};
  rules.standard.no_auth_user = generated_user_;
}

bool ConfigAuthenticator::required_of(ConnectionType type) const {
  return is_websocket(type) ? rules_.websocket_required : rules_.required;
}

const ConfigAuthenticator::Door& ConfigAuthenticator::door(ConnectionType type) const {
  return is_websocket(type) ? rules_.websocket : rules_.standard;
}

bool ConfigAuthenticator::required(ConnectionType type) const {
  // With the generated user INFO still asks for a login, as nats-server's does.
  const std::string& no_auth = door(type).no_auth_user;
  return required_of(type) && (no_auth.empty() || no_auth == generated_user_);
}

std::optional<Admission> ConfigAuthenticator::without_connect(ConnectionType type) {
  if (!required_of(type)) {
    return open_admission(ConnectOptions(), type);
  }
  const auto user = rules_.users.find(door(type).no_auth_user);
  if (user == rules_.users.end() || !allows(user->second.types, type)) {
    return std::nullopt;
  }
  return admission_of(user->second, {.kind = Way::Kind::User,
                                     .type = type,
                                     .name = user->first,
                                     .configured = user->second.password,
                                     .by_no_auth = true});
}

void ConfigAuthenticator::admit(const Presented& presented,
                                std::function<void(Result<Admission>)> done) {
  const ConnectOptions& connect = presented.connect;
  if (!required_of(presented.type)) {
    return done(open_admission(connect, presented.type));
  }
  const Door& door = this->door(presented.type);
  const auto nkey = find_nkey(presented);
  if (!nkey) {
    return done(nkey.error());
  }
  if (*nkey != nullptr) {
    return done(admission_of(**nkey, {.kind = Way::Kind::Nkey,
                                      .type = presented.type,
                                      .name = (*nkey)->name,
                                      .configured = {},
                                      .by_no_auth = connect.nkey.empty()}));
  }
  std::string password = connect.pass;
  const auto user = find_user(presented, password);
  if (!user) {
    return done(user.error());
  }
  if (*user != nullptr) {
    Way way{.kind = Way::Kind::User,
            .type = presented.type,
            .name = (*user)->name,
            .configured = (*user)->password,
            .by_no_auth = shows_nothing(connect) && !door.map_certificates};
    auto admission = admission_of(**user, way);
    if (way.by_no_auth) {
      return done(std::move(admission));
    }
    return check_password(way.configured, password, presented.ip,
                          [done, admission = std::move(admission)](Result<void> right) {
                            return right ? done(admission) : done(right.error());
                          });
  }
  if (!door.has_login()) {
    return done(Error(Code::Denied, "no such user"));
  }
  const bool by_token = !door.token.empty();
  if (!by_token && connect.user != door.user) {
    return done(Error(Code::Denied, "no such user"));
  }
  Way way{.kind = by_token ? Way::Kind::Token : Way::Kind::Login,
          .type = presented.type,
          .name = by_token ? std::string("[REDACTED]") : door.user,
          .configured = by_token ? door.token : door.password};
  auto admission = admission_of({.name = way.name,
                                 .password = {},
                                 .account = std::string(AccountDirectory::kGlobal),
                                 .permissions = {},
                                 .types = {}},
                                way);
  check_password(way.configured, by_token ? connect.auth_token : connect.pass, presented.ip,
                 [done = std::move(done), admission = std::move(admission)](Result<void> right) {
                   return right ? done(admission) : done(right.error());
                 });
}

void ConfigAuthenticator::check_password(const std::string& configured,
                                         const std::string& presented, std::string_view source,
                                         std::function<void(Result<void>)> done) {
  passwords_.check(configured, presented, source, [done = std::move(done)](Result<bool> right) {
    if (!right) {
      return done(right.error());
    }
    return done(*right ? Result<void>() : wrong_password());
  });
}

Result<const ConfigAuthenticator::User*> ConfigAuthenticator::find_nkey(
    const Presented& presented) const {
  const ConnectOptions& connect = presented.connect;
  if (rules_.nkeys.empty()) {
    return nullptr;
  }
  const std::string& no_auth = door(presented.type).no_auth_user;
  const bool by_no_auth = shows_nothing(connect) && rules_.nkeys.contains(no_auth);
  const std::string& key = by_no_auth ? no_auth : connect.nkey;
  if (key.empty()) {
    return nullptr;
  }
  const auto found = rules_.nkeys.find(key);
  if (found == rules_.nkeys.end()) {
    return Error(Code::Denied, fmt::format("nkey {} is not configured", key));
  }
  if (!allows(found->second.types, presented.type)) {
    return Error(Code::Denied, "connection type not allowed");
  }
  if (!by_no_auth) {
    NATSOP_CHECK(check_signature(key, presented.nonce, connect.sig));
  }
  return &found->second;
}

Result<const ConfigAuthenticator::User*> ConfigAuthenticator::find_user(
    const Presented& presented, std::string& password) const {
  if (rules_.users.empty()) {
    return nullptr;
  }
  const ConnectOptions& connect = presented.connect;
  const Door& door = this->door(presented.type);
  if (door.map_certificates) {
    const User* user =
        presented.tls != nullptr ? find_by_certificate(*presented.tls, presented.type) : nullptr;
    if (user == nullptr) {
      return Error(Code::Denied, "no user for the certificate");
    }
    if (!connect.user.empty()) {
      services_.log.warn(fmt::format(
          "User \"{}\" found in connect proto, but user required from cert", connect.user));
    }
    return user;
  }
  const bool by_no_auth = shows_nothing(connect) && rules_.users.contains(door.no_auth_user);
  const std::string& name = by_no_auth ? door.no_auth_user : connect.user;
  if (name.empty()) {
    return nullptr;
  }
  const auto found = rules_.users.find(name);
  if (found == rules_.users.end()) {
    return Error(Code::Denied, "no such user");
  }
  if (!allows(found->second.types, presented.type)) {
    return Error(Code::Denied, "connection type not allowed");
  }
  if (by_no_auth) {
    password = found->second.password;
  }
  return &found->second;
}

const ConfigAuthenticator::User* ConfigAuthenticator::find_by_certificate(
    const TlsPeer& tls, ConnectionType type) const {
  if (tls.certificates.empty() || !tls.certificates.front().verified) {
    return nullptr;
  }
  const TlsPeer::Certificate& leaf = tls.certificates.front();
  const auto by_name = [&](const std::string& name) -> const User* {
    const auto found = rules_.users.find(name);
    return found != rules_.users.end() && allows(found->second.types, type) ? &found->second
                                                                            : nullptr;
  };
  for (const auto* names : {&leaf.emails, &leaf.dns_names, &leaf.uris}) {
    for (const std::string& name : *names) {
      if (const User* user = by_name(name)) {
        services_.log.debug(fmt::format("Using \"{}\" found in cert for auth", name));
        return user;
      }
    }
  }
  if (const User* user = by_name(leaf.subject)) {
    return user;
  }
  return find_by_subject(leaf.subject, type);
}

/// Users may be written with other spacing, or with the parts in another order.
const ConfigAuthenticator::User* ConfigAuthenticator::find_by_subject(const std::string& subject,
                                                                      ConnectionType type) const {
  const auto wanted = DistinguishedName::parse(subject);
  if (!wanted || wanted->parts.empty()) {
    return nullptr;
  }
  const User* reordered = nullptr;
  for (const auto& [name, user] : rules_.users) {
    const auto configured = DistinguishedName::parse(name);
    if (!configured || configured->parts.empty() || !allows(user.types, type)) {
      continue;
    }
    if (*configured == *wanted) {
      return &user;
    }
    if (reordered == nullptr && configured->same_parts(*wanted)) {
      reordered = &user;
    }
  }
  return reordered;
}

Admission ConfigAuthenticator::open_admission(const ConnectOptions& connect,
                                              ConnectionType type) const {
  Admission admission;
  admission.account = &services_.accounts.global();
  admission.user = !connect.nkey.empty()         ? connect.nkey
                   : !connect.user.empty()       ? connect.user
                   : !connect.auth_token.empty() ? "[REDACTED]"
                                                 : "";
  admission.renew = [this, way = Way{.type = type,
                                     .name = admission.user,
                                     .configured = {},
                                     .account = std::string(AccountDirectory::kGlobal)}] {
    return renew(way);
  };
  return admission;
}

Admission ConfigAuthenticator::admission_of(const User& user, Way way) const {
  Admission admission;
  admission.account = &services_.accounts.get(user.account);
  admission.user = user.name;
  admission.public_key = way.kind == Way::Kind::Nkey ? user.name : std::string();
  admission.permissions = user.permissions;
  way.account = user.account;
  admission.renew = [this, way = std::move(way)] { return renew(way); };
  return admission;
}

Renewal ConfigAuthenticator::renew(const Way& way) const {
  const Door& door = this->door(way.type);
  const Users& table = way.kind == Way::Kind::Nkey ? rules_.nkeys : rules_.users;
  const auto found = table.find(way.name);
  const User* user = nullptr;
  bool stays = false;
  switch (way.kind) {
    case Way::Kind::Open:
      stays = !required_of(way.type);
      break;
    case Way::Kind::Token:
      stays = door.token == way.configured;
      break;
    case Way::Kind::Login:
      stays = door.user == way.name && door.password == way.configured;
      break;
    case Way::Kind::User:
    case Way::Kind::Nkey:
      user = found == table.end() ? nullptr : &found->second;
      stays = user != nullptr && user->password == way.configured && user->account == way.account &&
              allows(user->types, way.type) && (!way.by_no_auth || door.no_auth_user == way.name);
      break;
  }
  // Where nobody has to log in any longer, those of the global account may stay too.
  stays |= !required_of(way.type) && way.account == AccountDirectory::kGlobal;
  if (!stays) {
    return {.admission = std::nullopt,
            .expulsion = {.error = "Authorization Violation",
                          .reason = "Authentication Failure",
                          .detail = "the configuration does not let it in any longer"}};
  }
  const User plain{
      .name = way.name, .password = {}, .account = way.account, .permissions = {}, .types = {}};
  return {.admission = admission_of(user != nullptr ? *user : plain, way), .expulsion = {}};
}

}  // namespace natsop::engine
