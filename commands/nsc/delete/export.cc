#include <fmt/format.h>

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
};

void flags(cli::Command& c, Options& o) {
  c.flag("--account,-a", o.account, "Account that exports: name or public key")
      .placeholder("ACCOUNT");
  c.flag("--subject,-s", o.subject, "Subject of the export; not needed when there is only one")
      .placeholder("SUBJECT");
}

Result<void> ask(const Session& session, Options& o, std::string& signer) {
  NATSOP_TRY(o.account, ask_account(session, o.account));
  NATSOP_TRY(const auto claims, session.store().account_claims(o.account));
  if (claims.exports.empty()) {
    return Error(Code::NotFound, fmt::format("account \"{}\" doesn't have exports", o.account));
  }
  std::vector<std::string> labels;
  for (const auto& there : claims.exports) labels.push_back(export_label(o.account, there));
  NATSOP_TRY(const auto index, ask_choice(session, "select export to delete", labels));
  o.subject = claims.exports[index].subject;
  NATSOP_TRY(signer, ask_signer(session, {.account = o.account}));
  return {};
}

Result<std::size_t> index_of(const jwt::AccountClaims& claims, const std::string& account,
                             const std::string& subject) {
  if (claims.exports.empty()) {
    return Error(Code::NotFound, fmt::format("account \"{}\" doesn't have exports", account));
  }
  if (subject.empty() && claims.exports.size() == 1) return 0;
  std::vector<std::string> subjects;
  for (const auto& there : claims.exports) subjects.push_back(there.subject);
  if (subject.empty())
    return Error(Code::Usage, "subject is required").hint(suggestion({}, subjects));
  const auto found = std::ranges::find(subjects, subject);
  if (found == subjects.end()) {
    return Error(Code::NotFound, fmt::format("no export matching \"{}\" found", subject))
        .hint(suggestion(subject, subjects));
  }
  return static_cast<std::size_t>(found - subjects.begin());
}

Result<void> run(const Options& given, cli::Context& ctx) {
  NATSOP_TRY(const Session session, Session::open_store(ctx));
  Options o = given;
  std::string signer_value;
  if (session.interactive()) NATSOP_CHECK(ask(session, o, signer_value));
  NATSOP_TRY(const auto account, session.account(o.account));

  NATSOP_TRY(auto tx, session.begin());
  NATSOP_TRY(auto claims, session.store().account_claims(account));
  NATSOP_TRY(const auto index, index_of(claims, account, o.subject));
  NATSOP_TRY(const auto signer, session.signer({.account = account, .value = signer_value}));
  render::Report report;
  report.summarised();
  report.ok(fmt::format("deleted {} export \"{}\"", jwt::name_of(claims.exports[index].type),
                        claims.exports[index].subject));
  claims.exports.erase(claims.exports.begin() + static_cast<std::ptrdiff_t>(index));
  NATSOP_CHECK(save_account(session, tx, account, claims, signer, report));
  return show_report(ctx, report);
}

}  // namespace

void exported(cli::Command& parent) {
  parent.leaf<Options>({.name = "export",
                        .summary = "Delete an export of an account",
                        .examples = {"nsc delete export --account A --subject 'orders.>'"},
                        .impact = cli::Impact::ReadWrite},
                       flags, run);
}

}  // namespace natsop::commands::nsc::removal
