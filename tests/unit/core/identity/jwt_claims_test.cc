#include <doctest/doctest.h>

#include "core/identity/base32.h"
#include "core/identity/jwt/codec.h"
#include "core/identity/jwt/digest.h"
#include "core/identity/jwt/subject_rules.h"
#include "core/identity/jwt/url_rules.h"
#include "tests/unit/core/identity/jwt_fixtures.h"

using namespace natsop::identity;        // NOLINT: a test of that module
using namespace natsop::identity::jwt;   // NOLINT: as above
using namespace natsop::identity::test;  // NOLINT: as above
using Texts = std::vector<std::string>;

TEST_CASE("tags are lower case and there once, in the order they were added") {
  Texts tags;
  add_tags(tags, {" B ", "a", "b", "", "  ", "A:X"});
  CHECK(tags == Texts{"b", "a", "a:x"});
  CHECK(has_tag(tags, "A:x "));
  CHECK_FALSE(has_tag(tags, "c"));
  CHECK(remove_tags(tags, {"B", "none"}) == 1);
  CHECK(tags == Texts{"a", "a:x"});
  Texts list;
  add_texts(list, {"B", "B", "", "b"});
  CHECK(list == Texts{"B", "b"});
  CHECK(remove_texts(list, {"B"}) == 1);
  Texts cidrs;
  add_cidrs(cidrs, {"10.0.0.0/8, FE80::/10", "10.0.0.0/8", ""});
  CHECK(cidrs == Texts{"10.0.0.0/8", "fe80::/10"});
  CHECK(remove_cidrs(cidrs, {"fe80::/10,1.2.3.4/32"}) == 1);
}

TEST_CASE("revocations keep the newer stamp, and all keys cover each") {
  RevocationList list;
  revoke(list, "U1", 100);
  revoke(list, "U1", 50);
  CHECK(list["U1"] == 100);
  revoke(list, "U1", 150);
  CHECK(list["U1"] == 150);
  CHECK(is_revoked(list, "U1", 150));
  CHECK_FALSE(is_revoked(list, "U1", 151));
  CHECK_FALSE(is_revoked(list, "U2", 1));
  revoke(list, "U2", 300);
  revoke(list, kAllKeys, 200);
  CHECK(is_revoked(list, "U3", 200));
  CHECK_FALSE(is_revoked(list, "U3", 201));
  CHECK(compact(list) == Texts{"U1"});
  CHECK(list.size() == 2);
  CHECK(clear_revocation(list, "U2"));
  CHECK_FALSE(clear_revocation(list, "U2"));
}

TEST_CASE("subjects contain one another token by token") {
  CHECK(has_wildcards("a.>"));
  CHECK(has_wildcards("a.*"));
  CHECK(has_wildcards("*.a"));
  CHECK(has_wildcards("a.*.b"));
  CHECK(has_wildcards("*"));
  CHECK(has_wildcards(">"));
  CHECK_FALSE(has_wildcards("a*.b>c"));
  CHECK_FALSE(has_wildcards(""));
  const auto contains = [](std::string_view other, std::string_view subject) {
    return is_contained_in(subject, other);
  };
  CHECK(contains("a.b", "a.b"));
  CHECK(contains("a.*", "a.b"));
  CHECK(contains("a.>", "a.b.c"));
  CHECK(contains(">", "a"));
  CHECK(contains("a.>", "a.>"));
  CHECK(contains("*.b", "*.b"));
  CHECK_FALSE(contains("a.>", "a"));
  CHECK_FALSE(contains("a.b", "a.*"));
  CHECK_FALSE(contains("a.*", "a.b.c"));
  CHECK_FALSE(contains("a.*.c", "a.b"));
  CHECK(count_wildcards("*.a.*.b*") == 2);
  CHECK(referenced_subject("l.$1.$x.$2") == "l.*.$x.*");
  CHECK(referenced_subject("plain.*") == "plain.*");
  CHECK(referenced_subject("").empty());
}

