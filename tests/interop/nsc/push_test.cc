#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <memory>
#include <sstream>

#include "cli/app.h"
#include "commands/tree.h"
#include "core/client/connection.h"
#include "core/identity/jwt/token.h"
#include "core/identity/store.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_world.h"
#include "tests/support/nats_server.h"

namespace {

using namespace natsop;
using test::NatsServer;
using test::Outcome;

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

/// A home with an operator, and servers in operator mode that know its system account alone.
class Company {
 public:
  Company() {
    run({"add", "operator", "OP", "--sys"});
    run({"add", "account", "A"});
    run({"add", "account", "B"});
    const auto config = run({"generate", "config", "--nats-resolver"}).out;
    resolver_ = config;
    const std::string off = "allow_delete: false";
    resolver_.replace(resolver_.find(off), off.size(), "allow_delete: true");
  }

  /// Servers of one cluster.
  void start(int servers) {
    for (int i = 1; i <= servers; ++i) {
      std::string cluster = "cluster { name: c, listen: \"127.0.0.1:-1\"";
      if (i > 1) cluster += ", routes: [\"" + servers_[0]->url_of("cluster") + "\"]";
      auto text = fmt::format("server_name: srv-{}\n{} }}\n{}", i, cluster, resolver_);
      auto folder = TempDir::make("natsop-jwt");
      REQUIRE(folder);
      const std::string own = "'./jwt'";
      text.replace(text.find(own), own.size(), "'" + folder->path().string() + "'");
      folders_.push_back(*std::move(folder));
      auto server = NatsServer::start(text);
      INFO((server ? "" : server.error().one_line()));
      REQUIRE(server);
      servers_.push_back(std::make_unique<NatsServer>(*std::move(server)));
    }
  }

  [[nodiscard]] std::string url() const { return servers_.front()->url(); }
  [[nodiscard]] NatsServer& server(std::size_t index) { return *servers_[index]; }

  /// Waits until a request reaches all servers; they may not count each other yet.
  void gather(std::size_t servers) {
    context::ConnectSettings settings;
    settings.urls = *context::parse_server_urls(url());
    settings.timeout = std::chrono::seconds(5);
    settings.login =
        context::CredsFile{home_.path() / ".local/share/nats/nsc/keys/creds/OP/SYS/sys.creds"};
    auto connection = client::Connection::connect(settings, {});
    INFO((connection ? "" : connection.error().one_line()));
    REQUIRE(connection);
    jetstream::RequestMany limits;
    limits.max_replies = servers;
    limits.timeout = std::chrono::milliseconds(200);
    for (int tries = 0; tries < 200; ++tries) {
      const auto answers = (*connection)->request_many("$SYS.REQ.SERVER.PING", "", {}, limits);
      REQUIRE(answers);
      if (answers->size() == servers) return;
    }
    FAIL("the servers do not find each other");
  }

  Outcome run(std::vector<std::string> args) {
    args.insert(args.begin(), "nsc");
    std::istringstream in;
    std::ostringstream out;
    std::ostringstream err;
    cli::World world{
        .io = {in, out, err},
        .environment = [this](std::string_view name) -> std::optional<std::string> {
          return name == "HOME" ? std::optional(home()) : std::nullopt;
        },
        .cwd = home(),
        .terminal = {},
        .clock = clock_,
        .random = random_,
        .interrupt = interrupt_,
        .connect = client::Connection::connect,
        .program = "/usr/bin/natsop",
    };
    Outcome outcome;
    outcome.status = cli::run(commands::faces(), args, world);
    outcome.out = out.str();
    outcome.err = err.str();
    return outcome;
  }

  [[nodiscard]] std::string home() const { return home_.path().string(); }
  [[nodiscard]] identity::Store store() const {
    auto store = identity::Store::open(home_.path() / ".local/share/nats/nsc/stores/OP");
    REQUIRE(store);
    return *store;
  }

