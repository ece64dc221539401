#include "core/config/expansion.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/base/files.h"

namespace natsop::config {

Result<Map> Expansion::file(const std::filesystem::path& path) {
  const auto place = path.lexically_normal();
  if (std::ranges::find(including_, place) != including_.end()) {
    return Error(Code::Invalid, fmt::format("{} includes itself", path.string()));
  }
  if (including_.size() >= kIncludesMax) {
    return Error(Code::Invalid, fmt::format("more than {} files include each other", kIncludesMax));
  }
  NATSOP_TRY(const auto content, sources_.read(path));
  including_.push_back(place);
  auto out = text(content, path.string(), path.parent_path());
  including_.pop_back();
  return out;
}

Result<Value> Expansion::variable(std::string_view name, const Position& where) {
  if (std::ranges::find(expanding_, name) != expanding_.end()) {
    return error_at(where, fmt::format("variable reference cycle for '{}'", name));
  }
  const auto content = sources_.variable ? sources_.variable(name) : std::nullopt;
  if (!content) {
    return error_at(where, fmt::format("variable reference for '{}' on line {} can not be found",
                                       name, where.line))
        .hint("define it above its use, or in the environment");
  }
  expanding_.emplace_back(name);
  auto map = text(fmt::format("pk={}", *content), fmt::format("${}", name), {});
  expanding_.pop_back();
  if (!map) {
    return error_at(
        where, fmt::format("variable reference for '{}' on line {} could not be parsed: {}", name,
                           where.line, map.error().message()));
  }
  return *map->find("pk");
}

Result<void> Expansion::count(std::size_t values, const Position& where) {
  values_ += values;
  if (values_ > kValuesMax) {
    return error_at(where, fmt::format("more than {} values in one configuration", kValuesMax));
  }
  return {};
}

Result<void> Expansion::descend(const Position& where) {
  if (++depth_ > kDepthMax) {
    return error_at(where, "Parse error: lists and blocks are nested too deeply");
  }
  return {};
}

Result<Map> parse_text(std::string_view text, const std::string& name,
                       const std::filesystem::path& dir, const Sources& sources) {
  return Expansion(sources).text(text, name, dir);
}

Result<Map> parse_file(const std::filesystem::path& path, const Sources& sources) {
  return Expansion(sources).file(path);
}

Sources files_with(std::function<std::optional<std::string>(std::string_view)> environment) {
  return {.read = [](const std::filesystem::path& path) { return read_file(path); },
          .variable = std::move(environment)};
}

}  // namespace natsop::config
