#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <utility>

#include "core/engine/options/blocks.h"
#include "core/identity/nkey.h"
#include "core/text/ascii.h"
#include "core/text/quote.h"

namespace natsop::engine {

using config::Kind;
using config::Value;

namespace {

constexpr std::array<std::string_view, 7> kConnectionTypes = {
    "STANDARD", "WEBSOCKET", "LEAFNODE", "LEAFNODE_WS", "MQTT", "MQTT_WS", "IN_PROCESS"};

void read_connection_types(OptionReader& reader, const Value& value, UserOptions& out) {
  reader.read(value, out.connection_types);
  for (auto& type : out.connection_types) {
    type = text::ascii_upper(type);
    if (std::ranges::find(kConnectionTypes, type) == kConnectionTypes.end()) {
      reader.error(value, fmt::format("unknown connection type {}", text::go_quote(type)));
    }
  }
}

/// Whoever restricts users to trusted proxies must not be left with users open to everyone.
void read_proxy_required(OptionReader& reader, const Value& value) {
  bool required = false;
  reader.read(value, required);
  if (required) {
    reader.error(value, "\"proxy_required\" is not supported: there are no trusted proxies here");
  }
}

/// What a user logs in as: no two may have the same.
const std::string& login_of(const UserOptions& user) {
  return user.nkey.empty() ? user.user : user.nkey;
}

void read_user(OptionReader& reader, const Value& value, std::vector<UserOptions>& out,
               std::set<std::string>& logins, const std::vector<Field<UserOptions>>& fields) {
  UserOptions user;
  const auto before = reader.errors().size();
  read_block(reader, value, fields, user);
  if (reader.errors().size() != before) return;
  if (login_of(user).empty()) return reader.error(value, "User entry requires a user");
  if (!user.nkey.empty() && (!user.user.empty() || !user.password.empty())) {
    return reader.error(value, "Nkey users do not take usernames or passwords");
  }
  if (!logins.insert(login_of(user)).second) {
    return reader.error(value,
                        fmt::format("Duplicate {} {} detected", user.nkey.empty() ? "user" : "nkey",
                                    text::go_quote(login_of(user))));
  }
  out.push_back(std::move(user));
}

const std::vector<Field<UserOptions>>& leafnode_user_fields() {
  using T = UserOptions;
  static const std::vector<Field<T>> fields = {
      {{"user", "username"}, Effect::Later, "name", set<&T::user>},
      {{"password", "pass"}, Effect::Later, "plain or bcrypt", set<&T::password>},
      {{"nkey"}, Effect::Later, "public key", set<&T::nkey>},
      {{"account"}, Effect::Later, "the account it is bound to", set<&T::account>},
      {{"permissions", "permission", "authorization"},
       Effect::Later,
       "what it may publish and subscribe to",
       [](OptionReader& reader, const Value& value, T& out) {
         read_permissions(reader, value, out.permissions);
       }},
      {{"proxy_required"},
       Effect::Later,
       "true is refused: there are no trusted proxies",
       [](OptionReader& reader, const Value& value, T&) { read_proxy_required(reader, value); }},
  };
  return fields;
}

}  // namespace

const std::vector<Field<UserOptions>>& user_fields() {
  using T = UserOptions;
  static const std::vector<Field<T>> fields = {
      {{"user", "username"}, Effect::Real, "name", set<&T::user>},
      {{"password", "pass"}, Effect::Real, "plain, or a bcrypt hash", set<&T::password>},
      {{"nkey"},
       Effect::Real,
       "public user key, instead of a name and password",
       [](OptionReader& reader, const Value& value, T& out) {
         reader.read(value, out.nkey);
         if (!identity::is_user_key(out.nkey)) {
           reader.error(value, "Not a valid public nkey for a user");
         }
       }},
      {{"permissions", "permission", "authorization"},
       Effect::Real,
       "what it may publish and subscribe to",
       [](OptionReader& reader, const Value& value, T& out) {
         read_permissions(reader, value, out.permissions);
       }},
      {{"allowed_connection_types", "connection_types", "clients"},
       Effect::Real,
       "STANDARD, WEBSOCKET, LEAFNODE, LEAFNODE_WS, MQTT, MQTT_WS, IN_PROCESS",
       read_connection_types},
      {{"proxy_required"},
       Effect::Real,
       "true is refused: there are no trusted proxies",
       [](OptionReader& reader, const Value& value, T&) { read_proxy_required(reader, value); }},
  };
  return fields;
}

void read_users(OptionReader& reader, const Value& value, std::vector<UserOptions>& out,
                const std::vector<Field<UserOptions>>& fields) {
  if (!reader.expect(value, Kind::Array)) return;
  out.clear();
  std::set<std::string> logins;
  for (const auto& element : value.elements()) read_user(reader, element, out, logins, fields);
}

const std::vector<Field<AuthorizationOptions>>& authorization_fields() {
  using T = AuthorizationOptions;
  static const std::vector<Field<T>> fields = {
      {{"user", "username"}, Effect::Real, "the one user", set<&T::user>},
      {{"password", "pass"},
       Effect::Real,
       "its password, plain or a bcrypt hash",
       set<&T::password>},
      {{"token"},
       Effect::Real,
       "what everyone must know instead, plain or a bcrypt hash",
       set<&T::token>},
      {{"users"},
       Effect::Real,
       "a list of users",
       [](OptionReader& reader, const Value& value, T& out) {
         read_users(reader, value, out.users, user_fields());
       }},
      {{"timeout"},
       Effect::Real,
       "how long a client may take to log in; a number means seconds",
       [](OptionReader& reader, const Value& value, T& out) {
         reader.read_timeout(value, out.timeout);
       }},
      {{"default_permissions", "default_permission", "permissions"},
       Effect::Real,
       "of users without their own",
       [](OptionReader& reader, const Value& value, T& out) {
         read_permissions(reader, value, out.default_permissions);
       }},
      {{"auth_callout", "auth_hook"},
       Effect::Refused,
       "users cannot be asked of a service here",
       nullptr},
      {{"proxy_required"},
       Effect::Real,
       "true is refused: there are no trusted proxies",
       [](OptionReader& reader, const Value& value, T&) { read_proxy_required(reader, value); }},
  };
  return fields;
}

const std::vector<Field<AuthorizationOptions>>& leafnode_authorization_fields() {
  using T = AuthorizationOptions;
  static const std::vector<Field<T>> fields = {
      {{"user", "username"}, Effect::Later, "the one user", set<&T::user>},
      {{"password", "pass"}, Effect::Later, "its password", set<&T::password>},
      {{"token"}, Effect::Later, "instead of a user", set<&T::token>},
      {{"nkey"}, Effect::Later, "public key, instead of a user", set<&T::nkey>},
      {{"account"}, Effect::Later, "which account leafnodes are bound to", set<&T::account>},
      {{"users"},
       Effect::Later,
       "a list of users",
       [](OptionReader& reader, const Value& value, T& out) {
         read_users(reader, value, out.users, leafnode_user_fields());
       }},
      {{"timeout"},
       Effect::Later,
       "how long a login may take",
       [](OptionReader& reader, const Value& value, T& out) {
         reader.read_timeout(value, out.timeout);
       }},
      {{"proxy_required"},
       Effect::Later,
       "true is refused: there are no trusted proxies",
       [](OptionReader& reader, const Value& value, T&) { read_proxy_required(reader, value); }},
  };
  return fields;
}

const std::vector<Field<AuthorizationOptions>>& listener_authorization_fields() {
  using T = AuthorizationOptions;
  static const std::vector<Field<T>> fields = {
      {{"user", "username"}, Effect::Real, "the one user", set<&T::user>},
      {{"password", "pass"}, Effect::Real, "its password", set<&T::password>},
      {{"token"}, Effect::Real, "instead of a user", set<&T::token>},
      {{"timeout"},
       Effect::Real,
       "how long a login may take",
       [](OptionReader& reader, const Value& value, T& out) {
         reader.read_timeout(value, out.timeout);
       }},
  };
  return fields;
}

void read_authorization(OptionReader& reader, const Value& value, AuthorizationOptions& out,
                        const std::vector<Field<AuthorizationOptions>>& fields) {
  out.present = true;
  read_block(reader, value, fields, out);
  const bool single = !out.user.empty() || !out.password.empty();
  if (single && !out.token.empty()) {
    reader.error(value, "Cannot have a user/pass and token");
  }
  if (single && !out.users.empty()) {
    reader.error(value, "Can not have a single user/pass and a users array");
  }
  if (!out.token.empty() && !out.users.empty()) {
    reader.error(value, "Can not have a token and a users array");
  }
}

void read_authorization(OptionReader& reader, const Value& value, AuthorizationOptions& out) {
  read_authorization(reader, value, out, authorization_fields());
}

}  // namespace natsop::engine
