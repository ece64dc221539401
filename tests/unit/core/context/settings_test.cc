#include "core/context/settings.h"

#include <doctest/doctest.h>

#include <map>

#include "core/base/files.h"

using namespace natsop;
using namespace natsop::context;
using std::chrono::seconds;

namespace {

Environment variables(std::map<std::string, std::string> values) {
  return [values = std::move(values)](const std::string& name) -> std::optional<std::string> {
    const auto found = values.find(name);
    if (found == values.end()) return std::nullopt;
    return found->second;
  };
}

Result<ConnectSettings> merge(ConnectFlags flags, std::map<std::string, std::string> environment,
                              std::optional<Context> context, SecretAccess access = {}) {
  access.environment = variables(environment);
  auto from_environment = environment_flags(access.environment);
  if (!from_environment) return std::move(from_environment).error();
  return merge_settings({.flags = std::move(flags),
                         .environment = *from_environment,
                         .context = std::move(context),
                         .default_name = "tester"},
                        access);
}

std::string shown(const Login& login) {
  if (const auto* user = std::get_if<UserPassword>(&login))
    return user->user + ":" + user->password;
  if (const auto* file = std::get_if<CredsFile>(&login)) return "file " + file->path.string();
  if (const auto* text = std::get_if<CredsText>(&login)) return "creds " + text->text;
  if (const auto* nkey = std::get_if<NkeySeed>(&login)) return "nkey " + nkey->text;
  if (const auto* both = std::get_if<JwtAndSeed>(&login)) return both->jwt + "+" + both->seed;
  if (const auto* bearer = std::get_if<BearerJwt>(&login)) return "bearer " + bearer->jwt;
  return "none";
}

}  // namespace

TEST_CASE("flag > environment > context > default") {
  Context context;
  context.name = "c";
  context.url = "nats://context";
  CHECK(merge({}, {}, std::nullopt)->shown_urls() == "nats://127.0.0.1:4222");
  CHECK(merge({}, {}, std::nullopt)->url_origin == "the default");
  CHECK(merge({}, {}, context)->shown_urls() == "nats://context:4222");
  CHECK(merge({}, {}, context)->url_origin == "context \"c\"");
  CHECK(merge({}, {{"NATS_URL", "env:1"}}, context)->shown_urls() == "nats://env:1");
  CHECK(merge({}, {{"NATS_URL", "env:1"}}, context)->url_origin == "NATS_URL");
  CHECK(merge({.server = "a, tls://b:2,"}, {{"NATS_URL", "env:1"}}, context)->shown_urls() ==
        "nats://a:4222,tls://b:2");

  SUBCASE("the other fields") {
    context.inbox_prefix = "_IN.";
    context.jetstream_domain = "hub";
    context.socks_proxy = "socks5://p";
    context.color_scheme = "red";
    auto settings = merge({}, {}, context);
    REQUIRE(settings);
    CHECK(settings->inbox_prefix == "_IN");
    CHECK(*settings->js_prefix() == "$JS.hub.API");
    CHECK(settings->socks_proxy == "socks5://p");
    CHECK(settings->color_scheme == "red");
    CHECK(settings->timeout == seconds(5));
    CHECK(settings->name == "tester");
    CHECK(merge({.socks_proxy = "none"}, {}, context)->socks_proxy.empty());
    CHECK(merge({.socks_proxy = "-"}, {}, context)->socks_proxy.empty());
    CHECK(merge({}, {{"NATS_COLOR", "blue"}}, context)->color_scheme == "blue");
    CHECK(merge({}, {{"NATS_TIMEOUT", "2s"}}, context)->timeout == seconds(2));
    CHECK(merge({.timeout = seconds(1)}, {{"NATS_TIMEOUT", "2s"}}, context)->timeout == seconds(1));
    CHECK(!merge({}, {{"NATS_TIMEOUT", "soon"}}, context));
    CHECK(!merge({.js_api_prefix = "x"}, {}, context)->js_prefix());
    CHECK(!merge({.inbox_prefix = "a.*"}, {}, context));
  }
}

