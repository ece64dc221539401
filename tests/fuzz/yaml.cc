// YAML text in: whatever is accepted must mean the same after being written as YAML.
#include "core/json/yaml.h"

#include "tests/fuzz/fuzz.h"

namespace natsop::fuzz {

void one(std::string_view input) {
  const auto doc = json::from_yaml(input);
  if (!doc) {
    require(!doc.error().message().empty(), "an error says something");
    return;
  }
  const auto again = json::from_yaml(json::to_yaml(*doc));
  require(again.has_value(), "what we write can be read");
  require(*again == *doc, "what we write means the same");
}

}  // namespace natsop::fuzz
