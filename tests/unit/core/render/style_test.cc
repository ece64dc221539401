#include "core/render/style.h"

#include <doctest/doctest.h>

#include "core/render/format.h"

using natsop::Code;
using natsop::Time;
using natsop::render::Boxes;
using natsop::render::Colour;
using natsop::render::Format;
using natsop::render::make_style;
using natsop::render::Terminal;

TEST_CASE("colours and widths are for terminals") {
  Terminal screen;
  screen.out = screen.colour = true;
  screen.width = 100;
  const auto shown = make_style({.colours = "cyan"}, screen, Time{});
  REQUIRE(shown);
  CHECK(shown->colour);
  CHECK(shown->scheme == Colour::Cyan);
  CHECK(shown->width == 100);
  const auto piped = make_style({.colours = "cyan"}, Terminal{}, Time{});
  REQUIRE(piped);
  CHECK(!piped->colour);
  CHECK(piped->width == 0);
  screen.colour = false;  // NO_COLOR
  CHECK(!make_style({.colours = "cyan"}, screen, Time{})->colour);
  CHECK(make_style({.colours = "double"}, screen, Time{})->boxes == Boxes::Double);
  CHECK(make_style({.colours = "pink"}, screen, Time{}).error().code() == Code::Usage);
}

TEST_CASE("the table formats of the environment") {
  const auto boxes = [](const char* format, bool llm = false) {
    return make_style({.colours = "double", .table_format = format, .llm = llm}, Terminal{}, Time{})
        ->boxes;
  };
  CHECK(boxes("md") == Boxes::Markdown);
  CHECK(boxes("markdown") == Boxes::Markdown);
  CHECK(boxes("csv") == Boxes::Csv);
  CHECK(boxes("tsv") == Boxes::Tsv);
  CHECK(boxes("other") == Boxes::Double);
  CHECK(boxes("", true) == Boxes::Markdown);
}

TEST_CASE("output formats by name") {
  for (const auto name : natsop::render::format_names()) {
    const auto format = natsop::render::parse_format(name);
    REQUIRE(format);
    CHECK(natsop::render::name_of(*format) == name);
  }
  CHECK(*natsop::render::parse_format("JSON") == Format::Json);
  CHECK(natsop::render::parse_format("xml").error().hint() ==
        "choose one of table, wide, json, ndjson, yaml, csv, name");
}
