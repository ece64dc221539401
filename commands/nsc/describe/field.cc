#include "commands/nsc/describe/field.h"

#include <fmt/format.h>

#include "core/text/ascii.h"
#include "core/text/number.h"

namespace natsop::commands::nsc::describe {
namespace {

Error cannot_extract(std::string_view name, std::string_view path, const json::Doc& from) {
  constexpr std::size_t kShown = 60;
  auto shown = from.dump();
  if (shown.size() > kShown) shown = shown.substr(0, kShown) + "...";
  return Error(Code::Invalid,
               fmt::format("unable to extract \"{}\" in \"{}\" from {}", name, path, shown));
}

Result<json::Doc> element(const json::Doc& list, std::string_view index, std::string_view path) {
  const auto number = text::parse_decimal(index);
  if (!number || *number < 0) {
    return Error(Code::Invalid,
                 fmt::format("error parsing index: \"{}\" in \"{}\" is no number", index, path));
  }
  if (!list.is_array()) return cannot_extract(fmt::format("[{}]", index), path, list);
  const auto all = list.elements();
  const auto at = static_cast<std::size_t>(*number);
  if (at >= all.size()) {
    return Error(Code::Invalid, fmt::format("index {} in \"{}\" is out of range: there {} {}", at,
                                            path, all.size() == 1 ? "is" : "are", all.size()))
        .hint("the first element is [0]");
  }
  return all[at];
}

}  // namespace

Result<json::Doc> extract_field(const json::Doc& document, std::string_view path) {
  if (path.starts_with('/')) return document.at(path);
  json::Doc at = document;
  for (const auto segment : text::split(path, '.')) {
    auto rest = segment;
    const auto name = rest.substr(0, rest.find('['));
    rest.remove_prefix(name.size());
    if (!name.empty()) {
      if (at.is_null()) return at;
      if (!at.is_object()) return cannot_extract(name, path, at);
      at = at.member(name);
    }
    while (!rest.empty()) {
      const auto end = rest.find(']');
      if (rest[0] != '[' || end == std::string_view::npos) {
        return Error(Code::Invalid,
                     fmt::format("error parsing index: \"{}\" in \"{}\"", rest, path))
            .hint("an index is written as exports[0]");
      }
      NATSOP_TRY(at, element(at, rest.substr(1, end - 1), path));
      rest.remove_prefix(end + 1);
    }
  }
  return at;
}

}  // namespace natsop::commands::nsc::describe
