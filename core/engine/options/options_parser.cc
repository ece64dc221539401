#include "core/engine/options/options_parser.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/config/printer.h"
#include "core/engine/options/blocks.h"
#include "core/identity/jwt/digest.h"

namespace natsop::engine {
namespace {

/// As nats-server computes it: over the JSON of what was read and a line feed.
std::string digest_of(const config::Map& map) {
  const auto text = config::to_json(map).dump_go() + "\n";
  return fmt::format("sha256:{:02x}", fmt::join(identity::jwt::sha256(text), ""));
}

}  // namespace

Result<ParsedOptions> parse_options(const config::Map& map, const config::Sources& sources,
                                    Options base) {
  OptionReader reader(sources);
  ParsedOptions out;
  out.options = std::move(base);
  read_fields(reader, map, top_fields(), out.options);
  if (!reader.errors().empty()) {
    return Error(Code::Invalid, fmt::format("{}", fmt::join(reader.errors(), "\n")));
  }
  out.options.warnings = reader.notes();
  out.cautions = reader.cautions();
  return out;
}

Result<ParsedOptions> load_options(const std::filesystem::path& file,
                                   const config::Sources& sources, Options base) {
  NATSOP_TRY(const auto map, config::parse_file(file, sources));
  NATSOP_TRY(auto out, parse_options(map, sources, std::move(base)));
  out.options.config_file = file;
  out.options.config_digest = digest_of(map);
  if (map.empty()) out.cautions.push_back(file.string() + ": config has no values or is empty");
  return out;
}

std::string unknown_field(std::string_view name, const std::vector<std::string>& known) {
  const auto meant = text::nearest(text::ascii_lower(name), known);
  return fmt::format("unknown field \"{}\"{}", name,
                     meant ? fmt::format(" (did you mean \"{}\"?)", *meant) : "");
}

}  // namespace natsop::engine
