#include <doctest/doctest.h>

#include "tests/unit/core/identity/jwt_fixtures.h"

using namespace natsop::identity;        // NOLINT: a test of that module
using namespace natsop::identity::jwt;   // NOLINT: as above
using namespace natsop::identity::test;  // NOLINT: as above
using natsop::Code;

namespace {

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

std::string user_payload(const Keys& keys, std::string_view nats) {
  return R"({"iss":")" + keys.account.public_text() + R"(","sub":")" + keys.user.public_text() +
         R"(","nats":)" + std::string(nats) + "}";
}

}  // namespace

TEST_CASE("version 1 tokens are read as version 2 claims") {
  const Keys keys;
  SUBCASE("operators and activations of the library's own tests") {
    const auto op = decode_operator(token_of("v1_operator"));
    REQUIRE(op);
    CHECK(op->version == 1);
    CHECK(op->name == "synadia");
    CHECK(op->account_server_url == "http://localhost:6060/jwt/v1");
    CHECK(op->service_urls == std::vector<std::string>{"nats://localhost:4141"});

    const auto activation = decode_activation(token_of("v1_activation"));
    REQUIRE(activation);
    CHECK(activation->version == 1);
    CHECK(activation->import_subject == "foo");
    CHECK(activation->import_type == ExportType::Service);
  }
  SUBCASE("accounts lose what version 1 did not know") {
    const auto token = craft_v1(
        R"({"iss":")" + keys.op.public_text() + R"(","sub":")" + keys.account.public_text() +
            R"(","type":"account","tags":["a"],"nats":{"limits":{"subs":5,"imports":-1,"conn":2,"wildcards":true,)"
            R"("mem_storage":7},"signing_keys":[")" +
            keys.account_signing.public_text() +
            R"("],"exports":[{"subject":"a.>","type":"stream"}],"default_permissions":{"pub":{"allow":["x"]}},)"
            R"("description":"d"}})",
        keys.op);
    auto claims = decode_account(token);
    REQUIRE(claims);
    CHECK(claims->version == 1);
    CHECK(claims->tags == std::vector<std::string>{"a"});
    CHECK(claims->limits.subscriptions == 5);
    CHECK(claims->limits.connections == 2);
    CHECK(claims->limits.wildcard_exports);
    CHECK_FALSE(claims->limits.jetstream_enabled());
    CHECK(claims->signing_keys.size() == 1);
    CHECK(claims->default_permissions.empty());
    CHECK(claims->description.empty());
    const auto again = encode(*claims, keys.op, kIssued);
    REQUIRE(again);
    CHECK(claims->version == 2);
    CHECK(decode_account(*again).value() == *claims);
  }
  SUBCASE("users get the defaults of version 1, and keep what moved") {
    const auto token = craft_v1(
        R"({"iss":")" + keys.account_signing.public_text() + R"(","sub":")" +
            keys.user.public_text() + R"(","type":"user","issuer_account":")" +
            keys.account.public_text() +
            R"(","nats":{"pub":{"allow":["a"]},"src":"10.0.0.0/8, ::1/128","max":9,"bearer_token":true}})",
        keys.account_signing);
    const auto claims = decode_user(token);
    REQUIRE(claims);
    CHECK(claims->issuer_account == keys.account.public_text());
    CHECK(claims->account() == keys.account.public_text());
    CHECK(claims->limits.subscriptions == kNoLimit);
    CHECK(claims->limits.data == kNoLimit);
    CHECK(claims->limits.payload == kNoLimit);
    CHECK(claims->limits.bearer_token);
    CHECK(claims->limits.sources == std::vector<std::string>{"10.0.0.0/8", "::1/128"});
    CHECK(to_doc(*claims).has("/nats/max") == false);
  }
  SUBCASE("only the payload is signed") {
    const auto payload =
        R"({"iss":")" + keys.op.public_text() + R"(","sub":"O","type":"operator","nats":{}})";
    CHECK(decode(craft(R"({"typ":"JWT","alg":"ed25519"})", payload, keys.op, true)));
    CHECK(message_of(decode(craft(R"({"typ":"JWT","alg":"ed25519"})", payload, keys.op, false))) ==
          "claim failed V1 signature verification");
  }
}

