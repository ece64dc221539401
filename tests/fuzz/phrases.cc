// What people write in one line: regular expressions, templates, command lines, quotes. The first
// line of the input is the expression, the rest is the text.
#include <string>

#include "core/text/names.h"
#include "core/text/quote.h"
#include "core/text/regex.h"
#include "core/text/shell_split.h"
#include "core/text/template.h"
#include "core/text/width.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/fake_clock.h"
#include "tests/support/seeded_random.h"

namespace natsop::fuzz {

void one(std::string_view input) {
  const std::size_t end = input.find('\n');
  const std::string_view first = input.substr(0, end);
  const std::string_view rest =
      end == std::string_view::npos ? std::string_view() : input.substr(end + 1);
  constexpr std::size_t kLongest = 200;  // long repeats are slow to no purpose here
  if (const auto regex = text::Regex::compile(first.substr(0, kLongest))) {
    (void)regex->search(rest.substr(0, kLongest));
  }
  if (const auto words = text::shell_split(input)) {
    std::string joined;
    for (const auto& word : *words) joined += word;
    require(joined.size() <= input.size(), "splitting adds nothing");
  }
  test::FakeClock clock;
  test::SeededRandom random;
  const auto scope = text::message_scope({clock, random, text::Zone::utc(), 1, std::string("r")});
  if (input.find("Random") == std::string_view::npos) {  // which may ask for megabytes
    const auto expanded = text::expand_template(input, scope);
    require(expanded || input.find("{{") != std::string_view::npos, "text without actions is fine");
  }
  require(text::is_utf8(text::go_quote(input)), "a quote is text");
  require(text::is_showable(text::go_quote(input), false), "a quote can be shown");
  (void)text::title_case(input);
  (void)text::parse_header(first);
}

}  // namespace natsop::fuzz
