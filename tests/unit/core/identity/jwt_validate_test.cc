#include <doctest/doctest.h>

#include "tests/unit/core/identity/jwt_fixtures.h"

using namespace natsop::identity;        // NOLINT: a test of that module
using namespace natsop::identity::jwt;   // NOLINT: as above
using namespace natsop::identity::test;  // NOLINT: as above
using Texts = std::vector<std::string>;

namespace {

/// All issues, each with its severity's letter in front: "E text".
template <class T>
Texts issues_of(T& claims) {
  ValidationResults results;
  validate(claims, kIssued, results);
  Texts out;
  for (const auto& issue : results.issues()) {
    const char letter = issue.blocking() ? 'E' : issue.time_check() ? 'T' : 'W';
    out.push_back(std::string(1, letter) + " " + issue.text);
  }
  return out;
}

const Keys& keys() {
  static const Keys all;
  return all;
}

AccountClaims account() { return AccountClaims::create(keys().account.public_text()); }

Import stream_import(std::string subject) {
  return {.name = "i",
          .subject = std::move(subject),
          .account = keys().account2.public_text(),
          .type = ExportType::Stream};
}

Import service_import(std::string subject) {
  auto imported = stream_import(std::move(subject));
  imported.type = ExportType::Service;
  return imported;
}

Texts import_issues(Import imported) {
  auto claims = account();
  claims.imports = {std::move(imported)};
  return issues_of(claims);
}

Texts export_issues(Export exported) {
  auto claims = account();
  claims.exports = {std::move(exported)};
  return issues_of(claims);
}

Export service_export(std::string subject) {
  return {.subject = std::move(subject), .type = ExportType::Service};
}
Export stream_export(std::string subject) {
  return {.subject = std::move(subject), .type = ExportType::Stream};
}

}  // namespace

TEST_CASE("times are checked, and block only when they matter") {
  const auto now = unix_seconds(kIssued);
  auto user = UserClaims::create(keys().user.public_text());
  user.expires = now;
  user.not_before = now;
  CHECK(issues_of(user).empty());
  user.expires = now - 1;
  user.not_before = now + 1;
  CHECK(issues_of(user) == Texts{"T claim is expired", "T claim is not yet valid"});
  ValidationResults results;
  validate(user, kIssued, results);
  CHECK_FALSE(results.is_blocking(false));
  CHECK(results.is_blocking(true));
  CHECK(results.texts(Severity::Time).size() == 2);
  results.error("x");
  CHECK(results.is_blocking(false));
}

TEST_CASE("operators") {
  auto op = OperatorClaims::create(keys().op.public_text());
  op.account_server_url = "http://h/jwt/v1";
  op.service_urls = {"nats://a:4222", "TLS://b", "ws://c", "wss://d:80", ""};
  op.signing_keys = {keys().op_signing.public_text()};
  op.system_account = keys().account.public_text();
  op.assert_server_version = "2.10.0";
  CHECK(issues_of(op).empty());

  op.account_server_url = "//h";
  op.service_urls = {"nats://u@a", "nats://a/", "http://a", "nats://a:b"};
  op.signing_keys = {"AX"};
  op.system_account = "UX";
  op.assert_server_version = "2.10";
  CHECK(issues_of(op) ==
        Texts{"E account server url \"//h\" requires a protocol",
              "E operator service url \"nats://u@a\" - credentials are not supported",
              "E operator service url \"nats://a/\" - paths are not supported",
              "E operator service url \"http://a\" - protocol not supported (only 'nats', 'tls', "
              "'ws', 'wss' only)",
              "E error parsing operator service url \"nats://a:b\": parse \"nats://a:b\": invalid "
              "port \":b\" after host",
              "E AX is not an operator public key", "E UX is not an account public key",
              "E assert server version error: asserted server version must be of the form "
              "<major>.<minor>.<update>"});
  CHECK_FALSE(check_server_version("a.1.2"));
  CHECK_FALSE(check_server_version("1.2.-3"));
  CHECK_FALSE(check_server_version("1..2"));
  CHECK_FALSE(check_account_server_url("http://[x"));
}

