#include "core/jetstream/api.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "tests/unit/core/jetstream/fake_transport.h"
#include "tests/unit/core/jetstream/fixture.h"

namespace natsop::jetstream {
namespace {

/// An Api over a FakeTransport.
struct Fixture {
  FakeTransport transport;
  Api api;

  explicit Fixture(const ApiOptions& options = {}) : api(*Api::make(transport, options)) {}

  /// Lets the Api ask for the server's level now, so that tests need not count that request.
  void learn_level(int level) {
    AccountInfo info;
    info.api.level = level;
    answer("account_info_response", info.to_doc());
    (void)api.require_api_level(1).has_value();
    transport.requests.clear();
  }

  void answer(std::string_view type, const json::Doc& body = json::Doc::object()) {
    transport.answer(make_response(type, body).dump());
  }
  void answer_error(ApiError error, std::string_view type = "stream_info_response") {
    transport.answer(make_error_response(type, error).dump());
  }
  [[nodiscard]] const FakeTransport::Request& sent(std::size_t index = 0) const {
    REQUIRE(transport.requests.size() > index);
    return transport.requests[index];
  }
};

json::Doc success() { return SuccessResponse{.success = true}.to_doc(); }

json::Doc info_doc(const std::string& name) {
  StreamInfo info;
  info.config.name = name;
  return info.to_doc();
}

json::Doc consumer_doc(const std::string& name) {
  return ConsumerInfo{.stream_name = "S", .name = name}.to_doc();
}

/// Names "n<from>" to "n<to - 1>".
std::vector<std::string> names(int from, int to) {
  std::vector<std::string> out;
  for (int i = from; i < to; ++i) out.push_back(fmt::format("n{}", i));
  return out;
}

}  // namespace

TEST_CASE("options exclude and check each other") {
  FakeTransport transport;
  CHECK(Api::make(transport, {.prefix = "a", .domain = "b"}).error().code() == Code::Invalid);
  CHECK(Api::make(transport, {.domain = "a *"}).error().code() == Code::Invalid);
  CHECK(Api::make(transport, {.domain = "site.eu"})->subjects().prefix() == "$JS.site.eu.API");
  CHECK(Api::make(transport, {.prefix = "JS.x"})->subjects().prefix() == "JS.x");
}

TEST_CASE("a stream is created, updated and read") {
  Fixture f;
  f.learn_level(5);
  f.answer("stream_create_response", info_doc("S").put("did_create", true));
  StreamConfig config{.name = "S", .subjects = {"a.>"}};
  const auto created = f.api.create_stream(config);
  REQUIRE(created);
  CHECK(created->name() == "S");
  CHECK(created->extra.is_null());
  CHECK(f.sent().subject == "$JS.API.STREAM.CREATE.S");
  CHECK(f.sent().data == config.to_doc().dump());
  CHECK(f.sent().headers.empty());

  f.answer("stream_update_response", info_doc("S"));
  config.allow_msg_schedules = true;
  REQUIRE(f.api.update_stream(config, true));
  CHECK(f.sent(1).subject == "$JS.API.STREAM.UPDATE.S");
  CHECK(f.sent(1).data.ends_with(R"("pedantic":true})"));
  CHECK(f.sent(1).headers.get("Nats-Required-Api-Level") == "2");

  f.answer("stream_info_response", info_doc("S").put("total", 0).put("offset", 0).put("limit", 0));
  const auto info = f.api.stream_info("S");
  REQUIRE(info);
  CHECK(info->extra.is_null());
  CHECK(f.sent(2).data.empty());
}

TEST_CASE("bad names never reach the server") {
  Fixture f;
  CHECK(f.api.stream_info("a b").error().code() == Code::Invalid);
  CHECK(f.api.create_stream({.name = "a.b"}).error().code() == Code::Invalid);
  CHECK(f.api.delete_stream("").error().code() == Code::Invalid);
  CHECK(f.api.consumer_info("S", "a.b").error().code() == Code::Invalid);
  CHECK(f.api.consumers("S*").error().code() == Code::Invalid);
  CHECK(f.api.create_consumer("S", {.name = "a>"}).error().code() == Code::Invalid);
  CHECK(f.api.create_consumer("S", {.name = "a", .filter_subject = "a b"}).error().code() ==
        Code::Invalid);
  CHECK(f.api.purge_account("a.b").error().code() == Code::Invalid);
  CHECK(f.transport.requests.empty());
}

TEST_CASE("long lists are read page by page") {
  Fixture f;
  for (int offset = 0; offset < 25; offset += 10) {
    f.answer("stream_names_response",
             StreamNamesPage{.total = 25,
                             .offset = offset,
                             .limit = 10,
                             .streams = names(offset, std::min(offset + 10, 25))}
                 .to_doc());
  }
  const auto all = f.api.stream_names("a.>");
  REQUIRE(all);
  CHECK(*all == names(0, 25));
  CHECK(f.transport.requests.size() == 3);
  CHECK(f.sent(2).data == R"({"offset":20,"subject":"a.>"})");
}

TEST_CASE("an empty list, and one that claims more than it gives, end") {
  Fixture f;
  f.answer("stream_names_response", parse_or_fail(R"({"total":0,"streams":null})"));
  CHECK(f.api.stream_names()->empty());
  f.answer("consumer_names_response", ConsumerNamesPage{.total = 99, .limit = 10}.to_doc());
  CHECK(f.api.consumer_names("S")->empty());
  CHECK(f.transport.requests.size() == 2);
}

TEST_CASE("streams that did not answer are named, and paging goes on over them") {
  Fixture f;
  StreamListPage first{.total = 4, .limit = 3, .missing = {"m"}};
  first.streams.resize(2);
  first.streams[0].config.name = "a";
  first.streams[1].config.name = "b";
  StreamListPage second{.total = 4, .offset = 3, .limit = 3, .offline = {{"o", "too new"}}};
  f.answer("stream_list_response", first.to_doc());
  f.answer("stream_list_response", second.to_doc());
  const auto all = f.api.streams();
  REQUIRE(all);
  CHECK(all->items.size() == 2);
  CHECK(all->unreachable.missing == std::vector<std::string>{"m"});
  CHECK(all->unreachable.offline.at("o") == "too new");
  CHECK(f.sent(1).data == R"({"offset":3})");
}

TEST_CASE("subjects of a stream are read over all pages") {
  Fixture f;
  const auto page = [](const char* subjects) {
    json::Doc doc = info_doc("S");
    doc.set("/state/subjects", parse_or_fail(subjects));
    return doc.put("total", 3).put("offset", 0).put("limit", 2);
  };
  f.answer("stream_info_response", page(R"({"a":1,"b":2})"));
  f.answer("stream_info_response", page(R"({"c":3})"));
  const auto subjects = f.api.stream_subjects("S", "x.>");
  REQUIRE(subjects);
  CHECK(subjects->size() == 3);
  CHECK(subjects->at("c") == 3);
  CHECK(f.sent(0).data == R"({"subjects_filter":"x.>"})");
  CHECK(f.sent(1).data == R"({"offset":2,"subjects_filter":"x.>"})");
}

TEST_CASE("streams are deleted, purged and led elsewhere") {
  Fixture f;
  f.answer("stream_delete_response", success());
  CHECK(f.api.delete_stream("S"));
  f.answer("stream_purge_response", PurgeResponse{.success = true, .purged = 7}.to_doc());
  CHECK(*f.api.purge_stream("S") == 7);
  CHECK(f.sent(1).data.empty());
  f.answer("stream_purge_response", PurgeResponse{.success = true}.to_doc());
  CHECK(f.api.purge_stream("S", {.filter = "a", .keep = 1}));
  CHECK(f.sent(2).data == R"({"filter":"a","keep":1})");
  CHECK_FALSE(f.api.purge_stream("S", {.seq = 1, .keep = 1}));
  f.answer("stream_leader_stepdown_response", success());
  CHECK(f.api.step_down_stream("S", {.preferred = "n1"}));
  CHECK(f.sent(3).data == R"({"placement":{"preferred":"n1"}})");
  f.answer("stream_remove_peer_response", success());
  CHECK(f.api.remove_stream_peer("S", "n2"));
  CHECK(f.sent(4).data == R"({"peer":"n2"})");
  f.answer("stream_delete_response");
  CHECK(f.api.delete_stream("S").error().code() == Code::Failed);
}

TEST_CASE("messages are read and deleted") {
  Fixture f;
  StoredMessage message{.subject = "a", .seq = 3, .data = "hello"};
  f.answer("stream_msg_get_response", MessageGetResponse{.message = message}.to_doc());
  CHECK(f.api.get_message("S", {.seq = 3})->data == "hello");
  CHECK(f.sent(0).data == R"({"seq":3})");
  f.answer("stream_msg_get_response");
  CHECK(f.api.get_message("S", {.seq = 3}).error().code() == Code::Failed);
  f.answer("stream_msg_delete_response", success());
  CHECK(f.api.delete_message("S", {.seq = 3}));
  CHECK(f.sent(2).data == R"({"seq":3})");
}

TEST_CASE("direct gets, single and in batches") {
  Fixture f;
  const auto direct = [](const char* seq, const char* pending) {
    Message m;
    m.headers = Headers{{"Nats-Subject", "a"},
                        {"Nats-Sequence", seq},
                        {"Nats-Time-Stamp", "2026-11-21T09:44:40Z"},
                        {"Nats-Num-Pending", pending}};
    return m;
  };
  f.transport.answer(direct("5", "0"));
  CHECK(f.api.direct_get("S", {.last_by_subj = "a.b"})->seq == 5);
  CHECK(f.sent(0).subject == "$JS.API.DIRECT.GET.S.a.b");
  CHECK(f.sent(0).data.empty());
  f.transport.answer(Message{.status = 404, .description = "Message Not Found"});
  CHECK(f.api.direct_get("S", {.seq = 9}).error().code() == Code::NotFound);
  CHECK(f.sent(1).subject == "$JS.API.DIRECT.GET.S");

  Message end;
  end.status = 204;
  end.headers = Headers{{"Nats-Num-Pending", "4"}, {"Nats-Last-Sequence", "7"}};
  f.transport.answer_many({direct("5", "2"), direct("6", "1"), end, direct("9", "0")});
  const auto batch = f.api.direct_get_batch("S", {.seq = 5, .batch = 2});
  REQUIRE(batch);
  CHECK(batch->messages.size() == 2);
  CHECK(batch->complete);
  CHECK(batch->num_pending == 4);
  CHECK(batch->last_sequence == 7);
  f.transport.answer_many({direct("5", "2")});
  CHECK_FALSE(f.api.direct_get_batch("S", {.seq = 5, .batch = 2})->complete);
  f.transport.answer_many({Message{.status = 404, .description = "No Results"}});
  CHECK(f.api.direct_get_batch("S", {.batch = 2})->messages.empty());
  f.transport.answer_many({Message{.status = 413, .description = "Too Many Results"}});
  CHECK(f.api.direct_get_batch("S", {.multi_last = {">"}}).error().code() == Code::Invalid);
  f.transport.answer_many({});
  CHECK(f.api.direct_get_batch("S", {.batch = 2}).error().code() == Code::Timeout);
}

TEST_CASE("snapshots and restores begin") {
  Fixture f;
  f.learn_level(5);
  f.answer("stream_snapshot_response", SnapshotResponse{.config = {.name = "S"}}.to_doc());
  const SnapshotRequest request{.deliver_subject = "in", .window_size = 1};
  CHECK(f.api.snapshot_stream("S", request)->config.name == "S");
  CHECK(f.sent(0).headers.get("Nats-Required-Api-Level") == "3");
  f.answer("stream_restore_response", RestoreResponse{.deliver_subject = "out"}.to_doc());
  CHECK(*f.api.restore_stream({.config = {.name = "S"}}) == "out");
  CHECK(f.sent(1).subject == "$JS.API.STREAM.RESTORE.S");
}

TEST_CASE("consumers are created in every form") {
  Fixture f;
  f.learn_level(5);
  const auto subject_of = [&](const ConsumerConfig& config) {
    f.answer("consumer_create_response", consumer_doc("C"));
    REQUIRE(f.api.create_consumer("S", config));
    return f.transport.requests.back().subject;
  };
  CHECK(subject_of({}) == "$JS.API.CONSUMER.CREATE.S");
  CHECK(subject_of({.name = "C"}) == "$JS.API.CONSUMER.CREATE.S.C");
  CHECK(subject_of({.durable_name = "D"}) == "$JS.API.CONSUMER.CREATE.S.D");
  CHECK(subject_of({.durable_name = "D", .filter_subject = "a.*"}) ==
        "$JS.API.CONSUMER.CREATE.S.D.a.*");
  CHECK(subject_of({.durable_name = "D", .filter_subjects = {"a", "b"}}) ==
        "$JS.API.CONSUMER.CREATE.S.D");
  f.answer("consumer_create_response", consumer_doc("C"));
  REQUIRE(f.api.create_consumer("S", {.name = "C", .priority_policy = PriorityPolicy::Prioritized},
                                ConsumerAction::Create));
  CHECK(f.transport.requests.back().headers.get("Nats-Required-Api-Level") == "2");
  CHECK(f.transport.requests.back().data.ends_with(R"("action":"create"})"));
}

TEST_CASE("the other consumer calls") {
  Fixture f;
  f.learn_level(5);
  f.answer("consumer_info_response", consumer_doc("C"));
  CHECK(f.api.consumer_info("S", "C")->name == "C");
  f.answer("consumer_list_response",
           ConsumerListPage{.total = 1, .consumers = {{.name = "C"}}}.to_doc());
  CHECK(f.api.consumers("S")->items.size() == 1);
  f.answer("consumer_delete_response", success());
  CHECK(f.api.delete_consumer("S", "C"));
  f.answer("consumer_pause_response", PauseResponse{.paused = true}.to_doc());
  CHECK(f.api.pause_consumer("S", "C", Time{})->paused);
  CHECK(f.sent(3).data == R"({"pause_until":"1970-01-01T00:00:00Z"})");
  CHECK(f.sent(3).headers.get("Nats-Required-Api-Level") == "1");
  f.answer("consumer_pause_response", PauseResponse{}.to_doc());
  CHECK_FALSE(f.api.resume_consumer("S", "C")->paused);
  CHECK(f.sent(4).data == "{}");
  f.answer("consumer_unpin_response");
  CHECK(f.api.unpin_consumer("S", "C", "g"));
  CHECK(f.sent(5).data == R"({"group":"g"})");
  f.answer("consumer_reset_response", consumer_doc("C").put("reset_seq", 8));
  const auto reset = f.api.reset_consumer("S", "C", 8);
  REQUIRE(reset);
  CHECK(reset->reset_seq == 8);
  CHECK(reset->consumer.extra.is_null());
  CHECK(f.sent(6).headers.get("Nats-Required-Api-Level") == "4");
  f.answer("consumer_leader_stepdown_response", success());
  CHECK(f.api.step_down_consumer("S", "C"));
  CHECK(f.sent(7).data.empty());
}

TEST_CASE("the system account's calls ignore the domain") {
  Fixture f({.domain = "hub"});
  f.answer("meta_leader_stepdown_response", success());
  CHECK(f.api.step_down_meta());
  CHECK(f.sent(0).subject == "$JS.API.META.LEADER.STEPDOWN");
  f.answer("meta_server_remove_response", success());
  CHECK(f.api.remove_server({.peer_id = "p1"}));
  f.answer("account_purge_response", AccountPurgeResponse{.initiated = true}.to_doc());
  CHECK(f.api.purge_account("A"));
  f.answer("account_purge_response");
  CHECK_FALSE(f.api.purge_account("A"));
  f.answer("stream_update_response", info_doc("S"));
  CHECK(f.api.move_stream("A", "S", {.cluster = "east"}));
  f.answer("stream_update_response", info_doc("S"));
  CHECK(f.api.cancel_stream_move("A", "S"));
  CHECK(f.sent(5).subject == "$JS.API.ACCOUNT.STREAM.CANCEL_MOVE.A.S");
}

TEST_CASE("the account is read") {
  Fixture f({.domain = "hub"});
  f.answer("account_info_response", fixture("account_info.every_field.json"));
  const auto info = f.api.account_info();
  REQUIRE(info);
  CHECK(info->api.level == 5);
  CHECK(f.sent().subject == "$JS.hub.API.INFO");
}

TEST_CASE("servers that are too old are told apart before anything is changed") {
  Fixture f;
  f.learn_level(1);
  const auto refused = f.api.create_stream({.name = "S", .allow_atomic = true});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code() == Code::Unsupported);
  CHECK(
      refused.error().one_line() ==
      "creating stream \"S\": this needs nats-server 2.12 (API level 2), the server's level is 1");
  CHECK(f.transport.requests.empty());
  CHECK(f.api.require_api_level(0));
  CHECK(f.api.require_api_level(1));

