#include "core/text/template.h"

#include <doctest/doctest.h>

#include "tests/support/fake_clock.h"
#include "tests/support/seeded_random.h"

using namespace natsop;

namespace {

Result<std::string> expand(std::string_view body,
                           std::optional<std::string> request = std::nullopt) {
  test::FakeClock clock;
  clock.advance(std::chrono::nanoseconds(7));
  test::SeededRandom random;
  return text::expand_template(
      body, text::message_scope({clock, random, text::Zone::fixed(std::chrono::hours(2), "X"), 12,
                                 std::move(request)}));
}

}  // namespace

TEST_CASE("what messages may name") {
  CHECK(expand("no actions }} here").value() == "no actions }} here");
  CHECK(expand("n {{Count}} {{.Count}} {{Cnt}} {{ .Cnt }}.").value() == "n 12 12 12 12.");
  CHECK(expand("{{Unix}} {{.UnixNano}}").value() == "1795258800 1795258800000000007");
  CHECK(expand("{{TimeStamp}} {{.Time}}").value() == "2026-11-21T13:00:00+02:00 1:00PM");
  CHECK(expand("{{.Request}}|").value() == "|");
  CHECK(expand("{{.Request}} {{Request}}", "hi").value() == "hi hi");
  CHECK(expand("{{\"{{\"}} {{`a\\b`}} {{\"x\\n\\\"\"}} {{5}}").value() == "{{ a\\b x\n\" 5");
}

TEST_CASE("random text and ids") {
  const std::string fixed = expand("{{Random 10 10}}").value();
  CHECK(fixed.size() == 10);
  CHECK(fixed.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") ==
        std::string::npos);
  test::SeededRandom random;
  std::size_t shortest = 99;
  std::size_t longest = 0;
  for (int i = 0; i < 500; ++i) {
    const std::size_t size = text::random_text(random, 5, 1).size();
    shortest = std::min(shortest, size);
    longest = std::max(longest, size);
  }
  CHECK(shortest == 1);
  CHECK(longest == 5);
  CHECK(text::random_text(random, 0, 0).empty());
  CHECK(text::new_id(random).size() == 22);
  CHECK(text::new_id(random) != text::new_id(random));
  const std::string twice = expand("{{ID}} {{.ID}}").value();
  CHECK(twice.size() == 45);
  CHECK(twice.substr(0, 22) != twice.substr(23));
}

TEST_CASE("white space and comments") {
  CHECK(expand("a \n {{- Count -}} \n b").value() == "a12b");
  CHECK(expand("a {{- \" \" -}} b").value() == "a b");
  CHECK(expand("{{Count -}} {{- Cnt}}").value() == "1212");
  CHECK(expand("{{\" x \"}} {{- Cnt}}").value() == " x 12");
  CHECK(expand("a{{/* nothing\n }} */}}b").value() == "ab");
  CHECK(expand("a {{- /* nothing */ -}} b").value() == "ab");
  CHECK(expand("{{\n  Random\n 2\n 2\n}}").value().size() == 2);
}

TEST_CASE("what is refused says where") {
  struct Case {
    const char* body;
    Code code;
    const char* message;
  };
  for (const Case& c :
       {Case{"{{Foo}}", Code::Invalid, "template line 1: unknown function \"Foo\""},
        {"a\nb{{.Foo}}", Code::Invalid, "template line 2: unknown field \"Foo\""},
        {"{{.Random 1 2}}", Code::Invalid, "template line 1: unknown field \"Random\""},
        {"{{Request}}", Code::Invalid, "template line 1: unknown function \"Request\""},
        {"{{Count", Code::Invalid, "template line 1: an action is not closed"},
        {"{{}}", Code::Invalid, "template line 1: an action is empty"},
        {"{{\"a}}", Code::Invalid, "template line 1: a string is not closed"},
        {"{{/* a }}", Code::Invalid, "template line 1: a comment is not closed"},
        {"{{Random 1}}", Code::Invalid, "template line 1: \"Random\" takes 2 arguments, not 1"},
        {"{{Count 1}}", Code::Invalid, "template line 1: \"Count\" takes 0 arguments, not 1"},
        {"{{Random -1 2}}", Code::Invalid, "template line 1: invalid number \"-1\""},
        {"{{Random 1 99999999999}}", Code::Invalid,
         "template line 1: Random gives 67108864 characters at most"},
        {"{{Random 1 Count}}", Code::Unsupported,
         "template line 1: \"Count\" as an argument is not supported in templates"},
        {"{{Count | printf}}", Code::Unsupported,
         "template line 1: \"|\" is not supported in templates"},
        {"{\"a\":{{\"b\":1}}", Code::Unsupported,
         "template line 1: \":1\" is not supported in templates"}}) {
    CAPTURE(c.body);
    const auto expanded = expand(c.body);
    REQUIRE(!expanded);
    CHECK(expanded.error().code() == c.code);
    CHECK(expanded.error().message() == c.message);
  }
}

TEST_CASE("other scopes") {
  text::TemplateScope scope;
  scope.add_value("Subject", [] { return std::string("orders.new"); });
  CHECK(text::expand_template("jq .{{Subject}}", scope).value() == "jq .orders.new");
  CHECK(!text::expand_template("{{Stream}}", scope));
}
