// Folders of tokens, and the resolvers over them, memory and account servers.
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/files.h"
#include "core/engine/auth/resolver/directory_resolver.h"
#include "core/engine/auth/resolver/url_resolver.h"
#include "core/identity/jwt/digest.h"
#include "tests/support/web_server.h"
#include "tests/unit/core/engine/auth/mint.h"

namespace natsop::engine::test {
namespace {

using Deletion = TokenDirectory::Deletion;

struct Folder {
  TempDir home = TempDir::make("natsop-resolver").value();
  natsop::test::FakeClock clock;
  TokenDirectory::Settings settings;
  std::vector<std::string> unreadable;

  Folder() { settings.path = home.path() / "jwt"; }

  TokenDirectory open() {
    unreadable.clear();
    auto directory = TokenDirectory::open(settings, clock, &unreadable);
    REQUIRE(directory.has_value());
    return *std::move(directory);
  }
  std::string token(unsigned char number, std::string name, std::int64_t expires = 0,
                    std::chrono::seconds later = {}) const {
    auto claims = jwt::AccountClaims::create(account_key(number).public_text());
    claims.name = std::move(name);
    claims.expires = expires;
    return mint(claims, operator_key(1), clock.now() + later);
  }
  [[nodiscard]] std::filesystem::path file(unsigned char number) const {
    return settings.path / (account_key(number).public_text() + ".jwt");
  }
};

std::string id(unsigned char number) { return account_key(number).public_text(); }

TEST_CASE("tokens are files, and are there again after a start") {
  Folder folder;
  const std::string first = folder.token(1, "A");
  {
    auto directory = folder.open();
    CHECK(directory.digest() == StoreDigest{});
    CHECK(directory.load(id(1)).error().code() == Code::NotFound);
    CHECK(directory.save(id(1), first).has_value());
    CHECK(directory.load(id(1)).value() == first);
    CHECK(directory.digest() == jwt::sha256(first));
    CHECK(read_file(folder.file(1)).value() == first);
    CHECK(file_mode(folder.file(1)).value() == 0600);
    CHECK_FALSE(directory.save("../x", first).has_value());
    CHECK_FALSE(directory.load("../x").has_value());
  }
  auto directory = folder.open();
  CHECK(directory.accounts() == std::vector<std::string>{id(1)});
  CHECK(directory.digest() == jwt::sha256(first));
  CHECK(directory.save(id(1), folder.token(1, "B")).has_value());
  CHECK(directory.digest() != jwt::sha256(first));
  CHECK(directory.save(id(1), first).has_value());
  CHECK(directory.digest() == jwt::sha256(first));
}

TEST_CASE("the digest of two tokens is that of both, in any order") {
  Folder folder;
  auto directory = folder.open();
  const auto a = folder.token(1, "A");
  const auto b = folder.token(2, "B");
  CHECK(directory.save(id(1), a).has_value());
  CHECK(directory.save(id(2), b).has_value());
  StoreDigest both = jwt::sha256(a);
  const auto other = jwt::sha256(b);
  for (std::size_t i = 0; i < both.size(); ++i) {
    both[i] = static_cast<unsigned char>(both[i] ^ other[i]);
  }
  CHECK(directory.digest() == both);
}

TEST_CASE("only what is newer replaces a token") {
  Folder folder;
  auto directory = folder.open();
  const auto old = folder.token(1, "A");
  const auto later = folder.token(1, "A2", 0, std::chrono::seconds(5));
  CHECK(directory.save_if_newer(id(1), old).value());
  CHECK_FALSE(directory.save_if_newer(id(1), old).value());
  CHECK(directory.save_if_newer(id(1), later).value());
  CHECK_FALSE(directory.save_if_newer(id(1), old).value());
  CHECK(directory.load(id(1)).value() == later);
  CHECK(directory.save_if_newer(id(1), folder.token(1, "same second", 0, std::chrono::seconds(5)))
            .value());
  CHECK_FALSE(directory.save_if_newer(id(1), "garbage").value());
}

TEST_CASE("tokens are deleted as the settings say") {
  Folder folder;
  {
    auto directory = folder.open();
    CHECK(directory.save(id(1), folder.token(1, "A")).has_value());
    CHECK(directory.remove(id(1)).error().message() == "delete must be enabled in server config");
  }
  SUBCASE("renamed") {
    folder.settings.deletion = Deletion::Renamed;
    auto directory = folder.open();
    CHECK(directory.remove(id(1)).has_value());
    CHECK(is_file(folder.file(1).string() + ".deleted"));
    CHECK(directory.size() == 0);
  }
  SUBCASE("for good") {
    folder.settings.deletion = Deletion::Final;
    auto directory = folder.open();
    CHECK(directory.remove(id(1)).has_value());
    CHECK_FALSE(is_file(folder.file(1).string() + ".deleted"));
  }
  CHECK_FALSE(is_file(folder.file(1)));
  auto directory = folder.open();
  CHECK(directory.digest() == StoreDigest{});
  CHECK(directory.remove(id(1)).has_value() == false);
}

TEST_CASE("a full store takes no more; a cache lets the least used go") {
  Folder folder;
  folder.settings.limit = 2;
  folder.settings.evicts = false;
  {
    auto directory = folder.open();
    CHECK(directory.save(id(1), folder.token(1, "A")).has_value());
    CHECK(directory.save(id(2), folder.token(2, "B")).has_value());
    CHECK(directory.save(id(3), folder.token(3, "C")).error().message() == "jwt store is full");
    CHECK(directory.save(id(2), folder.token(2, "B2")).has_value());
  }
  folder.settings.evicts = true;
  auto directory = folder.open();
  CHECK(directory.load(id(1)).has_value());
  CHECK(directory.load(id(2)).has_value());
  CHECK(directory.load(id(1)).has_value());
  CHECK(directory.save(id(3), folder.token(3, "C")).has_value());
  CHECK_FALSE(is_file(folder.file(2)));
  CHECK(is_file(folder.file(1)));
  CHECK(directory.size() == 2);
}

TEST_CASE("expired tokens and those past their lifetime go") {
  Folder folder;
  const auto at = jwt::unix_seconds(folder.clock.now()) + 60;
  SUBCASE("expired") {
    auto directory = folder.open();
    CHECK(directory.save(id(1), folder.token(1, "A", at)).has_value());
    CHECK(directory.save(id(2), folder.token(2, "B")).has_value());
    CHECK(directory.sweep() == 0);
    folder.clock.advance(std::chrono::seconds(61));
    CHECK(directory.sweep() == 1);
    CHECK_FALSE(is_file(folder.file(1)));
    CHECK(directory.digest() == jwt::sha256(read_file(folder.file(2)).value()));
  }
  SUBCASE("lifetime") {
    folder.settings.lifetime = std::chrono::seconds(30);
    auto directory = folder.open();
    CHECK(directory.save(id(1), folder.token(1, "A")).has_value());
    folder.clock.advance(std::chrono::seconds(31));
    CHECK(directory.sweep() == 1);
  }
}

TEST_CASE("what is no token is left alone") {
  Folder folder;
  {
    auto directory = folder.open();
    CHECK(directory.save(id(1), folder.token(1, "A")).has_value());
  }
  CHECK(write_file_atomic(folder.settings.path / "notes.txt", "x").has_value());
  CHECK(write_file_atomic(folder.settings.path / "NOKEY.jwt", folder.token(2, "B")).has_value());
  CHECK(write_file_atomic(folder.file(3), "cut off").has_value());
  CHECK(write_file_atomic(folder.file(4), "").has_value());
  auto directory = folder.open();
  CHECK(directory.accounts() == std::vector<std::string>{id(1)});
  CHECK(folder.unreadable.size() == 3);
  // What cannot be read does not keep a good token from being stored.
  CHECK(directory.save_if_newer(id(3), folder.token(3, "C")).value());
  // A file put there by hand, as with nats-server.
  CHECK(write_file_atomic(folder.file(5), folder.token(5, "E") + "\n").has_value());
  CHECK(directory.load(id(5)).value() == folder.token(5, "E"));
  CHECK(directory.size() == 3);
}

TEST_CASE("a process that dies while it writes leaves the old token or the new") {
  Folder folder;
  const auto first = folder.token(1, "A");
  const auto second = folder.token(1, std::string(200000, 'x'));
  {
    auto directory = folder.open();
    CHECK(directory.save(id(1), first).has_value());
  }
  for (int round = 0; round < 20; ++round) {
    const pid_t child = ::fork();
    if (child == 0) {
      auto directory = TokenDirectory::open(folder.settings, folder.clock);
      while (directory) {
        static_cast<void>(directory->save(id(1), second));
        static_cast<void>(directory->save(id(1), first));
      }
      ::_exit(1);
    }
    // Some work of our own, so that it is killed at another moment each time.
    for (int i = 0; i <= round; ++i) {
      static_cast<void>(folder.token(2, std::string(20000, 'y')));
    }
    ::kill(child, SIGKILL);
    int status = 0;
    CHECK(::waitpid(child, &status, 0) == child);
    auto directory = folder.open();
    CHECK(folder.unreadable.empty());
    const auto token = directory.load(id(1));
    REQUIRE(token.has_value());
    CHECK((*token == first || *token == second));
    CHECK(directory.digest() == jwt::sha256(*token));
  }
}

struct Served {
  Folder folder;
  natsop::test::EngineLoop loop;
  Worker worker{loop};
  std::unique_ptr<DirectoryResolver> resolver;

