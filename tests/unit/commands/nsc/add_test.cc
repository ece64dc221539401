#include <doctest/doctest.h>

#include <algorithm>

#include "core/identity/creds.h"
#include "core/identity/validation.h"
#include "tests/unit/commands/nsc/nsc_world.h"

namespace {

using namespace natsop;
using test::NscWorld;
namespace jwt = identity::jwt;

void check_valid(const NscWorld& world) {
  const auto store = world.store();
  const auto issues = identity::validate_store(store, *store.accounts(), test::FakeClock::kStart);
  for (const auto& account : issues.accounts) {
    for (const auto& issue : account.issues.issues()) MESSAGE(account.name, ": ", issue.text);
  }
  CHECK_FALSE(issues.has_errors());
}

std::vector<std::string> modes_other_than(const std::filesystem::path& root, mode_t file,
                                          mode_t dir) {
  std::vector<std::string> wrong;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    const auto mode = file_mode(entry.path());
    if (!mode || *mode != (entry.is_directory() ? dir : file))
      wrong.push_back(entry.path().string());
  }
  return wrong;
}

TEST_CASE("add operator") {
  NscWorld world;
  SUBCASE("plain") {
    CHECK(world.ok({"add", "operator", "--name", "OP"}) ==
          "[ OK ] generated and stored operator key \"<O>\"\n"
          "[ OK ] added operator \"OP\"\n"
          "[ OK ] When running your own nats-server, make sure they run at least version 2.2.0\n");
    CHECK(world.op().issuer == world.op().subject);
    CHECK(world.selected() == "OP/");
    CHECK(read_file(world.data() / "stores/OP/.nsc").value_or("") ==
          R"({"managed":false,"name":"OP","kind":"operator","version":"1"})");
  }
  SUBCASE("with system account and signing key") {
    CHECK(
        world.ok({"add", "operator", "OP", "--sys", "--generate-signing-key", "--expiry", "1y"}) ==
        "[ OK ] generated and stored operator key \"<O>\"\n"
        "[ OK ] added operator \"OP\"\n"
        "[ OK ] When running your own nats-server, make sure they run at least version 2.2.0\n"
        "[ OK ] created operator signing key: <O>\n"
        "[ OK ] created system_account: name:SYS id:<A>\n"
        "[ OK ] created system account user: name:sys id:<U>\n"
        "[ OK ] system account user creds file stored in "
        "`~/.local/share/nats/nsc/keys/creds/OP/SYS/sys.creds`\n");
    const auto op = world.op();
    const auto system = world.account("SYS");
    CHECK(op.expires == 1795258800 + 365 * 86400);
    CHECK(op.system_account == system.subject);
    REQUIRE(op.signing_keys.size() == 1);
    CHECK(system.issuer == op.signing_keys.front());
    REQUIRE(system.exports.size() == 2);
    CHECK(world.user("SYS", "sys").issuer_account == system.subject);
    CHECK(system.signing_keys.contains(world.user("SYS", "sys").issuer));
    CHECK(world.selected() == "OP/SYS");
    check_valid(world);
    CHECK(modes_other_than(world.data(), 0600, 0700).empty());
  }
  SUBCASE("a key of one's own") {
    const auto key = identity::KeyPair::create(identity::KeyKind::Operator);
    REQUIRE(key);
    const auto seed = key->seed();
    REQUIRE(seed);
    CHECK(world.ok({"add", "operator", "OP", "-K", std::string(seed->reveal())}) ==
          "[ OK ] added operator \"OP\"\n"
          "[ OK ] When running your own nats-server, make sure they run at least version 2.2.0\n");
    CHECK(world.op().subject == key->public_text());
    CHECK_FALSE(world.keystore().has_seed(key->public_text()));
  }
  SUBCASE("a random name") {
    world.ok({"add", "operator", "*"});
    CHECK(world.selected().find('_') != std::string::npos);
  }
}

