// Operator mode in one piece: open, start, reload.
#include "core/engine/auth/operator_mode.h"

#include "core/base/files.h"
#include "core/engine/options/validation.h"
#include "tests/unit/core/engine/auth/mint.h"

namespace natsop::engine::test {
namespace {

std::string id(unsigned char number) { return account_key(number).public_text(); }

struct Site {
  TempDir home = TempDir::make("natsop-operator").value();
  natsop::test::EngineLoop loop;
  natsop::test::SeededRandom random;
  MemorySink sink;
  Log log{sink, loop.clock(), LogLevel::Info};
  AccountDirectory directory{{.loop = loop, .random = random}};
  Options options;
  std::unique_ptr<OperatorMode> mode;

  Site() {
    auto claims = jwt::OperatorClaims::create(operator_key(1).public_text());
    claims.system_account = id(7);
    options.operators.jwts = {mint(claims, operator_key(1), loop.clock().now())};
    options.operators.resolver.type = ResolverOptions::Type::Full;
    options.operators.resolver.dir = home.path() / "jwt";
    preload(7, "SYS");
  }
  ~Site() {
    mode.reset();
    loop.settle();
  }
  [[nodiscard]] std::string token(unsigned char number, const std::string& name) const {
    auto claims = jwt::AccountClaims::create(id(number));
    claims.name = name;
    return mint(claims, operator_key(1), loop.clock().now());
  }
  void preload(unsigned char number, const std::string& name) {
    options.operators.preload[id(number)] = token(number, name);
  }
  [[nodiscard]] std::filesystem::path file(unsigned char number) const {
    return options.operators.resolver.dir / (id(number) + ".jwt");
  }
  void start() {
    complete(options);
    REQUIRE(validate(options).has_value());
    auto opened = OperatorMode::open(options, {.loop = loop,
                                               .random = random,
                                               .directory = directory,
                                               .server = [] { return json::Doc::object(); },
                                               .log = Logger(log)});
    REQUIRE(opened.has_value());
    mode = *std::move(opened);
    bool started = false;
    mode->start([&] { started = true; });
    REQUIRE(loop.settle_until([&] { return started; }));
  }
  std::string name_of(unsigned char number) {
    std::optional<std::string> name;
    mode->accounts().lookup(id(number), [&](const Result<const OperatorAccount*>& found) {
      name = found ? (*found)->account->display_name() : "";
    });
    REQUIRE(loop.settle_until([&] { return name.has_value(); }));
    return *name;
  }
};

TEST_CASE("a folder is filled with what is preloaded, once") {
  Site site;
  site.preload(1, "A");
  site.start();
  CHECK(site.directory.system()->display_name() == "SYS");
  CHECK(is_file(site.file(1)));
  CHECK(site.name_of(1) == "A");
  CHECK(site.name_of(2).empty());

  // What was pushed later stays at the next start.
  site.mode.reset();
  site.loop.advance(std::chrono::seconds(5));
  const auto pushed = site.token(1, "A2");
  CHECK(write_file_atomic(site.file(1), pushed).has_value());
  site.start();
  CHECK(read_file(site.file(1)).value() == pushed);
}

TEST_CASE("a reload takes new tokens, preloaded or put into the folder by hand") {
  Site site;
  site.preload(1, "A");
  site.start();
  CHECK(site.name_of(1) == "A");
  CHECK(site.name_of(7) == "SYS");
  site.loop.advance(std::chrono::seconds(5));
  site.preload(1, "A2");
  CHECK(write_file_atomic(site.file(7), site.token(7, "SYS2")).has_value());
  CHECK(write_file_atomic(site.file(3), site.token(3, "C")).has_value());
  site.mode->reload(site.options);
  REQUIRE(
      site.loop.settle_until([&] { return site.directory.system()->display_name() == "SYS2"; }));
  CHECK(site.name_of(1) == "A2");
  CHECK(site.name_of(3) == "C");
}

TEST_CASE("many reloads look at the folder as often as it takes, and once after the last") {
  Site site;
  site.start();
  CHECK(site.name_of(7) == "SYS");
  site.loop.advance(std::chrono::seconds(5));
  for (int i = 0; i < 100; ++i) site.mode->reload(site.options);
  CHECK(write_file_atomic(site.file(7), site.token(7, "SYS2")).has_value());
  site.mode->reload(site.options);
  REQUIRE(
      site.loop.settle_until([&] { return site.directory.system()->display_name() == "SYS2"; }));
}

TEST_CASE("a memory resolver has what is preloaded") {
  Site site;
  site.options.operators.resolver.type = ResolverOptions::Type::Memory;
  site.preload(1, "A");
  site.start();
  CHECK(site.name_of(1) == "A");
  site.loop.advance(std::chrono::seconds(5));
  site.preload(1, "A2");
  site.mode->reload(site.options);
  CHECK(site.name_of(1) == "A2");
  CHECK_FALSE(is_dir(site.options.operators.resolver.dir));
}

TEST_CASE("an expired operator is told of, and does not stop the server") {
  Site site;
  site.options.operators.resolver.type = ResolverOptions::Type::Memory;
  auto claims = jwt::OperatorClaims::create(operator_key(1).public_text());
  claims.name = "O";
  claims.expires = jwt::unix_seconds(site.loop.clock().now()) - 1;
  site.options.operators.jwts = {mint(claims, operator_key(1), site.loop.clock().now())};
  site.preload(1, "A");
  site.start();
  CHECK(site.name_of(1) == "A");
  CHECK(std::ranges::count(site.sink.lines(), "warn operator \"O\" has expired") == 1);
}

TEST_CASE("what is wrong with preloaded accounts is told and does not stop the server") {
  Site site;
  auto claims = jwt::AccountClaims::create(id(1));
  site.options.operators.preload[id(1)] = mint(claims, operator_key(9), site.loop.clock().now());
  site.start();
  bool told = false;
  for (const auto& line : site.sink.lines()) {
    told |= line == "warn preloaded account " + id(1) + " is not signed by a trusted operator";
  }
  CHECK(told);
}

TEST_CASE("an account server that does not answer keeps the server from starting") {
  Site site;
  site.options.operators.preload.clear();
  site.options.operators.resolver.type = ResolverOptions::Type::Url;
  site.options.operators.resolver.url = "http://127.0.0.1:1/";
  const auto opened = OperatorMode::open(site.options, {.loop = site.loop,
                                                        .random = site.random,
                                                        .directory = site.directory,
                                                        .server = {},
                                                        .log = {}});
  CHECK_FALSE(opened.has_value());
}

}  // namespace
}  // namespace natsop::engine::test
