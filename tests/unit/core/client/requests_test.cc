#include "core/client/requests.h"

#include <doctest/doctest.h>

#include "core/client/violations.h"

using namespace natsop;
using client::Requests;
using jetstream::Message;
using std::chrono::seconds;

namespace {

Message message(std::string subject, std::string data, int status = 0) {
  Message made;
  made.subject = std::move(subject);
  made.data = std::move(data);
  made.status = status;
  return made;
}

/// Answers that come at set times on a clock of their own.
class Script final : public Clock {
 public:
  struct Answer {
    seconds at;
    Message message;
  };
  explicit Script(std::vector<Answer> answers) : answers_(std::move(answers)) {}

  [[nodiscard]] Time now() const override { return Time(now_); }
  [[nodiscard]] SteadyTime steady() const override { return SteadyTime(now_); }

  Result<std::vector<Message>> collect(const jetstream::RequestMany& limits) {
    return client::collect_answers(limits, *this, [this](SteadyTime until) -> Result<Message> {
      if (next_ < answers_.size() && SteadyTime(answers_[next_].at) <= until) {
        now_ = answers_[next_].at;
        return answers_[next_++].message;
      }
      if (until == SteadyTime::max()) return Error(Code::Failed, "would wait for ever");
      now_ = std::chrono::duration_cast<seconds>(until.time_since_epoch());
      return Error(Code::Timeout, "no answer");
    });
  }
  [[nodiscard]] seconds elapsed() const { return now_; }

 private:
  std::vector<Answer> answers_;
  std::size_t next_ = 0;
  seconds now_{0};
};

Script three() {
  return Script({{seconds(1), message("i", "a")},
                 {seconds(2), message("i", "")},
                 {seconds(9), message("i", "c")}});
}

}  // namespace

TEST_CASE("answers find their request") {
  Requests requests("_INBOX.x.");
  CHECK(requests.wildcard() == "_INBOX.x.*");
  const auto first = requests.open();
  const auto second = requests.open();
  requests.answer(message(requests.inbox(second), "for two"));
  requests.answer(message(requests.inbox(first), "for one"));
  requests.answer(message("_INBOX.x.99", "for nobody"));
  requests.answer(message("_INBOX.x.1x", "no number"));
  requests.answer(message("_INBOX.y.1", "another prefix"));
  CHECK(requests.wait(first, SteadyTime{})->data == "for one");
  CHECK(requests.wait(second, SteadyTime{})->data == "for two");
  CHECK(requests.wait(first, SteadyTime{}).error().code() == Code::Timeout);

  requests.answer(message(requests.inbox(first), "before the end"));
  requests.fail_all(Error(Code::Unreachable, "gone"));
  CHECK(requests.wait(first, SteadyTime::max())->data == "before the end");
  CHECK(requests.wait(first, SteadyTime::max()).error().message() == "gone");
  requests.close(first);
  CHECK(requests.wait(first, SteadyTime::max()).error().code() == Code::Conflict);
}

TEST_CASE("when a request with many answers is over") {
  const auto count = [](Script script, const jetstream::RequestMany& limits) {
    return script.collect(limits)->size();
  };
  CHECK(count(three(), {.timeout = seconds(20), .last = {}}) == 3);
  CHECK(count(three(), {.timeout = seconds(5), .last = {}}) == 2);
  CHECK(count(three(), {.max_replies = 1, .timeout = seconds(20), .last = {}}) == 1);
  CHECK(count(three(), {.timeout = seconds(20), .stall = seconds(3), .last = {}}) == 2);
  CHECK(count(three(), {.timeout = seconds(20), .empty_ends = true, .last = {}}) == 1);
  CHECK(count(three(), {.timeout = seconds(20),
                        .last = [](const Message& m) { return m.data.empty(); }}) == 2);
  CHECK(count(Script({}), {.timeout = seconds(20), .stall = seconds(1), .last = {}}) == 0);

  SUBCASE("the stall counts from the first answer, not from the beginning") {
    Script late({{seconds(9), message("i", "late")}});
    CHECK(late.collect({.timeout = seconds(20), .stall = seconds(1), .last = {}})->size() == 1);
    CHECK(late.elapsed() == seconds(10));
  }
  SUBCASE("no time limit") {
    Script endless = three();
    CHECK(endless.collect({.timeout = std::chrono::nanoseconds::max(), .last = {}})
              .error()
              .message() == "would wait for ever");
  }
  SUBCASE("no responders") {
    Script nobody({{seconds(0), message("i", "", 503)}});
    CHECK(nobody.collect({.timeout = seconds(1), .last = {}}).error().message() ==
          jetstream::kNoResponders);
  }
}

TEST_CASE("permissions violations") {
  using client::Violation;
  const auto publish = client::parse_violation("Permissions Violation for Publish to \"a.b\"");
  REQUIRE(publish);
  CHECK(publish->kind == Violation::Kind::Publish);
  CHECK(publish->subject == "a.b");
  const auto subscribe =
      client::parse_violation("Permissions Violation for Subscription to \"x\" using queue \"q\"");
  REQUIRE(subscribe);
  CHECK(subscribe->kind == Violation::Kind::Subscribe);
  CHECK(subscribe->subject == "x");
  CHECK(client::parse_violation("Permissions Violation for Publish with Reply of \"r\"")->subject ==
        "r");
  CHECK(!client::parse_violation("Authorization Violation"));
  CHECK(!client::parse_violation("Something about \"x\""));
  CHECK(client::violation_error(*publish).code() == Code::Denied);

  client::Violations untold;
  untold.add("t1", *publish);
  untold.add("t2", *subscribe);
  untold.settle("t2");
  const auto about = [](std::string subject) {
    return [subject = std::move(subject)](const Violation& one) { return one.subject == subject; };
  };
  CHECK(!untold.take(about("other")));
  CHECK(untold.take(about("x")));
  CHECK(!untold.take(about("x")));
  CHECK(untold.take(about("a.b")));
}

TEST_CASE("a message pulled from a stream answers the only open request, under its own subject") {
  Requests requests("_INBOX.a.");
  const SystemClock clock;
  const auto id = requests.open();
  requests.answer(message("orders.new", "pulled"));
  const auto answer = requests.wait(id, clock.steady());
  REQUIRE(answer);
  CHECK(answer->subject == "orders.new");

  const auto other = requests.open();
  requests.answer(message("orders.new", "whose?"));
  CHECK(!requests.wait(id, clock.steady()));
  CHECK(!requests.wait(other, clock.steady()));
}
