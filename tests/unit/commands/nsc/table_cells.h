#pragma once
#include <string>

namespace natsop::test {

/// The second cell of the first row of an ASCII table whose first cell is `label`, without the
/// blanks around; "no such row" when there is none.
[[nodiscard]] std::string cell(const std::string& table, const std::string& label);

}  // namespace natsop::test
