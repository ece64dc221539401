#include "core/text/number.h"

#include <doctest/doctest.h>

#include <cmath>

#include "core/text/size.h"

using namespace natsop;

TEST_CASE("commas") {
  CHECK(text::commas(0) == "0");
  CHECK(text::commas(999) == "999");
  CHECK(text::commas(1000) == "1,000");
  CHECK(text::commas(-1234567) == "-1,234,567");
  CHECK(text::commas(-100) == "-100");
  CHECK(text::commas(INT64_MIN) == "-9,223,372,036,854,775,808");
  CHECK(text::commas(UINT64_MAX) == "18,446,744,073,709,551,615");
  CHECK(text::commas(1234.5678) == "1,234.567");
  CHECK(text::commas(1234.5) == "1,234.5");
  CHECK(text::commas(-1234.0) == "-1,234");
  CHECK(text::commas(0.1239, 2) == "0.12");
  CHECK(text::commas(1e6 + 0.25, 0) == "1,000,000");
  CHECK(text::commas(1e300).size() == 401);
  CHECK(text::commas(std::nan("")) == "NaN");
  CHECK(text::fixed_commas(1234.5, 2) == "1,234.50");
  CHECK(text::fixed_commas(0.999, 2) == "1.00");
  CHECK(text::fixed_commas(-12345.678, 0) == "-12,346");
  CHECK(text::commas_in("-12345678901234567890123") == "-12,345,678,901,234,567,890,123");
  CHECK(text::commas_in("12x") == "12x");
  CHECK(text::commas_in("-") == "-");
}