  Fixture silent;  // the level is not told: the call goes out
  silent.transport.fail(Error(Code::Denied, "not allowed"));
  silent.answer("consumer_unpin_response");
  CHECK(silent.api.unpin_consumer("S", "C", "g"));
}

TEST_CASE("the system account's calls explain silence") {
  Fixture f;
  f.transport.fail(Error(Code::Timeout, "timeout"));
  CHECK(f.api.step_down_meta().error().hint().find("system account") != std::string::npos);
  f.transport.fail(Error(Code::Timeout, "timeout"));
  CHECK(f.api.delete_stream("S").error().hint().find("system account") == std::string::npos);
}

TEST_CASE("the server's errors come through") {
  Fixture f;
  f.answer_error({404, 10059, "stream not found"});
  const auto missing = f.api.stream_info("ORDERS");
  REQUIRE_FALSE(missing);
  CHECK(missing.error().code() == Code::NotFound);
  CHECK(missing.error().api_code() == 10059);
  CHECK(missing.error().one_line() == "reading stream \"ORDERS\": stream not found (10059)");
  f.answer_error({400, 10003, "bad request"}, "system_response");
  CHECK(f.api.delete_stream("S").error().api_code() == 10003);
  f.answer_error({404, 10014, "consumer not found"});
  CHECK(f.api.consumer_info("S", "C").error().code() == Code::NotFound);
}

