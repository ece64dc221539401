#include "core/render/plot.h"

#include <doctest/doctest.h>

using natsop::render::plot;

TEST_CASE("plot: a line from the oldest value to the newest") {
  CHECK(plot({0, 0, 20, 10}, "s / second", {.width = 20, .height = 4}) ==
        "20 ┤  ╭╮\n"
        "10 ┤  │╰\n"
        " 0 ┼──╯\n"
        "s / second");
}

TEST_CASE("plot: no values, one value, and more than fit") {
  CHECK(plot({}, "c", {.width = 10, .height = 3}) ==
        "1.0 ┤\n"
        "0.0 ┼─\n"
        "  c");
  CHECK(plot({3}, "c", {.width = 10, .height = 3}) ==
        "3.0 ┼─\n"
        "0.0 ┤\n"
        "  c");
  // Five columns are left beside the labels.
  CHECK(plot({9, 9, 9, 0, 0, 0, 0, 0}, "c", {.width = 10, .height = 3}) ==
        "9.0 ┤\n"
        "0.0 ┼─────\n"
        "    c");
}