TEST_CASE("compact counts") {
  CHECK(text::compact_count(-5) == "-5");
  CHECK(text::compact_count(999) == "999");
  CHECK(text::compact_count(1000) == "1.0K");
  CHECK(text::compact_count(1'500'000) == "1.5M");
  CHECK(text::compact_count(2'000'000'000) == "2.0B");
  CHECK(text::compact_count(1'100'000'000'000) == "1.1T");
  CHECK(text::compact_count(5'000'000'000'000'000) == "5000.0T");
  CHECK(text::compact_bytes(1023) == "1023");
  CHECK(text::compact_bytes(1536) == "1.5K");
  CHECK(text::compact_bytes(3 << 20) == "3.0M");
  CHECK(text::compact_bytes(std::int64_t{5} << 40) == "5120.0G");
}

TEST_CASE("Go's integer literals") {
  CHECK(text::parse_integer("10").value() == 10);
  CHECK(text::parse_integer("-10").value() == -10);
  CHECK(text::parse_integer("+10").value() == 10);
  CHECK(text::parse_integer("0").value() == 0);
  CHECK(text::parse_integer("0x1F").value() == 31);
  CHECK(text::parse_integer("-0b101").value() == -5);
  CHECK(text::parse_integer("0o17").value() == 15);
  CHECK(text::parse_integer("017").value() == 15);
  CHECK(text::parse_integer("1_000").value() == 1000);
  CHECK(text::parse_integer("0x_ff_ff").value() == 65535);
  CHECK(text::parse_integer("0_7").value() == 7);
  CHECK(text::parse_integer("9223372036854775807").value() == INT64_MAX);
  CHECK(text::parse_integer("-9223372036854775808").value() == INT64_MIN);
  CHECK(text::parse_unsigned("18446744073709551615").value() == UINT64_MAX);
  for (const char* bad :
       {"", "-", "x", "1x", "1.5", " 1", "_1", "1_", "1__0", "0x", "0b2", "08", "0x_", "--1",
        "9223372036854775808", "-9223372036854775809", "18446744073709551616"}) {
    CAPTURE(bad);
    CHECK(!text::parse_integer(bad));
  }
  CHECK(!text::parse_unsigned("-1"));
  CHECK(!text::parse_unsigned("+1"));
  CHECK(text::parse_integer("99999999999999999999").error().message() ==
        "number \"99999999999999999999\" is out of range");
}

TEST_CASE("plain numbers and booleans") {
  CHECK(text::parse_decimal("-017").value() == -17);
  CHECK(!text::parse_decimal("0x1"));
  CHECK(!text::parse_decimal(""));
  CHECK(!text::parse_decimal("9223372036854775808"));
  CHECK(text::parse_float("1.5").value() == 1.5);
  CHECK(text::parse_float("-1e-3").value() == -0.001);
  for (const char* bad : {"", "nan", "inf", "1e999", "1.5x", " 1"}) {
    CHECK(!text::parse_float(bad));
  }
  CHECK(text::parse_bool("T").value());
  CHECK(!text::parse_bool("False").value());
  CHECK(!text::parse_bool("yes"));
}

TEST_CASE("sizes as natscli reads them") {
  struct Case {
    const char* text;
    std::int64_t bytes;
  };
  for (const Case& c : {Case{"", -1},
                        {"-1", -1},
                        {"-5GB", -1},
                        {"-", -1},
                        {"0", 0},
                        {"1024", 1024},
                        {"1B", 1},
                        {"1k", 1024},
                        {"1KB", 1024},
                        {"1KiB", 1024},
                        {"2m", 2 << 20},
                        {"3GB", 3LL << 30},
                        {"1tib", 1LL << 40},
                        {" 5MB ", 5 << 20},
                        {"1KB/s", 1024},
                        {"3000000000", 3000000000},
                        {"9223372036854775807", INT64_MAX}}) {
    CAPTURE(c.text);
    const auto parsed = text::parse_size(c.text);
    REQUIRE(parsed);
    CHECK(*parsed == c.bytes);
  }
  for (const char* bad : {"abc", "1.5GB", "1x", "1KBs", "1 KB", "GB", "1PB", "9223372036854775808",
                          "9000000000GB", "99999999999999999999"}) {
    CAPTURE(bad);
    CHECK(!text::parse_size(bad));
  }
  CHECK(text::parse_size("1x").error().message() ==
        "invalid bytes specification 1x: bytes must end in B, K, KB, M, MB, G, GB, T or TB");
  CHECK(text::parse_size("3GB", INT32_MAX).error().message() ==
        "bytes value out of allowed range: maximum value 2,147,483,647");
  CHECK(text::parse_size("2147483647", INT32_MAX).value() == INT32_MAX);
}

TEST_CASE("sizes printed by 1024 and by 1000") {
  CHECK(text::print_size(0) == "0 B");
  CHECK(text::print_size(9) == "9 B");
  CHECK(text::print_size(1000) == "1000 B");
  CHECK(text::print_size(1024) == "1.0 KiB");
  CHECK(text::print_size(1536) == "1.5 KiB");
  CHECK(text::print_size(10 * 1024) == "10 KiB");
  CHECK(text::print_size(82 << 20) == "82 MiB");
  CHECK(text::print_size((1ULL << 30) - 1) == "1024 MiB");
  CHECK(text::print_size(1ULL << 30) == "1.0 GiB");
  CHECK(text::print_size(1ULL << 60) == "1.0 EiB");
  CHECK(text::print_size(UINT64_MAX) == "16 EiB");
  CHECK(text::print_decimal_size(999) == "999 B");
  CHECK(text::print_decimal_size(1000) == "1.0 kB");
  CHECK(text::print_decimal_size(2'000'000) == "2.0 MB");
  CHECK(text::print_decimal_size(10'737'418'240) == "11 GB");
  CHECK(text::print_decimal_size(UINT64_MAX) == "18 EB");
}

TEST_CASE("limits as nsc reads them") {
  struct Case {
    const char* text;
    std::int64_t bytes;
  };
  for (const Case& c : {Case{"", 0},
                        {"0", 0},
                        {"-1", -1},
                        {"1000", 1000},
                        {"1k", 1000},
                        {"1KB", 1000},
                        {"1ki", 1024},
                        {"1KiB", 1024},
                        {"1.5GB", 1'500'000'000},
                        {"10 MiB", 10 << 20},
                        {"1,005.03 MB", 1'005'030'000},
                        {"-2M", -2'000'000},
                        {"1b", 1},
                        {"1e", 1'000'000'000'000'000'000},
                        {"9223372036854775807", INT64_MAX},
                        {"9007199254740993", 9007199254740993}}) {
    CAPTURE(c.text);
    const auto parsed = text::parse_decimal_size(c.text);
    REQUIRE(parsed);
    CHECK(*parsed == c.bytes);
  }
  for (const char* bad :
       {"1x", "x", "-", "1.2.3", "1kbb", "10e", "9223372036854775808", "--1", "1bb"}) {
    CAPTURE(bad);
    CHECK(!text::parse_decimal_size(bad));
  }
  CHECK(text::parse_decimal_size("1x").error().message() == "unhandled size name: x");
}
