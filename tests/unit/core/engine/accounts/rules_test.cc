#include "core/engine/accounts/rules.h"

#include <doctest/doctest.h>

#include "tests/unit/core/engine/accounts/world.h"

namespace natsop::engine::test {

using Texts = std::vector<std::string>;
using Kind = Problem::Kind;

namespace {

/// The one problem of applying rules; a Problem without reason when there is none.
Problem only(const std::vector<Problem>& problems) {
  REQUIRE(problems.size() <= 1);
  return problems.empty() ? Problem() : problems[0];
}

}  // namespace

TEST_CASE("what cannot be honoured is told with its reason") {
  World world;
  REQUIRE(world.account("B")
              .apply({.exports = {stream_export("open.>"),
                                  service_export("svc.*"),
                                  {.subject = "private", .accounts = Texts{"C"}}}})
              .empty());
  const auto why = [&](const ImportRule& rule) {
    return only(world.account("A").apply({.imports = {rule}}));
  };
  CHECK(why(stream_import("B", "open.x")).reason.empty());
  CHECK(why(stream_import("B", "open.>")).reason.empty());
  CHECK(why(service_import("B", "svc.x")).reason.empty());

  const Problem unknown = why(stream_import("X", "s"));
  CHECK(unknown.kind == Kind::UnknownAccount);
  CHECK(
      unknown.text() ==
      "account \"A\": stream import \"s\" from \"X\": \"X\" account not defined for stream import");
  CHECK(why(stream_import("B", "svc.x")).kind == Kind::NotExported);
  CHECK(why(service_import("B", "open.x")).kind == Kind::NotExported);
  CHECK(why(service_import("B", "svc.>")).reason ==
        "service import not authorized: account \"B\" exports no service that covers \"svc.>\"");
  const Problem refused = why(stream_import("B", "private"));
  CHECK(refused.kind == Kind::NotAuthorised);
  CHECK(refused.reason == "stream import not authorized: it is offered to other accounts only");
  CHECK(why(stream_import("B", "open..x")).kind == Kind::BadSubject);
  CHECK(why(stream_import("B", "open.x", "", "p.*")).reason ==
        "stream import prefix can not contain wildcard tokens");
  CHECK(why(stream_import("B", "open.*", "x")).kind == Kind::BadSubject);
  CHECK(why(stream_import("B", "open.*", "x")).reason ==
        "failed to create mapping transform for stream import subject from \"open.*\" to \"x\": "
        "invalid mapping destination: not using all of the token wildcard(s) in \"x\"");
  CHECK(why(stream_import("B", "open.*", "x.$2")).kind == Kind::BadSubject);
  CHECK(why(service_import("B", "svc.*", "x")).kind == Kind::BadSubject);
  CHECK(why(service_import("B", "svc.*", "x.{{partition(3,1)}}")).kind == Kind::BadSubject);
}

TEST_CASE("an export of just the subject decides before one that covers it") {
  World world;
  ExportRule secret = service_export("all.secret");
  secret.accounts = Texts{"C"};
  REQUIRE(world.account("B").apply({.exports = {service_export("all.>"), secret}}).empty());
  const AccountRules rules{.imports = {service_import("B", "all.secret")}};
  CHECK(only(world.account("A").apply(rules)).kind == Kind::NotAuthorised);
  CHECK(world.account("C").apply(rules).empty());
}

TEST_CASE("an export for everyone leaves out what a narrower one keeps for others") {
  World world;
  ExportRule narrow = stream_export("all.secret.>");
  narrow.accounts = Texts{"C"};
  ExportRule wide = stream_export("all.>");
  REQUIRE(world.account("B").apply({.exports = {wide, narrow}}).empty());
  const AccountRules secret{.imports = {stream_import("B", "all.secret.x")}};
  CHECK(only(world.account("A").apply(secret)).kind == Kind::NotAuthorised);
  CHECK(world.account("C").apply(secret).empty());
  CHECK(world.account("A").apply({.imports = {stream_import("B", "all.open")}}).empty());
  // Named by the wide one, A gets all of it.
  wide.accounts = Texts{"A"};
  REQUIRE(world.account("B").apply({.exports = {narrow, wide}}).empty());
  CHECK(world.account("A").apply(secret).empty());
}

TEST_CASE("what the server offers by itself is not for rules of accounts") {
  World world;
  world.account("SYS").exports().add_implicit(service_export("$JS.API.>"));
  CHECK(only(world.account("A").apply({.imports = {service_import("SYS", "$JS.API.>")}})).kind ==
        Kind::NotExported);
}

TEST_CASE("the same import twice counts once") {
  World world;
  REQUIRE(world.account("B").apply({.exports = {stream_export(">"), service_export(">")}}).empty());
  CHECK(only(world.account("A").apply(
                 {.imports = {stream_import("B", "s", "x"), stream_import("B", "s", "y")}}))
            .reason == "stream import already exists");
  CHECK(only(world.account("A").apply(
                 {.imports = {service_import("B", "s", "x"), service_import("B", "t", "x")}}))
            .reason ==
        "duplicate service import subject \"x\", previously used in import for account \"B\", "
        "subject \"s\"");
}

TEST_CASE("exports that make no sense are told") {
  World world;
  ExportRule latency = service_export("x");
  latency.latency = {.subject = "not.*.literal"};
  ExportRule position = stream_export("a.*.b");
  position.account_token_position = 3;
  const auto problems =
      world.account("B").apply({.exports = {stream_export("a..b"), latency, position,
                                            service_export("s"), service_export("s")}});
  REQUIRE(problems.size() == 3);
  CHECK(problems[0].kind == Kind::BadSubject);
  CHECK(problems[1].rule == "service export \"x\"");
  CHECK(problems[2].reason == "account token position 3 is not a \"*\" of the subject");
}

TEST_CASE("of one service that is exported twice the last rule counts") {
  World world;
  ExportRule last = service_export("s");
  last.accounts = Texts{"C"};
  REQUIRE(world.account("B").apply({.exports = {service_export("s"), last}}).empty());
  CHECK(only(world.account("A").apply({.imports = {service_import("B", "s")}})).kind ==
        Kind::NotAuthorised);
  CHECK(world.account("C").apply({.imports = {service_import("B", "s")}}).empty());
  last.service = false;
  REQUIRE(world.account("B").apply({.exports = {stream_export("s"), last}}).empty());
  CHECK(only(world.account("A").apply({.imports = {stream_import("B", "s")}})).kind ==
        Kind::NotAuthorised);
}

TEST_CASE("an account token lets each importer take its own subject") {
  World world;
  ExportRule offer = service_export("req.*.info");
  offer.account_token_position = 2;
  REQUIRE(world.account("B").apply({.exports = {offer}}).empty());
  CHECK(world.account("A").apply({.imports = {service_import("B", "req.A.info", "info")}}).empty());
  const Problem other =
      only(world.account("A").apply({.imports = {service_import("B", "req.C.info", "info")}}));
  CHECK(other.kind == Kind::NotAuthorised);
  CHECK(only(world.account("A").apply({.imports = {service_import("B", "req.*.info")}})).kind ==
        Kind::NotAuthorised);
}

TEST_CASE("a private export needs an activation, which may end while it is used") {
  World world;
  ExportRule offer = stream_export("s");
  offer.token_required = true;
  REQUIRE(world.account("B").apply({.exports = {offer}}).empty());
  ImportRule rule = stream_import("B", "s");
  CHECK(only(world.account("A").apply({.imports = {rule}})).reason ==
        "stream import not authorized: the export is private and needs an activation token");
  rule.activation = ImportRule::Activation::Valid;
  REQUIRE(world.account("A").apply({.imports = {rule}}).empty());
  const auto a = world.member("A");
  const auto b = world.member("B");
  a->subscribe("s");
  CHECK(b->publish("s", "") == 1);
  Imports& imports = world.account("A").imports();
  imports.set_activation(rule, ImportRule::Activation::Invalid, "the activation token has expired");
  CHECK(b->publish("s", "") == 0);
  CHECK(interest_of(world.account("B")).empty());
  CHECK(only(imports.problems()).reason ==
        "stream import not authorized: the activation token has expired");
  CHECK_FALSE(imports.list()[0].active);
  imports.set_activation(rule, ImportRule::Activation::Valid, "");
  CHECK(b->publish("s", "") == 1);
  CHECK(imports.list()[0].active);
}

TEST_CASE("an import starts once its exporter offers it, and stops when it no longer does") {
  World world;
  CHECK(only(world.account("A").apply({.imports = {service_import("B", "svc")}})).kind ==
        Kind::UnknownAccount);
  CHECK(world.accounts.importers_of("B") == std::vector<Account*>{&world.account("A")});
  const auto a = world.member("A");
  const auto b = world.member("B");
  b->subscribe("svc");
  CHECK(only(world.account("A").imports().problems()).kind == Kind::NotExported);
  CHECK(a->publish("svc", "", "i") == 0);
  REQUIRE(world.account("B").apply({.exports = {service_export("svc")}}).empty());
  CHECK(world.account("A").imports().problems().empty());
  CHECK(a->publish("svc", "", "i") == 1);
  ExportRule others = service_export("svc");
  others.accounts = Texts{"C"};
  REQUIRE(world.account("B").apply({.exports = {others}}).empty());
  CHECK(only(world.account("A").imports().problems()).kind == Kind::NotAuthorised);
  CHECK(a->publish("svc", "", "i") == 0);
  CHECK(world.account("B").exports().responses().size() == 1);
  REQUIRE(world.account("B").apply({}).empty());
  CHECK(world.account("B").exports().responses().size() == 0);
}

TEST_CASE("imports that form a cycle are refused, and taken when it is broken") {
  for (const bool service : {false, true}) {
    CAPTURE(service);
    World world;
    const auto offer = [&](std::string s) {
      return service ? service_export(std::move(s)) : stream_export(std::move(s));
    };
    const auto take = [&](std::string account, std::string s, std::string to = "") {
      return service ? service_import(std::move(account), std::move(s), std::move(to))
                     : stream_import(std::move(account), std::move(s), std::move(to));
    };
    const auto both = [&](std::vector<ImportRule> imports) {
      return AccountRules{.exports = {offer(">")}, .imports = std::move(imports)};
    };
    SUBCASE("two accounts") {
      const auto problems =
          world.accounts.apply({{"A", both({take("B", "foo")})}, {"B", both({take("A", "foo")})}});
      const Problem cycle = only(problems);
      CHECK(cycle.account == "B");
      CHECK(cycle.kind == Kind::Cycle);
      CHECK(cycle.reason == "import forms a cycle");
      REQUIRE(world.account("A").apply(both({})).empty());
      CHECK(world.account("B").imports().problems().empty());
    }
    SUBCASE("wildcards that overlap") {
      CHECK(only(world.accounts.apply(
                     {{"A", both({take("B", "foo.*")})}, {"B", both({take("A", "foo.>")})}}))
                .reason == "import forms a cycle");
    }
    SUBCASE("three accounts, under other names") {
      CHECK(only(world.accounts.apply({{"A", both({take("B", "b.>", "a.>")})},
                                       {"B", both({take("C", "c.>", "b.>")})},
                                       {"C", both({take("A", "a.>", "c.>")})}}))
                .reason == "import forms a cycle");
    }
    SUBCASE("there and back again under subjects that do not meet is none") {
      CHECK(world.accounts
                .apply({{"A", both({take("B", "x", "from.b")})},
                        {"B", both({take("A", "y", "from.a")})}})
                .empty());
    }
    SUBCASE("from oneself") {
      CHECK(only(world.accounts.apply({{"A", both({take("A", "s.>")})}})).reason ==
            "import forms a cycle");
      CHECK(world.accounts.apply({{"A", both({take("A", "s.>", "t.>")})}}).empty());
    }
  }
}

TEST_CASE("default permissions are compiled once") {
  World world;
  PermissionRules permissions;
  permissions.publish.allow = Texts{"x"};
  AccountRules rules{.display_name = "Friendly", .default_permissions = permissions};
  Account& account = world.account("A");
  CHECK(account.display_name() == "A");
  REQUIRE(account.apply(rules).empty());
  CHECK(account.display_name() == "Friendly");
  const auto before = account.default_permissions();
  REQUIRE(before);
  REQUIRE(account.apply(rules).empty());
  CHECK(account.default_permissions() == before);
  rules.default_permissions.reset();
  REQUIRE(account.apply(rules).empty());
  CHECK(account.default_permissions() == nullptr);
}

TEST_CASE("rules come into force in whatever order accounts are named") {
  World world;
  const auto problems = world.accounts.apply(
      {{"A", {.imports = {service_import("Z", "z"), stream_import("M", "m")}}},
       {"M", {.exports = {stream_export("m")}, .imports = {stream_import("Z", "s", "m")}}},
       {"Z", {.exports = {service_export("z"), stream_export("s")}}}});
  CHECK(problems.empty());
}

}  // namespace natsop::engine::test
