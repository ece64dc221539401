// Accounts of operator mode: what their tokens do to the live ones, now and later.
#include "core/engine/accounts/exports.h"
#include "core/engine/accounts/imports.h"
#include "core/engine/accounts/mappings.h"
#include "core/identity/jwt/activation.h"
#include "tests/unit/core/engine/auth/mint.h"

namespace natsop::engine::test {
namespace {

std::string id(unsigned char number) { return account_key(number).public_text(); }

jwt::Export offer(jwt::ExportType type, std::string subject, bool is_private = false) {
  jwt::Export exported;
  exported.type = type;
  exported.subject = std::move(subject);
  exported.name = exported.subject;
  exported.token_required = is_private;
  return exported;
}

jwt::Import take(jwt::ExportType type, unsigned char from, std::string subject) {
  jwt::Import imported;
  imported.type = type;
  imported.subject = std::move(subject);
  imported.name = imported.subject;
  imported.account = id(from);
  return imported;
}

struct Tenants : OperatorWorld {
  jwt::AccountClaims exporter = account(1, "exporter");
  jwt::AccountClaims importer = account(2, "importer");

  jwt::ActivationClaims activation(std::string subject) const {
    auto claims = jwt::ActivationClaims::create(id(2));
    claims.import_subject = std::move(subject);
    claims.import_type = jwt::ExportType::Stream;
    return claims;
  }
  /// A private stream, and an import of it with this token.
  void private_stream(const std::string& token) {
    exporter.exports = {offer(jwt::ExportType::Stream, "news.>", true)};
    importer.imports = {take(jwt::ExportType::Stream, 1, "news.>")};
    importer.imports[0].token = token;
  }
  Result<const OperatorAccount*> lookup(unsigned char number) {
    std::optional<Result<const OperatorAccount*>> outcome;
    accounts->lookup(id(number), [&](auto found) { outcome = std::move(found); });
    loop.settle();
    REQUIRE(outcome.has_value());
    return *outcome;
  }
  Account& live(unsigned char number) { return *directory.find(id(number)); }
  /// Why the importer's only import is idle; empty when it works.
  std::string idle() {
    const auto listed = live(2).imports().list();
    REQUIRE(listed.size() == 1);
    return listed[0].active ? "" : "idle: " + listed[0].reason;
  }
  std::vector<std::string> reasons(const jwt::AccountClaims& claims) {
    std::vector<std::string> all;
    accounts->explain(claims, [&](std::vector<std::string> found) { all = std::move(found); });
    loop.settle();
    return all;
  }
};

TEST_CASE("an account is loaded with all that its token says, and those it imports from") {
  Tenants world;
  world.exporter.exports = {offer(jwt::ExportType::Stream, "news.>"),
                            offer(jwt::ExportType::Service, "help")};
  world.importer.imports = {take(jwt::ExportType::Stream, 1, "news.x")};
  world.importer.limits.connections = 3;
  world.importer.limits.payload = 99;
  world.importer.mappings["a"] = {{.subject = "b", .weight = 40}};
  world.importer.default_permissions.publish.deny = {"secret"};
  world.push(world.exporter);
  world.push(world.importer);
  CHECK(world.directory.find(id(1)) == nullptr);

  const auto found = world.lookup(2);
  REQUIRE(found.has_value());
  Account& account = *(*found)->account;
  CHECK(account.display_name() == "importer");
  CHECK(account.limits().connections == 3);
  CHECK(account.limits().payload == 99);
  CHECK(account.mappings().sources() == std::vector<std::string>{"a"});
  CHECK_FALSE(account.default_permissions()->may_publish("secret"));
  CHECK(world.directory.find(id(1)) != nullptr);
  CHECK(world.idle().empty());
  CHECK(world.live(1).exports().rules().size() == 2);
}

TEST_CASE("accounts that import from each other load") {
  Tenants world;
  world.exporter.exports = {offer(jwt::ExportType::Stream, "a")};
  world.exporter.imports = {take(jwt::ExportType::Stream, 2, "b")};
  world.importer.exports = {offer(jwt::ExportType::Stream, "b")};
  world.importer.imports = {take(jwt::ExportType::Stream, 1, "a")};
  world.push(world.exporter);
  world.push(world.importer);
  CHECK(world.lookup(1).has_value());
  CHECK(world.idle().empty());
  CHECK(world.live(1).imports().list()[0].active);
}

TEST_CASE("an exporter that comes later makes imports work") {
  Tenants world;
  world.importer.imports = {take(jwt::ExportType::Stream, 1, "news.x")};
  world.push(world.importer);
  CHECK(world.lookup(2).has_value());
  CHECK_FALSE(world.idle().empty());
  CHECK(world.reasons(world.importer)[0].ends_with("this server does not have that account yet"));
  world.exporter.exports = {offer(jwt::ExportType::Stream, "news.>")};
  world.push(world.exporter);
  CHECK(world.reasons(world.importer).empty());
  CHECK(world.idle().empty());
  world.exporter.exports.clear();
  world.push(world.exporter);
  CHECK_FALSE(world.idle().empty());
  CHECK(world.reasons(world.importer)[0].ends_with("exporter exports no such stream"));
}

TEST_CASE("a mapping that makes no sense is told") {
  Tenants world;
  world.exporter.mappings["a.*"] = {{.subject = "b.$1", .weight = 50},
                                    {.subject = "b.$2", .weight = 50}};
  world.push(world.exporter);
  CHECK(world.lookup(1).has_value());
  const auto reasons = world.reasons(world.exporter);
  REQUIRE(reasons.size() == 1);
  CHECK(reasons[0].starts_with("mapping of \"a.*\" to \"b.$2\": "));
}

TEST_CASE("a private import needs an activation that holds") {
  Tenants world;
  auto activation = world.activation("news.>");
  std::string token = mint(activation, account_key(1), world.now());
  const auto load = [&] {
    world.private_stream(token);
    world.push(world.exporter);
    world.push(world.importer);
    return world.lookup(2).has_value();
  };
  SUBCASE("it holds") {
    REQUIRE(load());
    CHECK(world.idle().empty());
    CHECK(world.reasons(world.importer).empty());
  }
  SUBCASE("there is none") {
    token.clear();
    REQUIRE(load());
    CHECK_FALSE(world.idle().empty());
    CHECK(world.reasons(world.importer)[0].ends_with(
        "the export is private and there is no activation token"));
  }
  SUBCASE("of a signing key of the exporter") {
    activation.issuer_account = id(1);
    token = mint(activation, account_key(11), world.now());
    REQUIRE(load());
    CHECK(world.idle().find("not signed by a key of the exporter") != std::string::npos);
    world.exporter.signing_keys[id(11)] = std::nullopt;
    world.push(world.exporter);
    CHECK(world.idle().empty());
  }
  SUBCASE("of somebody else: the whole account is refused, as by nats-server") {
    token = mint(activation, account_key(9), world.now());
    CHECK_FALSE(load());
  }
  SUBCASE("it ends while it is used") {
    activation.expires = world.seconds() + 60;
    token = mint(activation, account_key(1), world.now());
    REQUIRE(load());
    CHECK(world.idle().empty());
    world.loop.advance(std::chrono::seconds(62));
    CHECK(world.idle().find("claim is expired") != std::string::npos);
  }
  SUBCASE("it begins later") {
    activation.not_before = world.seconds() + 60;
    token = mint(activation, account_key(1), world.now());
    REQUIRE(load());
    CHECK_FALSE(world.idle().empty());
    world.loop.advance(std::chrono::seconds(62));
    CHECK(world.idle().empty());
  }
  SUBCASE("it is revoked") {
    REQUIRE(load());
    CHECK(world.idle().empty());
    world.loop.advance(std::chrono::seconds(5));
    jwt::revoke(world.exporter.exports[0].revocations, id(2), world.seconds());
    world.push(world.exporter);
    CHECK(world.idle().find("its activation was revoked") != std::string::npos);
    CHECK(world.reasons(world.importer)[0].ends_with("its activation was revoked"));
    world.importer.imports[0].token =
        mint(activation, account_key(1), world.now() + std::chrono::seconds(2));
    world.push(world.importer);
    CHECK(world.idle().empty());
  }
}

TEST_CASE("exports with an account token authorise by the subject") {
  Tenants world;
  world.exporter.exports = {offer(jwt::ExportType::Stream, "to.*.news")};
  world.exporter.exports[0].account_token_position = 2;
  world.importer.imports = {take(jwt::ExportType::Stream, 1, "to." + id(2) + ".news")};
  world.push(world.exporter);
  world.push(world.importer);
  CHECK(world.lookup(2).has_value());
  CHECK(world.idle().empty());
  CHECK(world.reasons(world.importer).empty());
  world.importer.imports = {take(jwt::ExportType::Stream, 1, "to." + id(3) + ".news")};
  world.push(world.importer);
  CHECK_FALSE(world.idle().empty());
  CHECK(world.reasons(world.importer).size() == 1);
}

TEST_CASE("limits bind those who are connected") {
  Tenants world;
  auto claims = world.account(1, "A");
  world.push(claims);
  std::vector<std::unique_ptr<FakeSession>> sessions;
  for (unsigned char i = 1; i <= 3; ++i) {
    sessions.push_back(world.session(world.user(i, "u"), account_key(1), user_key(i)));
  }
  claims.limits.connections = 2;
  world.push(claims);
  CHECK_FALSE(sessions[0]->gone);
  CHECK_FALSE(sessions[1]->gone);
  CHECK(sessions[2]->gone);
  CHECK(sessions[2]->error == "maximum account active connections exceeded");
}

TEST_CASE("an account that expires or is deleted disconnects everyone") {
  Tenants world;
  auto claims = world.account(1, "A");
  claims.expires = world.seconds() + 60;
  world.push(claims);
  auto ann = world.session(world.user(1, "ann"), account_key(1), user_key(1));
  const auto login = [&] {
    return world.login(mint(world.user(1, "ann"), account_key(1), world.now()), user_key(1));
  };
  SUBCASE("it expires") {
    world.loop.advance(std::chrono::seconds(59));
    CHECK_FALSE(ann->gone);
    world.loop.advance(std::chrono::seconds(2));
    CHECK(ann->gone);
    CHECK(ann->error == "Account Authentication Expired");
    CHECK(ann->reason == "Authentication Expired");
    CHECK_FALSE(login().has_value());
    claims.expires = world.seconds() + 60;
    world.push(claims);
    CHECK(login().has_value());
  }
  SUBCASE("a later token moves the end") {
    claims.expires = 0;
    world.push(claims);
    world.loop.advance(std::chrono::seconds(100));
    CHECK_FALSE(ann->gone);
  }
  SUBCASE("it is deleted") {
    world.accounts->remove(id(1));
    CHECK(ann->gone);
    CHECK(ann->error == "Account Authentication Expired");
    CHECK(world.live(1).limits().connections == 0);
    // What the resolver still has counts again.
    CHECK(login().has_value());
    CHECK(world.live(1).limits().connections == -1);
  }
}

TEST_CASE("an update that is not to be trusted changes nothing") {
  Tenants world;
  world.push(world.account(1, "A"));
  REQUIRE(world.lookup(1).has_value());
  auto claims = world.account(1, "mallory's");
  const auto update = [&](const KeyPair& signer) {
    return world.accounts->update(id(1), mint(claims, signer, world.now()));
  };
  CHECK_FALSE(update(operator_key(9)).has_value());
  CHECK_FALSE(update(account_key(1)).has_value());
  CHECK_FALSE(world.accounts->update(id(1), "x").has_value());
  CHECK(world.live(1).display_name() == "A");
  CHECK(update(world.operator_main).value());
  CHECK(world.live(1).display_name() == "mallory's");
  CHECK_FALSE(world.accounts->update(id(5), "x").value());
}

TEST_CASE("without its token the system account trusts its own key until the token comes") {
  OperatorWorld world;
  auto trust = world.trust();
  trust.system_account = id(7);
  world.restart(trust);
  bool started = false;
  world.accounts->start([&] { started = true; });
  world.loop.settle();
  CHECK(started);
  REQUIRE(world.directory.system() != nullptr);
  CHECK(world.directory.system()->name() == id(7));
  CHECK(world.sink.lines()[0].starts_with("warn Using bootstrapping system account"));
  auto admin = world.session(world.user(1, "admin"), account_key(7), user_key(1));

  world.loop.advance(std::chrono::seconds(3));
  CHECK(world.accounts->find(id(7))->stand_in);
  auto claims = world.account(7, "SYS");
  world.resolver.save(id(7), mint(claims, world.operator_signing, world.now()),
                      [](const Result<void>&) {});
  world.loop.advance(std::chrono::seconds(2));
  CHECK_FALSE(world.accounts->find(id(7))->stand_in);
  CHECK(world.directory.system()->display_name() == "SYS");
  CHECK_FALSE(admin->gone);
}

}  // namespace
}  // namespace natsop::engine::test
