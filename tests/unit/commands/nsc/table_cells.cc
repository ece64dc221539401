#include "tests/unit/commands/nsc/table_cells.h"

#include <sstream>
#include <vector>

namespace natsop::test {
namespace {

std::string without_blanks(const std::string& text) {
  const auto begin = text.find_first_not_of(' ');
  if (begin == std::string::npos) return {};
  return text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  std::istringstream parts(line);
  for (std::string part; std::getline(parts, part, '|');) cells.push_back(without_blanks(part));
  return cells;
}

}  // namespace

std::string cell(const std::string& table, const std::string& label) {
  std::istringstream lines(table);
  for (std::string line; std::getline(lines, line);) {
    const auto cells = cells_of(line);
    if (line.starts_with('|') && cells.size() > 2 && cells[1] == label) return cells[2];
  }
  return "no such row";
}

}  // namespace natsop::test