TEST_CASE("version 2 has no defaults but those of user scopes") {
  const Keys keys;
  const auto user =
      decode_user(craft_v2(user_payload(keys, R"({"type":"user","version":2})"), keys.account));
  REQUIRE(user);
  CHECK(user->limits == UserPermissionLimits{});

  const auto token = craft_v2(
      R"({"iss":")" + keys.op.public_text() + R"(","sub":")" + keys.account.public_text() +
          R"(","nats":{"limits":{"mem_storage":5,"tiered_limits":{"R3":{"disk_storage":1}}},"signing_keys":[)"
          R"({"kind":"user_scope","key":")" +
          keys.account_signing.public_text() +
          R"(","role":"r","template":{"subs":0,"payload":3}}],"type":"account","version":2}})",
      keys.op);
  const auto account = decode_account(token);
  REQUIRE(account);
  const auto& scope = account->signing_keys.at(keys.account_signing.public_text());
  REQUIRE(scope);
  CHECK(scope->limits.subscriptions == 0);
  CHECK(scope->limits.data == kNoLimit);
  CHECK(scope->limits.payload == 3);
  // A zero is left out when written, and so reads back as no limit.
  CHECK_FALSE(to_doc(*account).has("/nats/signing_keys/0/template/subs"));
  // Tiers replace the limits without tiers.
  CHECK(account->limits.jetstream == JetStreamLimits{});
  CHECK(account->limits.jetstream_enabled());
  CHECK(decode_account(token_of("account_with_disk")).value().limits.jetstream_enabled());
}

TEST_CASE("names of members match in any case, and unknown ones are ignored") {
  const Keys keys;
  const auto token = craft(
      R"({"TYP":"jwt","Alg":"ED25519-NKEY","kid":"x"})",
      replaced(user_payload(keys, R"({"Type":"user","VERSION":2,"Pub":{"Allow":["a"]},"new":{}})"),
               "\"sub\"", "\"Sub\""),
      keys.account);
  const auto claims = decode_user(token);
  REQUIRE(claims);
  CHECK(claims->subject == keys.user.public_text());
  CHECK(claims->limits.permissions.publish.allow == std::vector<std::string>{"a"});
}

