#include "core/engine/monitor/connz.h"

#include <doctest/doctest.h>

#include "tests/unit/core/engine/monitor/small_server.h"

using namespace natsop::engine;
// NOLINTBEGIN(misc-unused-using-decls): clang-tidy does not see the use of literals
using std::chrono_literals::operator""min;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
// NOLINTEND(misc-unused-using-decls)
using natsop::json::Doc;
using natsop::test::SmallServer;

namespace {

/// Rows whose figures put them in a different order for each sort.
class FakeConnections final : public ConnectionSource {
 public:
  [[nodiscard]] std::size_t open_count() const override { return open_.size(); }
  [[nodiscard]] std::vector<ConnectionRow> open() const override { return open_; }
  [[nodiscard]] std::vector<ConnectionRow> closed() const override { return closed_; }
  [[nodiscard]] std::vector<SubscriptionRow> subscriptions(std::uint64_t id) const override {
    if (id != 2) return {};
    SubscriptionRow row;
    row.subject = "a.*";
    row.sid = "1";
    row.delivered = 4;
    row.connection = 2;
    return {row};
  }

  explicit FakeConnections(natsop::Time now) {
    const auto add = [&](std::vector<ConnectionRow>& rows, std::uint64_t id) -> ConnectionRow& {
      ConnectionRow row;
      row.id = id;
      row.start = now - 10min + std::chrono::minutes(id);
      row.last_activity = now;
      row.account = id % 2 == 0 ? "A" : "B";
      row.user = id % 2 == 0 ? "alice" : "bob";
      return rows.emplace_back(row);
    };
    ConnectionRow& third = add(open_, 3);
    third.pending_bytes = 9;
    third.in_msgs = 1;
    third.rtt = 2ms;
    third.last_activity = now - 5min;
    ConnectionRow& first = add(open_, 1);
    first.subscriptions = 5;
    first.out_bytes = 7;
    ConnectionRow& second = add(open_, 2);
    second.out_msgs = 8;
    second.in_bytes = 3;
    second.last_activity = now - 1min;
    ConnectionRow& fourth = add(closed_, 4);
    fourth.stop = now - 2min;
    fourth.reason = "Client Closed";
    ConnectionRow& fifth = add(closed_, 5);
    fifth.stop = now - 1min;
    fifth.reason = "Authentication Failure";
  }

 private:
  std::vector<ConnectionRow> open_;
  std::vector<ConnectionRow> closed_;
};

struct Listing {
  SmallServer server;
  FakeConnections rows{server.loop.clock().now()};
  ServerView view{server.environment, server.facts, rows, server.meter};

  [[nodiscard]] Doc ask(std::string_view query) const {
    return connz(view, ConnzOptions::parse(Query(query)).value()).value();
  }
  [[nodiscard]] std::string ids(std::string_view query) const {
    std::string out;
    for (const Doc& row : ask(query).at("/connections").elements()) {
      out += std::to_string(row.integer_at("/cid"));
    }
    return out;
  }
  [[nodiscard]] std::string error(std::string_view query) const {
    const auto made = connz(view, ConnzOptions::parse(Query(query)).value());
    return made ? "" : made.error().message();
  }
};

}  // namespace

TEST_CASE("connections are sorted by what was asked, then by id") {
  const Listing listing;
  CHECK(listing.ids("") == "123");
  CHECK(listing.ids("sort=cid") == "123");
  CHECK(listing.ids("sort=start") == "123");
  CHECK(listing.ids("sort=subs") == "123");
  CHECK(listing.ids("sort=pending") == "312");
  CHECK(listing.ids("sort=msgs_to") == "213");
  CHECK(listing.ids("sort=msgs_from") == "312");
  CHECK(listing.ids("sort=bytes_to") == "123");
  CHECK(listing.ids("sort=bytes_from") == "213");
  CHECK(listing.ids("sort=last") == "123");
  CHECK(listing.ids("sort=idle") == "321");
  CHECK(listing.ids("sort=uptime") == "321");
  CHECK(listing.ids("sort=rtt") == "312");
  CHECK(listing.ids("state=closed&sort=stop") == "54");
  CHECK(listing.ids("state=closed&sort=reason") == "54");
  CHECK(listing.ids("state=any") == "12345");
}

