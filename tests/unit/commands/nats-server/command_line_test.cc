#include "commands/nats-server/command_line.h"

#include <doctest/doctest.h>

#include <map>

namespace natsop::commands::nats_server {
namespace {

using Args = std::vector<std::string>;

/// Files that are only here.
config::Sources files(std::map<std::string, std::string> content) {
  return {.read = [content = std::move(content)](
                      const std::filesystem::path& path) -> Result<std::string> {
            const auto file = content.find(path.string());
            if (file == content.end()) return Error(Code::NotFound, "no such file");
            return file->second;
          },
          .variable = [](std::string_view) { return std::nullopt; }};
}

engine::Options options(const Args& args, const std::string& file = "") {
  const auto line = CommandLine::parse(args);
  REQUIRE_MESSAGE(line, (line ? "" : line.error().message()));
  const auto sources = files({{"t.conf", file}});
  auto out = line->load(sources);
  REQUIRE_MESSAGE(out, (out ? "" : out.error().message()));
  return std::move(out->options);
}

std::string parse_error(const Args& args) {
  const auto line = CommandLine::parse(args);
  return line ? "" : line.error().message();
}

std::string load_error(const Args& args, const std::string& file = "") {
  const auto line = CommandLine::parse(args);
  REQUIRE(line);
  const auto sources = files({{"t.conf", file}});
  const auto out = line->load(sources);
  return out ? "" : out.error().message();
}

Action action(const Args& args) {
  const auto line = CommandLine::parse(args);
  REQUIRE(line);
  return line->action();
}

}  // namespace

TEST_CASE("flags come with one dash or two, with a space or an equals sign") {
  for (const auto& args :
       {Args{"-p", "4333"}, Args{"--p=4333"}, Args{"-port=4333"}, Args{"--port", "4333"},
        Args{"-p", "0x10ed"}, Args{"-p", "1", "-p", "4333"}}) {
    CHECK(options(args).port == 4333);
  }
  CHECK(options({"-p", "-1"}).port == -1);
  CHECK(options({"-p", "0"}).port == 4222);
  CHECK(options({"-D"}).log.debug);
  CHECK_FALSE(options({"-D=false"}).log.debug);
  CHECK_FALSE(options({"-D=0"}).log.debug);
  CHECK(options({"-DV"}).log.trace);
  CHECK(options({"-DVV"}).log.trace_verbose);
  CHECK(options({"-VV"}).log.trace);
  CHECK_FALSE(options({"-VV"}).log.debug);
  CHECK_FALSE(options({"-T=false"}).log.logtime);
  CHECK(options({"-m", "8222", "-a", "::1"}).http_host == "::1");
  CHECK(options({"-user", "u", "--pass", "p"}).authorization.password == "p");
  CHECK(options({"--auth", "t"}).authorization.token == "t");
}

TEST_CASE("flags are laid over the file") {
  const std::string file = "port: 1, debug: true, authorization { token: t }, host: 10.0.0.1";
  const auto out = options({"-c", "t.conf", "-p", "2", "-D=false", "--user", "u"}, file);
  CHECK(out.port == 2);
  CHECK_FALSE(out.log.debug);
  CHECK(out.host == "10.0.0.1");
  CHECK(out.authorization.token.empty());
  CHECK(out.authorization.user == "u");
  CHECK(options({"-c", "t.conf"}, file).port == 1);
  CHECK(options({"-a", "h", "-c", "t.conf"}, file).host == "h");
}

TEST_CASE("flags of TLS and of the cluster") {
  const auto tls = options({"-tls", "-tlscert", "c", "-tlskey", "k", "-tlscacert", "a"}).tls;
  CHECK(tls->ca_file == "a");
  CHECK_FALSE(tls->verify);
  CHECK(options({"--tlsverify", "--tlscert=c", "--tlskey=k"}).tls->verify);
  CHECK(load_error({"--tls"}) == "TLS Server certificate must be present and valid");
  CHECK(load_error({"--tlscert", "c"}) == "TLS Server private key must be present and valid");
  const auto out = options({"-cluster", "nats://u:p@127.0.0.1:6222", "-cluster_name", "\"local\"",
                            "-routes", "nats://a:1,nats://b:2"});
  CHECK(out.cluster.host == "127.0.0.1");
  CHECK(out.cluster.port == 6222);
  CHECK(out.cluster.authorization.password == "p");
  CHECK(out.cluster.routes.size() == 2);
  CHECK(out.cluster_name == "\"local\"");
  CHECK(out.warnings.size() == 1);
  CHECK(load_error({"--routes", "nats://a:1"}).starts_with("solicited routes require cluster"));
  CHECK(load_error({"--cluster", "nats://x"}) == "address x: missing port in address");
  CHECK(options({"-js", "-sd", "d"}).jetstream.store_dir == "d");
  CHECK(load_error({"-r", "x"}) == "a remote syslog is not supported");
}

TEST_CASE("wrong command lines read as Go's") {
  CHECK(parse_error({"-foo"}) == "flag provided but not defined: -foo");
  CHECK(parse_error({"--foo=1"}) == "flag provided but not defined: -foo");
  CHECK(parse_error({"--port", "x"}) == "invalid value \"x\" for flag -port: parse error");
  CHECK(parse_error({"-p"}) == "flag needs an argument: -p");
  CHECK(parse_error({"-D=maybe"}) == "invalid boolean value \"maybe\" for -D: parse error");
  CHECK(parse_error({"---x"}) == "bad flag syntax: ---x");
  CHECK(parse_error({"-=x"}) == "bad flag syntax: -=x");
  CHECK(parse_error({"-p", "70000"}).starts_with("invalid value \"70000\" for flag -p: no port"));
  CHECK(parse_error({"bar"}) == "unrecognized command: \"bar\"");
  CHECK(parse_error({"-D", "true"}) == "unrecognized command: \"true\"");
  CHECK(parse_error({"-"}) == "unrecognized command: \"-\"");
  CHECK(parse_error({"-t"}).starts_with("must specify [-c, --config]"));
}

TEST_CASE("what else the process can do") {
  CHECK(action({"-v"}) == Action::Version);
  CHECK(action({"--version"}) == Action::Version);
  CHECK(action({"version"}) == Action::Version);
  CHECK(action({"-m", "-1", "version"}) == Action::Version);
  CHECK(action({"help"}) == Action::Help);
  CHECK(action({"-h"}) == Action::Help);
  CHECK(action({"--help_tls"}) == Action::TlsHelp);
  CHECK(action({"-t", "-c", "x"}) == Action::Check);
  CHECK(action({"--signal", "stop=1"}) == Action::Signal);
  CHECK(action({}) == Action::Serve);
  for (const auto* flag :
       {"--addr", "--ports_file_dir", "-sl", "--cluster_listen", "--help_tls", "-DVV"}) {
    CHECK(CommandLine::help().contains(flag));
  }
}

}  // namespace natsop::commands::nats_server
