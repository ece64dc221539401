#include <doctest/doctest.h>

#include "tests/unit/core/identity/jwt_fixtures.h"

using namespace natsop::identity;        // NOLINT: a test of that module
using namespace natsop::identity::jwt;   // NOLINT: as above
using namespace natsop::identity::test;  // NOLINT: as above
using std::chrono::seconds;

namespace {

/// Encodes claims and compares the token with a vector's; then reads it back.
template <class T>
void check_vector(std::string_view name, T claims, const KeyPair& signer) {
  CAPTURE(name);
  const auto& vector = token_vectors().find(name)->second;
  const auto token = encode(claims, signer, kIssued);
  REQUIRE(token);
  CHECK(*token == vector.token);
  CHECK(to_doc(claims).dump_go() == vector.payload);
  const auto read = decode(*token);
  REQUIRE(read);
  REQUIRE(std::holds_alternative<T>(*read));
  CHECK(std::get<T>(*read) == claims);
}

Export full_export() {
  Export exported;
  exported.name = "z";
  exported.subject = "z.*";
  exported.type = ExportType::Service;
  exported.token_required = true;
  exported.revocations["*"] = 10;
  exported.response_type = kStreamed;
  exported.response_threshold = seconds(1);
  exported.latency = ServiceLatency{0, "lat"};
  exported.account_token_position = 2;
  exported.advertise = true;
  exported.allow_trace = true;
  exported.description = "d";
  exported.info_url = "http://x.y";
  return exported;
}

std::vector<Import> full_imports(const std::string& account) {
  Import service;
  service.name = "i";
  service.subject = "s.*";
  service.account = account;
  service.local_subject = "l.$1";
  service.type = ExportType::Service;
  service.share = true;
  Import stream;
  stream.name = "h";
  stream.subject = "b";
  stream.account = account;
  stream.type = ExportType::Stream;
  stream.allow_trace = true;
  return {service, stream};
}

void add_scoped_parts(AccountClaims& claims, const Keys& keys) {
  auto& tier = claims.limits.tiers["R1"];
  tier = {-1, 10, 1, 2, 3, 4, 5, true};
  UserScope scope;
  scope.role = "r";
  scope.limits.permissions.publish.allow = {"x.>"};
  scope.limits.bearer_token = true;
  claims.signing_keys[keys.account2.public_text()] = std::nullopt;
  claims.signing_keys[keys.account_signing.public_text()] = scope;
  claims.authorization.auth_users = {keys.user.public_text()};
  claims.authorization.allowed_accounts = {"*"};
  claims.authorization.xkey = keys.curve.public_text();
}

AccountClaims full_account(const Keys& keys) {
  auto claims = AccountClaims::create(keys.account.public_text());
  claims.name = "A";
  claims.imports = full_imports(keys.account2.public_text());
  claims.exports = {full_export(), Export{.name = "a", .subject = "a", .type = ExportType::Stream}};
  claims.limits.disallow_bearer = true;
  add_scoped_parts(claims, keys);
  revoke(claims.revocations, keys.user.public_text(), 100);
  revoke(claims.revocations, kAllKeys, 50);
  claims.default_permissions.publish.allow = {"p"};
  claims.default_permissions.responses = ResponsePermission{1, seconds(1)};
  claims.mappings["m"] = {WeightedMapping{"n", 0, ""}, WeightedMapping{"o", 10, "c"}};
  claims.trace = MessageTrace{"t", 50};
  claims.cluster_traffic = kClusterTrafficOwner;
  claims.description = "desc";
  claims.info_url = "http://i";
  claims.tags = {"x"};
  return claims;
}

}  // namespace

TEST_CASE("operators match the vectors") {
  const Keys keys;
  auto claims = OperatorClaims::create(keys.op.public_text());
  claims.name = "O";
  check_vector("operator_minimal", claims, keys.op);

  claims.expires = 4102444800;
  claims.not_before = 1;
  claims.signing_keys = {keys.op_signing.public_text()};
  claims.account_server_url = "nats://localhost:4222";
  claims.service_urls = {"nats://a:4222", "tls://b:4222"};
  claims.system_account = keys.account.public_text();
  claims.assert_server_version = "2.10.0";
  claims.strict_signing_key_usage = true;
  claims.tags = {"t"};
  check_vector("operator_full", claims, keys.op);
}

TEST_CASE("accounts match the vectors") {
  const Keys keys;
  auto claims = AccountClaims::create(keys.account.public_text());
  claims.name = "A<b>&c \u00e9\u2028\"\\";
  check_vector("account_minimal", claims, keys.op);

  auto full = full_account(keys);
  const auto token = encode(full, keys.op_signing, kIssued);
  REQUIRE(token);
  CHECK(*token == token_of("account_full"));
  CHECK(full.exports.front().subject == "a");
  CHECK(full.imports.front().subject == "b");
  CHECK(decode_account(*token).value() == full);
}

