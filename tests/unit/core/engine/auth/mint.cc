#include "tests/unit/core/engine/auth/mint.h"

#include <array>

namespace natsop::engine::test {

KeyPair key(KeyKind kind, unsigned char number) {
  std::array<unsigned char, 32> raw{};
  raw.fill(number);
  raw[0] = 7;
  return KeyPair::from_raw(kind, raw).value();
}

bool FakeSession::deliver(Subscription& /*subscription*/, const Message& message,
                          const Origin& /*origin*/) {
  got.push_back(std::string(message.subject) + " " + std::string(message.payload()));
  return true;
}

void FakeSession::on_account_changed() {
  if (!admission_.renew) {
    return;
  }
  Renewal renewal = admission_.renew();
  if (!renewal.admission) {
    return expel(renewal.expulsion.error, renewal.expulsion.reason);
  }
  admission_ = *std::move(renewal.admission);
}

OperatorWorld::OperatorWorld() { restart(trust()); }

OperatorWorld::~OperatorWorld() { loop.settle(); }

OperatorTrust OperatorWorld::trust() const {
  OperatorTrust trust;
  trust.keys = {operator_main.public_text(), operator_signing.public_text()};
  return trust;
}

void OperatorWorld::restart(OperatorTrust trust, std::string sentinel) {
  authenticator.reset();
  accounts = std::make_unique<OperatorAccounts>(
      std::move(trust),
      OperatorAccounts::Services{
          .loop = loop, .accounts = directory, .resolver = resolver, .log = Logger(log)});
  authenticator = std::make_unique<OperatorAuthenticator>(
      std::move(sentinel),
      OperatorAuthenticator::Services{.loop = loop, .accounts = *accounts, .log = Logger(log)});
}

jwt::AccountClaims OperatorWorld::account(unsigned char number, std::string name) const {
  auto claims = jwt::AccountClaims::create(account_key(number).public_text());
  claims.name = std::move(name);
  return claims;
}

void OperatorWorld::push(const jwt::AccountClaims& claims) { push(claims, operator_signing); }

void OperatorWorld::push(const jwt::AccountClaims& claims, const KeyPair& signer) {
  const std::string token = mint(claims, signer, now());
  resolver.save(claims.subject, token, [](const Result<void>&) {});
  static_cast<void>(accounts->update(claims.subject, token));
  loop.settle();
}

jwt::UserClaims OperatorWorld::user(unsigned char number, std::string name) const {
  auto claims = jwt::UserClaims::create(user_key(number).public_text());
  claims.name = std::move(name);
  return claims;
}

Result<Admission> OperatorWorld::login(const std::string& token, const KeyPair& key,
                                       ConnectionType type, std::string_view ip) {
  ConnectOptions connect;
  connect.jwt = token;
  const std::string nonce = "a nonce of this server";
  connect.sig = identity::base64url(key.sign(nonce).value());
  std::optional<Result<Admission>> outcome;
  authenticator->admit({.connect = connect, .nonce = nonce, .ip = ip, .type = type, .tls = nullptr},
                       [&](Result<Admission> result) { outcome = std::move(result); });
  loop.settle();
  REQUIRE(outcome.has_value());
  return *outcome;
}

std::unique_ptr<FakeSession> OperatorWorld::session(const jwt::UserClaims& claims,
                                                    const KeyPair& signer, const KeyPair& key) {
  auto admission = login(mint(claims, signer, now()), key);
  INFO(problem(admission));
  REQUIRE(admission.has_value());
  return std::make_unique<FakeSession>(*admission, ++last_id);
}

std::string OperatorWorld::problem(const Result<Admission>& admission) const {
  return admission ? "" : admission.error().one_line();
}

}  // namespace natsop::engine::test
