// Accounts of the configuration made live.
#include "core/engine/auth/account_setup.h"

#include <doctest/doctest.h>

#include "core/engine/accounts/mappings.h"
#include "tests/unit/core/engine/auth/mint.h"

namespace natsop::engine::test {
namespace {

struct Site {
  natsop::test::EngineLoop loop;
  natsop::test::SeededRandom random;
  Options options;

  AccountOptions& account(std::string name) {
    for (auto& each : options.accounts) {
      if (each.name == name) {
        return each;
      }
    }
    options.accounts.emplace_back().name = std::move(name);
    return options.accounts.back();
  }
  void exports(const std::string& name, bool service, const std::string& subject) {
    ExportRule rule;
    rule.service = service;
    rule.subject = subject;
    account(name).exports.push_back(rule);
  }
  void imports(const std::string& name, bool service, const std::string& from,
               const std::string& subject, const std::string& to = "") {
    ImportRule rule;
    rule.service = service;
    rule.account = from;
    rule.subject = subject;
    rule.to = to;
    account(name).imports.push_back(rule);
  }
  std::string fault() {
    const auto checked = check_accounts(options, loop, random);
    loop.settle();
    return checked ? "" : checked.error().message();
  }
};

TEST_CASE("what nats-server refuses is refused in its words") {
  Site site;
  CHECK(site.fault().empty());
  SUBCASE("unknown accounts") {
    site.imports("A", false, "B", "x");
    CHECK(site.fault() == R"("B" account not defined for stream import)");
    site.account("A").imports[0].service = true;
    CHECK(site.fault() == R"("B" account not defined for service import)");
  }
  SUBCASE("not exported") {
    site.account("B");
    site.imports("A", false, "B", "x");
    CHECK(site.fault() == R"(Error adding stream import "x": stream import not authorized)");
  }
  SUBCASE("not for this account") {
    site.account("C");
    site.exports("B", true, "x");
    site.account("B").exports[0].accounts = {{"C"}};
    site.imports("A", true, "B", "x");
    CHECK(site.fault() == R"(Error adding service import "x": service import not authorized)");
  }
  SUBCASE("cycles") {
    site.exports("A", true, "y");
    site.exports("B", true, "x");
    site.imports("A", true, "B", "x", "y");
    site.imports("B", true, "A", "y", "x");
    CHECK(site.fault().ends_with("import forms a cycle"));
  }
  SUBCASE("twice") {
    site.exports("B", false, "x");
    site.imports("A", false, "B", "x");
    site.imports("A", false, "B", "x");
    CHECK(site.fault() == R"(Error adding stream import "x": stream import already exists)");
  }
}

TEST_CASE("accounts come, change and go") {
  Site site;
  AccountDirectory directory({.loop = site.loop, .random = site.random});
  site.exports("B", false, "news.>");
  site.imports("A", false, "B", "news.>");
  site.account("A").limits.connections = 7;
  site.options.mappings = {{.source = "old", .destinations = {{.subject = "new"}}}};
  REQUIRE(site.fault().empty());
  apply_accounts(site.options, directory, {});
  REQUIRE(directory.find("A") != nullptr);
  CHECK(directory.find("A")->limits().connections == 7);
  CHECK(directory.system()->name() == "$SYS");
  CHECK(directory.global().mappings().sources() == std::vector<std::string>{"old"});

  Admission admission;
  admission.account = directory.find("A");
  FakeSession session(admission, 1);
  Subscription interest;
  interest.sink = &session;
  interest.subject = "news.>";
  session.admission().account->subscribe(interest);
  const Origin origin{.sink = &session, .party = Party::Client, .echo = true, .imports = nullptr};
  directory.find("B")->publish(origin, {.subject = "news.x", .reply = {}, .body = "1"});
  CHECK(session.got == std::vector<std::string>{"news.x 1"});
  directory.find("A")->unsubscribe(interest);

  site.options.accounts.erase(site.options.accounts.begin());  // B
  site.options.accounts[0].imports.clear();
  site.options.accounts[0].limits = {};
  site.options.no_system_account = true;
  apply_accounts(site.options, directory, {});
  CHECK(directory.find("B") == nullptr);
  CHECK(directory.find("A")->limits().connections == -1);
  CHECK(directory.system() == nullptr);

  // An account with somebody in it stays until they have gone.
  site.options.accounts.clear();
  apply_accounts(site.options, directory, {});
  CHECK(directory.find("A") != nullptr);
  session.expel("", "");
  apply_accounts(site.options, directory, {});
  CHECK(directory.find("A") == nullptr);
  site.loop.settle();
}

}  // namespace
}  // namespace natsop::engine::test
