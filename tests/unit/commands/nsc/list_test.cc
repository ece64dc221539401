#include <doctest/doctest.h>

#include "core/identity/jwt/token.h"
#include "core/json/doc.h"
#include "tests/unit/commands/nsc/nsc_world.h"
#include "tests/unit/commands/nsc/table_cells.h"

namespace {

using namespace natsop;
using test::cell;
using test::NscWorld;
using test::without_keys;
namespace jwt = identity::jwt;

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

void put(const std::filesystem::path& path, const std::string& text) {
  REQUIRE(write_file_atomic(path, text, kPrivateFile));
}

TEST_CASE("list operators, accounts, users") {
  NscWorld world;
  world.operator_with({"A", "B"});
  world.ok({"add", "user", "u"});
  CHECK(world.nsc({"list", "accounts"}).out ==
        "+-----------------------------------------------------------------+\n"
        "|                            Accounts                             |\n"
        "+------+----------------------------------------------------------+\n"
        "| Name | Public Key                                               |\n"
        "+------+----------------------------------------------------------+\n"
        "| A    | " +
            world.account("A").subject +
            " |\n"
            "| B    | " +
            world.account("B").subject +
            " |\n"
            "+------+----------------------------------------------------------+\n");
  CHECK(cell(world.ok({"list", "operators"}), "OP") == "<O>");
  CHECK(cell(world.ok({"list", "users"}), "u") == "<U>");
  CHECK(cell(world.ok({"list", "user", "--account", "B"}), "u") == "<U>");
  CHECK(world.ok({"list", "users", "-a", "A"}) ==
        "+--------------------+\n"
        "|       Users        |\n"
        "+--------------------+\n"
        "| No entries defined |\n"
        "+--------------------+\n");
  CHECK(world.ok({"list", "account", "-J"}) ==
        "[\n {\n  \"name\": \"A\",\n  \"public_key\": \"<A>\"\n },\n"
        " {\n  \"name\": \"B\",\n  \"public_key\": \"<A>\"\n }\n]\n");
  CHECK(world.ok({"list", "users", "-a", "A", "--json"}) == "[]\n");
  CHECK(world.ok({"list", "accounts", "--output", "name"}) == "A\nB\n");
  CHECK(world.ok({"list", "accounts", "--output", "csv"}) == "Name,Public Key\nA,<A>\nB,<A>\n");
  CHECK(has(world.fails({"list", "users", "-a", "C"}), "there are A, B"));
  CHECK(has(world.fails({"list", "acounts"}), "did you mean \"accounts\"?"));
}

TEST_CASE("lists of another operator do not select it") {
  NscWorld world;
  world.operator_with({"A"});
  world.ok({"add", "operator", "O2"});
  world.ok({"add", "account", "X"});
  world.ok({"add", "user", "y"});
  world.ok({"env", "-o", "OP"});
  CHECK(cell(world.ok({"list", "accounts", "-o", "O2"}), "X") == "<A>");
  CHECK(cell(world.ok({"list", "users", "-o", "O2", "-a", "X"}), "y") == "<U>");
  CHECK(world.selected() == "OP/A");
  CHECK(has(world.fails({"list", "accounts", "-o", "NONE"}), "there are O2, OP"));
}

TEST_CASE("a folder that has another name than its claim, and files that cannot be read") {
  NscWorld world;
  world.operator_with({"A", "B"});
  const auto store = world.store();
  put(store.account_path("A"), *store.account_token("B"));
  CHECK(cell(world.ok({"list", "accounts"}), "A (B)") == "<A>");
  put(store.account_path("A"), "eyJ0");
  const auto ran = world.nsc({"list", "accounts"});
  CHECK(ran.status == 1);
  CHECK(cell(ran.out, "A").starts_with("error loading jwt - "));
  CHECK(cell(without_keys(ran.out), "B") == "<A>");
  CHECK(has(ran.err, "Error: 1 of 2 accounts could not be read\n"));
  const auto json = world.nsc({"list", "accounts", "--json"});
  CHECK(json.status == 1);
  const auto doc = json::Doc::parse(json.out);
  REQUIRE(doc);
  CHECK(doc->text_at("/0/error").starts_with("error loading jwt - "));
  // Keys of a damaged account would look like nobody's.
  CHECK(has(world.fails({"list", "keys", "--all"}), "A.jwt"));
  put(store.operator_path(), "");
  CHECK(world.nsc({"list", "operators"}).status == 1);
}

TEST_CASE("nothing to list") {
  NscWorld world;
  world.nsc({"env"});
  CHECK(has(world.ok({"list", "operators"}), "| No entries defined |"));
  CHECK(has(world.fails({"list", "accounts"}), "no operator in `"));
  CHECK(world.ok({"list", "keys"}) == "no keys matched query\n");
  CHECK(world.ok({"list", "keys", "--json"}) == "[]\n");
  world.ok({"add", "operator", "OP"});
  CHECK(has(world.fails({"list", "users"}), "operator \"OP\" has no accounts"));
}

TEST_CASE("list keys: which") {
  NscWorld world;
  world.operator_with({"A", "B"});
  world.ok({"add", "user", "u", "-a", "A"});
  world.ok({"add", "user", "v", "-a", "B"});
  world.ok({"add", "user", "w", "-a", "B"});
  world.ok({"edit", "account", "B", "--sk", "generate"});
  const auto names = [&](std::vector<std::string> args) {
    args.insert(args.begin(), {"list", "keys"});
    args.insert(args.end(), {"--output", "csv"});
    std::string out;
    std::istringstream lines(world.ok(args));
    for (std::string line; std::getline(lines, line);) {
      const auto name = line.substr(0, line.find(','));
      if (name != "Entity" && line != "no keys matched query") out += name + ".";
    }
    return out;
  };
  CHECK(names({}) == "OP.B.B.v.w.");
  CHECK(names({"--all"}) == "OP.A.u.B.B.v.w.");
  CHECK(names({"-A", "--output", "csv"}) == "OP.A.u.B.B.v.w.");
  CHECK(names({"--operator"}) == "OP.");
  CHECK(names({"-a"}) == "A.B.B.");
  CHECK(names({"-u"}) == "u.v.w.");
  CHECK(names({"-o", "-u", "--account", "A"}) == "OP.u.");
  CHECK(names({"--account", "A"}) == "OP.A.u.");
  CHECK(names({"--account", world.account("A").subject}) == "OP.A.u.");
  CHECK(names({"-u", "--user", "w"}) == "w.");
  CHECK(names({"-A", "--filter", world.account("A").subject.substr(5, 20)}) == "A.");
  CHECK(names({"-x"}) == "");
  CHECK(has(world.fails({"list", "keys", "--account", "C"}), "there are A, B"));
}

TEST_CASE("list keys: how") {
  NscWorld world;
  world.operator_with({"A"});
  world.ok({"add", "user", "u"});
  const auto op = world.op().subject;
  const auto account = world.account("A").subject;
  const auto user = world.user("A", "u").subject;
  CHECK(world.nsc({"list", "keys"}).out ==
        "+-----------------------------------------------------------------------------------------"
        "-+\n"
        "|                                           Keys                                          "
        " |\n"
        "+--------+----------------------------------------------------------+-------------+-------"
        "-+\n"
        "| Entity | Key                                                      | Signing Key | "
        "Stored |\n"
        "+--------+----------------------------------------------------------+-------------+-------"
        "-+\n"
        "| OP     | " +
            op +
            " |             | *      |\n"
            "|  A     | " +
            account +
            " |             | *      |\n"
            "|   u    | " +
            user +
            " |             | *      |\n"
            "+--------+----------------------------------------------------------+-------------+---"
            "-----+\n"
            "[ T ] auth callout encryption target\n");
  SUBCASE("missing and broken key files, and seeds") {
    const auto seed = world.keystore().load(op)->seed();
    std::filesystem::remove(world.keystore().key_path(account));
    put(world.keystore().key_path(user), "SUAAA");
    const auto out = world.nsc({"list", "keys"}).out;
    CHECK(has(out, "|  A     | " + account + " |             |        |\n"));
    CHECK(has(out, "|   u    | " + user + " |             | BAD    |\n"));
    const auto seeds = world.nsc({"list", "keys", "--show-seeds"});
    CHECK(seeds.status == 0);
    CHECK(has(seeds.out, "Seeds Keys"));
    CHECK(cell(seeds.out, "OP") == std::string(seed->reveal()));
    CHECK(cell(seeds.out, "A") == account + " [!]");
    CHECK(cell(seeds.out, "u") == user + " [ERR]");
    CHECK(
        seeds.out.ends_with("[ ! ] seed is not stored\n[ERR] error reading seed\n"
                            "[ T ] auth callout encryption target\n"));
    CHECK_FALSE(has(world.nsc({"list", "keys", "-J"}).out, std::string(seed->reveal())));
  }
  SUBCASE("--json") {
    const auto doc = json::Doc::parse(world.nsc({"list", "keys", "--json", "-S"}).out);
    REQUIRE(doc);
    const auto row = doc->at("/1");
    CHECK(row.text_at("/name") == "A");
    CHECK(row.text_at("/pub") == account);
    CHECK(row.text_at("/parent") == op);
    CHECK(row.at("/signing").dump() == "false");
    CHECK(row.text_at("/key_path") == world.keystore().key_path(account).string());
    CHECK(row.text_at("/expected_kind") == "account");
    CHECK(row.text_at("/seed").starts_with("SA"));
    CHECK_FALSE(row.text_at("/jwt").empty());
  }
  SUBCASE("keys of nobody") {
    const auto stranger = identity::KeyPair::create(identity::KeyKind::Curve);
    REQUIRE(world.keystore().store(*stranger));
    const auto out = world.nsc({"list", "keys", "--not-referenced"}).out;
    CHECK(cell(out, "?") == stranger->public_text());
    CHECK_FALSE(has(out, account));
    CHECK(has(out, "[ ? ] unreferenced key"));
  }
  SUBCASE("the key that auth callouts are encrypted for") {
    const auto curve = identity::KeyPair::create(identity::KeyKind::Curve);
    auto claims = world.account("A");
    claims.authorization.auth_users = {user};
    claims.authorization.xkey = curve->public_text();
    const auto signer = world.keystore().load(op);
    put(world.store().account_path("A"), *jwt::encode(claims, *signer, test::FakeClock::kStart));
    CHECK(has(world.nsc({"list", "keys", "-x"}).out,
              "|  A     | " + curve->public_text() + " | T           |        |\n"));
    const auto out = world.ok({"describe", "account"});
    CHECK(cell(out, "Auth Callout Users") == "<U>");
    CHECK(cell(out, "Encrypt For") == "<X>");
  }
}

}  // namespace
