#include "core/identity/jwt/imports.h"

#include <map>
#include <set>

#include "core/identity/jwt/codec.h"
#include "core/identity/jwt/subject_rules.h"
#include "core/identity/jwt/token.h"

namespace natsop::identity::jwt {
namespace {

/// What a service import occupies in the importing account.
std::string occupied_subject(const Import& imported) {
  if (!imported.to.empty()) return imported.to;
  auto local = referenced_subject(imported.local_subject);
  return local.empty() ? imported.subject : local;
}

/// The subjects of one account's service imports so far.
struct Occupied {
  std::set<std::string> all;
  std::vector<std::string> open;  // those with wildcards
};

void validate_overlap(const std::string& subject, const std::string& account, Occupied& occupied,
                      ValidationResults& results) {
  const auto clash = [&](const std::string& other) {
    results.error("overlapping subject namespace for " + quoted(subject) + " and " + quoted(other) +
                  " in same account " + quoted(account));
  };
  // A plain subject overlaps with itself and with wildcards alone; only a wildcard needs a look at
  // every other.
  if (has_wildcards(subject)) {
    for (const auto& other : occupied.all) {
      if (is_contained_in(subject, other) || is_contained_in(other, subject)) clash(other);
    }
    occupied.open.push_back(subject);
  } else {
    if (occupied.all.contains(subject)) clash(subject);
    for (const auto& other : occupied.open) {
      if (is_contained_in(subject, other)) clash(other);
    }
  }
  if (!occupied.all.insert(subject).second) {
    results.error("overlapping subject namespace for " + quoted(subject) + " in account " +
                  quoted(account));
  }
}

void validate_activation(const Import& imported, std::string_view importer,
                         ValidationResults& results) {
  const auto shown = quoted(imported.subject);
  const auto activation = decode_activation(imported.token);
  if (!activation)
    return results.error("import " + shown + " contains an invalid activation token");
  if (activation->issuer != imported.account && activation->issuer_account != imported.account) {
    results.error("activation token doesn't match account for import " + shown);
  }
  if (activation->subject != importer) {
    results.error("activation token doesn't match account it is being included in, " + shown);
  }
  if (activation->import_type != imported.type) {
    results.error("mismatch between token import type " +
                  std::string(name_of(activation->import_type)) + " and type of import " +
                  std::string(name_of(imported.type)));
  }
  validate_body(*activation, results);
  const auto& subject =
      imported.is_service() && !imported.to.empty() ? imported.to : imported.subject;
  if (!is_contained_in(subject, activation->import_subject)) {
    results.error("activation token import subject " + quoted(activation->import_subject) +
                  " doesn't match import " + shown);
  }
}

}  // namespace

void validate(const Import& imported, std::string_view importer, ValidationResults& results) {
  if (imported.type == ExportType::Unknown) results.error("invalid import type: \"unknown\"");
  if (imported.is_service() && imported.allow_trace)
    results.error("AllowTrace only valid for stream import");
  if (imported.account.empty()) results.error("account to import from is not specified");
  if (!imported.to.empty())
    results.warning("the field to has been deprecated (use LocalSubject instead)");
  validate_subject(imported.subject, results);
  if (!imported.local_subject.empty()) {
    validate_renaming(imported.local_subject, imported.subject, results);
    if (!imported.to.empty()) results.error("Local Subject replaces To");
  }
  if (imported.share && !imported.is_service()) {
    results.error("sharing information (for latency tracking) is only valid for services: " +
                  quoted(imported.subject));
  }
  if (!imported.token.empty()) validate_activation(imported, importer, results);
}

void validate(const std::vector<Import>& imports, std::string_view importer,
              ValidationResults& results) {
  std::map<std::string, Occupied> by_account;
  for (const auto& imported : imports) {
    if (imported.is_service()) {
      validate_overlap(occupied_subject(imported), imported.account, by_account[imported.account],
                       results);
    }
    validate(imported, importer, results);
  }
}

json::Doc to_doc(const Import& imported) {
  json::Doc doc = json::Doc::object();
  put_set(doc, "name", imported.name);
  put_set(doc, "subject", imported.subject);
  put_set(doc, "account", imported.account);
  put_set(doc, "token", imported.token);
  put_set(doc, "to", imported.to);
  put_set(doc, "local_subject", imported.local_subject);
  if (imported.type != ExportType::Unknown) doc.put("type", name_of(imported.type));
  put_set(doc, "share", imported.share);
  put_set(doc, "allow_trace", imported.allow_trace);
  return doc;
}

Result<Import> read_import(const json::Doc& doc, const std::string& path) {
  if (doc.is_null()) return Error(Code::Invalid, path + ": null import is not allowed");
  Import imported;
  auto reader = fields(doc, path);
  reader.read("name", imported.name);
  reader.read("subject", imported.subject);
  reader.read("account", imported.account);
  reader.read("token", imported.token);
  reader.read("to", imported.to);
  reader.read("local_subject", imported.local_subject);
  read(reader, "type", imported.type);
  reader.read("share", imported.share);
  reader.read("allow_trace", imported.allow_trace);
  NATSOP_CHECK(reader.done());
  return imported;
}

}  // namespace natsop::identity::jwt
