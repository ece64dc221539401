#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "core/engine/options/blocks.h"
#include "core/identity/nkey.h"
#include "core/subject/subject.h"
#include "core/subject/transform.h"
#include "core/text/ascii.h"
#include "core/text/quote.h"

namespace natsop::engine {

using config::Kind;
using config::Value;

namespace {

constexpr std::string_view kGlobalName = "$G";

/// All accounts of a file by their names.
using Index = std::map<std::string_view, const AccountOptions*>;

Index index_of(const std::vector<AccountOptions>& accounts) {
  Index out;
  for (const auto& account : accounts) out.emplace(account.name, &account);
  return out;
}

const AccountOptions* find(const Index& accounts, std::string_view name) {
  const auto found = accounts.find(name);
  return found == accounts.end() ? nullptr : found->second;
}

bool may_import(const ExportRule& rule, std::string_view importer, std::string_view subject) {
  if (rule.account_token_position != 0 &&
      subject::token_at(subject, rule.account_token_position - 1) != importer) {
    return false;
  }
  return !rule.accounts || std::ranges::find(*rule.accounts, importer) != rule.accounts->end();
}

/// What the importer calls the subjects.
std::string local_subject(const ImportRule& rule) {
  if (!rule.to.empty()) return subject::references_to_wildcards(rule.to);
  const auto subject = subject::references_to_wildcards(rule.subject);
  return rule.prefix.empty() ? subject : subject::join({rule.prefix, subject});
}

/// Follows what one import brings back to where it comes from, over however many accounts.
class CycleSearch {
 public:
  CycleSearch(const Index& accounts, const AccountOptions& importer, const ImportRule& rule)
      : accounts_(accounts), importer_(importer), rule_(rule) {}

  /// Whether what is imported is, in the end, imported from itself.
  bool leads_back() {
    return leads_back(rule_.account, subject::references_to_wildcards(rule_.subject));
  }

 private:
  /// The search stands at `account`, asking where `subject` comes from.
  bool leads_back(const std::string& account, const std::string& subject) {
    const auto* here = find(accounts_, account);
    if (here == nullptr || !seen_.emplace(account, subject).second) return false;
    return std::ranges::any_of(here->imports, [&](const ImportRule& each) {
      if (each.service != rule_.service || !subject::overlaps(subject, local_subject(each))) {
        return false;
      }
      if (here == &importer_) return each == rule_;
      return leads_back(each.account, subject::references_to_wildcards(each.subject));
    });
  }