TEST_CASE("imports") {
  CHECK(import_issues(stream_import("a.>")).empty());
  auto imported = service_import("a.*");
  imported.local_subject = "b.$1";
  imported.share = true;
  CHECK(import_issues(imported).empty());

  CHECK(import_issues({}) == Texts{"E invalid import type: \"unknown\"",
                                   "E account to import from is not specified",
                                   "E subject cannot be empty"});
  imported.allow_trace = true;
  imported.to = "c.*";
  CHECK(import_issues(imported) ==
        Texts{"E AllowTrace only valid for stream import",
              "W the field to has been deprecated (use LocalSubject instead)",
              "E Local Subject replaces To"});
  auto stream = stream_import("a");
  stream.share = true;
  CHECK(import_issues(stream) ==
        Texts{"E sharing information (for latency tracking) is only valid for services: \"a\""});
  CHECK(import_issues(stream_import(".a b..c.")) ==
        Texts{"E subject \".a b..c.\" cannot have spaces",
              "E subject \".a b..c.\" cannot start or end with a `.`",
              "E subject \".a b..c.\" cannot contain consecutive `.`"});
  const auto renamed = [](std::string from, std::string local) {
    auto one = stream_import(std::move(from));
    one.local_subject = std::move(local);
    return import_issues(one);
  };
  CHECK(renamed("a.*.*", "b.$2.$1").empty());
  CHECK(renamed("a.*.>", "b.*.>").empty());
  CHECK(renamed("a.>", "b") ==
        Texts{"E both, renaming subject and subject, need to end or not end in >"});
  CHECK(renamed("a.*", "b.$2") ==
        Texts{"E Reference $2 in \"b.$2\" reference * in \"a.*\" that do not exist",
              "E subject does not contain enough * or reference wildcards $[0-9]"});
  CHECK(renamed("a.*", "b") ==
        Texts{"E subject does not contain enough * or reference wildcards $[0-9]"});
  CHECK(renamed("a", "b c") ==
        Texts{"E subject \"b c\" cannot have spaces", "E subject \"b c\" cannot have spaces"});
}

TEST_CASE("service imports from one account must not overlap") {
  auto claims = account();
  const auto other = keys().account2.public_text();
  claims.imports = {service_import("a.*"), service_import("a.b"), service_import("a.b")};
  CHECK(issues_of(claims) ==
        Texts{"E overlapping subject namespace for \"a.b\" and \"a.*\" in same account \"" + other +
                  "\"",
              "E overlapping subject namespace for \"a.b\" and \"a.b\" in same account \"" + other +
                  "\"",
              "E overlapping subject namespace for \"a.b\" and \"a.*\" in same account \"" + other +
                  "\"",
              "E overlapping subject namespace for \"a.b\" in account \"" + other + "\""});
  claims.imports = {service_import("a.b"), service_import("a.>")};
  CHECK(issues_of(claims).size() == 1);
  claims.imports = {service_import("x.*"), service_import("y")};
  claims.imports[0].local_subject = "a.$1";
  claims.imports[1].local_subject = "a.b";
  CHECK(issues_of(claims).size() == 1);
  claims.imports[1].account = keys().account.public_text();
  CHECK(issues_of(claims).empty());
  claims.imports = {stream_import("a"), stream_import("a")};
  CHECK(issues_of(claims).empty());
}

TEST_CASE("an import's activation must fit it") {
  auto activation = ActivationClaims::create(keys().account.public_text());
  activation.import_subject = "a.*";
  activation.import_type = ExportType::Stream;
  activation.expires = 1;  // no matter here
  auto imported = stream_import("a.b");
  imported.token = encode(activation, keys().account2, kIssued).value();
  CHECK(import_issues(imported).empty());

  imported.subject = "c";
  imported.type = ExportType::Service;
  imported.account = keys().account_signing.public_text();
  activation.subject = keys().account2.public_text();
  imported.token = encode(activation, keys().account2, kIssued).value();
  CHECK(import_issues(imported) ==
        Texts{"E activation token doesn't match account for import \"c\"",
              "E activation token doesn't match account it is being included in, \"c\"",
              "E mismatch between token import type stream and type of import service",
              "E activation token import subject \"a.*\" doesn't match import \"c\""});
  imported.token = "x";
  CHECK(import_issues(imported) == Texts{"E import \"c\" contains an invalid activation token"});
}

