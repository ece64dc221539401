#include "core/render/page.h"

#include <doctest/doctest.h>

#include "core/render/format.h"

using natsop::json::Doc;
using natsop::render::Boxes;
using natsop::render::Format;
using natsop::render::Page;
using natsop::render::Style;

namespace {

std::string text(const Page& page, Format format = Format::Table, const Style& style = {}) {
  const auto out = page.render(format, style);
  REQUIRE(out);
  return *out;
}

}  // namespace

TEST_CASE("a page's colons stand in one column, sections between blank lines") {
  Page page("Information for Consumer aggregate > DUR created 2026-11-21 09:46:56");
  page.section("Configuration").row("Name", "DUR").row("Pull Mode", true);
  page.row("Max Ack Pending", 1000).row_if("Description", std::string()).row_if("Sampling Rate", 0);
  page.section("Cluster Information").row("Name", "cluster-hub");
  page.row("Replica", "srv-4222, current").row("Replica", "srv-4282, current");
  page.section("State").row("Last Delivered Message", "Consumer sequence: 70");
  page.blank();
  CHECK(text(page) ==
        "Information for Consumer aggregate > DUR created 2026-11-21 09:46:56\n"
        "\n"
        "Configuration:\n"
        "\n"
        "                    Name: DUR\n"
        "               Pull Mode: true\n"
        "         Max Ack Pending: 1,000\n"
        "\n"
        "Cluster Information:\n"
        "\n"
        "                    Name: cluster-hub\n"
        "                 Replica: srv-4222, current\n"
        "                 Replica: srv-4282, current\n"
        "\n"
        "State:\n"
        "\n"
        "  Last Delivered Message: Consumer sequence: 70\n"
        "\n");
  CHECK(
      text(page, Format::Ndjson) ==
      R"({"configuration":{"name":"DUR","pull_mode":true,"max_ack_pending":1000},)"
      R"("cluster_information":{"name":"cluster-hub","replica":["srv-4222, current","srv-4282, current"]},)"
      R"("state":{"last_delivered_message":"Consumer sequence: 70"}})"
      "\n");
}

TEST_CASE("continuation lines, blocks of one section, maps") {
  Page page;
  page.section("Replication");
  page.lines("Sources", {"test, API Prefix: $JS.spoke-1.API", "test, API Prefix: $JS.spoke-2.API"});
  page.section("Source Information").row("Stream Name", "test").row("Lag", 0).blank();
  page.row("Stream Name", "test").row("Lag", 12345);
  page.section("Metadata").map({{"b", "2"}, {"a", "1"}});
  page.map("Labels", {{"y", "2"}, {"x", "1\n2"}});
  CHECK(text(page) ==
        "Replication:\n"
        "\n"
        "      Sources: test, API Prefix: $JS.spoke-1.API\n"
        "               test, API Prefix: $JS.spoke-2.API\n"
        "\n"
        "Source Information:\n"
        "\n"
        "  Stream Name: test\n"
        "          Lag: 0\n"
        "\n"
        "  Stream Name: test\n"
        "          Lag: 12,345\n"
        "\n"
        "Metadata:\n"
        "\n"
        "            a: 1\n"
        "            b: 2\n"
        "       Labels: x: 1\n"
        "               2\n"
        "               y: 2\n");
}

TEST_CASE("indented sections, as account info has them") {
  Page page("Account Information");
  page.row("Client ID", 65).bytes("Maximum Payload", 1048576);
  page.section("JetStream Account Information for domain hub");
  page.section("Account Limits").bytes("Max Message Payload", 1048576);
  page.indent(2).section("Tier: Default");
  page.indent(6).section("Configuration Requirements");
  page.row("Stream Requires Max Bytes Set", false);
  page.row("Consumer Maximum Ack Pending", "Unlimited");
  page.section("Stream Resource Usage Limits");
  page.row("Memory", "0 B of Unlimited ");
  CHECK(text(page) ==
        "Account Information\n"
        "\n"
        "                      Client ID: 65\n"
        "                Maximum Payload: 1.0 MiB\n"
        "\n"
        "JetStream Account Information for domain hub:\n"
        "\n"
        "Account Limits:\n"
        "\n"
        "            Max Message Payload: 1.0 MiB\n"
        "\n"
        "  Tier: Default:\n"
        "\n"
        "      Configuration Requirements:\n"
        "\n"
        "        Stream Requires Max Bytes Set: false\n"
        "         Consumer Maximum Ack Pending: Unlimited\n"
        "\n"
        "      Stream Resource Usage Limits:\n"
        "\n"
        "                               Memory: 0 B of Unlimited \n");
}

TEST_CASE("the machine formats of a page") {
  Page page("NATS Configuration Context \"hub\"");
  page.row("Server URLs", "nats://a,nats://b")
      .row("Lag", 1234567)
      .duration("Wait", std::chrono::seconds(90));
  CHECK(
      text(page, Format::Csv) ==
      "section,label,value\n,Server URLs,\"nats://a,nats://b\"\n,Lag,1234567\n,Wait,90000000000\n");
  CHECK(text(page, Format::Yaml) ==
        "server_urls: nats://a,nats://b\nlag: 1234567\nwait: 90000000000\n");
  CHECK(!page.render(Format::Name, {}));
  page.name("hub").document(Doc::object({{"url", "nats://a"}}));
  CHECK(text(page, Format::Name) == "hub\n");
  CHECK(text(page, Format::Json) == "{\n  \"url\": \"nats://a\"\n}\n");
  CHECK(text(page, Format::Table, Style{}.with(Boxes::Markdown)) ==
        "# NATS Configuration Context \"hub\"\n\n"
        "- **Server URLs**: nats://a,nats://b\n- **Lag**: 1,234,567\n- **Wait**: 1m30s\n");
}

TEST_CASE("a page's colons and times follow the style") {
  Style style;
  style.colour = true;
  style.scheme = natsop::render::Colour::Blue;
  style.zone = natsop::text::Zone::fixed(std::chrono::hours(1), "CET");
  Page page;
  page.time("At", natsop::Time(std::chrono::seconds(1795254380)));
  CHECK(text(page, Format::Table, style) == "  At\x1b[34m:\x1b[0m 2026-11-21 10:46:20\n");
  CHECK(text(page, Format::Ndjson, style) == "{\"at\":\"2026-11-21T09:46:20Z\"}\n");
}
