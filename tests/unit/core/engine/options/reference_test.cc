#include "core/engine/options/reference.h"

#include <doctest/doctest.h>

#include <set>

#include "core/base/files.h"

namespace natsop::engine {

TEST_CASE("docs/server-config.md lists every option as it is") {
  const auto page = read_file(NATSOP_SERVER_CONFIG_PAGE).value_or("");
  const auto tables = option_tables();
  const auto begin = page.find("\n## Outside of all blocks");
  REQUIRE(begin != std::string::npos);
  if (page.substr(begin) != tables) {
    // Where a person finds what the page has to say.
    REQUIRE(write_file_atomic("server-config.tables.md", tables));
  }
  CHECK_MESSAGE(
      page.substr(begin) == tables,
      "put server-config.tables.md from the working folder in place of the page's tables");
}

TEST_CASE("no option is there twice, and each says what it is for") {
  for (const auto& block : option_notes()) {
    std::set<std::string_view> names;
    for (const auto& option : block.options) {
      for (const auto name : option.names) CHECK_MESSAGE(names.insert(name).second, name);
      CHECK_MESSAGE(!option.about.empty(), option.names.front());
    }
  }
}

}  // namespace natsop::engine