TEST_CASE("exports") {
  auto exported = service_export("a.*.b");
  exported.response_type = kChunked;
  exported.response_threshold = std::chrono::seconds(1);
  exported.latency = ServiceLatency{100, "lat"};
  exported.account_token_position = 2;
  exported.info_url = "https://h/x";
  CHECK(export_issues(exported).empty());

  exported.response_type = "singleton";
  exported.latency = ServiceLatency{101, "lat.*"};
  exported.account_token_position = 4;
  exported.response_threshold = std::chrono::seconds(-1);
  exported.info_url = "h";
  exported.description = std::string(8193, 'd');
  CHECK(export_issues(exported) ==
        Texts{"E invalid response type for service: \"singleton\"",
              "E sampling percentage needs to be between 1-100",
              "E results subject can not contain wildcards",
              "E negative response threshold is invalid",
              "E Account Token Position 4 exceeds length of subject 'a.*.b'",
              "E Description is too long", "E error parsing info url: no scheme or host in \"h\""});

  auto stream = stream_export("a.*");
  stream.response_type = kSingleton;
  stream.allow_trace = true;
  stream.latency = ServiceLatency{0, ""};
  stream.response_threshold = std::chrono::seconds(1);
  stream.account_token_position = 1;
  stream.info_url = "http://" + std::string(8192, 'h') + ":x";
  const auto issues = export_issues(stream);
  REQUIRE(issues.size() == 8);
  CHECK(Texts(issues.begin(), issues.begin() + 7) ==
        Texts{"E invalid response type for stream: \"Singleton\"",
              "E AllowTrace only valid for service export",
              "E latency tracking only permitted for services", "E subject cannot be empty",
              "E response threshold only valid for services",
              "E Account Token Position 1 matches 'a' but must match a * in: a.*",
              "E Info URL is too long"});
  CHECK(issues[7].starts_with("E error parsing info url: parse"));
  stream = stream_export("a");
  stream.account_token_position = 1;
  CHECK(export_issues(stream) ==
        Texts{"E Account Token Position can only be used with wildcard subjects: a"});
  CHECK(export_issues({}) ==
        Texts{"E invalid export type: \"unknown\"", "E subject cannot be empty"});
}

TEST_CASE("exports of a type must not contain one another") {
  auto claims = account();
  claims.exports = {service_export("a.*"), service_export("a.b"), stream_export("a.b"),
                    stream_export("c"), stream_export("c")};
  CHECK(issues_of(claims) == Texts{"E service export subject \"a.*\" already exports \"a.b\"",
                                   "E stream export subject \"c\" already exports \"c\""});
}

TEST_CASE("limits, counts and signing keys") {
  auto claims = account();
  claims.limits.tiers["R1"].streams = 1;
  claims.limits.tiers[""].streams = 1;
  claims.limits.jetstream.memory_storage = 1;
  claims.limits.imports = 0;
  claims.limits.exports = 1;
  claims.limits.wildcard_exports = false;
  claims.imports = {stream_import("a")};
  claims.exports = {stream_export("b.*"), stream_export("c")};
  claims.signing_keys["X"] = std::nullopt;
  claims.signing_keys["Y"] = UserScope{};
  claims.cluster_traffic = "mine";
  CHECK(issues_of(claims) ==
        Texts{"E JetStream Limits and tiered JetStream Limits are mutually exclusive",
              "E Tiered JetStream Limits can not contain a blank \"\" tier name",
              "E the account contains more imports than allowed by the operator",
              "E the account contains more imports than allowed by the operator",
              "E the account contains more exports than allowed by the operator",
              "E the account contains wildcard exports that are not allowed by the operator",
              "E \"X\" is not a valid account signing key", "E Y is not an account public key",
              "E unknown cluster traffic option: \"mine\""});
  auto own = account();
  own.issuer = own.subject;
  CHECK(issues_of(own) == Texts{"W self-signed account JWTs shouldn't contain operator limits"});
  own.limits = {};
  CHECK(issues_of(own).empty());
  own.cluster_traffic = kClusterTrafficSystem;
  CHECK(issues_of(own).empty());
}

TEST_CASE("permissions may name queues for subscriptions only") {
  auto claims = account();
  claims.default_permissions.publish.allow = {"a", "b q"};
  claims.default_permissions.subscribe.allow = {"c q", "d e f"};
  claims.default_permissions.subscribe.deny = {" x"};
  CHECK(issues_of(claims) == Texts{"E Permission Subject \"d e f\" contains too many spaces",
                                   "E subject cannot be empty",
                                   "E Permission Subject \"b q\" is not allowed to contain queue"});
}

