#include <doctest/doctest.h>

#include "commands/nats/check/finding.h"
#include "commands/nats/check/formats.h"
#include "core/base/files.h"
#include "tests/unit/commands/nats/server/answers.h"

namespace natsop::test {
namespace {

using commands::nats::Finding;
using commands::nats::go_number;
using commands::nats::Health;
using commands::nats::json_text;
using commands::nats::nagios_text;
using commands::nats::people_text;
using commands::nats::prometheus_text;

Finding sample() {
  Finding finding("server", "srv \"1\"");
  finding.ok("fine");
  finding.add({.name = "up time", .value = 1.23456, .warning = 2, .critical = 3, .unit = "s"});
  finding.add({.name = "cpu", .value = 2.5, .critical = 90, .unit = "%", .help = "the CPU"});
  finding.add({.name = "mem", .value = 15728640, .warning = 1e6});
  return finding;
}

TEST_CASE("check: the worst decides") {
  Finding finding("x", "y");
  CHECK(finding.health() == Health::Ok);
  finding.warn("w");
  CHECK(finding.health() == Health::Warning);
  finding.critical("c");
  CHECK(finding.health() == Health::Critical);
  CHECK(nagios_text(finding) == "CRITICAL y Crit:c Warn:w");
}

TEST_CASE("check: for Nagios and as JSON") {
  CHECK(nagios_text(sample()) ==
        "OK srv \"1\" OK:fine | 'up time'=1.2346s;2.0000;3.0000 cpu=2%;;90 mem=15728640;1000000");
  CHECK(json_text(sample()) == R"({
  "status": "OK",
  "check_suite": "server",
  "check_name": "srv \"1\"",
  "ok": [
    "fine"
  ],
  "perf_data": [
    {
      "name": "up time",
      "value": 1.23456,
      "warning": 2,
      "critical": 3,
      "unit": "s"
    },
    {
      "name": "cpu",
      "value": 2.5,
      "warning": 0,
      "critical": 90,
      "unit": "%"
    },
    {
      "name": "mem",
      "value": 15728640,
      "warning": 1000000,
      "critical": 0
    }
  ]
})");
}

TEST_CASE("check: for Prometheus, in order of name") {
  CHECK(prometheus_text(sample(), "ns") == R"(# HELP ns_server_cpu the CPU
# TYPE ns_server_cpu gauge
ns_server_cpu{item="srv .1."} 2.5
# HELP ns_server_mem Data about the NATS CLI check server
# TYPE ns_server_mem gauge
ns_server_mem{item="srv .1."} 1.572864e+07
# HELP ns_server_status_code Nagios compatible status code for server
# TYPE ns_server_status_code gauge
ns_server_status_code{item="srv .1.",status="OK"} 0
# HELP ns_server_up time Data about the NATS CLI check server
# TYPE ns_server_up time gauge
ns_server_up time{item="srv .1."} 1.23456
)");
  CHECK(go_number(0) == "0");
  CHECK(go_number(1) == "1");
  CHECK(go_number(123456) == "123456");
  CHECK(go_number(1234567) == "1.234567e+06");
  CHECK(go_number(0.0001) == "0.0001");
  CHECK(go_number(0.00001) == "1e-05");
  CHECK(go_number(-2.5) == "-2.5");
}

TEST_CASE("check: for people") {
  const auto text = people_text(sample(), {});
  CHECK(text.starts_with("srv \"1\": OK\n\nStatus Detail\n\n"));
  CHECK(text.contains("│ OK     │ fine    │"));
  CHECK(text.contains("\nCheck Metrics\n\n"));
  CHECK(text.contains("│ mem     │ 15,728,640 │"));
}

TEST_CASE("check server: figures, thresholds both ways, certificates") {
  FakeWorld world;
  world.transport().answer(
      std::string(kPing) + ".VARZ",
      server_answer("a", "hub", "",
                    R"("data":{"server_name":"a","start":"2026-11-21T10:00:00Z",)"
                    R"("now":"2026-11-21T11:00:00Z","cpu":45,"mem":3000000000,"connections":10,)"
                    R"("subscriptions":7,"tls_required":true,)"
                    R"("tls_cert_not_after":"2026-11-21T13:00:00Z",)"
                    R"("leaf":{"tls_cert_not_after":"2026-11-21T10:59:00Z"}})"));
  const auto check = [&](std::vector<std::string> more) {
    std::vector<std::string> line{"nats", "server", "check", "server", "--name", "a"};
    line.insert(line.end(), more.begin(), more.end());
    auto outcome = world.run(line);
    outcome.out = outcome.out.substr(0, outcome.out.find(" |"));
    return outcome;
  };
  CHECK(check({}).out == "OK a");
  CHECK(check({}).status == 0);
  CHECK(check({"--cpu-warn", "40", "--cpu-critical", "50"}).out == "WARNING a Warn:CPU 45.00");
  CHECK(check({"--cpu-warn", "40", "--cpu-critical", "50"}).status == 1);
  CHECK(check({"--cpu-warn", "40", "--cpu-critical", "30"}).out ==
        "CRITICAL a Crit:CPU invalid thresholds");
  CHECK(check({"--mem-warn", "1", "--mem-critical", "3000000000"}).status == 2);
  CHECK(check({"--conn-warn", "20", "--conn-critical", "5"}).out ==
        "WARNING a Warn:Connections 10.00");
  CHECK(check({"--conn-warn", "20", "--conn-critical", "10"}).status == 2);
  CHECK(check({"--conn-warn", "9", "--conn-critical", "5"}).status == 0);
  CHECK(check({"--uptime-warn", "2h", "--uptime-critical", "30m"}).out ==
        "WARNING a Warn:Up 1h0m0s");
  CHECK(check({"--tls-required", "--auth-required"}).out ==
        "CRITICAL a Crit:Authentication not required OK:TLS required");
  CHECK(check({"--tls-cert-warn", "3h", "--tls-cert-crit", "0s"}).out ==
        "CRITICAL a Crit:Leafnode TLS certificate expired "
        "Warn:Server TLS certificate expires in 2h0m0s");
  CHECK(check({"--tls-cert-warn", "3h"}).status == 0);
  CHECK(check({"--format", "prometheus", "--cpu-critical", "1"}).status == 0);
}

TEST_CASE("check: a file instead of standard output") {
  FakeWorld world;
  const auto file = world.home() + "/result";
  const auto outcome = world.run({"nats", "server", "check", "credential", "--credential",
                                  world.home() + "/none", "--outfile", file});
  CHECK(outcome.status == 2);
  CHECK(outcome.out.empty());
  CHECK(read_file(file)->starts_with("CRITICAL Credential Crit:credential not accessible: "));
}

}  // namespace
}  // namespace natsop::test
