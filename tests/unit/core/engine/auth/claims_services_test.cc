// What the system account asks of the resolver: server.md 3.5.
#include "core/engine/auth/claims_services.h"

#include "core/base/files.h"
#include "core/engine/accounts/imports.h"
#include "core/engine/auth/resolver/directory_resolver.h"
#include "core/identity/jwt/digest.h"
#include "tests/unit/core/engine/auth/mint.h"

namespace natsop::engine::test {
namespace {

std::string id(unsigned char number) { return account_key(number).public_text(); }

/// A user of the system account that asks and collects answers.
class Asker final : public Sink {
 public:
  explicit Asker(Account& account, Party party = Party::Client) : Sink(party), account_(account) {}
  ~Asker() {
    for (auto& each : listening_) {
      account_.unsubscribe(*each);
    }
  }
  void listen(const std::string& subject) {
    listening_.push_back(std::make_unique<Subscription>());
    listening_.back()->sink = this;
    listening_.back()->subject = subject;
    account_.subscribe(*listening_.back());
  }
  void ask(const std::string& subject, const std::string& payload, const std::string& reply) {
    const Origin origin{.sink = this, .party = party(), .echo = true, .imports = nullptr};
    account_.publish(origin, {.subject = subject, .reply = reply, .body = payload});
  }
  bool deliver(Subscription& /*subscription*/, const Message& message,
               const Origin& /*origin*/) override {
    got.emplace_back(message.payload());
    subjects.emplace_back(message.subject);
    if (answer) {
      answer(message);
    }
    return true;
  }
  std::vector<std::string> got;
  std::vector<std::string> subjects;
  std::function<void(const Message&)> answer;

 private:
  Account& account_;
  std::vector<std::unique_ptr<Subscription>> listening_;
};

struct Server {
  TempDir home = TempDir::make("natsop-claims").value();
  natsop::test::EngineLoop loop;
  natsop::test::SeededRandom random;
  MemorySink sink;
  Log log{sink, loop.clock(), LogLevel::Debug};
  AccountDirectory directory{{.loop = loop, .random = random}};
  Worker worker{loop};
  std::unique_ptr<AccountResolver> resolver;
  std::unique_ptr<OperatorAccounts> accounts;
  std::unique_ptr<ClaimsServices> services;
  OperatorTrust trust;
  ResolverOptions options;
  std::unique_ptr<Asker> asker;

  explicit Server(ResolverOptions::Type type = ResolverOptions::Type::Full,
                  bool allow_delete = true) {
    options.type = type;
    options.allow_delete = allow_delete;
    options.dir = home.path() / "jwt";
    trust.operators = {jwt::OperatorClaims::create(operator_key(1).public_text())};
    trust.keys = {operator_key(1).public_text(), operator_key(2).public_text()};
    trust.system_account = id(7);
  }
  ~Server() {
    asker.reset();
    services.reset();
    loop.settle();
  }

  void start() {
    if (options.type == ResolverOptions::Type::Memory) {
      resolver = std::make_unique<MemoryResolver>(
          std::map<std::string, std::string>{{id(7), token(account(7, "SYS"))}});
    } else {
      auto store = TokenDirectory::open(DirectoryResolver::settings_of(options), loop.clock());
      REQUIRE(store.has_value());
      REQUIRE(store->save(id(7), token(account(7, "SYS"))).has_value());
      resolver = std::make_unique<DirectoryResolver>(*std::move(store), options, loop, worker);
    }
    accounts = std::make_unique<OperatorAccounts>(
        trust, OperatorAccounts::Services{
                   .loop = loop, .accounts = directory, .resolver = *resolver, .log = Logger(log)});
    bool started = false;
    accounts->start([&] { started = true; });
    REQUIRE(loop.settle_until([&] { return started; }));
    services = std::make_unique<ClaimsServices>(
        ClaimsServices::Services{.loop = loop,
                                 .random = random,
                                 .directory = directory,
                                 .accounts = *accounts,
                                 .resolver = *resolver,
                                 .server = [] { return json::Doc::object({{"name", "srv"}}); },
                                 .log = Logger(log)});
    services->start();
    asker = std::make_unique<Asker>(*directory.system());
    asker->listen("answers");
  }

  [[nodiscard]] jwt::AccountClaims account(unsigned char number, std::string name) const {
    auto claims = jwt::AccountClaims::create(id(number));
    claims.name = std::move(name);
    return claims;
  }
  [[nodiscard]] std::string token(const jwt::AccountClaims& claims,
                                  const KeyPair& signer = operator_key(2)) const {
    return mint(claims, signer, loop.clock().now());
  }
  [[nodiscard]] std::filesystem::path file(unsigned char number) const {
    return options.dir / (id(number) + ".jwt");
  }

