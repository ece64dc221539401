#include "core/render/report.h"

#include <doctest/doctest.h>

using natsop::render::Format;
using natsop::render::Report;

TEST_CASE("a push as nsc reports it") {
  Report report;
  report.summarised();
  auto& push =
      report.group("push to nats-server \"nats://127.0.0.1:14222\" using system account \"SYS\"");
  auto& account = push.group("push SYS to nats-server with nats account resolver");
  account.ok("pushed \"SYS\" to nats-server srv-14222: jwt updated");
  account.ok("pushed to a total of 1 nats-server");
  CHECK(report.tree() ==
        "[ OK ] push to nats-server \"nats://127.0.0.1:14222\" using system account \"SYS\":\n"
        "       [ OK ] push SYS to nats-server with nats account resolver:\n"
        "              [ OK ] pushed \"SYS\" to nats-server srv-14222: jwt updated\n"
        "              [ OK ] pushed to a total of 1 nats-server\n");
  REQUIRE(report.summary());
  CHECK(report.summary()->empty());  // one job needs no summary

  account.error(
      "failed to get response to push account: nats: no responders available for request");
  CHECK(report.level() == Report::Level::Error);
  CHECK(report.tree().starts_with("[ERR ] push to nats-server"));
  REQUIRE(!report.summary());
  CHECK(report.summary().error().message() == "all jobs failed");
}

TEST_CASE("summaries count the top steps") {
  Report report;
  report.summarised();
  report.ok("a").ok("b");
  CHECK(*report.summary() == "all jobs succeeded");
  CHECK(*report.render(Format::Table) == "[ OK ] a\n[ OK ] b\nall jobs succeeded\n");
  report.warn("c");
  CHECK(*report.summary() == "2 jobs succeeded - 1 have warnings");
  report.error("d");
  CHECK(report.summary().error().message() == "1 job failed - 2 jobs succeeded and 1 had warnings");
  Report warned;
  warned.summarised().warn("a").warn("b");
  CHECK(*warned.summary() == "all jobs had warnings");
  CHECK(*Report().ok("a").ok("b").summary() == "");  // add and edit have no summary
}

TEST_CASE("what the other side said, several lines, gaps, and steps shown on trouble alone") {
  Report report;
  auto& quiet = report.group("pushed \"A\" to account server", Report::Show::StepsOnTrouble);
  quiet.ok("pushed account jwt to the account server");
  CHECK(report.tree() == "[ OK ] pushed \"A\" to account server\n");
  quiet.said("stored\nthanks\n");
  report.gap();
  auto& users = report.add(Report(Report::Level::None, "move users"));
  users.warn("two\nlines");
  users.group("inline", Report::Show::Steps).ok("no label of its own");
  CHECK(report.tree() ==
        "[ OK ] pushed \"A\" to account server:\n"
        "       [ OK ] pushed account jwt to the account server\n"
        "       > stored\n"
        "       > thanks\n"
        "\n"
        "[WARN] move users:\n"
        "       [WARN] two\n"
        "       lines\n"
        "       [ OK ] no label of its own\n");
  CHECK(report.document().at("/steps/1/steps/0").dump() ==
        R"({"level":"warn","label":"two\nlines"})");
}

TEST_CASE("a report for machines") {
  Report report;
  report.group("push").ok("one").error("two, \"quoted\"");
  CHECK(*report.render(Format::Name) == "one\ntwo, \"quoted\"\n");
  CHECK(*report.render(Format::Csv) == "level,label\nok,one\nerror,\"two, \"\"quoted\"\"\"\n");
  CHECK(*report.render(Format::Ndjson) ==
        R"({"level":"error","label":"push","steps":[{"level":"ok","label":"one"},)"
        R"({"level":"error","label":"two, \"quoted\""}]})"
        "\n");
}