  explicit Served(ResolverOptions options = {}) {
    options.type =
        options.type == ResolverOptions::Type::None ? ResolverOptions::Type::Full : options.type;
    options.dir = folder.settings.path;
    auto directory = TokenDirectory::open(DirectoryResolver::settings_of(options), loop.clock());
    REQUIRE(directory.has_value());
    resolver = std::make_unique<DirectoryResolver>(*std::move(directory), options, loop, worker);
  }

  template <class T, class Call>
  Result<T> wait(Call call) {
    std::optional<Result<T>> outcome;
    call([&](Result<T> result) { outcome = std::move(result); });
    REQUIRE(loop.settle_until([&] { return outcome.has_value(); }));
    return *outcome;
  }
  Result<std::string> fetch(unsigned char number) {
    return wait<std::string>([&](auto done) { resolver->fetch(id(number), done); });
  }
  Result<void> save(unsigned char number, const std::string& token) {
    return wait<void>([&](auto done) { resolver->save(id(number), token, done); });
  }
};

TEST_CASE("a full resolver stores, lists and deletes away from the loop") {
  ResolverOptions options;
  options.allow_delete = true;
  Served served(options);
  const auto token = served.folder.token(1, "A");
  CHECK(served.fetch(1).error().code() == Code::NotFound);
  CHECK(served.save(1, token).has_value());
  CHECK(served.fetch(1).value() == token);
  CHECK(served.wait<StoreDigest>([&](auto done) { served.resolver->digest(done); }).value() ==
        jwt::sha256(token));
  CHECK(served.wait<std::vector<AccountToken>>([&](auto done) { served.resolver->all(done); })
            .value() == std::vector<AccountToken>{{id(1), token}});
  CHECK(served.wait<std::vector<std::string>>([&](auto done) { served.resolver->list(done); })
            .value() == std::vector<std::string>{id(1)});
  CHECK(served.wait<void>([&](auto done) { served.resolver->remove(id(1), done); }).has_value());
  CHECK(is_file(served.folder.file(1).string() + ".deleted"));
  CHECK(served.fetch(1).error().code() == Code::NotFound);
}

TEST_CASE("what is not there is asked for and kept") {
  Served served;
  const auto token = served.folder.token(1, "A");
  int asked = 0;
  served.resolver->set_peers(
      [&](const std::string& account, AccountResolver::Done<std::string> done) {
        ++asked;
        CHECK(account == id(1));
        done(token);
      });
  CHECK(served.fetch(1).value() == token);
  CHECK(served.fetch(1).value() == token);
  CHECK(asked == 1);
  CHECK(read_file(served.folder.file(1)).value() == token);
}

TEST_CASE("expired tokens leave a resolver by themselves") {
  Served served;
  const auto expires = jwt::unix_seconds(served.loop.clock().now()) + 30;
  CHECK(served.save(1, served.folder.token(1, "A", expires)).has_value());
  served.loop.advance(std::chrono::minutes(2));
  CHECK(served.fetch(1).error().code() == Code::NotFound);
  CHECK_FALSE(is_file(served.folder.file(1)));
}

TEST_CASE("nothing is called after a resolver is gone") {
  Served served;
  bool called = false;
  served.resolver->fetch(id(1), [&](const Result<std::string>&) { called = true; });
  served.resolver.reset();
  bool later = false;
  served.worker.run([&] { return [&] { later = true; }; });
  REQUIRE(served.loop.settle_until([&] { return later; }));
  CHECK_FALSE(called);
}

TEST_CASE("settings of caches and full resolvers") {
  ResolverOptions options;
  options.type = ResolverOptions::Type::Cache;
  auto settings = DirectoryResolver::settings_of(options);
  CHECK(settings.evicts);
  CHECK(settings.limit == 1000);
  options.limit = 5;
  options.ttl = std::chrono::hours(1);
  settings = DirectoryResolver::settings_of(options);
  CHECK(settings.limit == 5);
  CHECK(settings.lifetime == std::chrono::hours(1));
  options.type = ResolverOptions::Type::Full;
  settings = DirectoryResolver::settings_of(options);
  CHECK_FALSE(settings.evicts);
  CHECK(settings.deletion == Deletion::Refused);
  options.hard_delete = true;
  CHECK(DirectoryResolver::settings_of(options).deletion == Deletion::Final);
}

TEST_CASE("an account server is asked by URL") {
  natsop::test::EngineLoop loop;
  Worker worker(loop);
  natsop::test::WebServer server({natsop::test::web_answer("ok"),
                                  natsop::test::web_answer("the token"),
                                  natsop::test::web_answer("no", "404 Not Found")});
  UrlResolver resolver(server.url("/jwt/v1/accounts"), worker);
  CHECK(resolver.probe().has_value());
  const auto fetch = [&] {
    std::optional<Result<std::string>> outcome;
    resolver.fetch(id(1), [&](Result<std::string> result) { outcome = std::move(result); });
    REQUIRE(loop.settle_until([&] { return outcome.has_value(); }));
    return *outcome;
  };
  CHECK(fetch().value() == "the token");
  CHECK(fetch().error().code() == Code::NotFound);
  const auto requests = server.requests();
  REQUIRE(requests.size() == 3);
  CHECK(requests[0].starts_with("GET /jwt/v1/accounts/ HTTP/1.1"));
  CHECK(requests[1].starts_with("GET /jwt/v1/accounts/" + id(1) + " HTTP/1.1"));
  CHECK_FALSE(resolver.is_writable());
  bool kept = true;
  resolver.save(id(1), "x", [&](const Result<void>& result) { kept = result.has_value(); });
  CHECK_FALSE(kept);
}

TEST_CASE("memory keeps the newer token") {
  Folder folder;
  MemoryResolver resolver(std::map<std::string, std::string>{
      {id(1), folder.token(1, "A", 0, std::chrono::seconds(9))}});
  bool kept = true;
  resolver.save_if_newer(id(1), folder.token(1, "old"), [&](Result<bool> r) { kept = *r; });
  CHECK_FALSE(kept);
  resolver.save_if_newer(id(2), folder.token(2, "B"), [&](Result<bool> r) { kept = *r; });
  CHECK(kept);
  std::size_t listed = 0;
  resolver.list([&](const Result<std::vector<std::string>>& r) { listed = r->size(); });
  CHECK(listed == 2);
  bool removed = true;
  resolver.remove(id(1), [&](const Result<void>& r) { removed = r.has_value(); });
  CHECK_FALSE(removed);
}

}  // namespace
}  // namespace natsop::engine::test
