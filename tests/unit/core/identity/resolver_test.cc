#include "core/identity/resolver.h"

#include <doctest/doctest.h>

#include "tests/unit/core/identity/fake_servers.h"

using namespace natsop;
using namespace natsop::identity;

namespace {

std::vector<ResolverRequest> updates(std::size_t count) {
  return std::vector<ResolverRequest>(count, {std::string(kUpdateSubject), "token"});
}

FakeServers::Server server(const std::string& name) { return {.name = name}; }

}  // namespace

TEST_CASE("a resolver's servers") {
  FakeServers servers;
  for (int i = 0; i < 9; ++i) {
    servers.servers.push_back(server(fmt::format("srv-{}", i)));
  }

  SUBCASE("are all waited for, and no longer") {
    Resolver resolver(servers);
    const auto replies = resolver.ask(updates(6));
    REQUIRE(replies);
    CHECK(servers.waited == 1);
    CHECK(servers.last_wait == ResolverOptions().linger);
    CHECK(servers.rounds == 1);
    CHECK(servers.published.size() == 7);
    CHECK(resolver.servers().size() == 9);
    for (const auto& reply : *replies) {
      CHECK(reply.complete);
      CHECK(reply.done_count() == 9);
      CHECK(reply.answers[0].server_name == "srv-0");
      CHECK(reply.answers[0].message() == "jwt updated");
      CHECK(reply.silence("push account").empty());
    }
  }

  SUBCASE("may count one that was restarted twice: the others are believed after a short wait") {
    servers.outdated = {{2, 10}, {4, 10}};
    Resolver resolver(servers);
    const auto replies = resolver.ask(updates(6));
    REQUIRE(replies);
    CHECK(servers.waited == 1);
    CHECK(servers.last_wait == ResolverOptions().grace);
    CHECK(replies->front().done_count() == 9);
    CHECK(replies->front().missing == 0);
  }

  SUBCASE("are waited for a little when all say that there is one more, and it is missed") {
    servers.active_servers = 10;
    Resolver resolver(servers);
    const auto replies = resolver.ask(updates(6));
    REQUIRE(replies);
    CHECK(servers.waited == 1);
    CHECK(servers.last_wait == ResolverOptions().grace);
    CHECK(replies->front().missing == 1);
  }

  SUBCASE("are waited for longer with a longer timeout") {
    servers.active_servers = 10;
    Resolver resolver(servers, {.timeout = std::chrono::seconds(8)});
    REQUIRE(resolver.ask(updates(1)));
    CHECK(servers.last_wait == std::chrono::seconds(2));
  }

  SUBCASE("are asked in windows, pinged once") {
    Resolver resolver(servers, {.timeout = std::chrono::milliseconds(1), .window = 50});
    const auto replies = resolver.ask(updates(200));
    REQUIRE(replies);
    CHECK(servers.rounds == 4);
    CHECK(servers.waited == 1);
    CHECK(servers.last_wait == ResolverOptions().linger);
    CHECK(servers.published.size() == 201);
    CHECK((*replies)[199].done_count() == 9);
    REQUIRE(resolver.ask(ResolverRequest{std::string(kListSubject), ""}));
    CHECK(servers.published.size() == 202);
    CHECK(servers.waited == 1);
    CHECK(servers.last_wait == ResolverOptions().linger);
  }

  SUBCASE("that may not be pinged cost the timeout") {
    servers.may_ping = false;
    Resolver resolver(servers);
    const auto reply = resolver.ask(updates(1)[0]);
    REQUIRE(reply);
    CHECK(servers.waited == 1);
    CHECK(reply->done_count() == 9);
    CHECK(!reply->complete);
  }

  SUBCASE("one that has just died costs the timeout once") {
    servers.active_servers = 10;
    Resolver resolver(servers);
    REQUIRE(resolver.ask(updates(3)));
    CHECK(servers.waited == 1);
  }

  SUBCASE("one without a resolver is waited for once") {
    servers.servers[3].silent = true;
    Resolver resolver(servers, {.timeout = std::chrono::milliseconds(1), .window = 2});
    const auto replies = resolver.ask(updates(6));
    REQUIRE(replies);
    CHECK(servers.waited == 1);
    CHECK(!(*replies)[0].complete);
    CHECK((*replies)[5].complete);
    CHECK((*replies)[5].done_count() == 8);
  }

  SUBCASE("that refuse have answered") {
    servers.servers[3].refuses = true;
    Resolver resolver(servers);
    const auto reply = resolver.ask(updates(1)[0]);
    REQUIRE(reply);
    CHECK(servers.waited == 1);
    CHECK(servers.last_wait == ResolverOptions().linger);
    CHECK(reply->done_count() == 8);
    CHECK(reply->answers[3].problem() ==
          "server srv-3 responded with error: jwt update resulted in error - expected 3 chunks");
  }
}

TEST_CASE("nobody answers") {
  FakeServers servers;
  SUBCASE("nobody listens") {
    servers.no_responders = true;
    Resolver resolver(servers);
    const auto replies = resolver.ask(updates(3));
    REQUIRE(replies);
    CHECK(servers.waited == 0);
    CHECK((*replies)[2].silence("push account") ==
          "failed to get response to push account: nats: no responders available for request");
  }
  SUBCASE("silence") {
    Resolver resolver(servers);
    const auto reply = resolver.ask(updates(1)[0]);
    REQUIRE(reply);
    CHECK(servers.waited == 1);
    CHECK(reply->silence("prune") == "failed to get response to prune: nats: timeout");
  }
}

TEST_CASE("what servers answer") {
  using Kind = ServerAnswer::Kind;
  const auto data = read_server_answer(R"({"data":["A","B"],"server":{"name":"s","id":"N1"}})");
  CHECK(data.kind == Kind::Done);
  CHECK(data.server_id == "N1");
  CHECK(data.message() == R"(["A","B"])");
  const auto text = read_server_answer("what?");
  CHECK(text.kind == Kind::Unreadable);
  CHECK(text.problem().starts_with("failed to parse response: "));
  CHECK(text.problem().ends_with(" data: what?"));
  CHECK(read_server_answer("[]").kind == Kind::Unreadable);
  CHECK(read_server_answer("").kind == Kind::Unreadable);
  const auto nameless = read_server_answer(R"({"server":{"id":"N1"},"data":{}})");
  CHECK(nameless.kind == Kind::Nameless);
  CHECK(nameless.problem() ==
        R"(server responded without server name in info: {"server":{"id":"N1"},"data":{}})");
  CHECK(read_server_answer(R"({"data":{}})").kind == Kind::Nameless);
  const auto empty = read_server_answer(R"({"server":{"name":"s"}})");
  CHECK(empty.kind == Kind::Empty);
  CHECK(empty.problem() == R"(server s responded without data: {"server":{"name":"s"}})");
}
