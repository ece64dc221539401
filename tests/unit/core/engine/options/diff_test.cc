#include "core/engine/options/diff.h"

#include <doctest/doctest.h>

#include "tests/unit/core/engine/options/sandbox.h"

namespace natsop::engine {

using test::options;

namespace {

OptionsDiff between(const std::string& now, const std::string& next) {
  auto out = diff(options(now), options(next));
  REQUIRE_MESSAGE(out, (out ? "" : out.error().message()));
  return std::move(*out);
}

std::string refused(const std::string& now, const std::string& next) {
  const auto out = diff(options(now), options(next));
  return out ? "" : out.error().message();
}

}  // namespace

TEST_CASE("a reload does what the options that differ ask for, in order") {
  CHECK(between("port: 1", "port: 1").empty());
  CHECK(between("debug: true", "# again\ndebug: yes").empty());
  const auto several = between(
      "debug: true", "max_payload: 1k, authorization { token: t }, ping_max: 5, pid_file: p");
  CHECK(several.changes == std::vector<Change>{Change::Logging, Change::Limits, Change::Users,
                                               Change::Info, Change::PidFile});
  CHECK(several.fields == std::vector<std::string>{"log.debug", "max_payload", "ping_max",
                                                   "authorization", "pid_file"});
  CHECK(several.has(Change::Users));
  CHECK_FALSE(several.has(Change::Tls));
  CHECK(between("accounts { A {} }", "accounts { A { users [{user: u}] } }").has(Change::Accounts));
  CHECK(between("max_conn: 5", "max_conn: 4").changes == std::vector<Change>{Change::Connections});
  CHECK(between("tls { timeout: 1 }", "tls { timeout: 2 }").has(Change::Tls));
  CHECK(between("leafnodes { port: 1 }", "leafnodes { port: 2 }").changes ==
        std::vector<Change>{Change::Later});
  CHECK(name_of(Change::Users) == "users");
  CHECK(name_of(Change::Later) == "parts that are off");
}

TEST_CASE("what a running server cannot change is refused by name") {
  CHECK(refused("port: 4222", "port: 4223") ==
        "config reload not supported for Port: old=4222, new=4223");
  CHECK(refused("host: a", "host: b") == "config reload not supported for Host: old=a, new=b");
  CHECK(refused("server_name: a", "server_name: b") ==
        "config reload not supported for ServerName: old=a, new=b");
  CHECK(refused("http: 1", "http: 2").starts_with("config reload not supported for HTTPPort"));
  CHECK(refused("accounts { A {} }\nsystem_account: A", "accounts { A {} }") ==
        "config reload not supported for SystemAccount: old=A, new=");
  CHECK(refused("ws { port: 1, no_tls: true }", "ws { port: 2, no_tls: true }")
            .starts_with("config reload not supported for Websocket port: old=1, new=2"));
  CHECK(refused("jetstream { store_dir: a }", "jetstream { store_dir: b }") ==
        "config reload not supported for jetstream storage directory: old=a, new=b");
  CHECK(refused("resolver: MEMORY", "debug: true") ==
        "config reload not supported for AccountResolver: old=memory, new=");
  CHECK(refused("debug: true, port: 1", "port: 1").empty());
}

}  // namespace natsop::engine
