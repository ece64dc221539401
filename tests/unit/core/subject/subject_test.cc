#include "core/subject/subject.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace natsop;
using subject::Kind;
using subject::Problem;

namespace {

/// Every sequence of one to `length` of the tokens, joined.
std::vector<std::string> all_subjects(const std::vector<std::string>& tokens, int length) {
  std::vector<std::string> all;
  std::vector<std::string> longest{""};
  for (int i = 0; i < length; ++i) {
    std::vector<std::string> next;
    for (const auto& prefix : longest) {
      for (const auto& token : tokens) {
        next.push_back(prefix.empty() ? token : prefix + "." + token);
      }
    }
    all.insert(all.end(), next.begin(), next.end());
    longest = std::move(next);
  }
  return all;
}

/// The definition of matching, token by token and with no regard to speed.
bool naive_match(const std::vector<std::string_view>& subject,
                 const std::vector<std::string_view>& pattern) {
  if (pattern.empty()) {
    return subject.empty();
  }
  if (pattern == std::vector<std::string_view>{">"}) {
    return !subject.empty();
  }
  if (subject.empty() || (pattern[0] != "*" && pattern[0] != subject[0])) {
    return false;
  }
  return naive_match({subject.begin() + 1, subject.end()}, {pattern.begin() + 1, pattern.end()});
}

}  // namespace

TEST_CASE("tokens") {
  CHECK(subject::token_count("") == 0);
  CHECK(subject::token_count("a") == 1);
  CHECK(subject::token_count("a.b.>") == 3);
  CHECK(subject::token_at("a.bc.d", 0) == "a");
  CHECK(subject::token_at("a.bc.d", 1) == "bc");
  CHECK(subject::token_at("a.bc.d", 2) == "d");
  CHECK(subject::token_at("a.bc.d", 3).empty());
  CHECK(subject::split("").empty());
  CHECK(subject::split("a..b.") == std::vector<std::string_view>{"a", "", "b", ""});
  CHECK(subject::join({"$KV", "bucket", "", "key"}) == "$KV.bucket.key");
  CHECK(subject::join({}) == "");
}

TEST_CASE("which subjects are valid") {
  struct Case {
    std::string subject;
    Problem problem;
    std::size_t at;
  };
  for (const Case& c : {Case{"foo", Problem::None, 0},
                        {"foo.bar", Problem::None, 0},
                        {"*", Problem::None, 0},
                        {">", Problem::None, 0},
                        {"foo.*.>", Problem::None, 0},
                        {"*.*", Problem::None, 0},
                        {"foo*", Problem::None, 0},
                        {"foo**.bar", Problem::None, 0},
                        {"foo.>bar", Problem::None, 0},
                        {"foo>.bar", Problem::None, 0},
                        {"$JS.API.>", Problem::None, 0},
                        {"h\u00e9llo.\U0001F600", Problem::None, 0},
                        {"", Problem::Empty, 0},
                        {".", Problem::EmptyToken, 0},
                        {".foo", Problem::EmptyToken, 0},
                        {"foo.", Problem::EmptyToken, 4},
                        {"foo..bar", Problem::EmptyToken, 4},
                        {">.foo", Problem::RestNotLast, 0},
                        {"foo.>.bar", Problem::RestNotLast, 4},
                        {"foo.>.", Problem::RestNotLast, 4},
                        {"foo bar", Problem::WhiteSpace, 3},
                        {"foo.b\tr", Problem::WhiteSpace, 5},
                        {"foo\r\n", Problem::WhiteSpace, 3},
                        {"foo. ", Problem::WhiteSpace, 4},
                        {"foo\f", Problem::WhiteSpace, 3}}) {
    CAPTURE(c.subject);
    const auto fault = subject::find_fault(c.subject);
    CHECK(static_cast<int>(fault.problem) == static_cast<int>(c.problem));
    CHECK(fault.at == c.at);
    CHECK(subject::is_valid(c.subject) == (c.problem == Problem::None));
    CHECK(subject::validate(c.subject).has_value() == (c.problem == Problem::None));
  }
}

TEST_CASE("literal subjects have no wildcards") {
  CHECK(subject::is_valid_literal("foo.bar"));
  CHECK(subject::is_valid_literal("foo*.b>r"));
  CHECK(!subject::is_valid_literal("foo.*"));
  CHECK(!subject::is_valid_literal(">"));
  CHECK(!subject::is_valid_literal("foo..bar"));
  CHECK(subject::find_fault("foo.*.b", Kind::Literal).at == 4);
  CHECK(subject::has_wildcard("foo.*"));
  CHECK(subject::has_wildcard("*.foo"));
  CHECK(subject::has_wildcard("foo.>"));
  CHECK(!subject::has_wildcard("foo.b*r.>x"));
  CHECK(!subject::has_wildcard(""));
}