TEST_CASE("add operator: refusals leave nothing behind") {
  NscWorld world;
  world.ok({"add", "operator", "OP"});
  CHECK(world.fails({"add", "operator", "OP"}) ==
        "[ERR ] operator named OP exists already please inspect and use --force to overwrite\n"
        "Error: operator named OP exists already\n"
        "  hint: choose another --name, or another store folder with `nsc env -s DIR`\n");
  CHECK(world.fails({"add", "operator"}).starts_with("Error: operator name is required\n"));
  CHECK(world.fails({"add", "operator", "a/b"})
            .starts_with("Error: name cannot contain '/' or '\\'\n"));
  CHECK(world.fails({"add", "operator", "X", "--force"})
            .starts_with("Error: force only works with -u\n"));
  CHECK(world.fails({"add", "operator", "X", "--expiry", "soon"}) ==
        "Error: expiry \"soon\" is invalid: couldn't parse expiry: soon\n"
        "  hint: 0 is always; otherwise a date (2030-01-31) or a time from now (90m, 12h, 30d, 4w, "
        "6M, 1y)\n");
  CHECK(world.fails({"add", "operator", "X", "-u", "/nowhere.jwt"}).find("/nowhere.jwt") !=
        std::string::npos);
  const auto account = identity::KeyPair::create(identity::KeyKind::Account);
  CHECK(world.fails({"add", "operator", "X", "-K", std::string(account->seed()->reveal())})
            .starts_with("Error: specified key is not a valid operator nkey\n"));
}

TEST_CASE("add account") {
  NscWorld world;
  world.operator_with({"A"});
  CHECK(world.ok({"add", "account", "--name", "B", "--allow-pub", "x,y", "--deny-sub", "z q",
                  "--allow-pub-response=3", "--response-ttl", "5s", "--start", "2026-01-01",
                  "--expiry", "30d"}) ==
        "[ OK ] set max responses to 3\n"
        "[ OK ] set response ttl to 5s\n"
        "[ OK ] added pub \"x\"\n"
        "[ OK ] added pub \"y\"\n"
        "[ OK ] added deny sub \"z q\"\n"
        "[ OK ] generated and stored account key \"<A>\"\n"
        "[ OK ] added account \"B\"\n");
  const auto claims = world.account("B");
  CHECK(claims.issuer == world.op().subject);
  CHECK(claims.default_permissions.publish.allow == std::vector<std::string>{"x", "y"});
  CHECK(claims.default_permissions.responses->max == 3);
  CHECK(claims.expires == 1795258800 + 30 * 86400);
  CHECK(world.selected() == "OP/B");
  CHECK(world.keystore().has_seed(claims.subject));
  check_valid(world);

  SUBCASE("a public key, whose seed is not here") {
    const auto key = identity::KeyPair::create(identity::KeyKind::Account);
    CHECK(world.ok({"add", "account", "C", "-k", key->public_text()}) ==
          "[ OK ] added account \"C\"\n");
    CHECK(world.account("C").subject == key->public_text());
    CHECK_FALSE(world.keystore().has_seed(key->public_text()));
  }
  SUBCASE("a bare --allow-pub-response is one, and the old flag says what replaced it") {
    world.ok({"add", "account", "C", "--allow-pub-response"});
    CHECK(world.account("C").default_permissions.responses->max == 1);
    const auto ran = world.nsc({"add", "account", "D", "--max-responses", "2"});
    CHECK(ran.status == 0);
    CHECK(ran.err ==
          "Flag --max-responses has been deprecated, use --allow-pub-response or "
          "--allow-pub-response=n\n");
    CHECK(world.account("D").default_permissions.responses->max == 2);
  }
}

TEST_CASE("add account: refusals leave no key behind") {
  NscWorld world;
  world.operator_with({"A"});
  CHECK(world.fails({"add", "account", "a"}) ==
        "Error: the account \"a\" already exists\n"
        "  hint: `nsc edit account A` changes it\n");
  CHECK(world.fails({"add", "account", "B", "--expiry", "1.5d"}).find("must be an integer") !=
        std::string::npos);
  CHECK(world.fails({"add", "account", "B", "--start", "2y", "--expiry", "1y"})
            .starts_with("Error: expiry \"1y\" is not after start \"2y\"\n"));
  CHECK(world.fails({"add", "account", "B", "--allow-pub", "a b"})
            .starts_with("Error: publish permission subject \"a b\" contains illegal space\n"));
  CHECK(world.fails({"add", "account", "B", "--allow-sub", "a b c"})
            .starts_with("Error: subscribe permission subject"));
  CHECK(world.fails({"add", "account", "B", "--allow-pub", "a..b"}).find("a..b") !=
        std::string::npos);
  CHECK(world.fails({"add", "account", "B", "--allow-pub-response=-7"}).find("out of range") !=
        std::string::npos);
  CHECK(world.fails({"add", "account", "B", "--response-ttl", "5"}).find("not a duration") !=
        std::string::npos);
  CHECK(world.fails({"add", "account", "B", "-k", "UAB"})
            .starts_with("Error: \"UAB\" is neither a key nor a key file\n"));
  CHECK(world.fails({"add", "account", "B", "-K", "/nowhere"})
            .starts_with("Error: \"/nowhere\" is neither a key nor a key file\n"));
  const auto other = identity::KeyPair::create(identity::KeyKind::Operator);
  CHECK(world.fails({"add", "account", "B", "-K", std::string(other->seed()->reveal())})
            .starts_with("Error: invalid account signer: <O>\n"));
  CHECK(world.fails({"add", "account", std::string(300, 'x')}).find("longer than") !=
        std::string::npos);
  CHECK(world.fails({"add", "account", "a\nb"}).find("cannot be a file name") != std::string::npos);
  CHECK(world.selected() == "OP/A");
}

