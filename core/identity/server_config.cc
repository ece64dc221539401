#include "core/identity/server_config.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "core/identity/jwt/subject_rules.h"
#include "core/json/doc.h"

namespace natsop::identity {

namespace {

std::string quote(std::string_view text) { return json::Doc(text).dump(); }

struct NamedToken {
  std::string name;
  std::string token;
};

/// The accounts by public key, as a memory resolver lists them.
Result<std::map<std::string, NamedToken>> tokens_by_key(const Store& store) {
  NATSOP_TRY(const auto names, store.accounts());
  if (names.empty()) {
    return Error(Code::NotFound, fmt::format("operator {} has no accounts", quote(store.name())))
        .hint("add one with \"nsc add account\"");
  }
  std::map<std::string, NamedToken> found;
  for (const auto& name : names) {
    NATSOP_TRY(const auto claims, store.account_claims(name));
    NATSOP_TRY(std::string token, store.account_token(name));
    found[claims.subject] = {claims.name, std::move(token)};
  }
  return found;
}

/// A memory resolver's configuration, with `value` giving what stands for each token: itself or its
/// file's name.
template <class Value>
std::string memory_resolver_text(const NamedToken& op,
                                 const std::map<std::string, NamedToken>& accounts,
                                 std::string_view system_account, const Value& value) {
  std::string text = fmt::format("// Operator {}\noperator: {}\n\n", quote(op.name), value(op));
  if (!system_account.empty()) {
    text += fmt::format("system_account: {}\n\n", system_account);
  }
  text += "resolver: MEMORY\n\nresolver_preload: {\n";
  for (const auto& [key, account] : accounts) {
    text += fmt::format("  // Account {}\n  {}: {}\n\n", quote(account.name), key, value(account));
  }
  return text + "}\n";
}

Result<NamedToken> operator_of(const Store& store) {
  NATSOP_TRY(const auto claims, store.operator_claims());
  NATSOP_TRY(std::string token, store.operator_token());
  return NamedToken{claims.name, std::move(token)};
}

constexpr std::string_view kFullResolver =
    "    # Deleting accounts is off unless this is true.\n"
    "    # A deleted account is kept: its file only gets another name, so that\n"
    "    # a mistake can be undone. Take the suffix .deleted off again and restart\n"
    "    # or reload the server to bring the account back; remove such files\n"
    "    # yourself to free their space.\n"
    "    allow_delete: false\n"
    "    # How often this server compares its accounts with those of another one\n"
    "    # and takes over what is newer there.\n"
    "    interval: \"2m\"\n";

constexpr std::string_view kCacheResolver =
    "    # How long an account stays here unused; give a long time to keep all of them.\n"
    "    ttl: \"1h\"\n";

constexpr std::string_view kPreloadNote =
    "# The system account comes with the configuration, so that there is one to connect with\n"
    "# before anything was pushed. No other account belongs here: the rest is pushed, like so:\n"
    "# 1) Let the operator know a URL of these servers, one that starts with \"nats://\":\n"
    "#    nsc edit operator --account-jwt-server-url nats://localhost:4222\n"
    "# 2) Send all accounts to the servers, now and whenever they change:\n"
    "#    nsc push --all\n"
    "#    With -u URL this works without step 1 as well.\n"
    "# 3) Remove accounts from the servers that are not in the store any more:\n"
    "#    nsc push --prune\n"
    "#    This needs allow_delete: true above.\n"
    "# A system account that was pushed later wins over the one below.\n";

/// A value as the configuration grammar takes it: bare where that is safe, since `$X` names a
/// variable and digits start numbers.
std::string config_value(std::string_view text) {
  const auto plain = [](char c) {
    return (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_' || c == '*' || c == '>';
  };
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const bool bare =
      !text.empty() && letter(text.front()) &&
      std::all_of(text.begin(), text.end(), [&](char c) { return letter(c) || plain(c); });
  return bare ? std::string(text) : quote(text);
}

/// The accounts of an nkey configuration by name.
using Accounts = std::map<std::string, jwt::AccountClaims>;

std::string export_line(const jwt::Export& exported, const jwt::AccountClaims& exporter,
                        const Accounts& accounts) {
  std::string line = fmt::format("{{ {}: {}", exported.is_stream() ? "stream" : "service",
                                 config_value(exported.subject));
  if (exported.token_required) {
    std::vector<std::string> importers;
    for (const auto& [name, account] : accounts) {
      const bool imports =
          std::any_of(account.imports.begin(), account.imports.end(), [&](const jwt::Import& i) {
            return !i.token.empty() && i.account == exporter.subject && i.type == exported.type &&
                   jwt::is_contained_in(i.subject, exported.subject);
          });
      if (imports) {
        importers.push_back(config_value(name));
      }
    }
    line += fmt::format(", accounts: [{}]", fmt::join(importers, ","));
  }
  return line + " }";
}

std::string import_line(const jwt::Import& import, const std::string& exporter) {
  // The deprecated `to` of services names the exporter's subject, and `subject` the importer's.
  const bool swapped = import.is_service() && import.local_subject.empty() && !import.to.empty();
  const std::string& remote = swapped ? import.to : import.subject;
  std::string rest;
  if (swapped || !import.local_subject.empty()) {
    rest = fmt::format(", to: {}", config_value(swapped ? import.subject : import.local_subject));
  } else if (!import.to.empty()) {
    rest = fmt::format(", prefix: {}", config_value(import.to));
  }
  return fmt::format("{{ {}: {{ account: {}, subject: {} }}{}}}",
                     import.is_stream() ? "stream" : "service", config_value(exporter),
                     config_value(remote), rest);
}

/// "    users: [ … ]" with its lines, or nothing when there are none.
std::string section(std::string_view name, const std::vector<std::string>& lines) {
  if (lines.empty()) {
    return {};
  }
  return fmt::format("    {}: [\n      {}\n    ]\n", name, fmt::join(lines, "\n      "));
}

}  // namespace

Result<std::string> system_account_key(const Store& store, std::string_view given) {
  if (given.empty()) {
    NATSOP_TRY(const auto claims, store.operator_claims());
    return claims.system_account;
  }
  if (is_account_key(given)) {
    return std::string(given);
  }
  NATSOP_TRY(const auto claims, store.account_claims(given));
  return claims.subject;
}

Result<std::string> memory_resolver_config(const Store& store, std::string_view system_account) {
  NATSOP_TRY(const NamedToken op, operator_of(store));
  NATSOP_TRY(const auto accounts, tokens_by_key(store));
  return memory_resolver_text(op, accounts, system_account,
                              [](const NamedToken& named) { return named.token; });
}

Result<std::vector<std::pair<std::string, std::string>>> memory_resolver_files(
    const Store& store, std::string_view system_account) {
  NATSOP_TRY(const NamedToken op, operator_of(store));
  NATSOP_TRY(const auto accounts, tokens_by_key(store));
  const auto file_name = [](const NamedToken& named) {
    return fmt::format("{}.jwt", trimmed(named.name));
  };
  std::vector<std::pair<std::string, std::string>> files;
  NATSOP_CHECK(check_entity_name("operator name", op.name));
  files.emplace_back(file_name(op), op.token);
  for (const auto& [key, account] : accounts) {
    NATSOP_CHECK(check_entity_name("account name", account.name));
    files.emplace_back(file_name(account), account.token);
  }
  files.emplace_back("resolver.conf", memory_resolver_text(op, accounts, system_account,
                                                           [&](const NamedToken& named) {
                                                             return quote(file_name(named));
                                                           }));
  return files;
}

Result<std::string> nats_resolver_config(const Store& store, std::string_view system_account,
                                         ResolverKind kind) {
  const auto unset = [] {
    return Error(Code::Invalid, "system account is not set")
        .hint("set it with \"nsc edit operator --system-account NAME\"");
  };
  if (system_account.empty()) {
    return unset();
  }
  NATSOP_TRY(const NamedToken op, operator_of(store));
  const auto name = store.account_named(system_account);
  if (!name) {
    return unset();
  }
  NATSOP_TRY(const auto account, store.account_claims(*name));
  NATSOP_TRY(const std::string token, store.account_token(*name));
  const bool full = kind == ResolverKind::Full;
  std::string text = fmt::format(
      "# Operator named {}\noperator: {}\n# System Account named {}\nsystem_account: {}\n\n",
      op.name, op.token, account.name, system_account);
  text += "# How this server keeps accounts\nresolver {\n";
  text += fmt::format("    type: {}\n", full ? "full" : "cache");
  text += "    # The folder for the accounts' JWTs\n    dir: './jwt'\n";
  text += full ? kFullResolver : kCacheResolver;
  text += "    # How long to look for an account that is not here\n    timeout: \"1.9s\"\n}\n\n\n";
  text += kPreloadNote;
  text += fmt::format("resolver_preload: {{\n\t{}: {},\n}}\n\n", system_account, token);
  return text;
}

Result<std::string> nkey_config(const Store& store) {
  NATSOP_TRY(const auto op, store.operator_claims());
  if (!op.system_account.empty()) {
    return Error(Code::Unsupported, "nkey configurations don't support system account");
  }
  NATSOP_TRY(const auto names, store.accounts());
  std::map<std::string, std::string> name_by_key;
  Accounts accounts;
  for (const auto& name : names) {
    NATSOP_TRY(accounts[name], store.account_claims(name));
    name_by_key[accounts[name].subject] = name;
  }
  std::string text = "accounts: {\n";
  for (const auto& [name, account] : accounts) {
    NATSOP_TRY(const auto users, store.users(name));
    std::vector<std::string> user_lines;
    for (const auto& user : users) {
      NATSOP_TRY(const auto claims, store.user_claims(name, user));
      user_lines.push_back(fmt::format("{{ nkey: {} }}", claims.subject));
    }
    std::vector<std::string> export_lines;
    for (const auto& exported : account.exports) {
      export_lines.push_back(export_line(exported, account, accounts));
    }
    std::vector<std::string> import_lines;
    for (const auto& import : account.imports) {
      const auto exporter = name_by_key.find(import.account);
      if (exporter == name_by_key.end()) {
        return Error(Code::NotFound,
                     fmt::format("unable to resolve account {} in import under current operator",
                                 quote(import.account)));
      }
      import_lines.push_back(import_line(import, exporter->second));
    }
    text += fmt::format("  {}: {{\n{}{}{}  }}\n", config_value(name), section("users", user_lines),
                        section("exports", export_lines), section("imports", import_lines));
  }
  return text + "}\n";
}

}  // namespace natsop::identity
