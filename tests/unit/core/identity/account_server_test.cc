#include "core/identity/account_server.h"

#include <map>

#include "tests/unit/core/identity/store_fixture.h"

using namespace natsop;
using namespace natsop::identity;

namespace {

/// An account server that signs what it gets with the operator's key, or does not.
class FakeAccountServer final : public HttpRequester {
 public:
  Result<HttpResponse> get(const std::string& url) override {
    if (down) {
      return Error(Code::Unreachable, "connection refused");
    }
    const auto found = held.find(url);
    return found == held.end() ? HttpResponse{404, ""} : HttpResponse{200, found->second};
  }

  Result<HttpResponse> post(const std::string& url, std::string_view content_type,
                            std::string_view body) override {
    if (down) {
      return Error(Code::Unreachable, "connection refused");
    }
    posted = {url, std::string(content_type), std::string(body)};
    return HttpResponse{status, "noted"};
  }

  std::map<std::string, std::string> held;
  std::vector<std::string> posted;
  int status = 200;
  bool down = false;
};

}  // namespace

TEST_CASE("URLs of account servers") {
  CHECK(is_resolver_url("nats://h:4222,nats://i:4222"));
  CHECK(is_resolver_url(" WSS://h"));
  CHECK(is_resolver_url("tls://h"));
  CHECK(!is_resolver_url("https://h"));
  CHECK(!is_resolver_url("nats:/h"));
  CHECK(!is_resolver_url(""));
  CHECK(is_account_server_url("HTTP://h"));
  CHECK(!is_account_server_url("httpx://h"));
  CHECK(account_url("http://h:9090/jwt/v1", "AX") == "http://h:9090/jwt/v1/accounts/AX");
  CHECK(account_url("http://h/jwt/v1//?k=v", "AX") == "http://h/jwt/v1/accounts/AX?k=v");
  CHECK(operator_url("http://h") == "http://h/operator");
}

TEST_CASE_FIXTURE(StoreFixture, "accounts of managed stores") {
  FakeAccountServer server;
  auto claims = jwt::AccountClaims::create(a.public_text());
  claims.name = "A";
  const std::string self_signed = jwt::encode(claims, a, now).value();
  const std::string by_operator = jwt::encode(claims, op, now).value();
  jwt::OperatorClaims managed = store.operator_claims().value();
  managed.account_server_url = "http://h/jwt/v1";
  const std::string url = "http://h/jwt/v1/accounts/" + a.public_text();

  SUBCASE("come back signed by the operator") {
    server.held[url] = by_operator;
    const auto sync = sync_managed_account(server, managed, a.public_text(), self_signed);
    CHECK(sync.kind == ManagedSync::Kind::Taken);
    CHECK(sync.token == by_operator);
    CHECK(server.posted == std::vector<std::string>{url, "application/jwt", self_signed});
  }
  SUBCASE("stay self-signed until the operator signs them") {
    for (const int status : {201, 202}) {
      server.status = status;
      const auto sync = sync_managed_account(server, managed, a.public_text(), self_signed);
      CHECK(sync.kind == ManagedSync::Kind::Accepted);
      CHECK(sync.token == self_signed);
      CHECK(sync.response.body == "noted");
    }
    server.status = 200;
    CHECK(sync_managed_account(server, managed, a.public_text(), self_signed).kind ==
          ManagedSync::Kind::Accepted);
  }
  SUBCASE("are not replaced by another account") {
    auto other = jwt::AccountClaims::create(b.public_text());
    other.name = "B";
    server.held[url] = jwt::encode(other, op, now).value();
    const auto sync = sync_managed_account(server, managed, a.public_text(), self_signed);
    CHECK(sync.kind == ManagedSync::Kind::Accepted);
    CHECK(sync.token == self_signed);
    CHECK(sync.problem.find(b.public_text()) != std::string::npos);
  }
  SUBCASE("are refused, cannot be sent, or are exchanged by hand") {
    server.status = 400;
    CHECK(sync_managed_account(server, managed, a.public_text(), self_signed).kind ==
          ManagedSync::Kind::Refused);
    server.down = true;
    const auto sync = sync_managed_account(server, managed, a.public_text(), self_signed);
    CHECK(sync.kind == ManagedSync::Kind::Unreachable);
    CHECK(sync.problem == "connection refused");
    managed.account_server_url = "nats://h";
    CHECK(sync_managed_account(server, managed, a.public_text(), self_signed).kind ==
          ManagedSync::Kind::Manual);
  }
}

TEST_CASE("fetching tokens") {
  FakeAccountServer server;
  server.held["http://h/operator"] =
      "-----BEGIN TEST OPERATOR JWT-----\na.b.c\n------END TEST OPERATOR JWT------\n";
  CHECK(fetch_token(server, "http://h/operator").value() == "a.b.c");
  CHECK(fetch_token(server, "http://h/x").error().message() == "error pulling \"http://h/x\": 404");
  server.down = true;
  CHECK(fetch_token(server, "http://h/x").error().code() == Code::Unreachable);
}