TEST_CASE("strictly, a subject is text") {
  using std::string_literals::operator""s;
  CHECK(subject::find_fault_strict("h\u00e9llo.\U0001F600").problem == Problem::None);
  for (const std::string& bad :
       {"a\0b"s, "a\x80"s, "a\xc3"s, "a\xc0\x80"s, "a\xed\xa0\x80"s, "a\xf4\x90\x80\x80"s, "a\xff"s,
        "a\xe0\x80\x80"s, "a\xf0\x80\x80\x80"s, "a\ufffd"s}) {
    CHECK(subject::find_fault(bad).problem == Problem::None);
    const auto fault = subject::find_fault_strict(bad);
    CHECK(fault.problem == Problem::NotPrintable);
    CHECK(fault.at == 1);
  }
  CHECK(subject::find_fault_strict("a..\xff").problem == Problem::EmptyToken);
}

TEST_CASE("errors name the place") {
  CHECK(subject::validate("").error().message() == "subject is empty");
  CHECK(subject::validate("foo..bar").error().message() ==
        "subject \"foo..bar\" has an empty token at position 5");
  CHECK(subject::validate("a b").error().message() ==
        "subject \"a b\" has white space at position 2");
  CHECK(subject::validate("a.>.b").error().message() ==
        "subject \"a.>.b\" has \">\" at position 3, where it is not the last token");
  CHECK(subject::validate("a.*", Kind::Literal).error().message() ==
        "subject \"a.*\" has a wildcard at position 3, where a literal subject is needed");
  CHECK(subject::validate("a.*").has_value());
  CHECK(subject::validate("..").error().code() == Code::Invalid);
}

TEST_CASE("matching agrees with its definition on all short subjects") {
  const auto literals = all_subjects({"a", "b", "a*"}, 4);
  int checked = 0;
  int matched = 0;
  for (const auto& pattern : all_subjects({"a", "b", "*", ">", "a*"}, 3)) {
    if (!subject::is_valid(pattern)) {
      continue;
    }
    for (const auto& literal : literals) {
      const bool expected = naive_match(subject::split(literal), subject::split(pattern));
      if (subject::matches(literal, pattern) != expected) {
        FAIL_CHECK(literal << " against " << pattern << " should be " << expected);
      }
      ++checked;
      matched += expected ? 1 : 0;
    }
  }
  CHECK(checked > 10'000);
  CHECK(matched > 500);
}

TEST_CASE("subset and overlap agree with the literals they stand for") {
  // Four tokens and a letter that no pattern names tell all patterns of up to three tokens apart.
  const auto literals = all_subjects({"a", "b", "z"}, 4);
  std::vector<std::string> patterns;
  for (auto& pattern : all_subjects({"a", "b", "*", ">"}, 3)) {
    if (subject::is_valid(pattern)) {
      patterns.push_back(std::move(pattern));
    }
  }
  std::vector<std::vector<bool>> stands_for;
  for (const auto& pattern : patterns) {
    auto& row = stands_for.emplace_back();
    for (const auto& literal : literals) {
      row.push_back(subject::matches(literal, pattern));
    }
  }
  for (std::size_t a = 0; a < patterns.size(); ++a) {
    for (std::size_t b = 0; b < patterns.size(); ++b) {
      bool subset = true;
      bool overlap = false;
      for (std::size_t i = 0; i < literals.size(); ++i) {
        subset = subset && (!stands_for[a][i] || stands_for[b][i]);
        overlap = overlap || (stands_for[a][i] && stands_for[b][i]);
      }
      if (subject::is_subset(patterns[a], patterns[b]) != subset ||
          subject::overlaps(patterns[a], patterns[b]) != overlap) {
        FAIL_CHECK(patterns[a] << " and " << patterns[b] << ": subset " << subset << ", overlap "
                               << overlap);
      }
    }
  }
  CHECK(patterns.size() > 50);
}

TEST_CASE("malformed subjects match nothing") {
  CHECK(!subject::matches("", ">"));
  CHECK(!subject::matches("", "*"));
  CHECK(!subject::matches("foo", ""));
  CHECK(!subject::matches("foo..bar", "foo.*.bar"));
  CHECK(!subject::matches("foo.", "foo.>"));
  CHECK(!subject::is_subset("", ">"));
  CHECK(!subject::overlaps("", ">"));
  CHECK(!subject::overlaps("a.", "a.>"));
  CHECK(subject::matches("foo.*", "foo.*"));
  CHECK(!subject::matches("foo.x", "foo.*x"));
}
