#include <doctest/doctest.h>

#include "core/text/ascii.h"
#include "core/text/base64.h"

using namespace natsop;

TEST_CASE("ASCII") {
  CHECK(text::ascii_lower("Ab\u00c41") == "ab\u00c41");
  CHECK(text::ascii_upper("abz") == "ABZ");
  CHECK(text::equal_fold("Nats-TTL", "nats-ttl"));
  CHECK(!text::equal_fold("a", "ab"));
  CHECK(text::trim(" \t a b \r\n") == "a b");
  CHECK(text::trim("  ").empty());
  CHECK(text::split("a..b", '.') == std::vector<std::string_view>{"a", "", "b"});
  CHECK(text::split("", '.') == std::vector<std::string_view>{""});
  CHECK(text::split_list("a, b\tc,,d\n") == std::vector<std::string_view>{"a", "b", "c", "d"});
  CHECK(text::fields("  a,b  c ") == std::vector<std::string_view>{"a,b", "c"});
  CHECK(text::replace_all("a{{0}}b{{0}}", "{{0}}", "x") == "axbx");
  CHECK(text::replace_all("abc", "", "x") == "abc");
}

TEST_CASE("base64, base32 and hexadecimal") {
  struct Case {
    std::string bytes;
    const char* base64;
    const char* base32;
  };
  // RFC 4648, section 10
  for (const Case& c : {Case{"", "", ""},
                        {"f", "Zg==", "MY"},
                        {"fo", "Zm8=", "MZXQ"},
                        {"foo", "Zm9v", "MZXW6"},
                        {"foob", "Zm9vYg==", "MZXW6YQ"},
                        {"fooba", "Zm9vYmE=", "MZXW6YTB"},
                        {"foobar", "Zm9vYmFy", "MZXW6YTBOI"}}) {
    CHECK(text::base64_encode(c.bytes) == c.base64);
    CHECK(text::base64_decode(c.base64).value() == c.bytes);
    CHECK(text::base64url_decode(c.base64).value() == c.bytes);
    CHECK(text::base64url_decode(text::base64url_encode(c.bytes)).value() == c.bytes);
    CHECK(text::base32_encode(c.bytes) == c.base32);
    CHECK(text::base32_decode(c.base32).value() == c.bytes);
  }
  std::string all;
  for (int i = 0; i < 256; ++i) {
    all += static_cast<char>(i);
  }
  CHECK(text::base64_decode(text::base64_encode(all)).value() == all);
  CHECK(text::base32_decode(text::base32_encode(all)).value() == all);
  CHECK(text::hex_decode(text::hex_encode(all)).value() == all);
  CHECK(text::base64url_encode("\xfb\xff\xfe") == "-__-");
  CHECK(text::base64url_encode("f", true) == "Zg==");
  CHECK(text::base64_decode("Zm9v\r\nYmFy").value() == "foobar");
  CHECK(text::hex_decode("0aFF").value() == "\x0a\xff");
  for (const char* bad : {"Z", "Zg", "Zg=", "Zh==", "Z===", "====", "Zm9-", "Zm9v!AAA", "=Zg="}) {
    CAPTURE(bad);
    CHECK(!text::base64_decode(bad));
  }
  for (const char* bad : {"Z", "Zh", "Zm9+", "Zg=", "Zg= "}) {
    CAPTURE(bad);
    CHECK(!text::base64url_decode(bad));
  }
  for (const char* bad : {"A", "AAA", "MZ", "my", "M1", "AAAAAA"}) {
    CAPTURE(bad);
    CHECK(!text::base32_decode(bad));
  }
  CHECK(!text::hex_decode("abc"));
  CHECK(!text::hex_decode("ag"));
}
