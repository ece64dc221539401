#include "commands/nsc/revocations/activations.h"

#include <fmt/format.h>

#include "commands/nsc/revocations/cutoff.h"
#include "commands/nsc/session/ask.h"

namespace natsop::commands::nsc::revocations {
namespace {

namespace jwt = identity::jwt;

jwt::ExportType type_of(const ExportChoice& choice) {
  return choice.service ? jwt::ExportType::Service : jwt::ExportType::Stream;
}

}  // namespace

void export_flags(cli::Command& c, ExportChoice& choice) {
  c.flag("--account,-a", choice.account, "Account that exports: name or public key")
      .placeholder("ACCOUNT");
  c.flag("--subject,-s", choice.subject, "Subject of the export; not needed when there is only one")
      .placeholder("SUBJECT");
  c.flag("--service", choice.service, "The export is a service, not a stream");
}

Result<void> ask(const Session& session, ExportChoice& choice) {
  NATSOP_TRY(choice.account, ask_account(session, choice.account));
  NATSOP_TRY(choice.service, ask_yes(session, "is service", choice.service));
  NATSOP_TRY(const auto claims, session.store().account_claims(choice.account));
  std::vector<std::string> labels;
  std::vector<std::string> subjects;
  for (const auto& exported : claims.exports) {
    if (exported.type != type_of(choice)) continue;
    labels.push_back(export_label(choice.account, exported));
    subjects.push_back(exported.subject);
  }
  const auto kind = jwt::name_of(type_of(choice));
  if (labels.empty()) {
    return Error(Code::NotFound,
                 fmt::format("account \"{}\" doesn't have {} exports", choice.account, kind));
  }
  NATSOP_TRY(const auto index, ask_choice(session, fmt::format("select {} export", kind), labels));
  choice.subject = subjects[index];
  return {};
}

Result<jwt::Export*> find_export(jwt::AccountClaims& claims, const ExportChoice& choice) {
  std::vector<std::string> subjects;
  std::vector<jwt::Export*> found;
  for (auto& exported : claims.exports) {
    if (exported.type != type_of(choice)) continue;
    subjects.push_back(exported.subject);
    if (choice.subject.empty() || exported.subject == choice.subject) found.push_back(&exported);
  }
  if (found.size() == 1) return found.front();
  if (choice.subject.empty() && !found.empty()) {
    return Error(Code::Usage, "subject is required").hint(suggestion({}, subjects));
  }
  auto error = Error(
      Code::NotFound,
      fmt::format("unable to locate export: account \"{}\" has no {} export{}", claims.name,
                  jwt::name_of(type_of(choice)),
                  choice.subject.empty() ? std::string() : fmt::format(" \"{}\"", choice.subject)));
  if (!subjects.empty()) return error.hint(suggestion(choice.subject, subjects));
  return error.hint(choice.service ? "streams are looked for without --service"
                                   : "services are looked for with --service");
}

Result<std::string> target_key(const Session& session, const std::string& given) {
  if (given.empty()) {
    return Error(Code::Usage, "target-account is required")
        .hint("name the importing account with --target-account, or all of them with '*'");
  }
  if (given == kEverybody) return given;
  return session.account_key(given);
}

const std::string& title_of(const jwt::Export& exported) {
  return exported.name.empty() ? exported.subject : exported.name;
}

}  // namespace natsop::commands::nsc::revocations