TEST_CASE("which login counts") {
  Context context;
  context.user = "u";
  context.password = "p";

  CHECK(shown(merge({}, {}, std::nullopt)->login) == "none");
  CHECK(shown(merge({}, {}, context)->login) == "u:p");

  SUBCASE("credentials on the command line replace those of the context") {
    CHECK(shown(merge({.creds = "/x.creds"}, {}, context)->login) == "file /x.creds");
    CHECK(shown(merge({}, {{"NATS_CREDS", "/x.creds"}}, context)->login) == "file /x.creds");
    CHECK(shown(merge({.creds = "/x"}, {{"NATS_USER", "e"}, {"NATS_PASSWORD", "f"}}, context)
                    ->login) == "file /x");
  }
  SUBCASE("a user without a password is a token") {
    auto token = merge({.user = "tok"}, {}, context);
    CHECK(shown(token->login) == "none");
    CHECK(token->token == "tok");
    CHECK(merge({.user = "a", .token = "b"}, {}, std::nullopt)->token == "a");
    CHECK(shown(merge({.user = "a"}, {{"NATS_PASSWORD", "b"}}, context)->login) == "a:b");
  }
  SUBCASE("a password or token alone completes the context") {
    CHECK(shown(merge({.password = "q"}, {}, context)->login) == "u:q");
    auto both = merge({.token = "t"}, {}, context);
    CHECK(shown(both->login) == "u:p");
    CHECK(both->token == "t");
  }
  SUBCASE("the first kind of one layer wins") {
    context.creds = "/c";
    CHECK(shown(merge({}, {}, context)->login) == "u:p");
    context.user.clear();
    CHECK(shown(merge({}, {}, context)->login) == "file /c");
  }
  SUBCASE("JWT with and without a seed") {
    CHECK(shown(merge({.jwt = "ey", .seed = "SU"}, {}, context)->login) == "ey+SU");
    CHECK(shown(merge({.jwt = "ey"}, {}, context)->login) == "bearer ey");
    Context stored;
    stored.user_jwt = "old";
    stored.user_seed = "SUx";
    CHECK(shown(merge({.jwt = "new"}, {}, stored)->login) == "new+SUx");
  }
}

