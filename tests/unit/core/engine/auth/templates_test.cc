// Templates of scopes, networks, times of day, names in certificates.
#include <doctest/doctest.h>

#include "core/engine/auth/certificate_names.h"
#include "core/engine/auth/restrictions.h"
#include "core/engine/auth/scope_template.h"
#include "tests/support/fake_clock.h"

namespace natsop::engine {
namespace {

namespace jwt = identity::jwt;
using Texts = std::vector<std::string>;

struct Filled {
  jwt::UserScope scope;
  jwt::UserClaims user = jwt::UserClaims::create("UKEY");
  jwt::AccountClaims account = jwt::AccountClaims::create("AKEY");

  Filled() {
    user.name = "ann";
    account.name = "acme";
  }
  Result<jwt::UserPermissionLimits> fill() { return fill_scope(scope, user, account); }
  Texts publish(Texts allow) {
    scope.limits.permissions.publish.allow = std::move(allow);
    return fill().value().permissions.publish.allow;
  }
  std::string deny_problem(Texts deny) {
    scope.limits.permissions.subscribe.deny = std::move(deny);
    const auto filled = fill();
    return filled ? "" : filled.error().message();
  }
};

TEST_CASE("templates are filled in with names, keys and tags") {
  Filled filled;
  CHECK(filled.publish({"plain.>"}) == Texts{"plain.>"});
  CHECK(filled.publish({"u.{{name()}}", "{{subject()}}.x", "{{ account-name() }}.>",
                        "{{account-subject()}}"}) == Texts{"u.ann", "UKEY.x", "acme.>", "AKEY"});
  filled.user.tags = {"k:b", "k:a", "other:z"};
  filled.account.tags = {"r:1", "r:2"};
  CHECK(filled.publish({"{{tag(k)}}.{{account-tag(r)}}"}) == Texts{"a.1", "a.2", "b.1", "b.2"});
  CHECK(filled.publish({"{{TAG(K)}}"}) == Texts{"a", "b"});
}

TEST_CASE("what is not defined narrows, and never widens") {
  Filled filled;
  filled.scope.limits.permissions.publish.allow = {"{{tag(none)}}.x"};
  const auto limits = filled.fill().value();
  CHECK(limits.permissions.publish.allow.empty());
  CHECK(limits.permissions.publish.deny == Texts{">"});
  filled.scope.limits.permissions.publish = {};
  CHECK(filled.deny_problem({"{{tag(none)}}.x"}) ==
        R"(generated invalid subject "{{tag(none)}}.x")");
  filled.user.name = "two words";
  CHECK(filled.deny_problem({"x.{{name()}}.y z"}).starts_with("generated invalid subject"));
  CHECK(filled.deny_problem({"{{shell()}}"}) ==
        R"x(template operation in "{{shell()}}": "shell()" is not defined)x");
}

TEST_CASE("many tags do not make millions of subjects") {
  Filled filled;
  for (int i = 0; i < 100; ++i) {
    filled.user.tags.push_back("t:" + std::to_string(i));
  }
  filled.scope.limits.permissions.publish.allow = {"{{tag(t)}}.{{tag(t)}}.{{tag(t)}}"};
  CHECK_FALSE(filled.fill().has_value());
}

TEST_CASE("addresses in networks") {
  CHECK(is_in_network("10.1.2.3", "10.0.0.0/8"));
  CHECK_FALSE(is_in_network("11.1.2.3", "10.0.0.0/8"));
  CHECK(is_in_network("1.2.3.4", "0.0.0.0/0"));
  CHECK(is_in_network("192.168.1.130", "192.168.1.128/25"));
  CHECK_FALSE(is_in_network("192.168.1.127", "192.168.1.128/25"));
  CHECK(is_in_network("::ffff:10.1.2.3", "10.0.0.0/8"));
  CHECK(is_in_network("10.1.2.3", "::ffff:10.0.0.0/104"));
  CHECK(is_in_network("2001:db8::1", "2001:db8::/32"));
  CHECK_FALSE(is_in_network("2001:db9::1", "2001:db8::/32"));
  CHECK_FALSE(is_in_network("::1", "127.0.0.0/8"));
  for (const char* bad : {"10.0.0.0", "10.0.0.0/33", "10.0.0.0/x", "/8", "", "10.0.0/8"}) {
    CHECK_FALSE(is_in_network("10.0.0.0", bad));
  }
  CHECK_FALSE(is_in_network("", "0.0.0.0/0"));
}

TEST_CASE("times of day, over midnight and in other zones") {
  const Time eleven = test::FakeClock::kStart;
  jwt::UserPermissionLimits limits;
  limits.times_location = "UTC";
  CHECK(allowed_until(limits, eleven).value() == std::nullopt);
  const auto until = [&](std::string start, std::string end) {
    limits.times = {{.start = std::move(start), .end = std::move(end)}};
    return allowed_until(limits, eleven);
  };
  CHECK(until("10:00:00", "12:00:00").value() == eleven + std::chrono::hours(1));
  CHECK(until("11:00:00", "11:00:01").value() == eleven + std::chrono::seconds(1));
  CHECK_FALSE(until("11:00:01", "12:00:00").has_value());
  CHECK_FALSE(until("10:00:00", "11:00:00").has_value());
  CHECK(until("22:00:00", "12:00:00").value() == eleven + std::chrono::hours(1));
  CHECK(until("10:00:00", "02:00:00").value() == eleven + std::chrono::hours(15));
  CHECK_FALSE(until("22:00:00", "06:00:00").has_value());
  CHECK_FALSE(until("1:2", "06:00:00").has_value());
  limits.times_location = "Asia/Tokyo";  // 20:00 there
  CHECK(until("19:00:00", "21:00:00").value() == eleven + std::chrono::hours(1));
  limits.times_location = "Nowhere/Land";
  CHECK_FALSE(until("00:00:00", "23:59:59").has_value());
}

TEST_CASE("distinguished names are compared by their parts") {
  const auto parse = [](const char* text) { return DistinguishedName::parse(text); };
  CHECK(parse("CN=a,O=b") == parse("cn=a, o=b"));
  CHECK(parse("CN=a,O=b") != parse("O=b,CN=a"));
  CHECK(parse("CN=a,O=b")->same_parts(*parse("O=b,CN=a")));
  CHECK_FALSE(parse("CN=a,O=b")->same_parts(*parse("O=b,CN=c")));
  CHECK(parse("CN=a+OU=x") == parse("OU=x+CN=a"));
  CHECK(parse(R"(CN=a\,b)")->parts[0][0].second == "a,b");
  CHECK(parse(R"(CN=\C3\A9)")->parts[0][0].second == "\xc3\xa9");
  CHECK(parse("CN=a b ")->parts[0][0].second == "a b");
  CHECK_FALSE(parse("ann"));
  CHECK_FALSE(parse("CN=a,"));
  CHECK_FALSE(parse("=a"));
  CHECK_FALSE(parse(R"(CN=a\)"));
  CHECK(parse("")->parts.empty());
}

}  // namespace
}  // namespace natsop::engine