TEST_CASE("nobody answering is explained") {
  const auto hint_of = [](const ApiOptions& options) {
    Fixture f(options);
    const auto info = f.api.account_info();
    REQUIRE_FALSE(info);
    CHECK(info.error().code() == Code::Unreachable);
    CHECK(info.error().message().starts_with("no responders on \""));
    return info.error().hint();
  };
  CHECK(hint_of({}).find("not enabled") != std::string::npos);
  CHECK(hint_of({.domain = "hub"}).find("domain \"hub\"") != std::string::npos);
  CHECK(hint_of({.prefix = "JS.x"}).find("below \"JS.x\"") != std::string::npos);
  Fixture f;
  f.transport.answer(Message{.status = 503});
  CHECK(f.api.account_info().error().code() == Code::Unreachable);
  f.transport.fail(Error(Code::Timeout, "timeout"));
  CHECK(f.api.account_info().error().code() == Code::Timeout);
  f.transport.fail(Error(Code::Denied, "permission"));
  CHECK(f.api.account_info().error().message() == "permission");
}

TEST_CASE("rubbish answers give clear errors") {
  Fixture f;
  const auto error_of = [&](const std::string& data) {
    f.transport.answer(data);
    const auto info = f.api.stream_info("S");
    REQUIRE_FALSE(info);
    CHECK(info.error().code() == Code::Failed);
    return info.error().message();
  };
  const std::string type = R"({"type":"io.nats.jetstream.api.v1.stream_info_response")";
  CHECK(error_of("").find("is empty") != std::string::npos);
  CHECK(error_of("hello").find("is no JSON object") != std::string::npos);
  CHECK(error_of("[1]").find("is no JSON object") != std::string::npos);
  CHECK(error_of("{\"type\":").find("is no JSON object") != std::string::npos);
  CHECK(error_of("{}").find("of type \"\"") != std::string::npos);
  CHECK(error_of(R"({"type":"io.nats.jetstream.api.v1.stream_names_response"})")
            .find("not \"io.nats.jetstream.api.v1.stream_info_response\"") != std::string::npos);
  CHECK(error_of(type + R"(,"config":{"max_age":"x"}})").find("config.max_age") !=
        std::string::npos);
  CHECK(error_of(type + R"(,"error":"oops"})").find("oops") != std::string::npos);
  CHECK(error_of("-ERR 'No'").find("'No'") != std::string::npos);
  CHECK(error_of("\xff\xfe").find("is no JSON object") != std::string::npos);
}