TEST_CASE("tokens of other makes are refused with the reason") {
  const Keys keys;
  const auto good = user_payload(keys, R"({"type":"user","version":2})");
  const auto with_nats = [&](std::string_view nats) {
    return message_of(decode(craft_v2(user_payload(keys, nats), keys.account)));
  };
  CHECK(decode(craft_v2(good, keys.account)));
  CHECK(message_of(decode("")) == "expected 3 chunks");
  CHECK(message_of(decode("a.b")) == "expected 3 chunks");
  CHECK(message_of(decode("a.b.c.d")) == "expected 3 chunks");
  CHECK(message_of(decode("!.b.c")) == "illegal base64 data");
  CHECK(message_of(decode("..")).starts_with("invalid JSON"));
  CHECK(message_of(decode(craft("[]", good, keys.account))) == "expected an object");
  CHECK(message_of(decode(craft(R"({"typ":"JWE","alg":"ed25519-nkey"})", good, keys.account))) ==
        "not supported type \"JWE\"");
  CHECK(message_of(decode(craft(R"({"typ":"JWT","alg":"HS256"})", good, keys.account))) ==
        "unexpected \"hs256\" algorithm");
  CHECK(message_of(decode(craft(R"({"typ":"JWT","alg":"none"})", good, keys.account))) ==
        "unexpected \"none\" algorithm");
  CHECK(message_of(decode(craft(R"({"typ":1})", good, keys.account))) ==
        "header.typ: expected a text, got 1");
  CHECK(message_of(decode(craft_v2("{", keys.account))).starts_with("invalid JSON"));
  CHECK(message_of(decode(craft_v2("7", keys.account))) == "expected an object");
  CHECK(message_of(decode(craft_v2("\"\xff\"", keys.account))).starts_with("invalid JSON"));
  CHECK(with_nats(R"({"type":"user","version":3})") == "JWT was generated by a newer version ");
  CHECK(with_nats(R"({"type":"user"})") == "library supports version 2 or less - received 0");
  CHECK(with_nats(R"({"type":"authorization_request","version":1})") ==
        "library supports version 2 or less - received 1");
  CHECK(with_nats(R"({"type":"cluster","version":2})") == "ClusterClaims are not supported");
  CHECK(with_nats(R"({"type":"server","version":2})") == "ServerClaims are not supported");
  CHECK(with_nats(R"({"type":"operator","version":2})") ==
        "unable to validate expected prefixes - [operator]");
  CHECK(with_nats(R"({"type":"authorization_request","version":2})") ==
        "unable to validate expected prefixes - [server]");
  CHECK(with_nats(R"({"type":"user","version":2,"subs":"many"})") ==
        "nats.subs: expected an integer, got \"many\"");
  CHECK(with_nats(R"([])") == "nats: expected an object, got []");
  CHECK(message_of(decode(craft_v2(good, keys.account2))) ==
        "claim failed V2 signature verification");
  CHECK(message_of(decode(craft_v2(R"({"iss":"A","nats":{"type":"user","version":2}})",
                                   keys.account))) == "claim failed V2 signature verification");
  CHECK(decode("a.b").error().code() == Code::Invalid);
  CHECK(decode(craft_v2(good, keys.account2)).error().code() == Code::Denied);
}

TEST_CASE("broken members are named by their place") {
  const Keys keys;
  const auto account = [&](std::string_view nats) {
    return message_of(decode(
        craft_v2(R"({"iss":")" + keys.op.public_text() + R"(","nats":)" + std::string(nats) + "}",
                 keys.op)));
  };
  CHECK(account(R"({"type":"account","version":2,"imports":[null]})") ==
        "nats.imports.0: null import is not allowed");
  CHECK(account(R"({"type":"account","version":2,"exports":[{},null]})") ==
        "nats.exports.1: null export is not allowed");
  CHECK(account(R"({"type":"account","version":2,"exports":[{"type":"queue"}]})") ==
        "nats.exports.0.type: unknown export type \"queue\"");
  CHECK(
      account(
          R"({"type":"account","version":2,"exports":[{"service_latency":{"sampling":"all"}}]})") ==
      "nats.exports.0.service_latency.sampling: expected a percentage or \"headers\"");
  CHECK(account(R"({"type":"account","version":2,"signing_keys":[{"kind":"other"}]})") ==
        "nats.signing_keys.0.kind: unknown scope \"other\"");
  CHECK(account(R"({"type":"account","version":2,"signing_keys":[1]})") ==
        "nats.signing_keys.0: expected an object, got 1");
  CHECK(account(R"({"type":"account","version":2,"mappings":{"a":[{"weight":256}]}})") ==
        "nats.mappings.a.0.weight: expected 0 to 255");
  CHECK(account(R"({"type":"account","version":2,"mappings":[]})") ==
        "nats.mappings: expected an object, got []");
  CHECK(account(R"({"type":"account","version":2,"revocations":{"*":"x"}})") ==
        "nats.revocations: expected seconds by key");
  CHECK(
      account(
          R"({"type":"account","version":2,"limits":{"tiered_limits":{"R1":{"streams":true}}}})") ==
      "nats.limits.tiered_limits.R1.streams: expected an integer, got true");
}

TEST_CASE("an error never shows a secret of the connecting client") {
  const Keys keys;
  const auto token = craft_v2(R"({"iss":")" + keys.server.public_text() +
                                  R"(","nats":{"type":"authorization_request","version":2,)"
                                  R"("connect_opts":{"pass":["hunter2"]}}})",
                              keys.server);
  CHECK(message_of(decode(token)) == "nats.connect_opts: has a member of the wrong type");
}

