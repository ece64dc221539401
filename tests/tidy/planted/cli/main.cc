#include <CLI/CLI.hpp>
#include <iostream>

#include "commands/tree.h"
int main() {
  std::cout << getenv("HOME");
  std::exit(1);
}
