#include "cli/context.h"
#include "commands/nats/server/asking.h"
#include "commands/nats/server/jetstream_view.h"
#include "commands/nats/server/server.h"

namespace natsop::commands::nats::server {
namespace {

constexpr int kPage = 10'000;

struct Options {
  ReportChoice choice;
  JetStreamOrder order;
  bool leaders = false;
  std::shared_ptr<const ReportOptions> group;
};

void flags(cli::Command& c, Options& o) {
  c.flag("--account", o.order.account, "What this account uses, instead of all");
  c.flag("--sort", o.order.sort, "What to order by")
      .choices({"name", "cluster", "streams", "consumers", "msgs", "mbytes", "bytes", "mem", "file",
                "store", "api", "err"});
  c.flag("--compact", o.order.compact, "Leave out what all names end with").negatable();
  c.flag("--leaders,-l", o.leaders, "Show how many streams and consumers each server leads");
  report_flags(c, o.choice);
  o.group = c.shared<ReportOptions>();
}

json::Doc account_options(const std::string& account) {
  if (account.empty()) return {};
  return json::Doc::object(
      {{"account", account}, {"streams", true}, {"config", true}, {"limit", kPage}});
}

json::Doc leader_options(const std::string& account) {
  auto options = json::Doc::object({{"accounts", true},
                                    {"streams", true},
                                    {"consumer", true},
                                    {"stream_leader_only", true},
                                    {"limit", kPage}});
  if (!account.empty()) options.put("account", account);
  return options;
}

Result<void> run(const Options& o, cli::Context& ctx) {
  NATSOP_TRY(const auto how, asking(ctx, o.choice));
  NATSOP_TRY(auto servers, fleet(ctx));
  auto order = o.order;
  order.reverse = o.group->reverse;
  order.meta = order.account.empty() && how.filter.empty();
  std::size_t came = 0;
  const auto gather = [&]() -> Result<render::Sheet> {
    NATSOP_TRY(const auto answers, servers.ask("JSZ", account_options(order.account), how));
    came = answers.all.size() + answers.refusals.size();
    auto sheet = jetstream_sheet(order, answers.all);
    if (o.leaders) {
      NATSOP_TRY(const auto led, servers.ask("JSZ", leader_options(order.account), how));
      NATSOP_CHECK(add_leaders(sheet, led.all));
    }
    return sheet;
  };
  NATSOP_CHECK(show(ctx, o.choice, "nats server report jetstream", gather));
  return all_there(static_cast<std::size_t>(o.choice.expect), came);
}

}  // namespace

void report_jetstream(cli::Command& parent) {
  parent.leaf<Options>({.name = "jetstream",
                        .aliases = {"jsz", "js"},
                        .summary = "What JetStream holds on each server, and its meta group",
                        .examples = {"nats server report jetstream 9",
                                     "nats server report jetstream --account ORDERS",
                                     "nats server report jetstream --leaders --watch 2"},
                        .scope = cli::Scope::System,
                        .impact = cli::Impact::ReadOnly,
                        .data = true},
                       flags, run);
}

}  // namespace natsop::commands::nats::server