  /// The answers to one request: as many as said.
  std::vector<std::string> ask_many(const std::string& subject, const std::string& payload,
                                    std::size_t count) {
    asker->got.clear();
    asker->ask(subject, payload, "answers");
    REQUIRE(loop.settle_until([&] { return asker->got.size() >= count; }));
    return asker->got;
  }
  std::string ask(const std::string& subject, const std::string& payload) {
    return ask_many(subject, payload, 1)[0];
  }
  /// What an update says: message or description.
  std::string update(const std::string& payload, std::string subject = "$SYS.REQ.CLAIMS.UPDATE") {
    const auto doc = json::Doc::parse(ask(subject, payload)).value();
    CHECK(doc.text_at("/server/name") == "srv");
    return doc.has("/data") ? doc.text_at("/data/message") : doc.text_at("/error/description");
  }
  std::string remove(const std::vector<std::string>& which, const KeyPair& signer,
                     const std::string& subject) {
    auto claims = jwt::GenericClaims::create(subject);
    claims.data.put("accounts", json::Doc(which));
    const auto doc =
        json::Doc::parse(ask("$SYS.REQ.CLAIMS.DELETE", mint(claims, signer, loop.clock().now())))
            .value();
    return doc.has("/data") ? doc.text_at("/data/message") : doc.text_at("/error/description");
  }
  std::string remove(const std::vector<std::string>& which) {
    return remove(which, operator_key(1), operator_key(1).public_text());
  }
};

TEST_CASE("an update is kept and answered, on all of its subjects") {
  Server server;
  server.start();
  const auto token = server.token(server.account(1, "A"));
  CHECK(server.ask("$SYS.REQ.CLAIMS.UPDATE", token) ==
        R"({"server":{"name":"srv"},"data":{"account":")" + id(1) +
            R"(","code":200,"message":"jwt updated"}})");
  CHECK(read_file(server.file(1)).value() == token);
  CHECK(server.update(token, "$SYS.REQ.ACCOUNT." + id(1) + ".CLAIMS.UPDATE") == "jwt updated");
  CHECK(server.update(token, "$SYS.ACCOUNT." + id(1) + ".CLAIMS.UPDATE") == "jwt updated");
}

TEST_CASE("what is no good token is refused with the reason") {
  Server server;
  server.start();
  CHECK(server.ask("$SYS.REQ.CLAIMS.UPDATE", "garbage") ==
        R"({"server":{"name":"srv"},"error":{"account":"n/a","code":500,)"
        R"("description":"jwt update resulted in error - expected 3 chunks"}})");
  CHECK(server.update("") == "jwt update error - request body is empty");
  CHECK(server.update(server.token(server.account(1, "A")),
                      "$SYS.REQ.ACCOUNT." + id(2) + ".CLAIMS.UPDATE") ==
        "jwt update resulted in error - subject does not match jwt content");
  auto broken = server.account(1, "A");
  broken.exports.emplace_back();
  broken.exports[0].subject = "a..b";
  broken.exports[0].type = jwt::ExportType::Stream;
  CHECK(server.update(server.token(broken))
            .starts_with("jwt validation failed - validation errors: "));
  CHECK_FALSE(is_file(server.file(1)));
}

TEST_CASE("operators that use their signing keys strictly do not sign themselves") {
  Server server;
  server.trust.operators[0].strict_signing_key_usage = true;
  server.start();
  CHECK(server.update(server.token(server.account(1, "A"), operator_key(1))) ==
        "jwt update resulted in error - operator requires issuer to be a signing key");
}

TEST_CASE("the answer tells what will not work") {
  Server server;
  server.start();
  CHECK(server.update(server.token(server.account(1, "A"), operator_key(9))) ==
        "jwt updated - account JWT of " + id(1) + " is not signed by a trusted operator");
  auto importer = server.account(2, "B");
  importer.imports.emplace_back();
  importer.imports[0].type = jwt::ExportType::Stream;
  importer.imports[0].subject = "news.>";
  importer.imports[0].account = id(3);
  CHECK(server.update(server.token(importer)) ==
        "jwt updated - import stream \"news.>\" from " + id(3) +
            ": this server does not have that account yet");
  CHECK(is_file(server.file(2)));
  CHECK(server.update(server.token(server.account(3, "C"))) == "jwt updated");
  CHECK(server.update(server.token(importer)) ==
        "jwt updated - import stream \"news.>\" from " + id(3) + ": C exports no such stream");
  auto exporter = server.account(3, "C");
  exporter.exports.emplace_back();
  exporter.exports[0].type = jwt::ExportType::Stream;
  exporter.exports[0].subject = "news.>";
  CHECK(server.update(server.token(exporter)) == "jwt updated");
  CHECK(server.update(server.token(importer)) == "jwt updated");
}

