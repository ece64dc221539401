#include "core/render/view.h"

#include <doctest/doctest.h>

#include "core/render/sheet.h"

using natsop::json::Doc;
using natsop::render::As;
using natsop::render::Format;
using natsop::render::Page;
using natsop::render::Sheet;
using natsop::render::show;
using natsop::render::Style;
using natsop::render::View;

namespace {

/// `nats stream ls` of the golden transcript, 83 seconds after the last message.
View streams() {
  View view("Streams",
            {{"Name", "/config/name"},
             {"Description", "/config/description"},
             {"Created", "/created", As::Time},
             {"Messages", "/state/messages", As::Count},
             {"Size", "/state/bytes", As::Bytes},
             {"Last Message", "/state/last_ts", As::Age},
             {.header = "Subjects", .pointer = "/config/subjects", .as = As::List, .wide = true}});
  view.when_empty("No Streams defined");
  return view;
}

Doc stream(const char* name, int messages, int bytes, const char* last) {
  return Doc::object(
      {{"config", Doc::object({{"name", name}, {"subjects", Doc::array({"a", "b"})}})},
       {"created", "2026-11-21T09:46:20.123456Z"},
       {"state", Doc::object({{"messages", messages}, {"bytes", bytes}, {"last_ts", last}})}});
}

Style at(long seconds) {
  Style style;
  style.now = natsop::Time(std::chrono::seconds(seconds));
  return style;
}

std::string text(const View& view, Format format = Format::Table) {
  const auto out = view.render(format, at(1795254463));
  REQUIRE(out);
  return *out;
}

}  // namespace

TEST_CASE("one document a row feeds every format") {
  auto view = streams();
  view.add(stream("aggregate", 12345, 6963, "0001-01-01T00:00:00Z"));
  view.add(stream("cnc", 10, 440, "2026-11-21T09:46:20Z"));
  view.sort_by("/state/bytes");
  CHECK(text(view) ==
        "╭───────────────────────────────────────────────────────────────────────────────────╮\n"
        "│                                      Streams                                      │\n"
        "├───────────┬─────────────┬─────────────────────┬──────────┬─────────┬──────────────┤\n"
        "│ Name      │ Description │ Created             │ Messages │ Size    │ Last Message │\n"
        "├───────────┼─────────────┼─────────────────────┼──────────┼─────────┼──────────────┤\n"
        "│ cnc       │             │ 2026-11-21 09:46:20 │ 10       │ 440 B   │ 1m23s        │\n"
        "│ aggregate │             │ 2026-11-21 09:46:20 │ 12,345   │ 6.8 KiB │ never        │\n"
        "╰───────────┴─────────────┴─────────────────────┴──────────┴─────────┴──────────────╯\n");
  CHECK(text(view, Format::Wide).find("│ Subjects │") != std::string::npos);
  CHECK(text(view, Format::Wide).find("│ a, b     │") != std::string::npos);
  CHECK(text(view, Format::Csv) ==
        "Name,Description,Created,Messages,Size,Last Message,Subjects\n"
        "cnc,,2026-11-21T09:46:20.123456Z,10,440,2026-11-21T09:46:20Z,\"a, b\"\n"
        "aggregate,,2026-11-21T09:46:20.123456Z,12345,6963,0001-01-01T00:00:00Z,\"a, b\"\n");
  CHECK(text(view, Format::Name) == "cnc\naggregate\n");
  CHECK(text(view, Format::Ndjson)
            .starts_with(R"({"config":{"name":"cnc","subjects":["a","b"]},"created")"));
  CHECK(
      text(view, Format::Json).starts_with("[\n  {\n    \"config\": {\n      \"name\": \"cnc\","));
  CHECK(
      text(view, Format::Yaml).starts_with("- config:\n    name: cnc\n    subjects:\n      - a\n"));
}