TEST_CASE("reading as a kind refuses the others") {
  const auto& user = token_of("user_minimal");
  CHECK(message_of(decode_operator(user)) == "not operator claim");
  CHECK(message_of(decode_account(user)) == "not account claim");
  CHECK(message_of(decode_user(token_of("account_full"))) == "not user claim");
  CHECK(message_of(decode_activation(user)) == "not activation claim");
  CHECK(message_of(decode_authorization_request(user)) == "not an authorization request claim");
  CHECK(message_of(decode_authorization_response(user)) == "not an authorization response claim");
  const auto generic = decode_generic(user);
  REQUIRE(generic);
  CHECK(generic->type() == "user");
}

TEST_CASE("generic claims of version 1 keep their type and tags in the data") {
  const Keys keys;
  const auto token = craft_v1(R"({"iss":")" + keys.user.public_text() +
                                  R"(","sub":"any","type":"thing","tags":["x"],"nats":{"a":1}})",
                              keys.user);
  const auto claims = decode_generic(token);
  REQUIRE(claims);
  CHECK(claims->data.dump() == R"({"a":1,"type":"thing","tags":["x"]})");
  CHECK(claims->type() == "thing");
  CHECK(claims->version == 1);
  CHECK(type_of(decode(token).value()) == ClaimType::Generic);
}

TEST_CASE("no truncation and no changed byte of a token passes") {
  for (const std::string_view name : {"user_full", "operator_minimal", "activation", "generic"}) {
    CAPTURE(name);
    const auto& token = token_of(name);
    for (std::size_t i = 0; i < token.size(); ++i)
      CHECK_FALSE(decode(std::string_view(token).substr(0, i)));
    for (std::size_t i = 0; i < token.size(); ++i) {
      for (const unsigned mask : {1U, 0x20U, 0x80U}) {
        auto changed = token;
        changed[i] = static_cast<char>(static_cast<unsigned char>(changed[i]) ^ mask);
        CAPTURE(i);
        CAPTURE(mask);
        CHECK_FALSE(decode(changed));
      }
    }
  }
  // The header of version 1 is not signed: changes there are found when they change its meaning.
  const auto& v1 = token_of("v1_operator");
  for (std::size_t i = v1.find('.'); i < v1.size(); ++i) {
    auto changed = v1;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    CHECK_FALSE(decode(changed));
  }
}

TEST_CASE("large and hostile tokens end in a short error, or in time") {
  const Keys keys;
  CHECK(message_of(decode(std::string(kTokenSizeMax + 1, 'a'))) ==
        "token size 1048577 exceeds maximum of 1048576 bytes: token too large");
  CHECK(message_of(decode(std::string(kTokenSizeMax, 'a'))) == "expected 3 chunks");
  CHECK(message_of(decode(std::string(kTokenSizeMax, '.'))) == "expected 3 chunks");

  const std::string deep(700000, '[');
  CHECK(
      message_of(decode(craft_v2(deep, keys.account))).starts_with("invalid JSON: nested deeper"));
  const std::string long_text = "{\"" + std::string(700000, 'x') + "\x01";
  CHECK(message_of(decode(craft_v2(long_text, keys.account))).size() < 400);
  const auto issuer =
      R"({"iss":")" + std::string(700000, 'A') + R"(","nats":{"type":"user","version":2}})";
  CHECK(message_of(decode(craft_v2(issuer, keys.account))) ==
        "claim failed V2 signature verification");

  // A hundred thousand members must not take quadratic time, neither to read nor to write.
  auto claims = AccountClaims::create(keys.account.public_text());
  for (int i = 0; i < 40000; ++i) claims.revocations[std::to_string(i)] = i + 1;
  const auto token = encode(claims, keys.op, kIssued);
  REQUIRE(token);
  CHECK(decode_account(*token).value() == claims);
}
