#include <doctest/doctest.h>

#include "tests/unit/commands/nsc/nsc_world.h"

namespace {

using namespace natsop;
using test::NscWorld;
namespace jwt = identity::jwt;

TEST_CASE("-i add operator") {
  NscWorld world;
  auto& script = world.answers();
  script.answer("import operator from a JWT", "n")
      .answer("operator name", "OP")
      .answer("valid from", "")
      .answer("valid until (0 is always)", "1y")
      .answer("Generate system account?", "")
      .answer("Generate signing key?", "y")
      .answer("generate an operator nkey", "");
  const auto out = world.ok({"-i", "add", "operator"});
  CHECK(out.find("created operator signing key: <O>") != std::string::npos);
  CHECK(world.op().expires != 0);
  CHECK(world.store().has_user("SYS", "sys"));
  CHECK(script.done());
}

TEST_CASE("-i add account and user") {
  NscWorld world;
  world.ok({"add", "operator", "OP"});
  world.answers()
      .answer("account name", "A")
      .answer("generate an account nkey", "y")
      .answer("valid from", "0")
      .answer("valid until", "0");
  world.ok({"add", "account", "-i"});
  // One account and one signer: neither is asked for.
  world.answers()
      .answer("user name", "u")
      .answer("generate an user nkey", "y")
      .answer("valid from", "")
      .answer("valid until", "2020-01-01")
      .answer("expiry \"2020-01-01\" is in the past - are you sure?", "y");
  world.ok({"add", "user", "-i"});
  CHECK(world.user("A", "u").expires == 1577836800);

  SUBCASE("several accounts and signers are asked for") {
    world.ok({"add", "account", "B", "--no-input"});
    world.ok({"edit", "account", "B", "--sk", "generate"});
    const auto key = world.account("B").signing_keys.begin()->first;
    world.answers()
        .answer("select account", "B")
        .answer("user name", "v")
        .answer("generate an user nkey", "")
        .answer("valid from", "")
        .answer("valid until", "")
        .answer("select the key to sign the user", key);
    world.ok({"add", "user", "-i"});
    CHECK(world.user("B", "v").issuer == key);
  }
  SUBCASE("a key given by path") {
    const auto key = identity::KeyPair::create(identity::KeyKind::User);
    world.answers()
        .answer("user name", "w")
        .answer("generate an user nkey", "n")
        .answer("path to an user nkey or nkey", key->public_text())
        .answer("valid from", "")
        .answer("valid until", "");
    world.ok({"add", "user", "-i"});
    CHECK(world.user("A", "w").subject == key->public_text());
  }
  SUBCASE("declining ends it") {
    world.answers()
        .answer("user name", "x")
        .answer("generate an user nkey", "y")
        .answer("valid from", "")
        .answer("valid until", "2020-01-01")
        .answer("are you sure?", "n");
    const auto before = world.files();
    const auto ran = world.nsc({"add", "user", "-i"});
    CHECK(ran.status == 130);
    CHECK((world.files() == before));
  }
}

TEST_CASE("-i without a terminal says what is missing") {
  NscWorld world;
  world.ok({"add", "operator", "OP"});
  const auto ran = world.nsc({"add", "account", "-i"});
  CHECK(ran.status == 1);
  CHECK(ran.err.find("account name") != std::string::npos);
}

TEST_CASE("-i exports") {
  NscWorld world;
  world.operator_with({"A"});
  world.answers()
      .answer("export type", "service")
      .answer("subject", "help")
      .answer("name", "")
      .answer("private service", "n")
      .answer("track service latency", "y")
      .answer("sampling percentage [1-100] or `header`", "25")
      .answer("latency metrics subject", "lat")
      .answer("service response type", "Chunked")
      .answer("response threshold (0 disabled)", "2s")
      .answer("allow tracing", "y");
  world.ok({"add", "export", "-i"});
  const auto made = world.account("A").exports.front();
  CHECK(made.name == "help");
  CHECK(made.response_type == "Chunked");
  CHECK(made.latency->sampling == 25);
  CHECK(made.response_threshold == std::chrono::seconds(2));
  CHECK(made.allow_trace);

  world.answers()
      .answer("select export to edit", "help")
      .answer("export type", "")
      .answer("subject", "help.me")
      .answer("name", "h")
      .answer("private service", "y")
      .answer("track service latency", "n")
      .answer("service response type", "")
      .answer("response threshold (0 disabled)", "")
      .answer("Export Description", "words")
      .answer("Info url", "");
  CHECK(world.ok({"edit", "export", "-i"}) ==
        "[ OK ] changed export name to h\n"
        "[WARN] changed export to be private - this will break importers\n"
        "[WARN] changed subject to \"help.me\" - this will break importers\n"
        "[ OK ] removed latency tracking\n"
        "[ OK ] changed description to \"words\"\n"
        "[ OK ] edited service export \"h\"\n");
  CHECK(world.account("A").exports.front().response_type == "Chunked");

  world.answers().answer("select export to delete", "help.me");
  CHECK(world.ok({"delete", "export", "-i"}) == "[ OK ] deleted service export \"help.me\"\n");
}

TEST_CASE("-i add import") {
  NscWorld world;
  world.operator_with({"A", "B"});
  world.ok({"add", "export", "-a", "A", "-s", "orders.*.>", "-n", "orders",
            "--account-token-position", "2"});
  world.ok({"add", "export", "-a", "A", "-s", "secret", "-n", "vault", "--service", "--private"});
  SUBCASE("the account's key goes where the exporter wants it") {
    world.answers()
        .answer("select account", "B")
        .answer("pick from locally available exports", "y")
        .answer("select the export", "[orders]")
        .answer("name", "")
        .answer("local subject", "")
        .answer("allow tracing", "n");
    world.ok({"add", "import", "-i"});
    const auto made = world.account("B").imports.front();
    CHECK(made.name == "orders");
    CHECK(made.subject == "orders." + world.account("B").subject + ".>");
    CHECK(made.local_subject == "orders.>");
  }
  SUBCASE("a private export is activated on the spot; headings are no exports") {
    world.answers()
        .answer("select account", "B")
        .answer("pick from locally available exports", "y")
        .answer("select the export", "A: [")
        .answer("select the export", "[vault]")
        .answer("share information when tracking latency?", "y")
        .answer("name", "")
        .answer("local subject", "");
    const auto ran = world.nsc({"add", "import", "-i"});
    CHECK(ran.status == 0);
    CHECK(ran.err.find("is an account grouping not an export") != std::string::npos);
    const auto made = world.account("B").imports.front();
    CHECK(made.token != "");
    CHECK(made.share);
    CHECK(made.is_service());
  }
  SUBCASE("by hand") {
    world.answers()
        .answer("select account", "B")
        .answer("pick from locally available exports", "n")
        .answer("is the export public?", "y")
        .answer("src-account public key", "A")
        .answer("remote subject", "other")
        .answer("is import a service", "n")
        .answer("name", "")
        .answer("local subject", "mine")
        .answer("allow tracing", "y");
    world.ok({"add", "import", "-i"});
    const auto made = world.account("B").imports.front();
    CHECK(made.account == world.account("A").subject);
    CHECK(made.allow_trace);
    world.answers().answer("select account", "B").answer("select import to delete", "other");
    CHECK(world.ok({"delete", "import", "-i"}) == "[ OK ] deleted stream import \"other\"\n");
  }
}

TEST_CASE("-i edit account") {
  NscWorld world;
  world.operator_with({"A"});
  world.ok({"edit", "account", "--tag", "old"});
  world.answers()
      .answer("add a signing key", "y")
      .answer("path to sk nkey or nkey", "generate")
      .answer("add another signing key", "n")
      .answer("max connections (-1 unlimited)", "10")
      .answer("max leaf node connections", "")
      .answer("max data", "")
      .answer("max exports", "")
      .answer("max imports", "")
      .answer("max payload", "1KiB")
      .answer("max subscriptions", "")
      .answer("set JetStream limits", "y")
      .answer("edit tier (0 matches all tiers)", "3")
      .answer("max mem storage", "")
      .answer("max disk storage", "1GB")
      .answer("max streams", "5")
      .answer("max consumer", "")
      .answer("max size for a memory stream", "")
      .answer("max size for a disk stream", "")
      .answer("max number of pending acks", "")
      .answer("require max bytes when creating a stream", "y")
      .answer("valid from", "")
      .answer("valid until", "")
      .answer("remove tags", "y")
      .answer("select tags to remove", "old")
      .answer("add another tags", "y")
      .answer("enter a tags", "new")
      .answer("add another tags", "n")
      .answer("Account Description", "text")
      .answer("Info url", "")
      .answer("Enable context tracing?", "y")
      .answer("Trace context subject?", "")
      .answer("Trace context sampling rate [1-100]", "30");
  CHECK(world.ok({"edit", "account", "-i"}) ==
        "[ OK ] added signing key \"<A>\"\n"
        "[ OK ] added tag \"new\"\n"
        "[ OK ] removed tag \"old\"\n"
        "[ OK ] changed max connections to 10\n"
        "[ OK ] changed max payload size to 1024\n"
        "[ OK ] changed R3 max streams to 5\n"
        "[ OK ] changed R3 max disk storage to 1000000000\n"
        "[ OK ] changed R3 max bytes required to true\n"
        "[ OK ] changed description to \"text\"\n"
        "[ OK ] changed trace context subject to \"trace.messages\"\n"
        "[ OK ] changed trace context sampling to 30%\n"
        "[ OK ] edited account \"A\"\n");
}

TEST_CASE("-i edit user and operator") {
  NscWorld world;
  world.operator_with({"A"});
  world.ok({"add", "user", "u"});
  world.answers()
      .answer("max payload (-1 unlimited)", "5")
      .answer("valid from", "")
      .answer("valid until", "")
      .answer("add a tags", "n");
  CHECK(world.ok({"edit", "user", "-i"}).starts_with("[ OK ] changed max payload to 5\n"));
  world.answers()
      .answer("valid from", "")
      .answer("valid until", "")
      .answer("add a tags", "n")
      .answer("account jwt server url", "nats://h:4222")
      .answer("add a service url", "y")
      .answer("operator service url", "nats://h:4222")
      .answer("add another service url", "n")
      .answer("Set system account", "y")
      .answer("add a signing key", "n");
  CHECK(world.ok({"edit", "operator", "-i"}) ==
        "[ OK ] set account jwt server url to \"nats://h:4222\"\n"
        "[ OK ] set system account \"<A>\"\n"
        "[ OK ] added service url \"nats://h:4222\"\n"
        "[ OK ] edited operator \"OP\"\n");
}

TEST_CASE("-i deletions ask twice") {
  NscWorld world;
  world.operator_with({"A"});
  world.ok({"add", "user", "u"});
  world.ok({"add", "user", "v"});
  world.answers()
      .answer("select users", "u,v")
      .answer("revoke users before deleting", "y")
      .answer("delete associated nkeys", "y")
      .answer("delete associated creds files", "n")
      .answer("deleting users, nkeys or creds files cannot be undone - continue", "n");
  const auto before = world.files();
  const auto declined = world.nsc({"delete", "user", "-i"});
  CHECK(declined.err == "Error: delete cancelled\n");
  CHECK((world.files() == before));
  world.answers()
      .answer("select users", "u")
      .answer("revoke user before deleting", "n")
      .answer("delete associated nkey", "n")
      .answer("delete associated creds file", "n")
      .answer("deleting a user, nkey or creds file cannot be undone - continue", "y");
  world.ok({"delete", "user", "-i"});
  CHECK(*world.store().users("A") == std::vector<std::string>{"v"});
  world.answers()
      .answer("revoke all account users before deleting", "")
      .answer("delete associated account and user nkeys", "y")
      .answer("delete associated user creds files", "y")
      .answer("deleting accounts, users, nkeys or creds files cannot be undone - continue", "y");
  world.ok({"delete", "account", "-i"});
  CHECK(world.store().accounts()->empty());
}

}  // namespace
