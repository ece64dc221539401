#include "core/identity/profile.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "core/base/files.h"
#include "core/identity/creds.h"
#include "core/text/ascii.h"

namespace natsop::identity {
namespace {

constexpr std::string_view kScheme = "nsc://";
constexpr std::array<std::string_view, 17> kArguments{
    "operatorkey", "accountkey", "userkey", "key",   "keys",         "operatorseed",
    "accountseed", "userseed",   "seed",    "seeds", "operatorname", "accountname",
    "username",    "name",       "names",   "store", "keystore"};

Error malformed(std::string_view text, std::string_view why) {
  return Error(Code::Invalid, fmt::format("\"{}\" is no nsc reference: {}", text, why))
      .hint("nsc://OPERATOR/ACCOUNT/USER");
}

/// Decodes "%20"; a sign that no two hexadecimal digits follow stays.
std::string decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned value = 0;
    const bool escape = text[i] == '%' && i + 2 < text.size();
    if (escape) {
      const char* begin = text.data() + i + 1;
      const auto read = std::from_chars(begin, begin + 2, value, 16);
      if (read.ec == std::errc{} && read.ptr == begin + 2) {
        out += static_cast<char>(value);
        i += 2;
        continue;
      }
    }
    out += text[i];
  }
  return out;
}

Error missing(std::string_view what, std::string_view name, const std::filesystem::path& where) {
  return Error(Code::NotFound,
               fmt::format("there is no {} \"{}\" in `{}`", what, name, where.string()));
}

std::vector<std::string> keys_of(const jwt::AccountClaims& claims) {
  std::vector<std::string> keys{claims.subject};
  for (const auto& [key, scope] : claims.signing_keys) keys.push_back(key);
  return keys;
}

std::vector<std::string> keys_of(const jwt::OperatorClaims& claims) {
  std::vector<std::string> keys{claims.subject};
  keys.insert(keys.end(), claims.signing_keys.begin(), claims.signing_keys.end());
  return keys;
}

}  // namespace

Result<ProfileReference> ProfileReference::parse(std::string_view given) {
  if (!text::ascii_lower(given.substr(0, kScheme.size())).starts_with(kScheme)) {
    return malformed(given, "it does not start with nsc://");
  }
  std::string_view rest = given.substr(kScheme.size());
  std::string_view query;
  if (const auto mark = rest.find('?'); mark != std::string_view::npos) {
    query = rest.substr(mark + 1);
    rest = rest.substr(0, mark);
  }
  while (rest.ends_with('/')) rest.remove_suffix(1);
  const auto parts = text::split(rest, '/');
  if (parts.size() > 3) return malformed(given, "it has more than three parts");
  if (std::ranges::any_of(parts, &std::string_view::empty)) {
    return malformed(given, rest.empty() ? "it names no operator" : "a part of it is empty");
  }
  ProfileReference reference;
  reference.operator_name = decoded(parts[0]);
  if (parts.size() > 1) reference.account = decoded(parts[1]);
  if (parts.size() > 2) reference.user = decoded(parts[2]);
  for (const auto& argument : text::split(query, '&')) {
    if (argument.empty()) continue;
    const auto equals = std::min(argument.find('='), argument.size());
    const auto name = text::ascii_lower(argument.substr(0, equals));
    if (std::ranges::find(kArguments, name) == kArguments.end()) {
      return malformed(given,
                       fmt::format("\"{}\" is no known argument", argument.substr(0, equals)))
          .hint(fmt::format("known are {}", fmt::join(kArguments, ", ")));
    }
    reference.arguments.emplace_back(
        name, equals == argument.size() ? "" : decoded(argument.substr(equals + 1)));
  }
  return reference;
}

Result<Profile> Profile::open(const Surroundings& surroundings, const LocationFlags& flags,
                              std::string_view text) {
  NATSOP_TRY(auto reference, ProfileReference::parse(text));
  LocationFlags places = flags;
  for (const auto& [name, value] : reference.arguments) {
    if (name == "store") places.data_dir = value;
    if (name == "keystore") places.keystore_dir = value;
  }
  NATSOP_TRY(const auto locations, locate(surroundings, places));
  NATSOP_TRY(const auto config, NscConfig::load(locations, surroundings.cwd));
  const auto operators = config.operators();
  if (std::ranges::find(operators, reference.operator_name) == operators.end()) {
    return missing("operator", reference.operator_name, config.store_root())
        .hint(operators.empty() ? std::string("`nsc env` shows where stores are looked for")
                                : fmt::format("there is {}", fmt::join(operators, ", ")));
  }
  NATSOP_TRY(auto store, Store::open(config.store_root() / reference.operator_name));
  if (!reference.account.empty() && !store.has_account(reference.account)) {
    return missing("account", reference.account, store.dir());
  }
  if (!reference.user.empty() && !store.has_user(reference.account, reference.user)) {
    return missing("user", reference.user, store.dir() / "accounts" / reference.account);
  }
  return Profile(std::move(reference), std::move(store),
                 Keystore(locations.keystore_dir, locations.git_ignore));
}