TEST_CASE("an empty view says so to people and is an empty list to machines") {
  const auto view = streams();
  CHECK(text(view) == "No Streams defined\n");
  CHECK(text(view, Format::Json) == "[]\n");
  CHECK(text(view, Format::Name).empty());
  CHECK(text(view, Format::Csv) ==
        "Name,Description,Created,Messages,Size,Last Message,Subjects\n");
}

TEST_CASE("composed cells, numeric columns, rules, footers and a document of its own") {
  View view(
      "", {{"Server", "/name"},
           {"Routes", "/routes", As::Number},
           {.header = "Lost", .text = [](const Doc& row) { return row.text_at("/name") + "!"; }}});
  view.add(Doc::object({{"name", "b"}, {"routes", 2}})).separator();
  view.add(Doc::object({{"name", "a"}, {"routes", 1}}));
  view.footer({"2", 3, ""}).document(Doc::array({"b", "a"})).sort_by("/routes", true);
  CHECK(text(view) ==
        "╭────────┬────────┬──────╮\n"
        "│ Server │ Routes │ Lost │\n"
        "├────────┼────────┼──────┤\n"
        "│ b      │      2 │ b!   │\n"
        "├────────┼────────┼──────┤\n"
        "│ a      │      1 │ a!   │\n"
        "├────────┼────────┼──────┤\n"
        "│ 2      │      3 │      │\n"
        "╰────────┴────────┴──────╯\n");
  CHECK(text(view, Format::Json) == "[\n  \"b\",\n  \"a\"\n]\n");
  CHECK(text(view, Format::Csv) == "Server,Routes,Lost\nb,2,b!\na,1,a!\n");
  view.name_at("/nowhere");
  CHECK(!view.render(Format::Name, {}));
}

TEST_CASE("values as people see them") {
  const Style style = at(1795254463);
  CHECK(show(Doc(1234567), As::Count, style) == "1,234,567");
  CHECK(show(Doc(18446744073709551615ULL), As::Count, style) == "18,446,744,073,709,551,615");
  CHECK(show(Doc(-1000), As::Count, style) == "-1,000");
  CHECK(show(Doc(1234567), As::Number, style) == "1234567");
  CHECK(show(Doc(1536), As::Bytes, style) == "1.5 KiB");
  CHECK(show(Doc(83000000000), As::Duration, style) == "1m23s");
  CHECK(show(Doc(42.25), As::Percent, style) == "42.2%");
  CHECK(show(Doc(true), As::Bool, style) == "true");
  CHECK(show(Doc(), As::YesNo, style) == "no");
  CHECK(show(Doc::array({"a", Doc(1)}), As::List, style) == "a, 1");
  CHECK(show(Doc("unlimited"), As::Bytes, style) == "unlimited");
  CHECK(show(Doc(), As::Age, style) == "never");
  CHECK(show(Doc("0001-01-01T00:00:00Z"), As::Time, style).empty());
  CHECK(show(Doc::object({{"a", 1}}), As::Text, style) == "{\"a\":1}");
  CHECK(show(Doc(), As::Count, style).empty());
}

TEST_CASE("a sheet is one document, and its parts one after the other") {
  View first("", {{"Name", "/name"}});
  first.add(Doc::object({{"name", "a"}}));
  Page page;
  page.row("Lag", 1000);
  Sheet sheet;
  sheet.note("Obtaining Stream stats")
      .add("streams", first)
      .add("left_out", View("T", {{"N", "/n"}}));
  sheet.add("totals", page);
  CHECK(*sheet.render(Format::Table, {}) ==
        "Obtaining Stream stats\n\n"
        "╭──────╮\n│ Name │\n├──────┤\n│ a    │\n╰──────╯\n\n"
        "  Lag: 1,000\n");
  CHECK(Doc::parse(*sheet.render(Format::Json, {}))->dump() ==
        R"({"streams":[{"name":"a"}],"left_out":[],"totals":{"lag":1000}})");
  CHECK(*sheet.render(Format::Name, {}) == "a\n");
  CHECK(*sheet.render(Format::Csv, {}) == "Name\na\n");
}
