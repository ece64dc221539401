#include "core/render/table.h"

#include <doctest/doctest.h>

using natsop::render::Boxes;
using natsop::render::Cell;
using natsop::render::Colour;
using natsop::render::Style;
using natsop::render::Table;

namespace {

/// The second table of `nats server list`, as natscli 0.4 prints it.
Table clusters() {
  Table table("Cluster Overview");
  table.headers({"Cluster", "Node Count", "Outgoing Gateways", "Incoming Gateways", "Connections"});
  table.row({"cluster-hub", 3, 0, 0, 0});
  table.row({"cluster-spoke-2", 3, 0, 0, 0});
  table.row({"cluster-spoke-1", 3, 0, 0, 1});
  table.footer({"", 9, 0, 0, 1});
  return table;
}

}  // namespace

TEST_CASE("numbers stand to the right, and a footer has its rule") {
  CHECK(clusters().render(Style{}) ==
        "╭────────────────────────────────────────────────────────────────────────────────────╮\n"
        "│                                  Cluster Overview                                  │\n"
        "├─────────────────┬────────────┬───────────────────┬───────────────────┬─────────────┤\n"
        "│ Cluster         │ Node Count │ Outgoing Gateways │ Incoming Gateways │ Connections │\n"
        "├─────────────────┼────────────┼───────────────────┼───────────────────┼─────────────┤\n"
        "│ cluster-hub     │          3 │                 0 │                 0 │           0 │\n"
        "│ cluster-spoke-2 │          3 │                 0 │                 0 │           0 │\n"
        "│ cluster-spoke-1 │          3 │                 0 │                 0 │           1 │\n"
        "├─────────────────┼────────────┼───────────────────┼───────────────────┼─────────────┤\n"
        "│                 │          9 │                 0 │                 0 │           1 │\n"
        "╰─────────────────┴────────────┴───────────────────┴───────────────────┴─────────────╯\n");
}

TEST_CASE("an odd space of a title goes to the left") {
  Table table("Known Contexts");
  table.headers({"Name", "Description"});
  for (const auto* name : {"hub", "spoke-1", "spoke-2", "sys"}) table.row({name, ""});
  CHECK(table.render(Style{}) ==
        "╭───────────────────────╮\n"
        "│     Known Contexts    │\n"
        "├─────────┬─────────────┤\n"
        "│ Name    │ Description │\n"
        "├─────────┼─────────────┤\n"
        "│ hub     │             │\n"
        "│ spoke-1 │             │\n"
        "│ spoke-2 │             │\n"
        "│ sys     │             │\n"
        "╰─────────┴─────────────╯\n");
}

TEST_CASE("wide characters keep the borders straight, and rows may have several lines") {
  Table table;
  table.headers({"Key", "Value"});
  table.row({"日本", "a\nbc"});
  table.separator();
  table.row({"é", "x"});
  table.row({"only one"});
  CHECK(table.render(Style{}) ==
        "╭──────────┬───────╮\n"
        "│ Key      │ Value │\n"
        "├──────────┼───────┤\n"
        "│ 日本     │ a     │\n"
        "│          │ bc    │\n"
        "├──────────┼───────┤\n"
        "│ é        │ x     │\n"
        "│ only one │       │\n"
        "╰──────────┴───────╯\n");
}

TEST_CASE("a title that is too long is wrapped to the table") {
  Table table("Streams with far more words than columns");
  table.headers({"Name", "Size"});
  table.row({"ORDERS", "1"});
  CHECK(table.render(Style{}) ==
        "╭───────────────╮\n"
        "│  Streams with │\n"
        "│    far more   │\n"
        "│   words than  │\n"
        "│    columns    │\n"
        "├────────┬──────┤\n"
        "│ Name   │ Size │\n"
        "├────────┼──────┤\n"
        "│ ORDERS │ 1    │\n"
        "╰────────┴──────╯\n");
}