Result<std::vector<std::string>> Profile::services() const {
  NATSOP_TRY(const auto claims, store_.operator_claims());
  return claims.service_urls;
}

Result<Secret> Profile::creds() const {
  if (reference_.user.empty()) {
    return Error(Code::Usage, "the reference names no user").hint("nsc://OPERATOR/ACCOUNT/USER");
  }
  const auto path = keystore_.creds_path(store_.name(), reference_.account, reference_.user);
  if (path_exists(path)) {
    NATSOP_TRY(const auto text, read_file(path));
    return Secret(text);
  }
  NATSOP_TRY(const auto claims, store_.user_claims(reference_.account, reference_.user));
  NATSOP_TRY(const auto token, store_.user_token(reference_.account, reference_.user));
  const auto key = keystore_.load(claims.subject);
  if (!key || !key->has_seed()) {
    return Error(Code::NotFound, fmt::format("there are no credentials of user \"{}\": neither "
                                             "`{}` nor the seed is there",
                                             reference_.user, path.string()));
  }
  NATSOP_TRY(const auto seed, key->seed());
  return format_creds(token, seed);
}

Result<json::Doc> Profile::entity(std::string_view kind, const std::string& name,
                                  const std::vector<std::string>& keys, json::Doc doc) const {
  const auto is = [&](const std::string& argument, std::string_view what) {
    return argument == what || argument == fmt::format("{}s", what) ||
           argument == fmt::format("{}{}", kind, what);
  };
  std::string shown_name;
  std::string seed;
  std::string id;
  for (const auto& [argument, value] : reference_.arguments) {
    // "keystore" is no "key".
    if (argument == "store" || argument == "keystore") continue;
    if (is(argument, "name")) shown_name = name;
    if (is(argument, "key")) id = keys.front();
    if (!is(argument, "seed")) continue;
    const bool own = !value.empty() && argument.starts_with(kind);
    if (own && std::ranges::find(keys, value) == keys.end()) {
      return Error(Code::NotFound, fmt::format("{} is no key of {} \"{}\"", value, kind, name))
          .hint(fmt::format("its keys are {}", fmt::join(keys, ", ")));
    }
    NATSOP_TRY(const auto pair, keystore_.load(own ? value : keys.front()));
    NATSOP_TRY(const auto secret, pair.seed());
    seed = secret.reveal();
  }
  if (!shown_name.empty()) doc.put("name", shown_name);
  if (!seed.empty()) doc.put("seed", seed);
  if (!id.empty()) doc.put("id", id);
  return doc;
}

Result<json::Doc> Profile::document() const {
  auto doc = json::Doc::object();
  const auto& [operator_name, account, user, arguments] = reference_;
  const auto path = keystore_.creds_path(store_.name(), account, user);
  if (!user.empty() && path_exists(path)) doc.put("user_creds", path.string());
  NATSOP_TRY(const auto op, store_.operator_claims());
  auto op_doc = json::Doc::object();
  if (!op.service_urls.empty()) op_doc.put("service", op.service_urls);
  NATSOP_TRY(op_doc, entity("operator", store_.name(), keys_of(op), std::move(op_doc)));
  doc.put("operator", std::move(op_doc));
  if (account.empty()) return doc;
  NATSOP_TRY(const auto account_claims, store_.account_claims(account));
  NATSOP_TRY(auto account_doc,
             entity("account", account, keys_of(account_claims), json::Doc::object()));
  if (account_doc.size() > 0) doc.put("account", std::move(account_doc));
  if (user.empty()) return doc;
  NATSOP_TRY(const auto user_claims, store_.user_claims(account, user));
  NATSOP_TRY(auto user_doc, entity("user", user, {user_claims.subject}, json::Doc::object()));
  if (user_doc.size() > 0) doc.put("user", std::move(user_doc));
  return doc;
}

}  // namespace natsop::identity
