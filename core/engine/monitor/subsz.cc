#include "core/engine/monitor/subsz.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "core/engine/accounts/directory.h"
#include "core/engine/monitor/connz.h"
#include "core/engine/monitor/page.h"
#include "core/json/reader.h"
#include "core/subject/subject.h"

namespace natsop::engine {

namespace {

void collect(Account& account, const SubszOptions& options, std::vector<SubscriptionRow>& rows) {
  account.interest().each([&](Subscription& one) {
    if (!options.test.empty() && !subject::matches(options.test, one.subject)) return;
    const auto* member = dynamic_cast<const Member*>(one.sink);
    rows.push_back({.account = account.name(),
                    .account_name = account.display_name(),
                    .subject = one.subject,
                    .queue = one.queue,
                    .sid = one.sid,
                    .delivered = one.delivered,
                    .max = one.max,
                    .connection = member == nullptr ? 0 : member->id()});
  });
}

}  // namespace

void InterestFigures::add(const Sublist::Figures& figures) {
  const double total = sum.average_fanout * static_cast<double>(weight) +
                       figures.average_fanout * static_cast<double>(figures.cached);
  weight += figures.cached;
  sum.average_fanout = weight == 0 ? 0 : total / static_cast<double>(weight);
  sum.subscriptions += figures.subscriptions;
  sum.cached += figures.cached;
  sum.inserts += figures.inserts;
  sum.removes += figures.removes;
  sum.matches += figures.matches;
  sum.cache_hits += figures.cache_hits;
  sum.max_fanout = std::max(sum.max_fanout, figures.max_fanout);
}

void InterestFigures::put(Fields& fields) const {
  fields.put("num_subscriptions", sum.subscriptions).put("num_cache", sum.cached);
  fields.put("num_inserts", sum.inserts).put("num_removes", sum.removes);
  fields.put("num_matches", sum.matches);
  const double hits = static_cast<double>(sum.cache_hits);
  fields.put_real("cache_hit_rate", sum.matches == 0 ? 0 : hits / static_cast<double>(sum.matches));
  fields.put("max_fanout", sum.max_fanout).put_real("avg_fanout", sum.average_fanout);
}

Result<SubszOptions> SubszOptions::parse(const Query& query) {
  SubszOptions options;
  NATSOP_TRY(options.subscriptions, query.boolean("subs"));
  NATSOP_TRY(options.offset, query.integer("offset"));
  NATSOP_TRY(options.limit, query.integer("limit"));
  options.account = query.text("acc");
  options.test = query.text("test");
  return options;
}

Result<SubszOptions> SubszOptions::parse(const json::Doc& body) {
  SubszOptions options;
  json::Reader reader(body, "");
  reader.read("subscriptions", options.subscriptions);
  reader.read("offset", options.offset);
  reader.read("limit", options.limit);
  reader.read("account", options.account);
  reader.read("test", options.test);
  NATSOP_CHECK(reader.done());
  return options;
}

Result<json::Doc> subsz(const ServerView& view, const SubszOptions& options) {
  if (!options.test.empty() && !subject::is_valid_literal(options.test)) {
    return Error(
        Code::Invalid,
        fmt::format("invalid test subject, must be valid publish subject: {}", options.test));
  }
  InterestFigures figures;
  std::vector<SubscriptionRow> rows;
  for (Account* account : view.environment.accounts.all()) {
    if (!options.account.empty() && account->name() != options.account) continue;
    figures.add(account->interest().figures());
    if (options.subscriptions) collect(*account, options, rows);
  }
  std::ranges::sort(rows, {}, [](const SubscriptionRow& row) {
    return std::tie(row.account, row.connection, row.subject, row.sid);
  });
  const Page page = Page::of(options.offset, options.limit, rows.size());
  std::vector<json::Doc> shown;
  for (std::size_t i = page.begin; i < page.end; ++i) {
    shown.push_back(subscription_detail(rows[i], true));
  }
  Fields fields;
  fields.put("server_id", view.id()).put("now", view.now());
  figures.put(fields);
  fields.put("total", rows.size()).put("offset", page.offset).put("limit", page.limit);
  fields.some("subscriptions_list", json::Doc::array(std::move(shown)));
  return fields.done();
}

}  // namespace natsop::engine