TEST_CASE("add user") {
  NscWorld world;
  world.operator_with({"A", "B"});
  CHECK(world.ok({"add", "user", "--account", "A", "--name", "u", "--tag", "Zed,abc",
                  "--source-network", "10.0.0.0/8", "--bearer"}) ==
        "[ OK ] generated and stored user key \"<U>\"\n"
        "[ OK ] generated user creds file `~/.local/share/nats/nsc/keys/creds/OP/A/u.creds`\n"
        "[ OK ] added user \"u\" to account \"A\"\n");
  const auto claims = world.user("A", "u");
  CHECK(claims.issuer == world.account("A").subject);
  CHECK(claims.issuer_account == "");
  CHECK(claims.tags == std::vector<std::string>{"abc", "zed"});
  CHECK(claims.limits.bearer_token);
  CHECK(world.selected() == "OP/B");  // -a is for this command alone
  const auto text = read_file(world.data() / "keys/creds/OP/A/u.creds");
  REQUIRE(text);
  const auto creds = identity::parse_creds(*text);
  REQUIRE(creds);
  CHECK(creds->key.public_text() == claims.subject);
  check_valid(world);
  CHECK(modes_other_than(world.data(), 0600, 0700).empty());

  SUBCASE("by the account's key") {
    world.ok({"add", "user", "v", "-a", world.account("A").subject});
    CHECK(world.store().has_user("A", "v"));
  }
  SUBCASE("a public key alone gets no credentials") {
    const auto key = identity::KeyPair::create(identity::KeyKind::User);
    CHECK(world.ok({"add", "user", "v", "-k", key->public_text()}) ==
          "[ OK ] skipped generating creds file - user private key is not available\n"
          "[ OK ] added user \"v\" to account \"B\"\n");
  }
  SUBCASE("refusals") {
    CHECK(world.fails({"add", "user", "u", "-a", "A"})
              .starts_with("Error: the user \"u\" already exists\n"));
    CHECK(world.fails({"add", "user", "u", "-a", "AA"}) ==
          "Error: account AA does not exist in the current operator\n"
          "  hint: there are A, B\n");
    CHECK(world.fails({"add", "user"}).starts_with("Error: user name is required\n"));
    CHECK(world.fails({"add", "user", "v", "--source-network", "home"})
              .find("invalid cidr \"home\"") != std::string::npos);
    const auto key = identity::KeyPair::create(identity::KeyKind::Account);
    CHECK(world.fails({"add", "user", "v", "-K", std::string(key->seed()->reveal())})
              .starts_with("Error: invalid user signer: <A>\n"));
  }
}

TEST_CASE("add user: scoped signing keys") {
  NscWorld world;
  world.operator_with({"A"});
  world.ok({"edit", "signing-key", "--sk", "generate", "--role", "service", "--allow-sub", "q.>"});
  world.ok({"add", "user", "u", "-K", "service"});
  const auto claims = world.user("A", "u");
  CHECK(claims.has_empty_permissions());
  CHECK(claims.issuer_account == world.account("A").subject);
  check_valid(world);
  const auto error = world.fails({"add", "user", "v", "-K", "service", "--allow-pub", "x"});
  CHECK(error ==
        "[ OK ] added pub \"x\"\n"
        "[ERR ] scoped users require no permissions or limits set\n"
        "[WARN] user was NOT added as its permissions conflict with signing key scope\n"
        "Error: scoped users require no permissions or limits set\n");
}