TEST_CASE("requests and answers are traced") {
  std::vector<std::string> lines;
  Fixture f({.trace = [&](const ApiTrace& t) {
    lines.push_back(fmt::format("{} {} {}", t.is_request ? ">" : "<", t.subject, t.data.size()));
  }});
  f.answer("stream_delete_response", success());
  REQUIRE(f.api.delete_stream("S"));
  REQUIRE(lines.size() == 2);
  CHECK(lines[0] == "> $JS.API.STREAM.DELETE.S 0");
  CHECK(lines[1].starts_with("< $JS.API.STREAM.DELETE.S "));
}

TEST_CASE("publishing waits for the stream") {
  Fixture f;
  f.transport.answer(R"({"stream":"S", "domain":"D", "seq":4})");
  const auto ack = f.api.publish({.subject = "a", .data = "x"});
  REQUIRE(ack);
  CHECK(ack->seq == 4);
  f.transport.answer(
      R"({"error":{"code":400,"err_code":10071,"description":"wrong last sequence: 3"},"stream":"S","seq":0})");
  const auto conflict = f.api.publish({.subject = "a"});
  CHECK(conflict.error().code() == Code::Conflict);
  CHECK(conflict.error().one_line() == "publishing to \"a\": wrong last sequence: 3 (10071)");
  f.transport.answer("ok");
  CHECK(f.api.publish({.subject = "a"}).error().code() == Code::Failed);
  f.transport.answer("{}");
  CHECK(f.api.publish({.subject = "a"}).error().code() == Code::Failed);
  CHECK(f.api.publish({.subject = "a"}).error().code() == Code::Unreachable);
}

}  // namespace natsop::jetstream