TEST_CASE("users match the vectors") {
  const Keys keys;
  auto claims = UserClaims::create(keys.user.public_text());
  claims.name = "u";
  check_vector("user_minimal", claims, keys.account);

  auto scoped = claims;
  scoped.issuer_account = keys.account.public_text();
  scoped.set_scoped(true);
  CHECK(scoped.has_empty_permissions());
  check_vector("user_scoped", scoped, keys.account_signing);

  claims.issuer_account = keys.account.public_text();
  claims.limits.permissions.publish.deny = {"d.>"};
  claims.limits.permissions.subscribe.allow = {"s q"};
  claims.limits.permissions.responses = ResponsePermission{-1, seconds(0)};
  claims.limits.sources = {"10.0.0.0/8"};
  claims.limits.times = {{"08:00:00", "12:00:00"}};
  claims.limits.times_location = "America/New_York";
  claims.limits.bearer_token = true;
  claims.limits.proxy_required = true;
  claims.limits.allowed_connection_types = {"STANDARD"};
  claims.tags = {"b", "a"};
  check_vector("user_full", claims, keys.account_signing);
}

TEST_CASE("activations match the vector, and so does their hash") {
  const Keys keys;
  auto claims = ActivationClaims::create(keys.account2.public_text());
  claims.name = "n";
  claims.import_subject = "foo.*.bar";
  claims.import_type = ExportType::Stream;
  claims.issuer_account = keys.account.public_text();
  check_vector("activation", claims, keys.account_signing);
  const auto read = decode_activation(token_of("activation"));
  REQUIRE(read);
  CHECK(hash_id(*read).value() == "GN5OVHVIE3D3PYNHMBM7QCFDT5S7OVITGVOHVRFZ5BBAAN524JAA====");
  CHECK(message_of(hash_id(claims)) == "not enough data in the activation claims to create a hash");
}

TEST_CASE("generic claims match the vector") {
  const Keys keys;
  auto claims = GenericClaims::create(keys.op.public_text());
  claims.data.put("accounts", std::vector{keys.account.public_text()});
  check_vector("generic", claims, keys.op);
  CHECK(decode_generic(token_of("generic")).value().data.at("/accounts/0").text() ==
        keys.account.public_text());
}

TEST_CASE("auth callout claims match the vectors") {
  const Keys keys;
  auto request = AuthorizationRequestClaims::create(keys.user.public_text());
  request.audience = "nats-authorization-request";
  request.server.name = "srv";
  request.server.id = keys.server.public_text();
  request.user_nkey = keys.user.public_text();
  check_vector("authorization_request", request, keys.server);

  auto response = AuthorizationResponseClaims::create(keys.user.public_text());
  response.audience = keys.server.public_text();
  response.jwt = token_of("user_minimal");
  check_vector("authorization_response", response, keys.account);
}

TEST_CASE("every member of an auth request survives a token") {
  const Keys keys;
  auto request = AuthorizationRequestClaims::create(keys.user.public_text());
  request.user_nkey = keys.user.public_text();
  request.server = {"n", "h", "i", "2.10", "c", {"a", "b"}, "x"};
  request.client = {"h", UINT64_MAX, "u", "n", {"t"}, "nt", "Client", "nats", "m", "nonce"};
  request.connect = {"j", "k", "s", "t", "u", "p", "n", "go", "1.0", 1};
  request.tls = ClientTls{"1.3", "TLS_AES", {"cert"}, {{"a", "b"}, {"c"}}};
  request.request_nonce = "rn";
  const auto token = encode(request, keys.server, kIssued);
  REQUIRE(token);
  CHECK(decode_authorization_request(*token).value() == request);
  CHECK(
      to_doc(request).at("/nats/client_tls").dump() ==
      R"({"version":"1.3","cipher":"TLS_AES","certs":["cert"],"verified_chains":[["a","b"],["c"]]})");
  CHECK(
      to_doc(request).at("/nats/client_info").dump() ==
      R"({"host":"h","id":18446744073709551615,"user":"u","name":"n","tags":["t"],"name_tag":"nt","kind":"Client",)"
      R"("type":"nats","mqtt_id":"m","nonce":"nonce"})");
}

TEST_CASE(
    "every vector of a known version decodes, and version 2 encodes to the same bytes again") {
  const Keys keys;
  REQUIRE(token_vectors().size() == 14);
  for (const auto& [name, vector] : token_vectors()) {
    CAPTURE(name);
    auto claims = decode(vector.token);
    REQUIRE(claims);
    CHECK(peek_payload(vector.token).value().dump_go() == vector.payload);
    if (data_of(*claims).version == 1) continue;
    // What the Go library wrote in 2022 had no authorization member.
    if (name != "account_with_disk") CHECK(to_doc(*claims).dump_go() == vector.payload);
    for (const KeyPair* key :
         {&keys.op, &keys.op_signing, &keys.account, &keys.account_signing, &keys.server}) {
      if (key->public_text() != data_of(*claims).issuer) continue;
      CHECK(encode(*claims, *key, kIssued).value() == vector.token);
    }
  }
}