TEST_CASE("operators and accounts know what they signed") {
  const Keys keys;
  auto op = OperatorClaims::create(keys.op.public_text());
  op.signing_keys = {keys.op_signing.public_text()};
  auto account = AccountClaims::create(keys.account.public_text());
  account.signing_keys[keys.account_signing.public_text()] = std::nullopt;
  account.issuer = keys.op.public_text();
  op.issuer = keys.op.public_text();
  CHECK(did_sign(op, op));
  CHECK(did_sign(op, account));
  op.strict_signing_key_usage = true;
  CHECK(did_sign(op, op));
  CHECK_FALSE(did_sign(op, account));
  account.issuer = keys.op_signing.public_text();
  CHECK(did_sign(op, account));

  auto user = UserClaims::create(keys.user.public_text());
  user.issuer = keys.account.public_text();
  CHECK(did_sign(account, user));
  user.issuer = keys.account_signing.public_text();
  CHECK_FALSE(did_sign(account, user));
  user.issuer_account = keys.account.public_text();
  CHECK(did_sign(account, user));
  user.issuer = keys.account2.public_text();
  CHECK_FALSE(did_sign(account, user));
  ActivationClaims activation;
  activation.issuer = keys.account_signing.public_text();
  activation.issuer_account = keys.account.public_text();
  CHECK(did_sign(account, activation));
}

TEST_CASE("only the right keys encode, and only for the right subjects") {
  const Keys keys;
  auto op = OperatorClaims::create(keys.account.public_text());
  CHECK(message_of(encode(op, keys.op, kIssued)) ==
        "expected subject to be an operator public key");
  op.subject = keys.op.public_text();
  CHECK(message_of(encode(op, keys.account, kIssued)) ==
        "unable to validate expected prefixes - [operator]");
  op.account_server_url = "localhost";
  CHECK(message_of(encode(op, keys.op, kIssued)) ==
        "account server url \"localhost\" requires a protocol");

  auto account = AccountClaims::create("");
  CHECK(message_of(encode(account, keys.op, kIssued)) ==
        "expected subject to be account public key");
  account.subject = keys.account.public_text();
  CHECK(message_of(encode(account, keys.user, kIssued)) ==
        "unable to validate expected prefixes - [account operator]");
  CHECK(encode(account, keys.account, kIssued));
  account.exports = {Export{.subject = "a"}};
  CHECK(message_of(encode(account, keys.op, kIssued)) == "unknown export type of \"a\"");

  auto user = UserClaims::create(keys.account.public_text());
  CHECK(message_of(encode(user, keys.account, kIssued)) ==
        "expected subject to be user public key");
  user.subject = keys.user.public_text();
  CHECK(message_of(encode(user, keys.op, kIssued)) ==
        "unable to validate expected prefixes - [account]");
  const auto half = KeyPair::from_public(keys.account.public_text());
  REQUIRE(half);
  CHECK(message_of(encode(user, *half, kIssued)) ==
        "nkeys: can not sign, no private key available");

  auto activation = ActivationClaims::create(keys.user.public_text());
  CHECK(message_of(encode(activation, keys.account, kIssued)) ==
        "expected subject to be an account");
  auto generic = GenericClaims::create("");
  CHECK(message_of(encode(generic, keys.user, kIssued)) == "subject is not set");
  generic.subject = "anything";
  const auto token = encode(generic, keys.user, kIssued);
  REQUIRE(token);
  CHECK(decode_generic(*token).value() == generic);
}

TEST_CASE("the id is that of the standard claims, whatever the body") {
  const Keys keys;
  auto user = UserClaims::create(keys.user.public_text());
  REQUIRE(encode(user, keys.account, kIssued));
  const auto id = user.id;
  user.limits.bearer_token = true;
  REQUIRE(encode(user, keys.account, kIssued));
  CHECK(user.id == id);
  REQUIRE(encode(user, keys.account, kIssued + std::chrono::milliseconds(999)));
  CHECK(user.id == id);
  REQUIRE(encode(user, keys.account, kIssued + std::chrono::seconds(1)));
  CHECK(user.id != id);
  CHECK(user.id.size() == 52);
}

TEST_CASE("scoped users have no limits of their own") {
  const Keys keys;
  auto user = UserClaims::create(keys.user.public_text());
  user.issuer = "A";
  CHECK(message_of(check_scoped_user("B", user)) == "issuer not the scoped signer");
  CHECK(message_of(check_scoped_user("A", user)) ==
        "scoped users require no permissions or limits set");
  user.set_scoped(true);
  CHECK(check_scoped_user("A", user));
  user.limits.permissions.responses.emplace();
  CHECK_FALSE(check_scoped_user("A", user));
  user.set_scoped(false);
  CHECK(user.limits == UserPermissionLimits::unlimited());
  SigningKeys signing;
  signing["K1"] = std::nullopt;
  signing["K2"] = UserScope{.role = "admin"};
  CHECK(key_of_role(signing, "admin") == "K2");
  CHECK(key_of_role(signing, "none").empty());
}