TEST_CASE("add user: strict operators") {
  NscWorld world;
  world.ok({"add", "operator", "OP"});
  world.ok({"edit", "operator", "--sk", "generate", "--require-signing-keys"});
  world.ok({"add", "account", "A"});
  CHECK(world.account("A").issuer == world.op().signing_keys.front());
  CHECK(
      world.fails({"add", "user", "u"}) ==
      "Error: unable to issue users when operator requires signing keys and the account has none\n"
      "  hint: `nsc edit account A --sk generate` adds a signing key\n");
  world.ok({"edit", "account", "A", "--sk", "generate"});
  world.ok({"add", "user", "u"});
  CHECK(world.user("A", "u").issuer != world.account("A").subject);
  // The identity key exists, but may not sign.
  CHECK(world.fails({"add", "user", "v", "-K", world.account("A").subject})
            .starts_with("Error: invalid user signer"));
  CHECK(world.fails({"add", "account", "B", "-K", world.op().subject})
            .starts_with("Error: invalid account signer"));
  check_valid(world);
}

TEST_CASE("add export") {
  NscWorld world;
  world.operator_with({"A"});
  CHECK(world.ok({"add", "export", "--subject", "orders.>"}) ==
        "[ OK ] added public stream export \"orders.>\"\n");
  CHECK(world.ok({"add", "export", "-s", "help.*", "-n", "help", "--service", "--private",
                  "--response-type", "chunked", "--response-threshold", "2s", "--latency",
                  "lat.help", "--sampling", "20", "--allow-trace"}) ==
        "[ OK ] added private service export \"help\"\n");
  const auto exports = world.account("A").exports;
  REQUIRE(exports.size() == 2);
  const auto& help = exports[0];
  CHECK(help.response_type == "Chunked");
  CHECK(help.response_threshold == std::chrono::seconds(2));
  CHECK(help.latency == jwt::ServiceLatency{.sampling = 20, .results = "lat.help"});
  CHECK(help.allow_trace);
  check_valid(world);

  SUBCASE("what is for services only is ignored on a stream, with a warning") {
    CHECK(world.ok({"add", "export", "--name", "Data-Path", "--response-type", "Stream",
                    "--subject", "deliver.>"}) ==
          "[WARN] ignored response type \"Stream\" - it applies to services only\n"
          "[ OK ] added public stream export \"Data-Path\"\n");
    CHECK(world.account("A").exports[0].response_type == "");
  }
  SUBCASE("refusals") {
    CHECK(world.fails({"add", "export"}).starts_with("Error: a subject is required\n"));
    CHECK(world.fails({"add", "export", "-s", "orders.new"}) ==
          "Error: stream export subject \"orders.>\" already exports \"orders.new\"\n");
    CHECK(world.fails({"add", "export", "-s", "a b"}) ==
          "Error: subject \"a b\" cannot have spaces\n");
    CHECK(world.fails({"add", "export", "-s", "x", "-r", "--response-type", "Many"})
              .starts_with("Error: unknown response type \"Many\"\n"));
    CHECK(world.fails({"add", "export", "-s", "x", "-r", "--latency", "l", "--sampling", "101"})
              .find("between 1 and 100") != std::string::npos);
    CHECK(world.fails({"add", "export", "-s", "x", "-r", "--sampling", "5"})
              .starts_with("Error: sampling needs a subject"));
    CHECK(world.fails({"add", "export", "-s", "x.*", "-p", "--account-token-position", "2"})
              .starts_with("Error: account token position is only valid for public exports\n"));
    CHECK(world.fails({"add", "export", "-s", "x.*", "--account-token-position", "1"})
              .find("Account Token Position") != std::string::npos);
    CHECK(world.fails({"add", "export", "-s", "x", "--allow-trace"}).find("AllowTrace") !=
          std::string::npos);
  }
}

TEST_CASE("add import") {
  NscWorld world;
  world.operator_with({"A", "B"});
  world.ok({"add", "export", "-a", "A", "-s", "orders.>"});
  world.ok({"add", "export", "-a", "A", "-s", "help", "--service"});
  CHECK(world.ok({"add", "import", "-a", "B", "--src-account", "A", "--remote-subject", "orders.>",
                  "--name", "o"}) == "[ OK ] added stream import \"orders.>\"\n");
  CHECK(world.ok({"add", "import", "--src-account", world.account("A").subject, "--service",
                  "--remote-subject", "help", "--local-subject", "a.help", "--share"}) ==
        "[ OK ] added service import \"help\"\n");
  const auto imports = world.account("B").imports;
  REQUIRE(imports.size() == 2);
  CHECK(imports[0].name == "help");
  CHECK(imports[0].local_subject == "a.help");
  CHECK(imports[0].share);
  CHECK(imports[1].account == world.account("A").subject);
  check_valid(world);

  SUBCASE("refusals") {
    CHECK(world.fails({"add", "import", "--src-account", "A", "--remote-subject", "orders.>"})
              .starts_with("Error: account already imports stream \"orders.>\" from <A>\n"));
    CHECK(world.fails({"add", "import", "-a", "A", "--src-account", "A", "--remote-subject",
                       "x"}) == "Error: export issuer is this account\n");
    CHECK(world.fails({"add", "import", "--src-account", "A"})
              .starts_with("Error: public imports require src-account, remote-subject\n"));
    CHECK(world.fails({"add", "import", "--token", "t", "--src-account", "A"})
              .starts_with("Error: private imports require src-account, remote-subject and service "
                           "to be unset\n"));
    CHECK(world.fails({"add", "import", "--src-account", "C", "--remote-subject", "x"})
              .find("account C does not exist") != std::string::npos);
    CHECK(world.fails({"add", "import", "--src-account", "A", "--remote-subject", "x",
                       "--share"}) == "Error: only services can set the share property\n");
    CHECK(world
              .fails({"add", "import", "--src-account", "A", "--remote-subject", "x",
                      "--local-subject", "a b"})
              .find("cannot have spaces") != std::string::npos);
  }
}