TEST_CASE("mappings share out up to a hundred percent") {
  auto claims = account();
  claims.mappings["a"] = {{"b", 60, ""}, {"c", 40, ""}, {"d", 0, "east"}};
  CHECK(issues_of(claims).empty());
  claims.mappings["a"] = {{"b", 0, ""}, {"c", 101, ""}, {"d", 60, "east"}, {"", 50, "east"}};
  CHECK(
      issues_of(claims) ==
      Texts{
          "E Mapping \"a\" has a weight 101 that exceeds 100", "E subject cannot be empty",
          "E Mapping \"a\" in cluster \"east\" exceeds 100% among all of it's weighted to mappings",
          "E Mapping \"a\" exceeds 100% among all of it's weighted to mappings"});
}

TEST_CASE("auth callout and traces of an account") {
  auto claims = account();
  claims.authorization.allowed_accounts = {"*", "X"};
  claims.authorization.xkey = "Z";
  claims.trace = MessageTrace{"t.*", 101};
  CHECK(issues_of(claims) ==
        Texts{"E External authorization cannot have accounts without users specified",
              "E AllowedAccounts can only be a list of accounts or \"*\"",
              "E Account \"X\" is not a valid account public key",
              "E XKey \"Z\" is not a valid public xkey",
              "E the account Trace.Destination subject \"t.*\" is not a valid publish subject",
              "E the account Trace.Sampling value '101' is not valid, should be in the range "
              "[1..100]"});
  claims.authorization = {};
  claims.authorization.auth_users = {"A"};
  claims.trace = MessageTrace{"", 0};
  CHECK(issues_of(claims) == Texts{"E AuthUser \"A\" is not a valid user public key",
                                   "E the account Trace.Destination subject cannot be empty"});
  CHECK(claims.trace->sampling == 100);
}

TEST_CASE("users") {
  auto user = UserClaims::create(keys().user.public_text());
  user.limits.sources = {"10.0.0.0/8", "nowhere"};
  user.limits.times = {{"", ""}, {"8", "25:00:00"}, {"08:00:00", "12:00:00"}};
  user.limits.times_location = "Moon/Base";
  user.issuer_account = "X";
  CHECK(issues_of(user) ==
        Texts{"E invalid cidr \"nowhere\" in user src limits",
              "E time ranges start must contain a start", "E time ranges end must contain an end",
              "E start in time range is invalid \"8\"",
              "E end in time range is invalid \"25:00:00\"",
              "E could not parse iana time zone by name: unknown time zone Moon/Base",
              "E account_id is not an account public key"});
  user = UserClaims::create(keys().user.public_text());
  user.limits.times_location = "UTC";
  CHECK(issues_of(user).empty());
}

TEST_CASE("activations, auth requests and responses") {
  ActivationClaims activation;
  activation.issuer_account = "X";
  CHECK(issues_of(activation) == Texts{"E invalid import type: \"unknown\"",
                                       "E subject cannot be empty",
                                       "E account_id is not an account public key"});
  AuthorizationRequestClaims request;
  CHECK(issues_of(request) == Texts{"E User nkey is required"});
  request.user_nkey = "X";
  CHECK(issues_of(request) == Texts{"E User nkey \"X\" is not a valid user public key"});
  request.user_nkey = keys().user.public_text();
  CHECK(issues_of(request).empty());

  AuthorizationResponseClaims response;
  response.issuer_account = "X";
  CHECK(issues_of(response) ==
        Texts{"E Subject must be a user public key", "E Audience must be a server public key",
              "E Error or Jwt is required", "E issuer_account is not an account public key"});
  response = AuthorizationResponseClaims::create(keys().user.public_text());
  response.audience = keys().server.public_text();
  response.error = "no";
  CHECK(issues_of(response).empty());
  response.jwt = "x";
  CHECK(issues_of(response) == Texts{"E Only Error or Jwt can be set"});

  AnyClaims any = GenericClaims::create("x");
  data_of(any).expires = 1;
  CHECK(issues_of(any) == Texts{"T claim is expired"});
}
