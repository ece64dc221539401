#include "core/engine/monitor/connz.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>

#include "core/engine/monitor/fields.h"
#include "core/engine/monitor/page.h"
#include "core/subject/subject.h"
#include "core/text/duration.h"

namespace natsop::engine {

namespace {

using Row = ConnectionRow;
using Before = bool (*)(const Row&, const Row&);

struct Order {
  std::string_view name;
  Before before;
};

template <auto kMember>
bool most_first(const Row& a, const Row& b) {
  return a.*kMember > b.*kMember;
}

// A list that is sorted anew each time it is asked for must not swap equal rows: ids decide.
constexpr std::array<Order, 15> kOrders = {{
    {"cid", [](const Row& a, const Row& b) { return a.id < b.id; }},
    {"start", [](const Row& a, const Row& b) { return a.id < b.id; }},
    {"subs", most_first<&Row::subscriptions>},
    {"pending", most_first<&Row::pending_bytes>},
    {"msgs_to", most_first<&Row::out_msgs>},
    {"msgs_from", most_first<&Row::in_msgs>},
    {"bytes_to", most_first<&Row::out_bytes>},
    {"bytes_from", most_first<&Row::in_bytes>},
    {"last", most_first<&Row::last_activity>},
    {"idle", [](const Row& a, const Row& b) { return a.last_activity < b.last_activity; }},
    {"uptime", [](const Row& a, const Row& b) { return a.start > b.start; }},
    {"stop", most_first<&Row::stop>},
    {"reason", [](const Row& a, const Row& b) { return a.reason < b.reason; }},
    {"rtt", most_first<&Row::rtt>},
    {"", [](const Row& a, const Row& b) { return a.id < b.id; }},
}};

Result<Before> order_of(const ConnzOptions& options) {
  const auto* found = std::ranges::find(kOrders, std::string_view(options.sort), &Order::name);
  if (found == kOrders.end()) {
    return Error(Code::Invalid, fmt::format("invalid sorting option: {}", options.sort));
  }
  const bool of_closed = options.sort == "stop" || options.sort == "reason";
  if (of_closed && options.state != ConnzOptions::State::Closed) {
    return Error(Code::Invalid,
                 fmt::format("sort by {} only valid on closed connections", options.sort));
  }
  return found->before;
}

std::vector<Row> rows_of(const ServerView& view, const ConnzOptions& options) {
  using State = ConnzOptions::State;
  std::vector<Row> rows;
  if (options.state != State::Closed) rows = view.connections.open();
  if (options.state != State::Open) {
    std::ranges::move(view.connections.closed(), std::back_inserter(rows));
  }
  return rows;
}

bool has_overlap(const ServerView& view, const Row& row, std::string_view subject) {
  return std::ranges::any_of(view.connections.subscriptions(row.id), [&](const auto& one) {
    return subject::overlaps(one.subject, subject);
  });
}

void keep_wanted(std::vector<Row>& rows, const ServerView& view, const ConnzOptions& options) {
  std::erase_if(rows, [&](const Row& row) {
    return (options.cid != 0 && row.id != options.cid) ||
           (!options.user.empty() && row.user != options.user) || !options.mqtt_client.empty() ||
           (!options.filter_subject.empty() && !options.account.empty() &&
            !has_overlap(view, row, options.filter_subject));
  });
}

json::Doc certificates(const Row& row) {
  std::vector<json::Doc> out;
  for (const auto& one : row.certificates) {
    Fields fields;
    fields.some("subject", one.subject)
        .some("subject_pk_sha256", one.spki_sha256)
        .some("cert_sha256", one.raw_sha256);
    out.push_back(fields.done());
  }
  return json::Doc::array(std::move(out));
}

void put_subscriptions(Fields& fields, const ServerView& view, const Row& row,
                       const ConnzOptions& options) {
  std::vector<json::Doc> out;
  const bool detail = options.subscriptions_detail;
  for (const auto& one : view.connections.subscriptions(row.id)) {
    out.push_back(detail ? subscription_detail(one, false) : json::Doc(one.subject));
  }
  fields.some(detail ? "subscriptions_list_detail" : "subscriptions_list",
              json::Doc::array(std::move(out)));
}

void put_traffic(Fields& fields, const Row& row) {
  fields.put("pending_bytes", row.pending_bytes)
      .put("in_msgs", row.in_msgs)
      .put("out_msgs", row.out_msgs)
      .put("in_bytes", row.in_bytes)
      .put("out_bytes", row.out_bytes)
      .some("stalls", row.stalls)
      .put("subscriptions", row.subscriptions);
}

/// Nobody reads nanoseconds of it; nor does it become zero.
std::string rtt_text(std::chrono::nanoseconds rtt) {
  using std::chrono::microseconds;
  return text::print_go_duration(rtt < microseconds(1) ? rtt
                                                       : std::chrono::floor<microseconds>(rtt));
}

json::Doc connection(const ServerView& view, const Row& row, const ConnzOptions& options,
                     Time now) {
  const Time until = row.stop.value_or(now);
  Fields fields;
  fields.put("cid", row.id).some("kind", row.kind).some("type", row.type);
  fields.put("ip", row.ip).put("port", row.port);
  fields.put("start", row.start).put("last_activity", row.last_activity);
  if (row.stop) fields.put("stop", *row.stop);
  fields.some("reason", row.reason);
  if (row.rtt.count() > 0) fields.put("rtt", rtt_text(row.rtt));
  fields.put("uptime", uptime_text(until - row.start));
  fields.put("idle", uptime_text(until - row.last_activity));
  put_traffic(fields, row);
  fields.some("name", row.name).some("lang", row.lang).some("version", row.version);
  fields.some("tls_version", row.tls_version).some("tls_cipher_suite", row.tls_cipher_suite);
  if (options.auth) {
    fields.some("tls_peer_certs", certificates(row));
    fields.some("authorized_user", row.user).some("account", row.account);
  }
  if (options.subscriptions || options.subscriptions_detail) {
    put_subscriptions(fields, view, row, options);
  }
  if (options.auth) {
    fields.some("jwt", row.jwt).some("issuer_key", row.issuer_key);
    fields.some("name_tag", row.account_name);  // the account's, as of 2.11
    fields.some("tags", row.tags);
  }
  return fields.done();
}

}  // namespace

json::Doc subscription_detail(const SubscriptionRow& row, bool with_account) {
  Fields fields;
  if (with_account) {
    fields.some("account", row.account).some("account_tag", row.account_name);
  }
  fields.put("subject", row.subject).some("qgroup", row.queue).put("sid", row.sid);
  fields.put("msgs", row.delivered).some("max", row.max).put("cid", row.connection);
  return fields.done();
}

Result<json::Doc> connz(const ServerView& view, const ConnzOptions& options) {
  NATSOP_TRY(const Before before, order_of(options));
  std::vector<Row> rows = rows_of(view, options);
  if (!options.account.empty()) {
    std::erase_if(rows, [&](const Row& row) { return row.account != options.account; });
  }
  // As in nats-server, the total is that of the account and state: the other filters only choose
  // what is shown of it.
  const std::size_t total = rows.size();
  keep_wanted(rows, view, options);
  std::ranges::sort(rows, [before](const Row& a, const Row& b) {
    return before(a, b) || (!before(b, a) && a.id < b.id);
  });
  const Page page = Page::of(options.offset, options.cid != 0 ? 1 : options.limit, rows.size());
  const Time now = view.now();
  std::vector<json::Doc> shown;
  for (std::size_t i = page.begin; i < page.end; ++i) {
    shown.push_back(connection(view, rows[i], options, now));
  }
  Fields fields;
  fields.put("server_id", view.id()).put("now", now);
  fields.put("num_connections", shown.size()).put("total", total);
  fields.put("offset", page.offset).put("limit", page.limit);
  fields.put("connections", json::Doc::array(std::move(shown)));
  return fields.done();
}

}  // namespace natsop::engine
