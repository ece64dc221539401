#include <fmt/format.h>

#include <algorithm>

#include "commands/nsc/add/add.h"
#include "commands/nsc/session/account_changes.h"
#include "commands/nsc/session/session.h"

namespace natsop::commands::nsc::add {
namespace {

namespace jwt = identity::jwt;

struct Options {
  std::string account;
  std::string from;
  std::string to;
  std::string cluster;
  std::optional<std::uint8_t> weight;
};

void flags(cli::Command& c, Options& o) {
  c.flag("--account,-a", o.account, "Account: name or public key").placeholder("ACCOUNT");
  c.flag("--from,-f", o.from, "Subject that messages are published to").placeholder("SUBJECT");
  c.flag("--to,-t", o.to, "Subject that they go to instead").placeholder("SUBJECT");
  c.flag("--weight", o.weight,
         "Share of the messages in percent, 1 to 100; 100 when it is not given")
      .fallback("0")
      .placeholder("PERCENT");
  c.flag("--cluster", o.cluster, "Only for messages that enter in this cluster")
      .placeholder("NAME");
}

void put(jwt::AccountClaims& claims, const Options& o) {
  auto& list = claims.mappings[o.from];
  const auto same = std::ranges::find_if(list, [&](const jwt::WeightedMapping& m) {
    return m.subject == o.to && m.cluster == o.cluster;
  });
  auto& entry = same == list.end() ? list.emplace_back() : *same;
  entry = {.subject = o.to, .weight = o.weight.value_or(0), .cluster = o.cluster};
}

Result<void> run(const Options& o, cli::Context& ctx) {
  NATSOP_TRY(const Session session, Session::open_store(ctx));
  NATSOP_TRY(const auto account, session.account(o.account));
  if (o.from.empty())
    return Error(Code::Usage, "from subject is required").hint("give it with --from");
  if (o.to.empty()) return Error(Code::Usage, "to subject is required").hint("give it with --to");
  if (o.weight && (*o.weight < 1 || *o.weight > 100)) {
    return Error(Code::Invalid, fmt::format("weight {} is out of range: 1 to 100", *o.weight));
  }
  NATSOP_TRY(auto tx, session.begin());
  NATSOP_TRY(const auto before, session.store().account_claims(account));
  auto claims = before;
  put(claims, o);
  if (auto valid = check_change(before, claims, session.now()); !valid) {
    return Error(Code::Invalid,
                 fmt::format("mapping validation failed: {}", valid.error().message()));
  }
  NATSOP_TRY(const auto signer, session.signer({.account = account}));
  render::Report report;
  NATSOP_CHECK(save_account(session, tx, account, claims, signer, report));
  if (report.level() != render::Report::Level::Error) {
    report.ok(
        fmt::format("added mapping {} -> {}, weight {}%", o.from, o.to, o.weight.value_or(100)));
  }
  return show_report(ctx, report);
}

}  // namespace

void mapping(cli::Command& parent) {
  parent.leaf<Options>({.name = "mapping",
                        .summary = "Add a mapping of subjects, or change the weight of one",
                        .examples = {"nsc add mapping --from a --to b",
                                     "nsc add mapping --from a --to c --weight 50"},
                        .impact = cli::Impact::ReadWrite},
                       flags, run);
}

}  // namespace natsop::commands::nsc::add
