// Any bytes as a configuration file of the engine: options or a list of problems, each with its
// place, and never more than that. Options that are valid do not differ from themselves.
#include "core/engine/options/diff.h"
#include "core/engine/options/options_parser.h"
#include "core/engine/options/validation.h"
#include "tests/fuzz/fuzz.h"

namespace natsop::fuzz {

void one(std::string_view input) {
  constexpr std::size_t kEnough = 16384;
  if (input.size() > kEnough) return;
  const config::Sources sources{
      .read = [input](const std::filesystem::path&) -> Result<std::string> {
        return std::string(input);
      },
      .variable = [](std::string_view) { return std::nullopt; }};
  auto parsed = engine::load_options("fuzz.conf", sources);
  if (!parsed) {
    require(!parsed.error().message().empty(), "a refusal says why");
    return;
  }
  engine::complete(parsed->options);
  (void)engine::validate(parsed->options);
  const auto same = engine::diff(parsed->options, parsed->options);
  require(same && same->empty(), "options do not differ from themselves");
}

}  // namespace natsop::fuzz
