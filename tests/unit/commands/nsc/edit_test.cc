#include <doctest/doctest.h>

#include <algorithm>

#include "core/identity/creds.h"
#include "core/identity/jwt/token.h"
#include "core/identity/validation.h"
#include "tests/unit/commands/nsc/nsc_world.h"

namespace {

using namespace natsop;
using test::NscWorld;
namespace jwt = identity::jwt;

TEST_CASE("edit account: only what is given changes") {
  NscWorld world;
  world.operator_with({"A"});
  CHECK(world.ok({"edit",
                  "account",
                  "A",
                  "--conns",
                  "10",
                  "--leaf-conns",
                  "5",
                  "--data",
                  "1.5kb",
                  "--exports",
                  "3",
                  "--wildcard-exports=false",
                  "--disallow-bearer",
                  "--imports",
                  "4",
                  "--payload",
                  "1KiB",
                  "--subscriptions",
                  "7",
                  "--description",
                  "d \"q\"",
                  "--info-url",
                  "http://x.y",
                  "--tag",
                  "Two,one",
                  "--expiry",
                  "2030-01-02"}) ==
        "[ OK ] changed jwt expiry to 2030-01-02 00:00:00 UTC - in 3 years\n"
        "[ OK ] added tag \"two\"\n"
        "[ OK ] added tag \"one\"\n"
        "[ OK ] changed max connections to 10\n"
        "[ OK ] changed leaf node connections to 5\n"
        "[ OK ] changed max data to 1500 bytes\n"
        "[ OK ] changed max exports to 3\n"
        "[ OK ] changed wild card exports to false\n"
        "[ OK ] changed disallow bearer to true\n"
        "[ OK ] changed max imports to 4\n"
        "[ OK ] changed max payload size to 1024\n"
        "[ OK ] changed max subscriptions to 7\n"
        "[ OK ] changed description to \"d \"q\"\"\n"
        "[ OK ] changed info url to \"http://x.y\"\n"
        "[ OK ] edited account \"A\"\n");
  const auto before = world.account("A");
  CHECK(before.tags == std::vector<std::string>{"one", "two"});
  world.ok({"edit", "account", "A", "--conns", "11"});
  auto after = world.account("A");
  CHECK(after.limits.connections == 11);
  after.limits.connections = 10;
  CHECK(after.limits == before.limits);  // JetStream, wildcards and bearers included
  CHECK(after.description == before.description);
  CHECK(world.ok({"edit", "account", "--rm-tag", "ONE", "--expiry", "0"}) ==
        "[ OK ] changed jwt expiry to never expire\n"
        "[ OK ] removed tag \"one\"\n"
        "[ OK ] edited account \"A\"\n");
}

TEST_CASE("edit account: JetStream") {
  NscWorld world;
  world.operator_with({"A"});
  SUBCASE("global limits") {
    CHECK(world.ok({"edit", "account", "-n", "A", "--js-mem-storage", "-1", "--js-disk-storage",
                    "10GB", "--js-streams", "-1", "--js-consumer", "5", "--js-max-mem-stream", "5",
                    "--js-max-disk-stream", "6", "--js-max-ack-pending", "7",
                    "--js-max-bytes-required"}) ==
          "[ OK ] changed global max streams to -1\n"
          "[ OK ] changed global max consumer to 5\n"
          "[ OK ] changed global max mem storage to -1\n"
          "[ OK ] changed global max memory stream to 5\n"
          "[ OK ] changed global max disk storage to 10000000000\n"
          "[ OK ] changed global max disk stream to 6\n"
          "[ OK ] changed global max ack pending to 7\n"
          "[ OK ] changed global max bytes required to true\n"
          "[ OK ] edited account \"A\"\n");
    world.ok({"edit", "account", "--js-streams", "3"});
    const jwt::JetStreamLimits expected{.memory_storage = -1,
                                        .disk_storage = 10'000'000'000,
                                        .streams = 3,
                                        .consumers = 5,
                                        .max_ack_pending = 7,
                                        .memory_max_stream_bytes = 5,
                                        .disk_max_stream_bytes = 6,
                                        .max_bytes_required = true};
    CHECK(world.account("A").limits.jetstream == expected);
    CHECK(world.fails({"edit", "account", "--js-tier", "3", "--js-streams", "1"})
              .starts_with("Error: cannot set a jetstream tier limit when a configuration has a "
                           "global limit\n"));
    CHECK(world.fails({"edit", "account", "--js-enable", "3"})
              .starts_with("Error: cannot set a jetstream tier limit"));
    CHECK(world.fails({"edit", "account", "--js-enable", "0"}) ==
          "Error: jetstream tier global is already enabled\n");
    CHECK(world.ok({"edit", "account", "--rm-js-tier", "0"}) ==
          "[ OK ] deleted global limit\n[ OK ] edited account \"A\"\n");
    CHECK_FALSE(world.account("A").limits.jetstream_enabled());
  }
  SUBCASE("tiers") {
    CHECK(world.ok({"edit", "account", "--js-enable", "1"}) ==
          "[ OK ] enabled tier limit R1\n[ OK ] edited account \"A\"\n");
    CHECK(world.ok({"edit", "account", "--js-tier", "3", "--js-disk-storage", "1GiB"}) ==
          "[ OK ] changed R3 max disk storage to 1073741824\n[ OK ] edited account \"A\"\n");
    const auto tiers = world.account("A").limits.tiers;
    REQUIRE(tiers.size() == 2);
    CHECK(tiers.at("R1").disk_storage == -1);
    CHECK(tiers.at("R3").streams == -1);
    CHECK(world.fails({"edit", "account", "--js-disk-storage", "1"})
              .starts_with("Error: cannot set a jetstream global limit when a configuration has "
                           "tiered limits 'R1,R3'\n"));
    CHECK(world.fails({"edit", "account", "--rm-js-tier", "2"})
              .starts_with("Error: account doesn't have tier R2 limit\n"));
    CHECK(world.ok({"edit", "account", "--rm-js-tier", "3"}) ==
          "[ OK ] deleted tier limit R3\n[ OK ] edited account \"A\"\n");
    CHECK(
        world.ok({"edit", "account", "--js-disable"}) ==
        "[ OK ] deleted global limit\n[ OK ] deleted tier limit R1\n[ OK ] edited account \"A\"\n");
  }
  SUBCASE("old names") {
    const auto ran = world.nsc({"edit", "account", "--disk-storage", "1000"});
    CHECK(ran.status == 0);
    CHECK(ran.err ==
          "Flag --disk-storage has been deprecated, it got renamed to --js-disk-storage\n");
    CHECK(ran.out ==
          "[ OK ] changed global max disk storage to 1000\n[ OK ] edited account \"A\"\n");
  }
  SUBCASE("what does not go together") {
    for (const auto& [args, flag] : std::vector<std::pair<std::vector<std::string>, std::string>>{
             {{"--rm-js-tier", "0", "--js-streams", "1"}, "rm-js-tier"},
             {{"--js-disable", "--js-streams", "1"}, "js-disable"},
             {{"--js-enable", "0", "--js-streams", "1"}, "js-enable"}}) {
      std::vector<std::string> line{"edit", "account"};
      line.insert(line.end(), args.begin(), args.end());
      CHECK(world.fails(line) == "Error: " + flag + " is exclusive of all other js options\n");
    }
    CHECK(world.fails({"edit", "account", "--js-tier", "9", "--js-streams", "1"})
              .find("out of range") != std::string::npos);
  }
}

TEST_CASE("edit account: the system account has no JetStream") {
  NscWorld world;
  world.ok({"add", "operator", "OP", "--sys"});
  CHECK(world.fails({"edit", "account", "SYS", "--js-disk-storage", "1", "--js-streams", "1"}) ==
        "Error: system account cannot have jetstream related settings - please rerun without: "
        "--js-disk-storage --js-streams\n");
  CHECK(world.fails({"edit", "account", "SYS", "--js-enable", "0"}) ==
        "Error: system account cannot have JetStream limits - please rerun with --js-disable\n");
  world.ok({"edit", "account", "SYS", "--js-disable"});
  world.ok({"edit", "account", "SYS", "--tag", "x"});
  CHECK(world.account("SYS").limits.jetstream == jwt::JetStreamLimits{});
}

TEST_CASE("edit account: signing keys") {
  NscWorld world;
  world.operator_with({"A"});
  CHECK(world.ok({"edit", "account", "--sk", "generate,generate"}) ==
        "[ OK ] added signing key \"<A>\"\n[ OK ] added signing key \"<A>\"\n[ OK ] edited account "
        "\"A\"\n");
  const auto keys = world.account("A").signing_keys;
  REQUIRE(keys.size() == 2);
  const auto key = keys.begin()->first;
  CHECK(world.keystore().has_seed(key));
  CHECK(world.ok({"edit", "account", "--rm-sk", key}) ==
        "[ OK ] removed signing key \"<A>\"\n[ OK ] edited account \"A\"\n");
  CHECK(world.account("A").signing_keys.size() == 1);
  CHECK(world.fails({"edit", "account", "--rm-sk", key})
            .starts_with("Error: \"<A>\" is not a signing key of the account\n"));
  // The generated key of a failed edit is not kept: fails() compares all files.
  CHECK(world.fails({"edit", "account", "--sk", "generate", "--info-url", "::"})
            .starts_with("Error: "));
  const auto user = identity::KeyPair::create(identity::KeyKind::User);
  CHECK(world.fails({"edit", "account", "--sk", user->public_text()})
            .starts_with("Error: specified key is not a valid account nkey\n"));
}

TEST_CASE("edit account: tracing, bearers, cluster traffic") {
  NscWorld world;
  world.operator_with({"A"});
  CHECK(world.ok({"edit", "account", "--trace-context-subject", "tr", "--trace-context-sampling",
                  "20"}) ==
        "[ OK ] changed trace context subject to \"tr\"\n"
        "[ OK ] changed trace context sampling to 20%\n"
        "[ OK ] edited account \"A\"\n");
  CHECK(world.account("A").trace == jwt::MessageTrace{.destination = "tr", .sampling = 20});
  world.ok({"edit", "account", "--trace-context-subject", "other"});
  CHECK(world.account("A").trace->sampling == 20);
  CHECK(world.fails({"edit", "account", "--trace-context-sampling", "101"}).find("1-100") !=
        std::string::npos);
  CHECK(world.fails({"edit", "account", "--trace-context-subject", "a.*"}) ==
        "Error: tracing subjects cannot contain wildcards: \"a.*\"\n");
  CHECK(world.ok({"edit", "account", "--trace-context-subject", ""}) ==
        "[ OK ] disabled trace context\n[ OK ] edited account \"A\"\n");
  CHECK(world.fails({"edit", "account", "--trace-context-sampling", "5"})
            .starts_with("Error: trace-context-sampling requires a subject\n"));

  world.ok({"edit", "account", "--host-cluster-traffic"});
  CHECK(world.account("A").cluster_traffic == "owner");

  world.ok({"add", "user", "u", "--bearer"});
  CHECK(world.fails({"edit", "account", "--disallow-bearer"})
            .starts_with("Error: user \"u\" in account \"A\" uses bearer token (needs to be "
                         "deleted/changed first)\n"));
  world.ok({"edit", "user", "u", "--bearer=false"});
  world.ok({"edit", "account", "--disallow-bearer"});
  CHECK(world.fails({"edit", "user", "u", "--bearer"})
            .starts_with("Error: account disallows bearer token\n"));
  CHECK(world.fails({"add", "user", "v", "--bearer"})
            .starts_with("Error: account \"A\" forbids the use of bearer token\n"));
}

TEST_CASE("edit account: refusals") {
  NscWorld world;
  world.operator_with({"A", "B"});
  CHECK(world.fails({"edit", "account"}).starts_with("Error: specify an edit option\n"));
  CHECK(world.fails({"edit", "account", "AB", "--conns", "1"}).find("account AB does not exist") !=
        std::string::npos);
  for (const char* bad : {"1x", "lots", "-5", "1e400", "99999999999999999999", "10EB"}) {
    CAPTURE(bad);
    CHECK(world.fails({"edit", "account", "--conns", bad}).starts_with("Error: --conns: "));
  }
  CHECK(
      world.fails({"edit", "account", "--description", std::string(9000, 'x')}).find("too long") !=
      std::string::npos);
  CHECK(world.fails({"edit", "account", "--expiry", "foo"})
            .starts_with("Error: expiry \"foo\" is invalid"));
  CHECK(world.fails({"edit", "account", "--exports", "1", "extra", "words"}).find("words") !=
        std::string::npos);
}

TEST_CASE("edit user") {
  NscWorld world;
  world.operator_with({"A"});
  world.ok({"add", "user", "u"});
  const auto creds_before = read_file(world.data() / "keys/creds/OP/A/u.creds");
  CHECK(world.ok({"edit",
                  "user",
                  "u",
                  "--payload",
                  "100",
                  "--data",
                  "1kb",
                  "--subs",
                  "5",
                  "--bearer",
                  "--conn-type",
                  "mqtt,Standard",
                  "--source-network",
                  "10.0.0.0/8",
                  "--time",
                  "08:00:00-10:00:00",
                  "--locale",
                  "Europe/Berlin",
                  "--allow-pubsub",
                  "a"}) ==
        "[ OK ] changed max payload to 100\n"
        "[ OK ] changed max data to 1000\n"
        "[ OK ] changed max number of subs to 5\n"
        "[ OK ] changed bearer to true\n"
        "[ OK ] added connection type MQTT\n"
        "[ OK ] added connection type STANDARD\n"
        "[ OK ] added src network 10.0.0.0/8\n"
        "[ OK ] changed time locale to \"Europe/Berlin\"\n"
        "[ OK ] added time range 08:00:00-10:00:00\n"
        "[ OK ] added pub \"a\"\n"
        "[ OK ] added sub \"a\"\n"
        "[ OK ] generated user creds file `~/.local/share/nats/nsc/keys/creds/OP/A/u.creds`\n"
        "[ OK ] edited user \"u\"\n");
  const auto creds = read_file(world.data() / "keys/creds/OP/A/u.creds");
  CHECK(*creds != *creds_before);
  CHECK(identity::parse_creds(*creds)->token == *world.store().user_token("A", "u"));
  CHECK(world.ok({"edit", "user", "--rm", "a,b", "--rm-conn-type", "mqtt", "--rm-source-network",
                  "10.0.0.0/8", "--rm-time", "08:00:00", "--bearer=true"}) ==
        "[ OK ] ignoring change to bearer - value is already true\n"
        "[ OK ] removed connection type MQTT\n"
        "[ OK ] removed src network 10.0.0.0/8\n"
        "[ OK ] removed time range 08:00:00-10:00:00\n"
        "[ OK ] removed pub \"a\"\n"
        "[ OK ] removed sub \"a\"\n"
        "[WARN] \"b\" is in none of the permissions\n"
        "[ OK ] generated user creds file `~/.local/share/nats/nsc/keys/creds/OP/A/u.creds`\n"
        "[ OK ] edited user \"u\"\n");
  const auto limits = world.user("A", "u").limits;
  CHECK(limits.permissions.empty());
  CHECK(limits.payload == 100);
  CHECK(limits.allowed_connection_types == std::vector<std::string>{"STANDARD"});
  CHECK(world.ok({"edit", "user", "u", "--allow-pub-response=2"}).find("set max responses to 2") !=
        std::string::npos);
  CHECK(world.ok({"edit", "user", "u", "--rm-response-perms"})
            .starts_with("[ OK ] removed response permissions\n"));

  CHECK(world.fails({"edit", "user", "u"}).starts_with("Error: specify an edit option\n"));
  CHECK(world.fails({"edit", "user", "x", "--tag", "t"})
            .starts_with("Error: user \"x\" not found\n"));
  CHECK(world.fails({"edit", "user", "--conn-type", "pigeon"})
            .starts_with("Error: unknown connection type pigeon\n"));
  CHECK(world.fails({"edit", "user", "--time", "8-10"}).find("is not a time range") !=
        std::string::npos);
  CHECK(world.fails({"edit", "user", "--locale", "Mars/Base"})
            .starts_with("Error: unknown time zone \"Mars/Base\"\n"));
  CHECK(world.fails({"edit", "user", "--subs", "-3"}).find("out of range") != std::string::npos);
}

TEST_CASE("edit user: of a scoped signing key") {
  NscWorld world;
  world.operator_with({"A"});
  world.ok({"edit", "signing-key", "--sk", "generate", "--role", "r"});
  world.ok({"add", "user", "u", "-K", "r"});
  CHECK(world.fails({"edit", "user", "u", "--allow-pub", "x"})
            .ends_with("Error: scoped users require no permissions or limits set\n"));
  world.ok({"edit", "user", "u", "--tag", "fine"});
  const auto claims = world.user("A", "u");
  CHECK(claims.has_empty_permissions());
  CHECK(world.account("A").signing_keys.contains(claims.issuer));
}

TEST_CASE("edit signing-key") {
  NscWorld world;
  world.operator_with({"A"});
  CHECK(world.ok({"edit", "signing-key", "--sk", "generate", "--role", "r", "--description", "d",
                  "--allow-sub", "q.>", "--data", "5"}) ==
        "[ OK ] changed max data to 5\n[ OK ] added sub \"q.>\"\n[ OK ] edited signing key "
        "\"<A>\"\n");
  CHECK(world.ok({"edit", "signing-key", "r", "--deny-pub", ">"}) ==
        "[ OK ] added deny pub \">\"\n[ OK ] edited signing key \"<A>\"\n");
  CHECK(world.ok({"edit", "signing-key", "--role", "r", "--allow-pub", "{{name()}}.>"})
            .ends_with("edited signing key \"<A>\"\n"));
  const auto keys = world.account("A").signing_keys;
  REQUIRE(keys.size() == 1);
  const auto& scope = *keys.begin()->second;
  CHECK(scope.role == "r");
  CHECK(scope.description == "d");
  CHECK(scope.limits.data == 5);  // naming the key by its role keeps limits
  CHECK(scope.limits.payload == -1);
  CHECK(scope.limits.permissions.publish.deny == std::vector<std::string>{">"});

  // A plain signing key gets a scope; the role may move to it only when it is free.
  world.ok({"edit", "account", "--sk", "generate"});
  const auto all = world.account("A").signing_keys;
  const auto plain = std::ranges::find_if(all, [](const auto& entry) { return !entry.second; });
  REQUIRE(plain != all.end());
  CHECK(world.fails({"edit", "signing-key", plain->first, "--role", "r"})
            .starts_with("Error: role \"r\" belongs to signing key <A>\n"));
  world.ok({"edit", "signing-key", plain->first, "--role", "s"});
  CHECK(world.account("A").signing_keys.at(plain->first)->role == "s");

  CHECK(world.fails({"edit", "signing-key", "--allow-pub", "x"})
            .starts_with("Error: signing key is required\n"));
  CHECK(world.fails({"edit", "signing-key", "tt", "--allow-pub", "x"})
            .starts_with("Error: signing-key \"tt\" not found\n"));
  CHECK(world.fails({"edit", "signing-key", "r", "--allow-pub", "x y"})
            .starts_with("Error: publish permission subject"));
}

TEST_CASE("edit operator") {
  NscWorld world;
  world.operator_with({"A"});
  CHECK(world.ok({"edit", "operator", "-u", "nats://localhost:4222,nats://localhost:4232",
                  "--service-url", "nats://LOCALHOST:4222,tls://b", "--system-account", "A", "--sk",
                  "generate", "--tag", "t", "--start", "2026-01-01"}) ==
        "[ OK ] changed jwt valid start to 2026-01-01 00:00:00 UTC - 10 months ago\n"
        "[ OK ] added tag \"t\"\n"
        "[ OK ] added signing key \"<O>\"\n"
        "[ OK ] set account jwt server url to \"nats://localhost:4222,nats://localhost:4232\"\n"
        "[ OK ] set system account \"<A>\"\n"
        "[ OK ] added service url \"nats://LOCALHOST:4222\"\n"
        "[ OK ] added service url \"tls://b\"\n"
        "[ OK ] edited operator \"OP\"\n");
  const auto op = world.op();
  CHECK(op.service_urls == std::vector<std::string>{"nats://localhost:4222", "tls://b"});
  CHECK(op.system_account == world.account("A").subject);
  CHECK(op.issuer == op.subject);
  CHECK(world.ok({"edit", "operator", "--rm-account-jwt-server-url", "--rm-service-url", "tls://b",
                  "--rm-sk", op.signing_keys.front()}) ==
        "[ OK ] removed signing key \"<O>\"\n"
        "[ OK ] removed account server url\n"
        "[ OK ] removed service url \"tls://b\"\n"
        "[ OK ] edited operator \"OP\"\n");
  CHECK(world.op().account_server_url == "");
}

TEST_CASE("edit operator: requiring signing keys") {
  NscWorld world;
  world.operator_with({"A"});
  world.ok({"add", "user", "u"});
  CHECK(world.fails({"edit", "operator", "--require-signing-keys", "--sk", "generate"})
            .starts_with("Error: account \"A\" needs to be issued with a signing key first\n"));
  world.ok({"edit", "operator", "--sk", "generate"});
  const auto op_key = world.op().signing_keys.front();
  world.ok({"edit", "account", "A", "--sk", "generate", "-K", op_key});
  CHECK(
      world.fails({"edit", "operator", "--require-signing-keys"})
          .starts_with(
              "Error: user \"u\" in account \"A\" needs to be issued with a signing key first\n"));
  const auto account_key = world.account("A").signing_keys.begin()->first;
  world.ok({"edit", "user", "u", "--tag", "x", "-K", account_key});
  CHECK(world.user("A", "u").issuer_account == world.account("A").subject);
  CHECK(world.ok({"edit", "operator", "--require-signing-keys"}) ==
        "[ OK ] strict signing key usage set to: true\n[ OK ] edited operator \"OP\"\n");
  world.ok({"edit", "operator", "--tag", "x"});
  CHECK(world.op().issuer == op_key);
  const auto store = world.store();
  CHECK_FALSE(
      identity::validate_store(store, *store.accounts(), test::FakeClock::kStart).has_errors());
  CHECK(world.fails({"edit", "operator", "--rm-sk", op_key})
            .starts_with("Error: operator requires at least one signing key\n"));
  CHECK(world.ok({"edit", "operator", "--require-signing-keys=false"})
            .starts_with("[ OK ] strict signing key usage set to: false\n"));
}

TEST_CASE("edit operator: refusals") {
  NscWorld world;
  world.operator_with({"A"});
  CHECK(world.fails({"edit", "operator"}).starts_with("Error: specify an edit option\n"));
  CHECK(world.fails({"edit", "operator", "--service-url", "http://x"}).find("http://x") !=
        std::string::npos);
  CHECK(world.fails({"edit", "operator", "-u", "localhost"}).find("localhost") !=
        std::string::npos);
  world.ok({"edit", "account", "A", "--js-enable", "0"});
  CHECK(world.fails({"edit", "operator", "--system-account", "A"}) ==
        "Error: system accounts cannot have JetStream limits - run \"nsc edit account A "
        "--js-disable\" first\n");
  CHECK(
      world.fails({"edit", "operator", "--system-account", "Q"}).find("account Q does not exist") !=
      std::string::npos);
}

TEST_CASE("edit export: keeps what it does not change") {
  NscWorld world;
  world.operator_with({"A"});
  world.ok({"add", "export", "-s", "h.*", "-n", "h", "--service", "--response-type", "Stream",
            "--account-token-position", "2", "--allow-trace", "--advertise", "--latency", "l",
            "--sampling", "10"});
  const auto before = world.account("A").exports.front();
  CHECK(world.ok({"edit", "export", "--description", "d", "--info-url", "http://u.v", "--sampling",
                  "header", "--latency", "m", "--response-threshold", "2s", "--private"}) ==
        "[WARN] changed export to be private - this will break importers\n"
        "[ OK ] changed service latency to header\n"
        "[ OK ] changed service latency subject to m\n"
        "[WARN] changed latency subject will break consumers of the report\n"
        "[ OK ] changed response threshold to 2s\n"
        "[ OK ] changed description to \"d\"\n"
        "[ OK ] changed info url to \"http://u.v\"\n"
        "[ OK ] edited service export \"h\"\n");
  auto expected = before;
  expected.description = "d";
  expected.info_url = "http://u.v";
  expected.latency = jwt::ServiceLatency{.sampling = 0, .results = "m"};
  expected.response_threshold = std::chrono::seconds(2);
  expected.token_required = true;
  CHECK((world.account("A").exports.front() == expected));
  CHECK(world.ok({"edit", "export", "--rm-latency-sampling", "--response-type", "Singleton",
                  "--allow-trace=false", "--name", "n"}) ==
        "[ OK ] changed export name to n\n"
        "[ OK ] removed latency tracking\n"
        "[ OK ] changed response type to Singleton\n"
        "[ OK ] changed allowed trace to false\n"
        "[ OK ] edited service export \"n\"\n");
  CHECK(world.ok({"edit", "export", "--service=false"}) ==
        "[WARN] changed export type to \"stream\" - this will break importers\n"
        "[ OK ] edited stream export \"n\"\n");
  CHECK(world.account("A").exports.front().response_type == "");
}

TEST_CASE("edit export: refusals") {
  NscWorld world;
  world.operator_with({"A"});
  CHECK(world.fails({"edit", "export", "--name", "x"}) ==
        "Error: account \"A\" doesn't have exports\n");
  world.ok({"add", "export", "-s", "orders.>"});
  world.ok({"add", "export", "-s", "audit.>"});
  CHECK(
      world.fails({"edit", "export", "--name", "x"}).starts_with("Error: a subject is required\n"));
  CHECK(world.fails({"edit", "export", "-s", "order.>", "--name", "x"}) ==
        "Error: no export with subject \"order.>\" found\n  hint: did you mean \"orders.>\"?\n");
  CHECK(world.fails({"edit", "export", "-s", "audit.>"})
            .starts_with("Error: please specify some options\n"));
  CHECK(world.fails({"edit", "export", "-s", "audit.>", "--response-threshold", "1s"}) ==
        "Error: response threshold is only applicable to services\n");
  CHECK(world.fails({"edit", "export", "-s", "audit.>", "--allow-trace"}) ==
        "Error: allow trace is only applicable to services\n");
}

}  // namespace