 private:
  TempDir home_ = *TempDir::make("natsop-nsc");
  SystemClock clock_;
  SystemRandom random_;
  test::FakeClock unused_clock_;
  test::FakeInterrupt interrupt_{unused_clock_};
  std::string resolver_;
  std::vector<TempDir> folders_;
  std::vector<std::unique_ptr<NatsServer>> servers_;
};

TEST_CASE("push, diff, prune and pull with a cluster") {
  Company company;
  company.start(3);
  company.gather(3);
  const auto url = company.url();
  REQUIRE(company.run({"edit", "operator", "--account-jwt-server-url", url}).status == 0);

  const auto pushed = company.run({"push", "-A"});
  CHECK(pushed.status == 0);
  CHECK(pushed.out.starts_with("[ OK ] push to nats-server \"" + url +
                               "\" using system account \"SYS\":\n"
                               "       [ OK ] push A to nats-server with nats account resolver:\n"
                               "              [ OK ] pushed \"A\" to nats-server srv-"));
  CHECK(count(pushed.out, "jwt updated\n") == 9);
  CHECK(count(pushed.out, "[ OK ] pushed to a total of 3 nats-server\n") == 3);
  CHECK_FALSE(has(pushed.out, "all jobs"));

  // An account that is gone from the store is shown by a diff and taken away by a prune.
  REQUIRE(company.run({"delete", "account", "B"}).status == 0);
  const auto diff = company.run({"push", "-D"});
  CHECK(count(diff.out, "only exists in server") == 3);
  CHECK(count(diff.out, "named A exists") == 3);
  const auto both = company.run({"push", "-A", "-P"});
  CHECK(both.status == 0);
  CHECK(count(both.out, ": deleted 1 accounts\n") == 3);
  CHECK(both.out.ends_with("all jobs succeeded\n"));
  CHECK(has(company.run({"push", "-P"}).out, "[ OK ] nothing to prune\n"));
  const auto refused = company.run({"push", "-R", "SYS"});
  CHECK(refused.status == 1);
  CHECK(count(refused.err, "not allowed to delete system account") == 3);
  CHECK(company.run({"push", "-R", "A"}).status == 0);
  CHECK(company.run({"push", "-a", "A"}).status == 0);

  // What the servers have comes back, and what is newer here stays.
  const auto token = *company.store().account_token("A");
  REQUIRE(remove_tree(company.store().account_path("A").parent_path()));
  const auto pulled = company.run({"pull", "-A"});
  CHECK(pulled.status == 0);
  CHECK(has(pulled.out, "[ OK ] stored account \"A\"\n"));
  CHECK(*company.store().account_token("A") == token);
  CHECK_FALSE(company.store().has_account("B"));
}

TEST_CASE("servers that are down, or hang") {
  Company company;
  company.start(3);
  company.gather(3);
  const auto url = company.url();
  SUBCASE("one that hangs is waited for once, and told about") {
    ::kill(company.server(2).pid(), SIGSTOP);
    const auto ran = company.run({"push", "-A", "-u", url});
    ::kill(company.server(2).pid(), SIGCONT);
    CHECK(ran.status == 0);
    CHECK(count(ran.out, "[WARN] 1 nats-server did not answer in time\n") == 3);
    CHECK(count(ran.out, "pushed to a total of 2 nats-server\n") == 3);
  }
  SUBCASE("one of the URLs is enough") {
    company.server(0).kill();
    const auto ran = company.run({"push", "-A", "-u", url + "," + company.server(1).url()});
    CHECK(ran.status == 0);
    CHECK(has(ran.out, "pushed to a total of 2 nats-server\n"));
  }
  SUBCASE("all are down") {
    for (std::size_t i = 0; i < 3; ++i) company.server(i).kill();
    const auto before = *company.store().account_token("A");
    for (const auto& args : std::vector<std::vector<std::string>>{{"push", "-A", "-u", url},
                                                                  {"push", "-P", "-u", url}}) {
      const auto ran = company.run(args);
      CHECK(ran.status == 1);
      CHECK(ran.err.starts_with("[ERR ] failed to connect: "));
      CHECK(has(ran.err, "Error: all jobs failed\n"));
    }
    REQUIRE(company.run({"edit", "operator", "--account-jwt-server-url", url}).status == 0);
    CHECK(company.run({"pull", "-A"}).status == 1);
    CHECK(*company.store().account_token("A") == before);
  }
}

TEST_CASE("what servers refuse") {
  Company company;
  company.start(1);
  company.gather(1);
  const auto url = company.url();
  SUBCASE("a user of an account that is not the system's") {
    REQUIRE(company.run({"push", "-A", "-u", url}).status == 0);
    REQUIRE(company.run({"add", "user", "-a", "A", "u"}).status == 0);
    const auto ran =
        company.run({"push", "-a", "A", "-u", url, "--system-account", "A", "--system-user", "u"});
    CHECK(ran.status == 1);
    CHECK(has(ran.err, "failed to get response to push account: nats: "));
    CHECK(has(ran.err, "pushed to a total of 0 nats-server\n"));
  }
  SUBCASE("a user whom the servers do not know") {
    REQUIRE(company.run({"add", "account", "STRANGE"}).status == 0);
    REQUIRE(company.run({"add", "user", "-a", "STRANGE", "u"}).status == 0);
    const auto ran =
        company.run({"push", "-A", "-u", url, "--system-account", "STRANGE", "--system-user", "u"});
    CHECK(ran.status == 1);
    CHECK(ran.err.starts_with("[ERR ] failed to connect: "));
  }
  SUBCASE("a JWT that is not valid, in the middle of others") {
    const auto key = *identity::KeyPair::create(identity::KeyKind::Account);
    auto claims = identity::jwt::AccountClaims::create(key.public_text());
    claims.name = "A";
    claims.exports.push_back(
        {.name = "bad", .subject = "a b", .type = identity::jwt::ExportType::Stream});
    const auto token = *identity::jwt::encode(claims, key, SystemClock().now());
    REQUIRE(write_file_atomic(company.store().account_path("A"), token, kPrivateFile));
    CHECK(has(company.run({"push", "-A", "-u", url}).err, "as it has validation issues"));
    const auto forced = company.run({"push", "-A", "-F", "-u", url});
    CAPTURE(forced.err);
    CHECK(forced.status == 1);
    CHECK(has(forced.err, "[ERR ] server srv-1 responded with error: "));
    CHECK(has(forced.err, "[ OK ] pushed \"B\" to nats-server srv-1: jwt updated\n"));
    CHECK(has(forced.err, "Error: all jobs failed\n"));
  }
}

TEST_CASE("the temporary user is nowhere on disk") {
  Company company;
  company.start(1);
  const auto list = [&] {
    std::vector<std::string> names;
    for (const auto& each : std::filesystem::recursive_directory_iterator(company.home())) {
      names.push_back(each.path().string());
    }
    std::ranges::sort(names);
    return names;
  };
  const auto before = list();
  CHECK(company.run({"push", "-A", "-u", company.url()}).status == 0);
  CHECK(list() == before);
}

}  // namespace