TEST_CASE("add import: activations") {
  NscWorld world;
  world.operator_with({"A", "B", "C"});
  world.ok({"add", "export", "-a", "A", "-s", "secret.>", "-p", "--service"});
  const auto exporter = world.account("A");
  const auto key = world.keystore().load(exporter.subject);
  REQUIRE(key);
  auto activation = jwt::ActivationClaims::create(world.account("B").subject);
  activation.name = "secret";
  activation.import_subject = "secret.x";
  activation.import_type = jwt::ExportType::Service;
  const auto token = jwt::encode(activation, *key, test::FakeClock::kStart);
  REQUIRE(token);
  REQUIRE(write_file_atomic(world.cwd() / "b.tok", *identity::decorate_jwt(*token)));

  CHECK(world.ok({"add", "import", "-a", "B", "--token", "b.tok", "--local-subject", "s",
                  "--service"}) == "[ OK ] added service import \"secret.x\"\n");
  const auto imported = world.account("B").imports.front();
  CHECK(imported.name == "secret");
  CHECK(imported.token == *token);
  CHECK(imported.account == exporter.subject);
  CHECK(imported.local_subject == "s");
  check_valid(world);

  CHECK(world.fails({"add", "import", "-a", "C", "--token", "b.tok"}) ==
        "Error: activation is not intended for this account - it is for \"<A>\"\n");
  CHECK(world.fails({"add", "import", "-a", "C", "--token", "none.tok"})
            .find("loading the activation `none.tok`") != std::string::npos);
  REQUIRE(write_file_atomic(world.cwd() / "cut.tok", token->substr(0, token->size() / 2)));
  CHECK(world.fails({"add", "import", "-a", "C", "--token", "cut.tok"})
            .find("loading the activation `cut.tok`") != std::string::npos);
}

TEST_CASE("add mapping") {
  NscWorld world;
  world.operator_with({"A"});
  CHECK(world.ok({"add", "mapping", "--from", "a", "--to", "b"}) ==
        "[ OK ] added mapping a -> b, weight 100%\n");
  CHECK(world.ok({"add", "mapping", "--from", "a", "--to", "b", "--weight", "50"}) ==
        "[ OK ] added mapping a -> b, weight 50%\n");
  CHECK(world.ok({"add", "mapping", "-f", "a", "-t", "c", "--weight", "50", "--cluster", "x"}) ==
        "[ OK ] added mapping a -> c, weight 50%\n");
  const auto list = world.account("A").mappings.at("a");
  REQUIRE(list.size() == 2);
  CHECK(list[0] == jwt::WeightedMapping{.subject = "b", .weight = 50});
  CHECK(list[1] == jwt::WeightedMapping{.subject = "c", .weight = 50, .cluster = "x"});
  CHECK(world.fails({"add", "mapping", "-f", "a", "-t", "d", "--weight", "51"})
            .starts_with("Error: mapping validation failed: Mapping \"a\""));
  CHECK(world.fails({"add", "mapping", "-f", "a", "-t", "d", "--weight", "0"})
            .starts_with("Error: weight 0 is out of range"));
  CHECK(world.fails({"add", "mapping", "-f", "a", "-t", "d", "--weight", "300"})
            .find("out of range") != std::string::npos);
  CHECK(
      world.fails({"add", "mapping", "-t", "d"}).starts_with("Error: from subject is required\n"));
  CHECK(world.fails({"add", "mapping", "-f", "x y", "-t", "d"}).find("cannot have spaces") !=
        std::string::npos);
}

}  // namespace
