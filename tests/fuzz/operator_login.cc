// Whoever connects to a server in operator mode, and what tokens of accounts do to it: a CONNECT as
// it is; users' claims signed by an account of ours; accounts' claims signed by the operator, so
// that the search reaches what lies behind the signatures.
#include <array>
#include <memory>
#include <optional>
#include <string>

#include "core/engine/accounts/directory.h"
#include "core/engine/auth/operator_accounts.h"
#include "core/engine/auth/operator_authenticator.h"
#include "core/engine/auth/resolver/memory_resolver.h"
#include "core/identity/jwt/token.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/engine_loop.h"
#include "tests/support/seeded_random.h"

namespace natsop::fuzz {
namespace {

namespace jwt = identity::jwt;
using engine::Admission;
using identity::KeyKind;
using identity::KeyPair;

constexpr std::string_view kNonce = "nonce";

const KeyPair& key(KeyKind kind) {
  constexpr std::array<unsigned char, 32> kRaw{1, 2, 3};
  static const KeyPair account = KeyPair::from_raw(KeyKind::Account, kRaw).value();
  static const KeyPair op = KeyPair::from_raw(KeyKind::Operator, kRaw).value();
  static const KeyPair user = KeyPair::from_raw(KeyKind::User, kRaw).value();
  return kind == KeyKind::Account ? account : kind == KeyKind::Operator ? op : user;
}

/// A signing key of the account, with a scope.
const KeyPair& scoped_key() {
  constexpr std::array<unsigned char, 32> kRaw{4, 5, 6};
  static const KeyPair scoped = KeyPair::from_raw(KeyKind::Account, kRaw).value();
  return scoped;
}

/// The payload as a token of this signer's.
std::string signed_token(json::Doc payload, const KeyPair& signer) {
  payload.put("iss", signer.public_text());
  const auto whole = identity::base64url(R"({"typ":"JWT","alg":"ed25519-nkey"})") + "." +
                     identity::base64url(payload.dump());
  return whole + "." + identity::base64url(signer.sign(whole).value());
}

/// A server with one account.
struct Server {
  test::EngineLoop loop;
  test::SeededRandom random;
  engine::AccountDirectory directory{{.loop = loop, .random = random}};
  engine::MemoryResolver resolver;
  std::unique_ptr<engine::OperatorAccounts> accounts;
  std::unique_ptr<engine::OperatorAuthenticator> authenticator;

  Server() {
    engine::OperatorTrust trust;
    trust.keys = {key(KeyKind::Operator).public_text()};
    accounts = std::make_unique<engine::OperatorAccounts>(
        trust, engine::OperatorAccounts::Services{
                   .loop = loop, .accounts = directory, .resolver = resolver, .log = {}});
    authenticator = std::make_unique<engine::OperatorAuthenticator>(
        "",
        engine::OperatorAuthenticator::Services{.loop = loop, .accounts = *accounts, .log = {}});
    static const std::string kAccount = [this] {
      auto claims = jwt::AccountClaims::create(key(KeyKind::Account).public_text());
      jwt::UserScope scope;
      scope.limits.permissions.publish.allow = {"{{name()}}.{{tag(a)}}"};
      claims.signing_keys[scoped_key().public_text()] = scope;
      return jwt::encode(claims, key(KeyKind::Operator), loop.clock().now()).value();
    }();
    store(key(KeyKind::Account).public_text(), kAccount);
  }

  void store(const std::string& account, const std::string& token) {
    resolver.save(account, token, [](const Result<void>&) {});
  }

  std::optional<Admission> admit(const engine::ConnectOptions& connect) {
    std::optional<Result<Admission>> outcome;
    authenticator->admit(
        {.connect = connect, .nonce = kNonce, .ip = "10.1.2.3", .type = {}, .tls = nullptr},
        [&](Result<Admission> result) { outcome = std::move(result); });
    loop.settle();
    require(outcome.has_value(), "everyone gets an answer");
    return *outcome ? std::optional(**outcome) : std::nullopt;
  }

  std::optional<Admission> admit_token(const std::string& token) {
    engine::ConnectOptions connect;
    connect.jwt = token;
    connect.sig = identity::base64url(key(KeyKind::User).sign(kNonce).value());
    return admit(connect);
  }
};

void use(Server& server, const Admission& admission) {
  require(admission.account != nullptr, "who is let in belongs somewhere");
  if (admission.permissions) {
    static_cast<void>(admission.permissions->may_publish("a.b"));
    static_cast<void>(admission.permissions->may_subscribe("a.>", "q"));
  }
  require(admission.renew().admission.has_value(), "and may stay while nothing changes");
  server.accounts->remove(admission.account->name());
  require(!admission.renew().admission.has_value(), "but not when its account is gone");
}

void try_user(const json::Doc& payload, const KeyPair& signer) {
  Server server;
  if (const auto admission = server.admit_token(signed_token(payload, signer))) {
    require(admission->bearer || admission->public_key == key(KeyKind::User).public_text(),
            "who is let in has the key of the token, unless it needs none");
    use(server, *admission);
  }
}

void try_account(const json::Doc& payload) {
  Server server;
  const std::string id = payload.member("sub").text();
  const std::string token = signed_token(payload, key(KeyKind::Operator));
  server.store(id, token);
  for (int again = 0; again < 2; ++again) {
    server.accounts->lookup(id, [](const Result<const engine::OperatorAccount*>&) {});
    server.loop.settle();
    static_cast<void>(server.accounts->update(id, token));
    if (const auto claims = server.accounts->verify(id, token)) {
      server.accounts->explain(*claims, [](const std::vector<std::string>&) {});
    }
    server.loop.advance(std::chrono::hours(1));
  }
}

}  // namespace

void one(std::string_view input) {
  if (const auto connect = engine::ConnectOptions::parse(input)) {
    Server server;
    // Nobody but us has keys that lead to the operator.
    require(!server.admit(*connect), "what nobody signed lets nobody in");
  }
  const auto payload = json::Doc::parse(input);
  if (!payload || !payload->is_object()) {
    return;
  }
  // Tokens of other kinds get no further than decoding, which has a target of its own.
  const std::string type = payload->text_at("/nats/type");
  if (type == "user") {
    try_user(*payload, key(KeyKind::Account));
    try_user(*payload, scoped_key());
  }
  if (type == "account") {
    try_account(*payload);
  }
}

}  // namespace natsop::fuzz
