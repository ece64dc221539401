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
  std::string from;
  std::string to;
  std::string cluster;
};

void flags(cli::Command& c, Options& o) {
  c.flag("--account,-a", o.account, "Account: name or public key").placeholder("ACCOUNT");
  c.flag("--from,-f", o.from, "Subject that is mapped").placeholder("SUBJECT");
  c.flag("--to,-t", o.to, "Only the mapping to this subject").placeholder("SUBJECT");
  c.flag("--cluster", o.cluster, "Only mappings for this cluster").placeholder("NAME");
}

/// Without a target all go, without a cluster those of all clusters; with a target the cluster must
/// be the same.
bool matches(const jwt::WeightedMapping& entry, const Options& o) {
  if (o.to.empty()) return o.cluster.empty() || entry.cluster == o.cluster;
  return entry.subject == o.to && entry.cluster == o.cluster;
}

std::string described(const Options& o) {
  if (o.to.empty()) {
    return o.cluster.empty() ? fmt::format("all mapping for {}", o.from)
                             : fmt::format("all mapping in cluster {} for {}", o.cluster, o.from);
  }
  return o.cluster.empty() ? fmt::format("mapping {} -> {}", o.from, o.to)
                           : fmt::format("mapping {} -> {} in cluster {}", o.from, o.to, o.cluster);
}

Result<void> erase(jwt::AccountClaims& claims, const Options& o) {
  const auto found = claims.mappings.find(o.from);
  if (found == claims.mappings.end()) {
    std::vector<std::string> subjects;
    for (const auto& [from, list] : claims.mappings) subjects.push_back(from);
    return Error(Code::NotFound, fmt::format("no mapping for \"{}\"", o.from))
        .hint(suggestion(o.from, subjects));
  }
  if (std::erase_if(found->second,
                    [&](const jwt::WeightedMapping& entry) { return matches(entry, o); }) == 0) {
    return Error(Code::NotFound, fmt::format("there is no {}", described(o)))
        .hint("`nsc describe account` lists the mappings");
  }
  if (found->second.empty()) claims.mappings.erase(found);
  return {};
}

Result<void> run(const Options& given, cli::Context& ctx) {
  NATSOP_TRY(const Session session, Session::open_store(ctx));
  Options o = given;
  if (session.interactive()) {
    NATSOP_TRY(o.account, ask_account(session, o.account));
  }
  NATSOP_TRY(const auto account, session.account(o.account));
  if (o.from.empty())
    return Error(Code::Usage, "from subject is required").hint("give it with --from");

  NATSOP_TRY(auto tx, session.begin());
  NATSOP_TRY(auto claims, session.store().account_claims(account));
  NATSOP_CHECK(erase(claims, o));
  NATSOP_TRY(const auto signer, session.signer({.account = account}));
  render::Report report;
  report.summarised();
  report.ok("deleted " + described(o));
  NATSOP_CHECK(save_account(session, tx, account, claims, signer, report));
  return show_report(ctx, report);
}

}  // namespace

void mapping(cli::Command& parent) {
  parent.leaf<Options>(
      {.name = "mapping",
       .summary = "Delete mappings of a subject",
       .examples = {"nsc delete mapping --from a", "nsc delete mapping --from a --to b"},
       .impact = cli::Impact::ReadWrite},
      flags, run);
}

}  // namespace natsop::commands::nsc::removal
