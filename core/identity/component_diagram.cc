#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/identity/diagram.h"
#include "core/identity/diagram_text.h"
#include "core/identity/jwt/subject_rules.h"

namespace natsop::identity {

namespace {

constexpr std::string_view kHead =
    "@startuml\n"
    "skinparam component {\n"
    "\tArrowFontName Arial\n"
    "\tArrowFontColor #636363\n"
    "    ArrowSize 10pt\n"
    "}\n"
    "skinparam interface {\n"
    "    backgroundColor<<not-found public service>> Red\n"
    "    backgroundColor<<not-found private service>> Red\n"
    "    backgroundColor<<not-found public stream>> Red\n"
    "    backgroundColor<<not-found private stream>> Red\n"
    "}\n"
    "\n";

constexpr std::string_view kRenamed = "<&resize-width>";

const std::string& label_of(const jwt::Export& exported) {
  return exported.name.empty() ? exported.subject : exported.name;
}

std::string access_of(const jwt::Export& exported) {
  return fmt::format(
      "{} {}", exported.token_required ? "private" : "public",
      exported.type == jwt::ExportType::Unknown ? "n/a" : jwt::name_of(exported.type));
}

/// PlantUML takes letters, digits, dots and underscores as a name.
std::string id_of(std::string_view account, const jwt::Export& exported) {
  std::string id = fmt::format("{}_", account);
  for (const char c : label_of(exported)) {
    switch (c) {
      case ' ':
        id += '_';
        break;
      case '*':
        id += "_A_";
        break;
      case '>':
        id += "_G_";
        break;
      case '$':
        id += "_D_";
        break;
      case '-':
        id += "_M_";
        break;
      default:
        id += c;
    }
  }
  return id;
}

/// A leading star would make a list.
std::string subject_label(std::string_view subject) {
  return fmt::format("{}{}", subject.starts_with('*') ? " " : "", subject);
}

std::string issues_note(std::string_view id, std::string_view account,
                        const jwt::ValidationResults& results) {
  std::vector<std::string> texts;
  for (const auto& issue : results.issues()) {
    if (!issue.text.starts_with("the field to has been deprecated")) {
      texts.push_back(issue.text);
    }
  }
  if (texts.empty()) {
    return {};
  }
  std::string note =
      fmt::format("note left of {}\n\n** Validation Issues by {}**\n\n", id, account);
  for (const auto& text : texts) {
    note += fmt::format("* {}\n\n", text);
  }
  return note + "end note\n";
}

struct ImportSubjects {
  std::string local;
  std::string remote;
};

ImportSubjects subjects_of(const jwt::Import& import) {
  if (!import.local_subject.empty()) {
    return {import.local_subject, import.subject};
  }
  const std::string& to = import.to.empty() ? import.subject : import.to;
  // In services' deprecated form `to` is the exporter's subject.
  return import.is_service() ? ImportSubjects{import.subject, to}
                             : ImportSubjects{to, import.subject};
}

std::string account_part(const jwt::AccountClaims& account, bool detail) {
  std::string text =
      fmt::format("component [{}] as {} <<account>>\n", account.name, account.subject);
  if (detail) {
    text += info_note(account.subject, account.description, account.info_url);
  }
  for (const auto& exported : account.exports) {
    const std::string id = id_of(account.subject, exported);
    text += fmt::format("interface \"{}\" << {} >> as {}\n", label_of(exported),
                        access_of(exported), id);
    text += fmt::format("{} -- {} : \"\"{}\"\"\"\n", id, account.subject,
                        subject_label(exported.subject));
    if (detail) {
      text += info_note(id, exported.description, exported.info_url);
    }
    jwt::ValidationResults results;
    jwt::validate(exported, results);
    text += issues_note(id, account.name, results);
  }
  return text + "\n";
}

using AccountsByKey = std::map<std::string, const jwt::AccountClaims*, std::less<>>;

std::string import_part(const jwt::AccountClaims& account, const jwt::Import& import,
                        const AccountsByKey& accounts) {
  const auto [local, remote] = subjects_of(import);
  jwt::Export wanted;  // stands in for an export that is not in the store
  wanted.subject = remote;
  wanted.type = import.type;
  wanted.token_required = !import.token.empty();
  const jwt::Export* match = nullptr;
  const auto exporter = accounts.find(import.account);
  if (exporter != accounts.end()) {
    const auto& exports = exporter->second->exports;
    const auto found = std::find_if(exports.begin(), exports.end(), [&](const jwt::Export& e) {
      return e.type == import.type && jwt::is_contained_in(remote, e.subject);
    });
    match = found == exports.end() ? nullptr : &*found;
  }
  const jwt::Export& target = match == nullptr ? wanted : *match;
  const std::string id = id_of(import.account, target);
  std::string text;
  if (match == nullptr) {
    text += fmt::format("interface \" \" << not-found {} >> as {}\n", access_of(target), id);
  }
  text += local == remote
              ? fmt::format("{} ..> {} : \"{}\"\n", account.subject, id, subject_label(remote))
              : fmt::format("{} \"{}{}\" ..> {} : \"{}\"\n", account.subject, kRenamed, local, id,
                            subject_label(remote));
  jwt::ValidationResults results;
  jwt::validate(import, account.subject, results);
  if (target.token_required && import.token.empty()) {
    results.error("Export is private but no activation token");
  } else if (!target.token_required && !import.token.empty()) {
    results.error("Export is public but import has activation token");
  }
  if (exporter == accounts.end()) {
    results.error(fmt::format("Exporting account not present: {}", import.account));
  }
  return text + issues_note(id, account.name, results);
}

}  // namespace

Result<std::string> component_diagram(const Store& store, const ComponentDiagramOptions& options,
                                      const DiagramTime& time) {
  NATSOP_TRY(const auto op, store.operator_claims());
  NATSOP_TRY(const auto names, store.accounts());
  std::vector<jwt::AccountClaims> accounts;
  for (const auto& name : names) {
    NATSOP_TRY(auto claims, store.account_claims(name));
    accounts.push_back(std::move(claims));
  }
  AccountsByKey by_key;
  std::string text =
      fmt::format("{}title Component Diagram of Accounts - Operator {}\n", kHead, op.name);
  for (const auto& account : accounts) {
    by_key[account.subject] = &account;
    if (!account.imports.empty() || !account.exports.empty()) {
      text += account_part(account, options.detail);
    }
  }
  for (const auto& account : accounts) {
    for (const auto& import : account.imports) {
      text += import_part(account, import, by_key);
    }
  }
  text += fmt::format("legend\n\"{}X\", the imported subject is rewritten to X\nend legend\n",
                      kRenamed);
  return text + diagram_footer(store.dir().string(), time);
}

}  // namespace natsop::identity
