#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "commands/nsc/delete/delete.h"
#include "commands/nsc/session/account_changes.h"
#include "commands/nsc/session/ask.h"

namespace natsop::commands::nsc::removal {
namespace {

namespace jwt = identity::jwt;

struct Options {
  std::string account;
  std::string subject;
  std::string src_account;
};

void flags(cli::Command& c, Options& o) {
  c.flag("--account,-a", o.account, "Account that imports: name or public key")
      .placeholder("ACCOUNT");
  c.flag("--subject,-s", o.subject,
         "Remote subject of the import; not needed when there is only one")
      .placeholder("SUBJECT");
  c.flag("--src-account", o.src_account,
         "Account that exports, where several export the subject: name or public key")
      .placeholder("ACCOUNT");
}

/// An account's name where it is known here, else its key.
std::string shown_account(const Session& session, const std::string& key) {
  return session.store().account_named(key).value_or(key);
}

Result<void> ask(const Session& session, Options& o, std::string& signer) {
  NATSOP_TRY(o.account, ask_account(session, o.account));
  NATSOP_TRY(const auto claims, session.store().account_claims(o.account));
  if (claims.imports.empty()) {
    return Error(Code::NotFound, fmt::format("account \"{}\" doesn't have imports", o.account));
  }
  std::vector<std::string> labels;
  for (const auto& there : claims.imports)
    labels.push_back(import_label(shown_account(session, there.account), there));
  NATSOP_TRY(const auto index, ask_choice(session, "select import to delete", labels));
  o.subject = claims.imports[index].subject;
  o.src_account = claims.imports[index].account;
  NATSOP_TRY(signer, ask_signer(session, {.account = o.account}));
  return {};
}

Result<std::size_t> index_of(const jwt::AccountClaims& claims, const Options& o,
                             const std::string& source) {
  if (claims.imports.empty()) {
    return Error(Code::NotFound, fmt::format("account \"{}\" doesn't have imports", o.account));
  }
  std::vector<std::string> subjects;
  for (const auto& there : claims.imports) subjects.push_back(there.subject);
  if (o.subject.empty() && claims.imports.size() > 1) {
    return Error(Code::Usage, "subject is required").hint(suggestion({}, subjects));
  }
  std::vector<std::size_t> matching;
  std::vector<std::string> sources;
  for (std::size_t i = 0; i < claims.imports.size(); ++i) {
    const auto& there = claims.imports[i];
    if (!o.subject.empty() && there.subject != o.subject) continue;
    if (!source.empty() && there.account != source) continue;
    matching.push_back(i);
    sources.push_back(there.account);
  }
  if (matching.empty()) {
    return Error(Code::NotFound, fmt::format("no import matching \"{}\" found{}", o.subject,
                                             source.empty() ? "" : " from account " + source))
        .hint(suggestion(o.subject, subjects));
  }
  if (matching.size() > 1 && source.empty()) {
    return Error(
        Code::Usage,
        fmt::format("more than one import \"{}\" found - specify --src-account with one of {}",
                    o.subject, fmt::join(sources, ", ")));
  }
  return matching.front();
}

Result<void> run(const Options& given, cli::Context& ctx) {
  NATSOP_TRY(const Session session, Session::open_store(ctx));
  Options o = given;
  std::string signer_value;
  if (session.interactive()) NATSOP_CHECK(ask(session, o, signer_value));
  NATSOP_TRY(o.account, session.account(o.account));
  std::string source;
  if (!o.src_account.empty()) {
    NATSOP_TRY(source, session.account_key(o.src_account));
  }

  NATSOP_TRY(auto tx, session.begin());
  NATSOP_TRY(auto claims, session.store().account_claims(o.account));
  NATSOP_TRY(const auto index, index_of(claims, o, source));
  NATSOP_TRY(const auto signer, session.signer({.account = o.account, .value = signer_value}));
  render::Report report;
  report.summarised();
  report.ok(fmt::format("deleted {} import \"{}\"", jwt::name_of(claims.imports[index].type),
                        claims.imports[index].subject));
  claims.imports.erase(claims.imports.begin() + static_cast<std::ptrdiff_t>(index));
  NATSOP_CHECK(save_account(session, tx, o.account, claims, signer, report));
  return show_report(ctx, report);
}

}  // namespace

void imported(cli::Command& parent) {
  parent.leaf<Options>({.name = "import",
                        .summary = "Delete an import of an account",
                        .examples = {"nsc delete import --account B --subject 'orders.>'"},
                        .impact = cli::Impact::ReadWrite},
                       flags, run);
}

}  // namespace natsop::commands::nsc::removal
