// Any bytes as a server's configuration: it is read or refused with a place, and what is read
// prints as text that reads back to the same values.
#include "core/config/parser.h"
#include "core/config/printer.h"
#include "tests/fuzz/fuzz.h"

namespace natsop::fuzz {
namespace {

/// The input includes itself and finds itself in the environment.
config::Sources sources_of(std::string_view input) {
  return {.read = [input](const std::filesystem::path&) -> Result<std::string> {
            return std::string(input);
          },
          .variable = [input](std::string_view name) -> std::optional<std::string> {
            if (name.size() != 1) return std::nullopt;
            return std::string(input);
          }};
}

}  // namespace

void one(std::string_view input) {
  constexpr std::size_t kEnough = 4096;  // deep repetition is slow, and teaches nothing new
  if (input.size() > kEnough) return;
  const auto map = config::parse_text(input, "fuzz.conf", "dir", sources_of(input));
  if (!map) {
    require(map.error().message().contains(':'), "an error says where");
    return;
  }
  if (map->weight() > kEnough) return;
  (void)config::to_json(*map).dump_go();
  const auto again = config::parse_text(config::print(*map), "printed.conf", {}, {});
  require(again && *again == *map, "a configuration reads back");
}

}  // namespace natsop::fuzz