TEST_CASE("secret references") {
  std::vector<std::vector<std::string>> ran;
  SecretAccess access;
  access.read_file = [](const std::filesystem::path& path) -> Result<std::string> {
    if (path == "/secret") return std::string("from file\r\n");
    if (path == "/nsc.creds") return std::string("nsc creds");
    return Error(Code::NotFound, path.string() + ": no such file");
  };
  access.run = [&](const std::vector<std::string>& argv) -> Result<std::string> {
    ran.push_back(argv);
    if (argv[0] == "op") return std::string("one password\n");
    return std::string(
        R"({"user_creds": "/nsc.creds", "operator": {"service": ["nats://a:1", "nats://b:2"]}})");
  };
  access.environment = variables({{"PW", "from env"}, {"EMPTY", ""}});
  const SecretSource source(access);

  SUBCASE("text values") {
    CHECK(*source.text("password", "plain") == "plain");
    CHECK(*source.text("password", "foo://bar") == "foo://bar");
    CHECK(*source.text("password", "a:b") == "a:b");
    CHECK(*source.text("password", "file:///secret") == "from file");
    CHECK(*source.text("password", "env://PW") == "from env");
    CHECK(*source.text("password", "op://vault/item/field") == "one password");
    CHECK(ran == std::vector<std::vector<std::string>>{{"op", "read", "op://vault/item/field"}});
    CHECK(*source.text("password", "data:;base64,aGk=") == "hi");
    CHECK(*source.text("password", "DATA:text/plain;base64,aGk=") == "hi");
    CHECK(source.text("password", "env://NO").error().code() == Code::NotFound);
    CHECK(!source.text("password", "env://EMPTY"));
    CHECK(!source.text("password", "data:,hi"));
    auto bad = source.text("password", "data:;base64,!!secret!!");
    REQUIRE(!bad);
    CHECK(bad.error().one_line().find("secret") == std::string::npos);
  }
  SUBCASE("files") {
    CHECK(*source.content("creds", "/secret") == "from file\r\n");
    CHECK(*source.content("creds", "env://PW") == "from env");
    auto unknown = source.content("creds", "vault://x");
    REQUIRE(!unknown);
    CHECK(unknown.error().message() == "creds: no resolver registered for scheme \"vault\"");
    CHECK(secret_kind("C:\\keys\\a.creds") == SecretKind::Bare);
    CHECK(!file_of("ca", "op://x"));
    CHECK(file_of("ca", "file:///a/ca.pem")->string() == "/a/ca.pem");
  }
  SUBCASE("nsc") {
    Context context;
    context.creds = "nsc://O/A/U";
    auto settings = merge({}, {}, context, access);
    REQUIRE(settings);
    CHECK(shown(settings->login) == "creds nsc creds");
    CHECK(settings->shown_urls() == "nats://a:1,nats://b:2");
    CHECK(ran.back() == std::vector<std::string>{"nsc", "generate", "profile", "nsc://O/A/U"});
    context.url = "own:3";
    CHECK(merge({}, {}, context, access)->shown_urls() == "nats://own:3");

    access.nsc = [](const std::string& reference) -> Result<NscProfile> {
      return NscProfile{.creds = "own " + reference, .services = {}};
    };
    CHECK(shown(merge({}, {}, context, access)->login) == "creds own nsc://O/A/U");
  }
}

TEST_CASE("TLS files") {
  auto dir = TempDir::make();
  REQUIRE(dir);
  const std::string file = (dir->path() / "x.pem").string();
  REQUIRE(write_file_atomic(file, "x"));
  CHECK(merge({.tls_ca = file}, {}, std::nullopt)->tls.wanted());
  CHECK(!merge({}, {}, std::nullopt)->tls.wanted());
  CHECK(merge({.tls_cert = file, .tls_key = file}, {}, std::nullopt)->tls.key == file);
  CHECK(merge({.tls_cert = file}, {}, std::nullopt).error().code() == Code::Invalid);
  CHECK(merge({.tls_ca = file + "absent"}, {}, std::nullopt).error().code() == Code::NotFound);
  CHECK(merge({.tls_ca = "env://CA"}, {}, std::nullopt).error().message() ==
        "ca: scheme \"env\" not supported (file/bare only)");
}

TEST_CASE("server URLs") {
  auto url = parse_server_url("tls://us%40er:p%3Aw@[::1]:5222");
  REQUIRE(url);
  CHECK(url->user == "us@er");
  CHECK(url->password == "p:w");
  CHECK(url->host == "::1");
  CHECK(url->address() == "[::1]:5222");
  CHECK(url->redacted() == "tls://xxxxx@[::1]:5222");
  CHECK(*parse_server_url(url->text()) == *url);
  CHECK(parse_server_url("wss://h/path?x=1")->path == "/path?x=1");
  CHECK(parse_server_url("wss://h")->port == 443);
  CHECK(parse_server_url("ws://h")->port == 80);
  CHECK(parse_server_url("token@h")->user == "token");
  for (const char* bad : {"http://h", "nats://", "h:x", "h:0", "h:70000", "[::1", "a b"}) {
    CHECK(!parse_server_url(bad));
  }
  auto secret = parse_server_url("nats://u:hunter2@h:x");
  REQUIRE(!secret);
  CHECK(secret.error().message().find("hunter2") == std::string::npos);
  CHECK(!parse_server_urls(" , "));
}

TEST_CASE("variables that override a context") {
  CHECK(
      overriding_variables(variables({{"NATS_TOKEN", "x"}, {"NATS_URL", "y"}, {"NATS_KEY", ""}})) ==
      std::vector<std::string>{"NATS_URL", "NATS_TOKEN"});
}