TEST_CASE("a sort that makes no sense is refused") {
  const Listing listing;
  CHECK(listing.error("sort=foo") == "invalid sorting option: foo");
  CHECK(listing.error("sort=stop") == "sort by stop only valid on closed connections");
  CHECK(listing.error("sort=reason&state=all") ==
        "sort by reason only valid on closed connections");
}

TEST_CASE("filters choose what is shown, and the account what is counted") {
  const Listing listing;
  CHECK(listing.ids("cid=2") == "2");
  CHECK(listing.ask("cid=2").integer_at("/total") == 3);
  CHECK(listing.ask("cid=2").integer_at("/limit") == 1);
  CHECK(listing.ids("cid=99").empty());
  CHECK(listing.ids("user=bob") == "13");
  CHECK(listing.ids("mqtt_client=x").empty());
  CHECK(listing.ids("acc=A") == "2");
  CHECK(listing.ask("acc=A").integer_at("/total") == 1);
  CHECK(listing.ids("acc=A&filter_subject=a.b") == "2");
  CHECK(listing.ids("acc=A&filter_subject=b.a").empty());
  CHECK(listing.ids("filter_subject=b.a") == "123");  // it needs the account
}

TEST_CASE("pages") {
  const Listing listing;
  CHECK(listing.ids("limit=2") == "12");
  CHECK(listing.ids("limit=2&offset=2") == "3");
  CHECK(listing.ids("offset=50").empty());
  CHECK(listing.ids("offset=-1&limit=-1") == "123");
  const Doc page = listing.ask("limit=1&offset=1");
  CHECK(page.integer_at("/num_connections") == 1);
  CHECK(page.integer_at("/total") == 3);
  CHECK(page.integer_at("/offset") == 1);
  CHECK(page.integer_at("/limit") == 1);
}

TEST_CASE("who a connection belongs to is shown when it was asked for") {
  const Listing listing;
  CHECK(listing.ask("cid=3").text_at("/connections/0/rtt") == "2ms");
  CHECK_FALSE(listing.ask("cid=2").has("/connections/0/rtt"));
  CHECK_FALSE(listing.ask("cid=2").has("/connections/0/account"));
  CHECK(listing.ask("cid=2&auth=1").text_at("/connections/0/authorized_user") == "alice");
  CHECK(listing.ask("cid=2&subs=1").text_at("/connections/0/subscriptions_list/0") == "a.*");
  const Doc detail = listing.ask("cid=2&subs=detail").at("/connections/0");
  CHECK(detail.at("/subscriptions_list_detail").dump() ==
        R"([{"subject":"a.*","sid":"1","msgs":4,"cid":2}])");
  CHECK_FALSE(detail.has("/subscriptions_list"));
  const Doc gone = listing.ask("cid=4&state=closed").at("/connections/0");
  CHECK(gone.text_at("/reason") == "Client Closed");
  CHECK(gone.text_at("/uptime") == "4m0s");  // until it was closed
}

TEST_CASE("sessions are shown as they are") {
  SmallServer server;
  const auto a = server.connect("a", "first");
  const auto b = server.connect("b");
  a->say("SUB foo q 1\r\nSUB bar.* 2\r\nUNSUB 2 10\r\nPUB x 5\r\nhello\r\n");
  server.loop.advance(3s);
  b->hang_up();
  server.loop.settle();
  const auto of = [&](std::string_view query) {
    return connz(server.view, ConnzOptions::parse(Query(query)).value()).value();
  };
  const Doc row = of("subs=detail&auth=1").at("/connections/0");
  CHECK(row.text_at("/name") == "first");
  CHECK(row.text_at("/kind") == "Client");
  CHECK(row.text_at("/uptime") == "3s");
  CHECK(row.integer_at("/in_msgs") == 1);
  CHECK(row.integer_at("/in_bytes") == 5);
  CHECK(row.integer_at("/subscriptions") == 2);
  CHECK(row.text_at("/account") == "A");
  CHECK(row.text_at("/name_tag") == "A");
  CHECK(row.at("/subscriptions_list_detail").size() == 2);
  const Doc closed = of("state=closed");
  CHECK(closed.integer_at("/total") == 1);
  CHECK(closed.text_at("/connections/0/reason") == "Client Closed");
  CHECK(of("").integer_at("/total") == 1);
}