TEST_CASE("JetStream limits tell whether they limit") {
  JetStreamLimits limits;
  CHECK_FALSE(limits.enabled());
  CHECK_FALSE(limits.unlimited());
  limits = {-1, -1, -1, -1, -1, 0, -1, false};
  CHECK(limits.enabled());
  CHECK(limits.unlimited());
  limits.disk_max_stream_bytes = 1;
  CHECK_FALSE(limits.unlimited());
  CHECK_FALSE(AccountLimits::unlimited().jetstream_enabled());
  CHECK(AccountLimits{}.empty());
}

TEST_CASE("addresses and times of day are checked as Go reads them") {
  for (const std::string_view good :
       {"10.0.0.0/8", "1.2.3.4/32", "0.0.0.0/0", "::1/128", "fe80::/10", "1.2.3.4/08"}) {
    CAPTURE(good);
    CHECK(is_cidr(good));
  }
  for (const std::string_view bad :
       {"", "10.0.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0/8", "::1/129", "a/8", "10.0.0.0/-1",
        "10.0.0.0/8 ", "10.0.0.0/99999999999"}) {
    CAPTURE(bad);
    CHECK_FALSE(is_cidr(bad));
  }
  for (const std::string_view good : {"00:00:00", "23:59:59", "8:05:09", "08:00:00.5"}) {
    CAPTURE(good);
    CHECK(is_time_of_day(good));
  }
  for (const std::string_view bad : {"", "24:00:00", "12:60:00", "12:00:60", "12:00", "12:0:00",
                                     "noon", "12:00:00x", "12:00:00.", "-1:00:00", "008:00:00"}) {
    CAPTURE(bad);
    CHECK_FALSE(is_time_of_day(bad));
  }
}

TEST_CASE("URLs split as in Go") {
  const auto parts = parse_url("NATS://me:pw@[::1]:4222/p%20q?x=/#f");
  REQUIRE(parts);
  CHECK(parts->scheme == "nats");
  CHECK(parts->has_user);
  CHECK(parts->host == "::1");
  CHECK(parts->path == "/p%20q");
  CHECK(parse_url("mailto:a@b").value().host.empty());
  CHECK(parse_url("host/path").value().path == "host/path");
  CHECK(parse_url("///x").value().path == "///x");
  CHECK(message_of(parse_url("a b:c")) ==
        "parse \"a b:c\": first path segment in URL cannot contain colon");
  CHECK(message_of(parse_url(":x")) == "parse \":x\": missing protocol scheme");
  CHECK(message_of(parse_url("http://h:p")) ==
        "parse \"http://h:p\": invalid port \":p\" after host");
  CHECK(message_of(parse_url("http://[::1")) == "parse \"http://[::1\": missing ']' in host");
  CHECK(message_of(parse_url("http://a b/")) ==
        "parse \"http://a b/\": invalid character \" \" in host name");
  CHECK(message_of(parse_url("http://a/%zz")) ==
        "parse \"http://a/%zz\": invalid URL escape \"%zz\"");
  CHECK(message_of(parse_url("http://a<@b")) == "parse \"http://a<@b\": net/url: invalid userinfo");
  CHECK(message_of(parse_url("http://a\n")) ==
        "parse \"http://a\\n\": net/url: invalid control character in URL");
}

TEST_CASE("texts are quoted as in Go") {
  CHECK(quoted("a\"b\\c\n\x01\x7f") == R"("a\"b\\c\n\x01\x7f")");
  CHECK(quoted("\u00e9\xff\xc3") == "\"\u00e9\\xff\\xc3\"");
  CHECK(quoted(std::string(600, 'x')) == "\"" + std::string(512, 'x') + "...\"");
}

TEST_CASE("digests match the published ones") {
  // Of "abc": FIPS 180-4 examples, here in base32.
  CHECK(base32(sha512_256("abc")) == "KMCI4JUBSQPPTGZOFG3WWTD5VPSMFUGGGT6G2RXA4LYTCB7HV4RQ");
  CHECK(base32(sha512_256(std::string(1000, 'a'))) ==
        "IDVUU4GU22MBKQD2TYTS6AIBZVT6HUISMKSKBP6AQ5YSOSOH7NJQ");
  CHECK(base32(sha256("abc")) == "XJ4BNP4PAHH6UQKBIDPF3LRCEOYAGYNDSYLXVHFUCD7WD4QACWWQ");
}
