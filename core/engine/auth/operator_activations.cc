// Private imports: their activation tokens, and what else keeps imports from having effect.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/engine/accounts/imports.h"
#include "core/engine/auth/claim_rules.h"
#include "core/engine/auth/operator_accounts.h"
#include "core/identity/jwt/subject_rules.h"
#include "core/identity/jwt/token.h"
#include "core/subject/subject.h"
#include "core/subject/transform.h"
#include "core/text/quote.h"

namespace natsop::engine {

namespace {

namespace jwt = identity::jwt;

constexpr std::chrono::hours kLongestTimer{24 * 365};

/// The export that an import is about; null when there is none. The narrowest one counts, as the
/// one with the same subject has its own revocations.
const jwt::Export* export_for(const jwt::AccountClaims& exporter, const jwt::Import& imported) {
  const std::string subject = import_rule(imported).subject;
  const jwt::Export* best = nullptr;
  for (const jwt::Export& exported : exporter.exports) {
    if (exported.type != imported.type || !subject::is_subset(subject, exported.subject)) {
      continue;
    }
    if (best == nullptr || subject::is_subset(exported.subject, best->subject)) {
      best = &exported;
    }
  }
  return best;
}

std::string shown(const jwt::Import& imported) {
  return fmt::format("import {} {} from {}", jwt::name_of(imported.type),
                     text::go_quote(import_rule(imported).subject), imported.account);
}

/// Whether the token of the export's subject at its account position is the importer.
bool names_importer(const jwt::Export& exported, const std::string& subject,
                    std::string_view importer) {
  return subject::token_at(subject, exported.account_token_position - 1) == importer;
}

std::vector<std::string> mapping_faults(const jwt::Mappings& mappings) {
  std::vector<std::string> faults;
  for (const auto& [source, destinations] : mappings) {
    for (const jwt::WeightedMapping& to : destinations) {
      if (const auto sound = subject::validate_mapping(source, to.subject); !sound) {
        faults.push_back(fmt::format("mapping of {} to {}: {}", text::go_quote(source),
                                     text::go_quote(to.subject), sound.error().message()));
      }
    }
  }
  return faults;
}

}  // namespace

Result<jwt::ActivationClaims> check_activation(const jwt::Import& imported,
                                               std::string_view importer,
                                               const OperatorAccount* exporter, Time now) {
  NATSOP_TRY(auto activation, jwt::decode_activation(imported.token));
  jwt::ValidationResults results;
  jwt::validate(imported, importer, results);
  jwt::validate(activation, now, results);
  for (const jwt::ValidationIssue& issue : results.issues()) {
    if (issue.blocking() || issue.time_check()) {
      return Error(Code::Denied, issue.time_check()
                                     ? fmt::format("its activation token: {}", issue.text)
                                     : issue.text);
    }
  }
  if (exporter == nullptr) {
    return activation;
  }
  if (!activation.issuer_account.empty() &&
      (activation.issuer_account != exporter->id || !exporter->is_issuer(activation.issuer))) {
    return Error(Code::Denied, "its activation token is not signed by a key of the exporter");
  }
  const jwt::Export* exported = export_for(exporter->claims, imported);
  if (exported != nullptr &&
      jwt::is_revoked(exported->revocations, importer, activation.issued_at)) {
    return Error(Code::Denied, "its activation was revoked");
  }
  return activation;
}

void OperatorAccounts::recheck_activations(Entry& entry) {
  const Time now = services_.loop.clock().now();
  for (const jwt::Import& imported : entry.claims.imports) {
    if (imported.token.empty()) {
      continue;
    }
    const auto checked = check_activation(imported, entry.id, find(imported.account), now);
    entry.account->imports().set_activation(
        import_rule(imported),
        checked ? ImportRule::Activation::Valid : ImportRule::Activation::Invalid,
        checked ? std::string() : checked.error().message());
    if (!checked) {
      services_.log.warn(fmt::format("account \"{}\": {}: {}", entry.account->display_name(),
                                     shown(imported), checked.error().message()));
    }
  }
  watch_activations(entry);
}

void OperatorAccounts::recheck_importers(const std::string& exporter) {
  for (auto& [id, entry] : entries_) {
    const auto& imports = entry.claims.imports;
    const bool concerned =
        id != exporter && entry.account != nullptr && entry.usable() &&
        std::any_of(imports.begin(), imports.end(), [&](const jwt::Import& imported) {
          return imported.account == exporter && !imported.token.empty();
        });
    if (concerned) {
      recheck_activations(entry);
    }
  }
}

void OperatorAccounts::watch_activations(Entry& entry) {
  entry.activation.reset();
  const std::int64_t now = jwt::unix_seconds(services_.loop.clock().now());
  std::int64_t next = 0;
  const auto consider = [&](std::int64_t at) {
    if (at >= now && (next == 0 || at < next)) {
      next = at;
    }
  };
  for (const jwt::Import& imported : entry.claims.imports) {
    const auto activation = imported.token.empty()
                                ? Result<jwt::ActivationClaims>(Error(Code::NotFound, ""))
                                : jwt::decode_activation(imported.token);
    if (activation) {
      consider(activation->expires > 0 ? activation->expires : -1);
      consider(activation->not_before > 0 ? activation->not_before : -1);
    }
  }
  if (next == 0) {
    return;
  }
  // A second has to be over for a token to be early or late no longer.
  const std::chrono::seconds delay =
      std::min<std::chrono::seconds>(std::chrono::seconds(next - now + 1), kLongestTimer);
  entry.activation = services_.loop.after(delay, [this, &entry] { recheck_activations(entry); });
}

/// What can be told from the claims of the accounts that are loaded.
std::vector<std::string> OperatorAccounts::faults_of(const jwt::AccountClaims& claims) const {
  std::vector<std::string> faults = mapping_faults(claims.mappings);
  const Time now = services_.loop.clock().now();
  for (const jwt::Import& imported : claims.imports) {
    const auto fault = [&](std::string_view why) {
      faults.push_back(fmt::format("{}: {}", shown(imported), why));
    };
    const OperatorAccount* exporter = find(imported.account);
    if (exporter == nullptr || !exporter->usable() || exporter->stand_in) {
      fault("this server does not have that account yet");
      continue;
    }
    const std::string subject = import_rule(imported).subject;
    const jwt::Export* exported = export_for(exporter->claims, imported);
    if (exported == nullptr) {
      fault(
          fmt::format("{} exports no such {}", exporter->claims.name, jwt::name_of(imported.type)));
      continue;
    }
    if (exported->account_token_position > 0) {
      if (!names_importer(*exported, subject, claims.subject)) {
        fault(fmt::format("token {} of the subject must be the importing account's key",
                          exported->account_token_position));
      }
      continue;
    }
    if (!exported->token_required) {
      continue;
    }
    if (imported.token.empty()) {
      fault("the export is private and there is no activation token");
      continue;
    }
    const auto checked = check_activation(imported, claims.subject, exporter, now);
    if (!checked) {
      fault(checked.error().message());
    }
  }
  return faults;
}

void OperatorAccounts::explain(const jwt::AccountClaims& claims,
                               std::function<void(std::vector<std::string>)> done) {
  auto pending = std::make_shared<std::size_t>(1);
  const auto finish = [this, claims, pending, done = std::move(done)] {
    if (--*pending > 0) {
      return;
    }
    std::vector<std::string> faults = faults_of(claims);
    // The live account knows more: cycles, subjects taken twice.
    const OperatorAccount* live = find(claims.subject);
    if (faults.empty() && live != nullptr && live->usable() && live->claims == claims) {
      for (const Problem& problem : live->account->imports().problems()) {
        faults.push_back(problem.text());
      }
    }
    done(std::move(faults));
  };
  std::set<std::string> asked;
  for (const jwt::Import& imported : claims.imports) {
    const OperatorAccount* exporter = find(imported.account);
    if ((exporter == nullptr || !exporter->usable()) && asked.insert(imported.account).second) {
      ++*pending;
      lookup(imported.account, [finish](const Result<const OperatorAccount*>&) { finish(); });
    }
  }
  finish();
}

}  // namespace natsop::engine