TEST_CASE("the boxes of nsc: everything to the left, the title's odd space to the right") {
  const auto ascii = Style{}.with(Boxes::Ascii);
  SUBCASE("describe account") {
    Table table("Account Details");
    table.row({"Name", "ACCTC"});
    table.row({"Account ID", "ABQZZSCXD7ZBZSLPOCDU43OIFPY7NWXEPPH7VBD6ZC5ZK2SGTNL3GBV5"});
    table.separator();
    table.row({"Max Connections", 12});
    table.row({"Max Leaf Node Connections", "Unlimited"});
    CHECK(
        table.render(ascii) ==
        "+--------------------------------------------------------------------------------------+\n"
        "|                                   Account Details                                    |\n"
        "+---------------------------+----------------------------------------------------------+\n"
        "| Name                      | ACCTC                                                    |\n"
        "| Account ID                | ABQZZSCXD7ZBZSLPOCDU43OIFPY7NWXEPPH7VBD6ZC5ZK2SGTNL3GBV5 |\n"
        "+---------------------------+----------------------------------------------------------+\n"
        "| Max Connections           | 12                                                       |\n"
        "| Max Leaf Node Connections | Unlimited                                                |\n"
        "+---------------------------+----------------------------------------------------------+"
        "\n");
  }
  SUBCASE("a long title widens the last column") {
    Table table("Revoked Accounts for stream P");
    table.headers({"Key", "Before"});
    table.row({"A", "now"});
    CHECK(table.render(ascii) ==
          "+-------------------------------+\n"
          "| Revoked Accounts for stream P |\n"
          "+-----+-------------------------+\n"
          "| Key | Before                  |\n"
          "+-----+-------------------------+\n"
          "| A   | now                     |\n"
          "+-----+-------------------------+\n");
  }
}

TEST_CASE("a terminal gets colours, and lines cut to its width") {
  Table table("T");
  table.headers({"Name", "Text"});
  table.row({"a", "0123456789"});
  Style style;
  style.width = 12;
  CHECK(table.render(style) ==
        "╭───────── ≈\n"
        "│          ≈\n"
        "├──────┬── ≈\n"
        "│ Name │ T ≈\n"
        "├──────┼── ≈\n"
        "│ a    │ 0 ≈\n"
        "╰──────┴── ≈\n");
  style = Style{};
  style.boxes = Boxes::Double;
  style.colour = true;
  style.scheme = Colour::Red;
  CHECK(table.render(style) ==
        "\x1b[31m╔═══════════════════╗\x1b[0m\n"
        "\x1b[31m║\x1b[0m         T         \x1b[31m║\x1b[0m\n"
        "\x1b[31m╠══════╦════════════╣\x1b[0m\n"
        "\x1b[31m║\x1b[0m Name \x1b[31m║\x1b[0m Text       \x1b[31m║\x1b[0m\n"
        "\x1b[31m╠══════╬════════════╣\x1b[0m\n"
        "\x1b[31m║\x1b[0m a    \x1b[31m║\x1b[0m 0123456789 \x1b[31m║\x1b[0m\n"
        "\x1b[31m╚══════╩════════════╝\x1b[0m\n");
}

TEST_CASE("markdown, csv and tsv take headers, rows and footers") {
  Table table("Sizes");
  table.headers({"Name", "Count"});
  table.row({"a|b", 1});
  table.row({"c,\"d\"", 20});
  table.footer({"", 21});
  CHECK(table.render(Style{}.with(Boxes::Markdown)) ==
        "# Sizes\n"
        "| Name | Count |\n"
        "| --- | ---:|\n"
        "| a\\|b | 1 |\n"
        "| c,\"d\" | 20 |\n"
        "|  | 21 |\n");
  CHECK(table.render(Style{}.with(Boxes::Csv)) == "Name,Count\na|b,1\n\"c,\"\"d\"\"\",20\n,21\n");
  CHECK(table.render(Style{}.with(Boxes::Tsv)) ==
        "Name\tCount\na|b\t1\n\"c,\"\"d\"\"\"\t20\n\t21\n");
  CHECK(Table("nothing").render(Style{}).empty());
}

TEST_CASE("what a stranger wrote cannot move the cursor") {
  Table table;
  table.row({"a\x1b[2Jb\x1b]0;t\x07", "\x1b[1mbold\x1b[0m"});
  CHECK(table.render(Style{}) ==
        "╭──────────────┬──────╮\n"
        "│ a\uFFFD[2Jb\uFFFD]0;t\uFFFD │ \x1b[1mbold\x1b[0m │\n"
        "╰──────────────┴──────╯\n");
}
