#include "core/context/context.h"

#include <doctest/doctest.h>

#include <map>

using namespace natsop;
using context::Context;

namespace {

constexpr const char* kEmptyFile = R"({
  "description": "",
  "url": "",
  "socks_proxy": "",
  "token": "",
  "user": "",
  "password": "",
  "creds": "",
  "nkey": "",
  "cert": "",
  "key": "",
  "ca": "",
  "nsc": "",
  "jetstream_domain": "",
  "jetstream_api_prefix": "",
  "jetstream_event_prefix": "",
  "inbox_prefix": "",
  "user_jwt": "",
  "user_seed": "",
  "color_scheme": "",
  "tls_first": false,
  "windows_cert_store": "",
  "windows_cert_match_by": "",
  "windows_cert_match": "",
  "windows_ca_certs_match": null
})";

context::Environment variables(std::map<std::string, std::string> values) {
  return [values = std::move(values)](const std::string& name) -> std::optional<std::string> {
    const auto found = values.find(name);
    if (found == values.end()) return std::nullopt;
    return found->second;
  };
}

}  // namespace

TEST_CASE("a context is written byte for byte as natscli writes it") {
  CHECK(context::format_context(Context{}) == kEmptyFile);

  SUBCASE("its name stays out of the file and is first in the listing") {
    Context named;
    named.name = "prod";
    CHECK(context::format_context(named) == kEmptyFile);
    CHECK(context::to_doc(named).members().front().first == "name");
  }
  SUBCASE("every field comes back") {
    std::string text = kEmptyFile;
    // Each empty text becomes its own position in the file, so that a swap of two fields shows.
    for (std::size_t at = text.find(": \"\""); at != std::string::npos;
         at = text.find(": \"\"", at)) {
      text.insert(at + 3, "v" + std::to_string(at));
    }
    text.replace(text.find("false"), 5, "true");
    text.replace(text.find("null"), 4, "[\n    \"a\",\n    \"b\"\n  ]");
    auto read = context::parse_context(text, "/x/prod.json");
    REQUIRE(read);
    CHECK(read->name == "prod");
    CHECK(read->tls_first);
    CHECK(context::format_context(*read) == text);
  }
  SUBCASE("characters that Go escapes are escaped") {
    Context odd;
    odd.description = "a<b & \"c\"";
    CHECK(context::format_context(odd).find(R"("a\u003cb \u0026 \"c\"")") != std::string::npos);
  }
}

TEST_CASE("unknown members survive a round trip") {
  auto read = context::parse_context(R"({"url": "x", "team": {"name": "blue"}, "name": "liar"})",
                                     "/c/a.json");
  REQUIRE(read);
  CHECK(read->name == "a");
  const std::string text = context::format_context(*read);
  CHECK(text.ends_with(
      "\"windows_ca_certs_match\": null,\n  \"team\": {\n    \"name\": \"blue\"\n  }\n}"));
}

TEST_CASE("a broken context file is named with the place") {
  auto broken = context::parse_context("{\n  \"url\": \"x\",\n  \"creds\" \"y\"\n}", "/c/bad.json");
  REQUIRE(!broken);
  CHECK(broken.error().code() == Code::Invalid);
  CHECK(broken.error().one_line().find("/c/bad.json") != std::string::npos);
  CHECK(broken.error().one_line().find("3") != std::string::npos);

  auto typed = context::parse_context(R"({"url": 4})", "/c/bad.json");
  REQUIRE(!typed);
  CHECK(typed.error().message().starts_with("url: expected"));

  auto secret = context::parse_context(R"({"password": 12345678})", "/c/bad.json");
  REQUIRE(!secret);
  CHECK(secret.error().one_line().find("12345678") == std::string::npos);
  CHECK(secret.error().message().starts_with("password: "));

  CHECK(!context::parse_context("[]", "/c/bad.json"));
}

TEST_CASE("variables and ~ are replaced in the five path fields alone") {
  const auto environment = variables({{"HOME", "/home/u"}, {"DIR", "/keys"}});
  Context raw;
  raw.creds = "$DIR/a.creds";
  raw.nkey = "${DIR}/b.nk";
  raw.cert = "~/c.pem";
  raw.key = "~other/$MISSING/d.pem";
  raw.ca = "cost$";
  raw.url = "nats://$DIR";
  const Context done = context::expanded(raw, environment);
  CHECK(done.creds == "/keys/a.creds");
  CHECK(done.nkey == "/keys/b.nk");
  CHECK(done.cert == "/home/u/c.pem");
  CHECK(done.key == "~other//d.pem");
  CHECK(done.ca == "cost$");
  CHECK(done.url == "nats://$DIR");
}

TEST_CASE("what may not be stored") {
  Context two;
  two.user = "a";
  two.token = "t";
  CHECK(context::validate(two));
  two.creds = "b";
  auto refused = context::validate(two);
  REQUIRE(!refused);
  CHECK(refused.error().message() == "too many types of credentials: user, creds");
  two.user.clear();
  two.nsc = "nsc://O/A/b";  // both are of `nsc generate context`
  CHECK(context::validate(two));

  Context colour;
  colour.color_scheme = "pink";
  CHECK(!context::validate(colour));
  colour.color_scheme = "rounded";
  CHECK(context::validate(colour));

  for (const char* bad : {"", "a/b", "a\\b", "..", "a..b"}) CHECK(!context::validate_name(bad));
  for (const char* good : {"a", "with space", "a.b", "*", ">"}) CHECK(context::validate_name(good));
}
