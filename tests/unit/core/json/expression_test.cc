#include "core/json/expression.h"

#include <doctest/doctest.h>

namespace natsop::json {
namespace {

const Doc& scope() {
  static const Doc kScope = *Doc::parse(R"({
    "config": {"name": "ORDERS", "subjects": ["orders.eu", "orders.us"], "num_replicas": 3,
               "max_age": 3600000000000, "metadata": {"team": "shop"}},
    "state": {"messages": 1500, "bytes": 18446744073709551615, "last_ts": "2026-11-21T09:00:00Z"},
    "sources": [{"name": "a", "lag": 0}, {"name": "b", "lag": 7}],
    "Info": {"config": {"num_replicas": 3}, "state": {"messages": 1500}}})");
  return kScope;
}

Time noon() { return Time(std::chrono::seconds(1795262400)); }  // 2026-11-21T12:00:00Z

Result<bool> test(std::string_view text) {
  NATSOP_TRY(const auto expression, Expression::compile(text));
  return expression.test(scope(), noon());
}

TEST_CASE("conditions that hold") {
  for (const auto* text : {
           "true",
           "state.messages > 1000",
           "state.messages >= 1_500 and config.num_replicas == 3",
           "state.messages < 10 or config.name == 'ORDERS'",
           "not (state.messages == 0) && !false",
           "config.name startsWith \"ORD\" && config.name endsWith `ERS`",
           "config.name contains 'RD'",
           "config.name matches '^O[A-Z]+$'",
           "'orders.eu' in config.subjects",
           "'orders.de' not in config.subjects",
           "config.subjects contains 'orders.us'",
           "'team' in config.metadata",
           "config.metadata.team == 'shop'",
           "config['name'] == 'ORDERS'",
           "config.subjects[0] == 'orders.eu' and config.subjects[-1] == 'orders.us'",
           "len(config.subjects) == 2",
           "any(config.subjects, {# startsWith 'orders.e'})",
           "all(sources, .lag < 10)",
           "one(sources, {.lag > 0}) and none(sources, #.lag > 100)",
           "count(sources, .lag == 0) == 1",
           "sum(map(sources, .lag)) == 7",
           "len(filter(sources, .lag > 0)) == 1",
           "find(sources, .lag > 0).name == 'b'",
           "config.max_age == duration('1h')",
           "date(state.last_ts) < now() - duration('2h')",
           "1 + 2 * 3 == 7 and 2 ** 3 == 8 and 7 % 4 == 3 and 1 / 4 == 0.25",
           "-1 < 0 and - 2 + 3 == 1",
           "state.bytes > 9223372036854775807",
           "(state.messages > 1 ? 'many' : 'few') == 'many'",
           "(config.nothing ?? 'x') == 'x'",
           "upper(lower(config.name)) == 'ORDERS'",
           "join(split('a.b', '.'), '-') == 'a-b'",
           "config.name[1:3] == 'RD'",
           "max(1, 3, 2) == 3 and min([4, 2]) == 2",
           "string(12) == '12' and int('12') == 12",
           "Info.Config.NumReplicas == 3 and Info.State.Msgs == 1500",
           "{a: 1}.a == 1",
       }) {
    CAPTURE(std::string(text));
    const auto holds = test(text);
    if (!holds) FAIL(holds.error().message());
    CHECK(*holds);
  }
}

TEST_CASE("what a document leaves out is zero, false or empty") {
  for (const auto* text :
       {"not config.no_ack", "config.no_ack == false", "state.num_deleted == 0",
        "state.num_deleted < 5", "config.description == ''", "config.mirror == nil",
        "len(config.nothing) == 0", "none(config.nothing, # == 1)"}) {
    CAPTURE(std::string(text));
    const auto holds = test(text);
    if (!holds) FAIL(holds.error().message());
    CHECK(*holds);
  }
}

TEST_CASE("an error names the expression and what is wrong") {
  const auto message = [](std::string_view text) {
    const auto result = test(text);
    return result ? std::string("no error") : result.error().message();
  };
  CHECK(message("state.messages >") ==
        "expression \"state.messages >\": column 17: something is missing at the end");
  CHECK(message("stat.messages > 1") == "expression \"stat.messages > 1\": unknown name \"stat\"");
  CHECK(test("stat.messages > 1").error().hint() == "did you mean \"state\"?");
  CHECK(message("state.messages") ==
        "expression \"state.messages\": 1500 is neither true nor false");
  CHECK(message("config.name > 3") ==
        "expression \"config.name > 3\": cannot use \">\" on \"ORDERS\" and 3");
  CHECK(message("nope(1)") == "expression \"nope(1)\": column 1: no function \"nope\"");
  CHECK(message("len() == 1") ==
        "expression \"len() == 1\": column 1: len() does not take 0 arguments");
  CHECK(message("'open") == "expression \"'open\": column 1: the text is not closed");
  CHECK(message("1 == 1 1") == "expression \"1 == 1 1\": column 8: \"1\" is not expected here");
  CHECK(message("1 / 0 == 1") == "expression \"1 / 0 == 1\": division by zero");
  CHECK(message("# == 1").find("# stands for a list's element") != std::string::npos);
  CHECK(message(std::string(5000, '(')).find("nested too deeply") != std::string::npos);
  CHECK(message("config.name matches '('").find("column") == std::string::npos);
}

}  // namespace
}  // namespace natsop::json