  const Index& accounts_;
  const AccountOptions& importer_;
  const ImportRule& rule_;
  std::set<std::pair<std::string, std::string>> seen_;
};

/// Whether the exporter offers what is imported, to this importer.
void check_imported(OptionReader& reader, const Value& block, const AccountOptions& importer,
                    const ImportRule& rule, const Index& accounts) {
  const auto kind = rule.service ? "service" : "stream";
  const auto* exporter = find(accounts, rule.account);
  if (exporter == nullptr) {
    return reader.error(block, fmt::format("{} account not defined for {} import",
                                           text::go_quote(rule.account), kind));
  }
  const auto wanted = subject::references_to_wildcards(rule.subject);
  const bool offered = std::ranges::any_of(exporter->exports, [&](const ExportRule& each) {
    return each.service == rule.service && subject::is_subset(wanted, each.subject) &&
           may_import(each, importer.name, wanted);
  });
  if (!offered) {
    return reader.error(block, fmt::format("Error adding {0} import {1}: {0} import not authorized",
                                           kind, text::go_quote(rule.subject)));
  }
  if (CycleSearch(accounts, importer, rule).leads_back()) {
    reader.error(block, fmt::format("Error adding {} import {}: import forms a cycle", kind,
                                    text::go_quote(rule.subject)));
  }
}

void check_export_accounts(OptionReader& reader, const Value& block, const ExportRule& rule,
                           const Index& accounts) {
  if (!rule.accounts) return;
  for (const auto& name : *rule.accounts) {
    if (find(accounts, name) == nullptr) {
      reader.error(block, fmt::format("{} account not defined for {} export", text::go_quote(name),
                                      rule.service ? "service" : "stream"));
    }
  }
}

/// No two users of one server have the same name or key.
void check_user_names(OptionReader& reader, const Value& value,
                      const std::vector<AccountOptions>& accounts) {
  std::set<std::string> names;
  for (const auto& account : accounts) {
    for (const auto& user : account.users) {
      const auto& name = user.nkey.empty() ? user.user : user.nkey;
      if (names.insert(name).second) continue;
      reader.error(value, fmt::format("Duplicate {} {} detected",
                                      user.nkey.empty() ? "user" : "nkey", text::go_quote(name)));
    }
  }
}

void check_between(OptionReader& reader, const Value& value,
                   const std::vector<AccountOptions>& accounts) {
  const auto index = index_of(accounts);
  for (const auto& account : accounts) {
    const auto* block = value.map().find(account.name);
    if (block == nullptr) continue;
    for (const auto& rule : account.exports) check_export_accounts(reader, *block, rule, index);
    for (const auto& rule : account.imports) {
      check_imported(reader, *block, account, rule, index);
      if (std::ranges::count(account.imports, rule) > 1) {
        reader.error(
            *block, fmt::format("Error adding {0} import {1}: {0} import already exists",
                                rule.service ? "service" : "stream", text::go_quote(rule.subject)));
      }
    }
  }
  check_user_names(reader, value, accounts);
}

/// `accounts: [A, B]`: names alone.
void read_names(OptionReader& reader, const Value& value, std::vector<AccountOptions>& out) {
  std::set<std::string> names;
  for (const auto& element : value.elements()) {
    std::string name;
    reader.read(element, name);
    if (name == kGlobalName) {
      reader.error(element, fmt::format("{} is a Reserved Account", text::go_quote(name)));
    } else if (!names.insert(name).second) {
      reader.error(element, fmt::format("Duplicate Account Entry: {}", name));
    } else {
      out.emplace_back().name = name;
    }
  }
}

template <class T>
void read_list(OptionReader& reader, const Value& value, std::vector<T>& out,
               void (*read)(OptionReader&, const Value&, std::vector<T>&)) {
  if (!reader.expect(value, Kind::Array)) return;
  out.clear();
  for (const auto& element : value.elements()) read(reader, element, out);
}

}  // namespace

const std::vector<Field<AccountLimits>>& account_limit_fields() {
  using T = AccountLimits;
  static const std::vector<Field<T>> fields = {
      {{"max_connections", "max_conn"}, Effect::Real, "connections", set<&T::connections>},
      {{"max_subscriptions", "max_subs"},
       Effect::Real,
       "subscriptions of one connection",
       set<&T::subscriptions>},
      {{"max_payload", "max_pay"}, Effect::Real, "bytes of one message", set<&T::payload>},
      {{"max_leafnodes", "max_leafs"}, Effect::Later, "leafnode connections", set<&T::leafnodes>},
  };
  return fields;
}

namespace {

std::vector<Field<AccountOptions>> content_fields() {
  using T = AccountOptions;
  return {
      {{"users"},
       Effect::Real,
       "who belongs to it",
       [](OptionReader& reader, const Value& value, T& out) {
         read_users(reader, value, out.users, user_fields());
       }},
      {{"exports"},
       Effect::Real,
       "what it offers to other accounts",
       [](OptionReader& reader, const Value& value, T& out) {
         read_list(reader, value, out.exports, read_export);
       }},
      {{"imports"},
       Effect::Real,
       "what it takes from others",
       [](OptionReader& reader, const Value& value, T& out) {
         read_list(reader, value, out.imports, read_import);
       }},
      {{"mappings", "maps"},
       Effect::Real,
       "subjects that are renamed on their way in",
       [](OptionReader& reader, const Value& value, T& out) {
         read_mappings(reader, value, out.mappings);
       }},
      {{"default_permissions"},
       Effect::Real,
       "of users without their own",
       [](OptionReader& reader, const Value& value, T& out) {
         read_permissions(reader, value, out.default_permissions);
       }},
  };
}

std::vector<Field<AccountOptions>> rule_fields() {
  using T = AccountOptions;
  return {
      {{"limits"},
       Effect::Real,
       "-1: no limit",
       [](OptionReader& reader, const Value& value, T& out) {
         read_block(reader, value, account_limit_fields(), out.limits);
       }},
      {{"nkey"},
       Effect::Real,
       "its public key",
       [](OptionReader& reader, const Value& value, T& out) {
         reader.read(value, out.nkey);
         if (!identity::is_account_key(out.nkey)) {
           reader.error(value,
                        "Not a valid public nkey for an account: " + text::go_quote(out.nkey));
         }
       }},
      {{"jetstream"},
       Effect::Later,
       "true, \"enabled\" or a block of limits",
       [](OptionReader& reader, const Value& value, T& out) {
         read_account_jetstream(reader, value, out.jetstream);
       }},
      {{"msg_trace", "trace_dest"},
       Effect::Ignored,
       "messages are not traced",
       [](OptionReader& reader, const Value& value, T&) {
         if (!value.is(Kind::Map) && !value.is(Kind::Text)) (void)reader.expect(value, Kind::Text);
       }},
      {{"cluster_traffic"},
       Effect::Later,
       "\"system\" or \"owner\"",
       [](OptionReader& reader, const Value& value, T&) {
         std::string who;
         reader.read(value, who);
         if (who != "system" && who != "owner") {
           reader.error(value, "cluster_traffic is \"system\" or \"owner\"");
         }
       }},
  };
}

}  // namespace

const std::vector<Field<AccountOptions>>& account_fields() {
  static const auto fields = joined({content_fields(), rule_fields()});
  return fields;
}

void read_accounts(OptionReader& reader, const Value& value, std::vector<AccountOptions>& out) {
  out.clear();
  if (value.is(Kind::Array)) return read_names(reader, value, out);
  if (!reader.expect(value, Kind::Map)) return;
  const auto before = reader.errors().size();
  for (const auto& member : value.map().members()) {
    if (member.used) continue;
    if (member.key == kGlobalName) {
      reader.error(member.value,
                   fmt::format("{} is a Reserved Account", text::go_quote(member.key)));
      continue;
    }
    if (member.key.contains(' ')) {
      reader.error(member.value, fmt::format("account name {} cannot contain spaces",
                                             text::go_quote(member.key)));
      continue;
    }
    AccountOptions account;
    account.name = member.key;
    reader.set_field(member.key);
    read_block(reader, member.value, account_fields(), account);
    out.push_back(std::move(account));
  }
  if (reader.errors().size() == before) check_between(reader, value, out);
}

}  // namespace natsop::engine
