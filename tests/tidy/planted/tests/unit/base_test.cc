#include <doctest/doctest.h>

#include "core/render/view.h"
TEST_CASE("a list of cases may be longer than a function") {
  int value = 0;
  value += 1;
  value += 2;
  value += 3;
  value += 4;
  value += 5;
  value += 6;
  value += 7;
  value += 8;
  std::this_thread::sleep_for(one);  // offence: sleep
}
