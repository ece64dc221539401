// Durations, sizes, times and encodings as people type them; what we print must read back to the
// same value.
#include <optional>

#include "core/text/base64.h"
#include "core/text/duration.h"
#include "core/text/number.h"
#include "core/text/size.h"
#include "core/text/time.h"
#include "core/text/width.h"
#include "tests/fuzz/fuzz.h"

namespace natsop::fuzz {
namespace {

void durations(std::string_view input) {
  if (const auto duration = text::parse_duration(input)) {
    require(!text::print_duration(*duration).empty(), "a duration prints as something");
  }
  const auto exact = text::parse_go_duration(input);
  if (!exact) return;
  const auto again = text::parse_go_duration(text::print_go_duration(*exact));
  require(again && *again == *exact, "an exact duration reads back");
}

void sizes(std::string_view input) {
  constexpr std::int64_t kMax = 1'000'000;
  if (const auto size = text::parse_size(input, kMax)) {
    require(*size >= -1 && *size <= kMax, "a size is within its bounds");
  }
  (void)text::parse_decimal_size(input);
  (void)text::parse_decimal(input);
  (void)text::parse_float(input);
  if (const auto number = text::parse_integer(input)) {
    const auto again = text::parse_integer(std::to_string(*number));
    require(again && *again == *number, "an integer reads back");
  }
}

void times(std::string_view input) {
  (void)text::parse_date(input);
  (void)text::parse_date_time(input);
  if (const auto time = text::parse_rfc3339(input)) {
    const auto again = text::parse_rfc3339(text::rfc3339_nano(*time));
    require(again && *again == *time, "a time reads back");
  }
}

void encodings(std::string_view input) {
  (void)text::base64_decode(input);
  (void)text::hex_decode(input);
  (void)text::base32_decode(input);
  const auto base64 = text::base64_decode(text::base64_encode(input));
  require(base64 && *base64 == input, "base64 reads back");
  const auto base32 = text::base32_decode(text::base32_encode(input));
  require(base32 && *base32 == input, "base32 reads back");
}

}  // namespace

void one(std::string_view input) {
  durations(input);
  sizes(input);
  times(input);
  encodings(input);
}

}  // namespace natsop::fuzz
