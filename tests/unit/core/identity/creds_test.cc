#include "core/identity/creds.h"

#include <doctest/doctest.h>

#include "tests/unit/core/identity/jwt_fixtures.h"

using namespace natsop::identity;        // NOLINT: a test of that module
using namespace natsop::identity::test;  // NOLINT: as above

namespace {

std::string replace_all(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
  return text;
}

/// The file the reference describes, byte for byte.
std::string expected_creds(const std::string& seed) {
  return "-----BEGIN NATS USER JWT-----\n" + token_of("user_minimal") +
         "\n------END NATS USER JWT------\n"
         "\n"
         "************************* IMPORTANT *************************\n"
         "NKEY Seed printed below can be used to sign and prove identity.\n"
         "NKEYs are sensitive and should be treated as secrets.\n"
         "\n"
         "-----BEGIN USER NKEY SEED-----\n" +
         seed +
         "\n------END USER NKEY SEED------\n"
         "\n"
         "*************************************************************\n";
}

std::string user_seed() { return std::string(Keys().user.seed().value().reveal()); }

}  // namespace

TEST_CASE("credentials files are written as nsc writes them, and read back") {
  const auto seed = user_seed();
  const auto creds = format_creds(token_of("user_minimal"), Secret(seed));
  REQUIRE(creds);
  CHECK(creds->reveal() == expected_creds(seed));
  const auto read = parse_creds(creds->reveal());
  REQUIRE(read);
  CHECK(read->token == token_of("user_minimal"));
  CHECK(read->key.public_text() == Keys().user.public_text());
  CHECK(parse_decorated_jwt(creds->reveal()) == token_of("user_minimal"));
  CHECK(parse_seed_text(creds->reveal()).value().public_text() == Keys().user.public_text());
}

TEST_CASE("credentials must belong together") {
  const Keys keys;
  const auto& user = token_of("user_minimal");
  CHECK(message_of(format_creds(token_of("account_minimal"), Secret(user_seed()))) ==
        "\"account\" cannot be serialized as a user config");
  CHECK(message_of(format_creds(user, keys.account.seed().value())) ==
        "nkey seed is not an user seed");
  CHECK(message_of(format_creds(user, KeyPair::create(KeyKind::User).value().seed().value())) ==
        "nkey seed does not match the jwt subject");
  CHECK(message_of(format_creds("x", Secret(user_seed()))) == "expected 3 chunks");
  CHECK(message_of(format_creds(user, Secret(std::string_view("SUX")))) ==
        "nkeys: invalid encoded key");
}

TEST_CASE("any edges and line ends do") {
  const auto seed = user_seed();
  const auto creds = expected_creds(seed);
  const auto reads = [&](const std::string& text) {
    const auto read = parse_creds(text);
    return read && read->token == token_of("user_minimal") &&
           read->key.public_text() == Keys().user.public_text();
  };
  CHECK(reads(creds));
  CHECK(reads(replace_all(creds, "\n", "\r\n")));
  CHECK(reads("some words --- before ---\n" + creds));
  CHECK(reads("---\ttoken\t---\n" + token_of("user_minimal") + "\n--- ---\n--- seed ---\n" + seed +
              "\n------"));
  CHECK(reads("    -----BEGIN-----\n" + token_of("user_minimal") +
              "\n------END------\n---------\n" + seed + "\n---------\nrest"));
  // Not a border: too few dashes, or text in front of the closing one.
  CHECK_FALSE(
      reads("--seed--\n" + token_of("user_minimal") + "\n--- ---\n--- ---\n" + seed + "\n------"));
  CHECK_FALSE(
      reads("------\n" + token_of("user_minimal") + "\nx--- ---\n------\n" + seed + "\n------"));
  CHECK_FALSE(
      reads("------\n\n" + token_of("user_minimal") + "\n------\n------\n" + seed + "\n------"));
}

TEST_CASE("a text without decoration is the token, or the seed") {
  const Keys keys;
  CHECK(parse_decorated_jwt("  " + token_of("generic") + "\n") == token_of("generic"));
  CHECK(parse_decorated_jwt("").empty());
  const auto seed = user_seed();
  CHECK(parse_decorated_key("# a comment\n\n   " + seed + "  \r\n").value().public_text() ==
        keys.user.public_text());
  CHECK(parse_decorated_user_key(seed).value().public_text() == keys.user.public_text());
  const std::string account_seed(keys.account.seed().value().reveal());
  CHECK(parse_decorated_key(account_seed));
  CHECK(message_of(parse_decorated_user_key(account_seed)) == "doesn't contain an user seed nkey");
  const std::string curve_seed(keys.curve.seed().value().reveal());
  CHECK(message_of(parse_decorated_key(curve_seed)) == "no nkey seed found");
  CHECK(message_of(parse_decorated_key("")) == "no nkey seed found");
  CHECK(message_of(parse_decorated_key("------\nabc\n------\n------\n" + curve_seed +
                                       "\n------\n")) == "doesn't contain a seed nkey");
  CHECK(message_of(parse_creds(seed)) == "no user token found");
  // The words of the warning start with S, too, and are no seed.
  CHECK(parse_seed_text("# SUCH a comment\nSUCH\n" + curve_seed).value().public_text() ==
        keys.curve.public_text());
  CHECK(message_of(parse_seed_text("nothing")) == "no nkey seed found");
}

TEST_CASE("tokens and seeds are decorated by their kind") {
  const Keys keys;
  CHECK(decorate_jwt(token_of("operator_minimal") + "\n").value() ==
        "-----BEGIN NATS OPERATOR JWT-----\n" + token_of("operator_minimal") +
            "\n------END NATS OPERATOR JWT------\n\n");
  CHECK(decorate_jwt(token_of("activation"))
            .value()
            .starts_with("-----BEGIN NATS ACTIVATION JWT-----\n"));
  CHECK(parse_decorated_jwt(decorate_jwt(token_of("account_full")).value()) ==
        token_of("account_full"));
  CHECK_FALSE(decorate_jwt("x"));
  // END at the end of the file, without a line end.
  CHECK(parse_decorated_jwt("-----BEGIN TEST OPERATOR JWT-----\n" + token_of("v1_operator") +
                            "\n------END TEST OPERATOR JWT------") == token_of("v1_operator"));
  const auto decorated = decorate_seed(keys.op.seed().value());
  REQUIRE(decorated);
  CHECK(decorated->reveal().contains("-----BEGIN OPERATOR NKEY SEED-----\nSO"));
  CHECK(message_of(decorate_seed(keys.curve.seed().value())) ==
        "seed is not an operator, account or user seed");
}

TEST_CASE("no cut of a credentials file yields anything but its own key") {
  const auto creds = expected_creds(user_seed());
  for (std::size_t i = 0; i <= creds.size(); ++i) {
    if (const auto read = parse_creds(std::string_view(creds).substr(0, i))) {
      CHECK(read->token == token_of("user_minimal"));
      CHECK(read->key.public_text() == Keys().user.public_text());
    } else {
      CHECK(i + 60 < creds.size());
    }
  }
}