TEST_CASE("an update changes the live account") {
  Server server;
  server.start();
  CHECK(server.update(server.token(server.account(1, "A"))) == "jwt updated");
  bool found = false;
  server.accounts->lookup(id(1), [&](const auto& account) { found = account.has_value(); });
  REQUIRE(server.loop.settle_until([&] { return found; }));
  CHECK(server.update(server.token(server.account(1, "A2"))) == "jwt updated");
  CHECK(server.directory.find(id(1))->display_name() == "A2");
}

TEST_CASE("an exporter that is pushed is loaded when somebody waits for it") {
  Server server;
  server.start();
  auto importer = server.account(2, "B");
  importer.imports.emplace_back();
  importer.imports[0].type = jwt::ExportType::Stream;
  importer.imports[0].subject = "news.>";
  importer.imports[0].account = id(3);
  static_cast<void>(server.update(server.token(importer)));
  bool found = false;
  server.accounts->lookup(id(2), [&](const auto& account) { found = account.has_value(); });
  REQUIRE(server.loop.settle_until([&] { return found; }));
  CHECK_FALSE(server.directory.find(id(2))->imports().list()[0].active);

  auto exporter = server.account(3, "C");
  exporter.exports.emplace_back();
  exporter.exports[0].type = jwt::ExportType::Stream;
  exporter.exports[0].subject = "news.>";
  CHECK(server.update(server.token(exporter)) == "jwt updated");
  CHECK(server.directory.find(id(2))->imports().list()[0].active);
  CHECK(server.remove({id(3)}) == "deleted 1 accounts");
  CHECK_FALSE(server.directory.find(id(2))->imports().list()[0].active);
  CHECK(server.update(server.token(exporter)) == "jwt updated");
  CHECK(server.directory.find(id(2))->imports().list()[0].active);
}

TEST_CASE("lookup, list, and the whole store") {
  Server server;
  server.start();
  const auto a = server.token(server.account(1, "A"));
  CHECK(server.update(a) == "jwt updated");
  CHECK(server.ask("$SYS.REQ.ACCOUNT." + id(1) + ".CLAIMS.LOOKUP", "") == a);
  CHECK(server.ask("$SYS.REQ.ACCOUNT." + id(2) + ".CLAIMS.LOOKUP", "").empty());
  const auto list = json::Doc::parse(server.ask("$SYS.REQ.CLAIMS.LIST", "")).value();
  std::vector<std::string> both{id(1), id(7)};
  std::sort(both.begin(), both.end());
  CHECK(list.at("/data").texts() == both);

  const auto pack = server.ask_many("$SYS.REQ.CLAIMS.PACK", "", 3);
  REQUIRE(pack.size() == 3);
  CHECK((pack[0] == id(1) + "|" + a || pack[1] == id(1) + "|" + a));
  CHECK(pack[2].empty());

  StoreDigest digest = jwt::sha256(a);
  const auto system = jwt::sha256(read_file(server.file(7)).value());
  for (std::size_t i = 0; i < digest.size(); ++i) {
    digest[i] = static_cast<unsigned char>(digest[i] ^ system[i]);
  }
  CHECK(server.ask("$SYS.REQ.CLAIMS.PACK", std::string(digest.begin(), digest.end())).empty());
}

TEST_CASE("accounts are deleted by a request that the operator signs for itself") {
  Server server;
  server.start();
  CHECK(server.update(server.token(server.account(1, "A"))) == "jwt updated");
  bool found = false;
  server.accounts->lookup(id(1), [&](const auto& account) { found = account.has_value(); });
  REQUIRE(server.loop.settle_until([&] { return found; }));
  const std::string op = operator_key(1).public_text();
  const std::string failed = "delete accounts request by " + op + " failed - ";
  CHECK(server.remove({id(7)}) == failed + "not allowed to delete system account");
  CHECK(server.remove({"x"}) == failed + "malformed request");
  CHECK(server.remove({id(1)}, operator_key(2), op) == failed + "not self signed");
  CHECK(server.remove({id(1)}, operator_key(9), operator_key(9).public_text())
            .ends_with(" failed - not trusted"));
  CHECK(is_file(server.file(1)));
  CHECK(server.ask("$SYS.REQ.CLAIMS.DELETE", "x").find("expected 3 chunks") != std::string::npos);

  CHECK(server.remove({id(1), id(5)}) == "deleted 2 accounts");
  CHECK(is_file(server.file(1).string() + ".deleted"));
  CHECK_FALSE(server.accounts->find(id(1))->usable());
}

