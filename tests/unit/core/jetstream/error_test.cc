#include <doctest/doctest.h>

#include <algorithm>

#include "core/jetstream/api_error.h"
#include "core/jetstream/error_catalogue.h"
#include "tests/unit/core/jetstream/fixture.h"

namespace natsop::jetstream {

TEST_CASE("the table is complete, ascending and sound") {
  const auto rows = known_errors();
  CHECK(rows.size() == 226);
  CHECK(std::ranges::is_sorted(rows, std::ranges::less_equal{}, &CatalogueRow::err_code));
  CHECK(rows.front().err_code == 10002);
  CHECK(rows.back().err_code == 10227);
  const auto catalogue = ErrorCatalogue::built_in();
  for (const auto& entry : catalogue.entries()) {
    CAPTURE(entry.error_code);
    CHECK(entry.error_code > 10000);
    CHECK(entry.code >= 400);
    CHECK(entry.code < 600);
  }
}

TEST_CASE("codes are looked up and their texts filled in") {
  REQUIRE(find_known_error(10059) != nullptr);
  CHECK(find_known_error(10059)->text == "stream not found");
  CHECK(find_known_error(10001) == nullptr);
  const std::array<std::string_view, 2> values = {"$JS.API", "$JS.API.>"};
  CHECK(known_error_text(10021, values) ==
        "stream external api prefix $JS.API must not overlap with $JS.API.>");
  CHECK(known_error_text(10059) == "stream not found");
  CHECK(known_error_text(1).empty());
}

TEST_CASE("an API error becomes ours") {
  struct Row {
    int code;
    int err_code;
    Code expected;
  };
  for (const auto& row : {Row{404, 10059, Code::NotFound}, Row{404, 10014, Code::NotFound},
                          Row{404, 10037, Code::NotFound}, Row{400, 10043, Code::NotFound},
                          Row{400, 10149, Code::NotFound}, Row{400, 10058, Code::Exists},
                          Row{400, 10148, Code::Exists}, Row{400, 10071, Code::Conflict},
                          Row{500, 10052, Code::Invalid}, Row{503, 10039, Code::Unsupported},
                          Row{503, 10008, Code::Unreachable}, Row{412, 10185, Code::Unsupported},
                          Row{400, 10021, Code::Invalid}, Row{500, 10049, Code::Failed},
                          Row{429, 10167, Code::Failed}, Row{403, 0, Code::Denied},
                          Row{408, 0, Code::Timeout}, Row{599, 19999, Code::Failed}}) {
    CAPTURE(row.err_code);
    CAPTURE(row.code);
    const Error error =
        ApiError{.code = row.code, .err_code = row.err_code, .description = "text"}.to_error();
    CHECK(error.code() == row.expected);
    CHECK(error.api_code() == row.err_code);
  }
  const Error error = ApiError{404, 10059, "stream not found"}.to_error();
  CHECK(error.message() == "stream not found (10059)");
  CHECK_FALSE(error.hint().empty());
  CHECK(ApiError{}.text() == "unknown JetStream error");
  CHECK(ApiError{.code = 500}.text() == "unknown JetStream error 500 (0)");
}

TEST_CASE("a catalogue is searched, sorted and edited") {
  auto catalogue = ErrorCatalogue::built_in();
  CHECK(catalogue.lookup(10014)->constant == "JSConsumerNotFoundErr");
  CHECK(catalogue.lookup(1).error().code() == Code::NotFound);
  const auto has = [](std::string_view word) {
    return [word](std::string_view text) { return text.find(word) != std::string_view::npos; };
  };
  CHECK(catalogue.matching(has("mirror")).entries().size() > 10);
  CHECK(catalogue.matching(has("jsconsumernotfound")).entries().size() == 1);
  CHECK(catalogue.matching(has("no such words")).entries().empty());
  CHECK(catalogue.matching({}).entries().size() == 226);
  catalogue.sort(ErrorCatalogue::Order::Http, true);
  CHECK(catalogue.entries().front().code == 503);
  catalogue.sort(ErrorCatalogue::Order::Description, false);
  CHECK(catalogue.entries().front().description < catalogue.entries().back().description);
  CHECK(catalogue.next_code() == 10228);
  catalogue.put({.constant = "X", .code = 400, .error_code = 10228, .description = "x"});
  catalogue.put({.constant = "Y", .code = 400, .error_code = 10228, .description = "y"});
  CHECK(catalogue.lookup(10228)->constant == "Y");
  CHECK(catalogue.entries().size() == 227);
}

TEST_CASE("a catalogue file is read back and checked") {
  const auto catalogue = ErrorCatalogue::from_doc(ErrorCatalogue::built_in().to_doc());
  REQUIRE(catalogue);
  CHECK(catalogue->entries() == ErrorCatalogue::built_in().entries());
  CHECK_FALSE(ErrorCatalogue::from_doc(parse_or_fail("{}")));
  CHECK(ErrorCatalogue::from_doc(parse_or_fail(R"([{"code":"x"}])"))
            .error()
            .message()
            .starts_with("[0].code: "));
  const auto bad = ErrorCatalogue::from_doc(
      parse_or_fail(R"([{"constant":"A","code":400,"error_code":5,"description":"{err"},)"
                    R"({"constant":"BF","code":0,"error_code":20000,"description":"{err}"},)"
                    R"({"code":1,"error_code":20000}])"));
  REQUIRE(bad);
  const auto problems = bad->problems();
  CHECK(problems.size() == 7);
  CHECK(problems.back() == "20000: the code occurs twice");
  CHECK(bad->advice() == std::vector<std::string>{
                             "5: the constant of a description with placeholders should end in F"});
  CHECK(ErrorCatalogue::built_in().problems().empty());
  CHECK(ErrorCatalogue::built_in().advice().size() == 11);  // names that nats-server gave
}

}  // namespace natsop::jetstream