TEST_CASE("deletion must be enabled") {
  Server server(ResolverOptions::Type::Full, false);
  server.start();
  CHECK(server.remove({id(1)}).ends_with(" failed - delete must be enabled in server config"));
}

TEST_CASE("caches keep what is in use") {
  Server server(ResolverOptions::Type::Cache);
  server.start();
  CHECK(server.update(server.token(server.account(1, "A"))) == "jwt update cache skipped");
  CHECK(server.update(server.token(server.account(7, "SYS2"))) == "jwt updated cache");
  CHECK(server.directory.system()->display_name() == "SYS2");
}

TEST_CASE("a memory resolver's accounts change while they are loaded") {
  Server server(ResolverOptions::Type::Memory);
  server.start();
  const auto update = [&](unsigned char number, const std::string& name) {
    return server.update(server.token(server.account(number, name)),
                         "$SYS.REQ.ACCOUNT." + id(number) + ".CLAIMS.UPDATE");
  };
  CHECK(update(1, "A") == "jwt update skipped");
  CHECK(update(7, "SYS2") == "jwt updated");
  CHECK(server.directory.system()->display_name() == "SYS2");
  CHECK(server
            .update(server.token(server.account(7, "X"), operator_key(9)),
                    "$SYS.REQ.ACCOUNT." + id(7) + ".CLAIMS.UPDATE")
            .starts_with("jwt update resulted in error - "));
}

TEST_CASE("servers tell each other what they have") {
  Server server;
  server.start();
  Asker peer(*server.directory.system(), Party::Leaf);
  peer.listen("$SYS.REQ.CLAIMS.PACK");
  const auto a = server.token(server.account(1, "A"));
  const auto bad = server.token(server.account(2, "B"), operator_key(9));
  peer.answer = [&](const Message& message) {
    const std::string reply(message.reply);
    peer.ask(reply, id(1) + "|" + a, "");
    peer.ask(reply, id(2) + "|" + bad, "");
    peer.ask(reply, "nonsense", "");
    peer.ask(reply, "", "");
  };
  server.loop.advance(std::chrono::seconds(61));
  REQUIRE(server.loop.settle_until([&] { return !peer.got.empty(); }));
  CHECK(peer.got[0].size() == 32);
  REQUIRE(server.loop.settle_until([&] { return server.worker.waiting() == 0; }));
  CHECK(server.ask("$SYS.REQ.ACCOUNT." + id(1) + ".CLAIMS.LOOKUP", "") == a);
  CHECK_FALSE(is_file(server.file(2)));
}

TEST_CASE("what is not here is asked of servers behind leafnodes") {
  Server server;
  server.start();
  const auto fetch = [&](unsigned char number) {
    std::optional<Result<std::string>> outcome;
    server.resolver->fetch(id(number), [&](Result<std::string> r) { outcome = std::move(r); });
    REQUIRE(
        server.loop.settle_until([&] { return outcome.has_value() || server.loop.timers() > 2; }));
    server.loop.settle();
    if (!outcome) {
      server.loop.advance(std::chrono::seconds(2));
      server.loop.settle();
    }
    REQUIRE(outcome.has_value());
    return *outcome;
  };
  CHECK(fetch(1).error().code() == Code::NotFound);
  Asker peer(*server.directory.system(), Party::Leaf);
  peer.listen("$SYS.REQ.ACCOUNT.*.CLAIMS.LOOKUP");
  CHECK(fetch(1).error().code() == Code::Timeout);
  const auto good = server.token(server.account(1, "A"));
  peer.answer = [&](const Message& message) {
    const std::string reply(message.reply);
    peer.ask(reply, "", "");
    peer.ask(reply, server.token(server.account(1, "bad"), operator_key(9)), "");
    peer.ask(reply, good, "");
  };
  std::optional<Result<std::string>> outcome;
  server.resolver->fetch(id(1), [&](Result<std::string> r) { outcome = std::move(r); });
  REQUIRE(server.loop.settle_until([&] { return outcome.has_value(); }));
  CHECK(outcome->value() == good);
  CHECK(read_file(server.file(1)).value() == good);
}

}  // namespace
}  // namespace natsop::engine::test
