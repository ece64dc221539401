#include "cli/flag.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <limits>

#include "core/text/duration.h"
#include "core/text/number.h"
#include "core/text/size.h"

namespace natsop::cli {
namespace {

template <class T>
void bind_integer(FlagData& data, T& target, Kind kind) {
  data.kind = kind;
  if (target != 0) data.fallback = fmt::format("{}", target);
  data.assign = [&target](std::string_view text) -> Result<void> {
    if constexpr (std::is_signed_v<T>) {
      NATSOP_TRY(const std::int64_t value, text::parse_integer(text));
      if (value < std::numeric_limits<T>::min() || value > std::numeric_limits<T>::max()) {
        return Error(Code::Usage,
                     fmt::format("\"{}\" is out of range: {} to {}", text,
                                 std::numeric_limits<T>::min(), std::numeric_limits<T>::max()));
      }
      target = static_cast<T>(value);
    } else {
      NATSOP_TRY(const std::uint64_t value, text::parse_unsigned(text));
      if (value > std::numeric_limits<T>::max()) {
        return Error(Code::Usage, fmt::format("\"{}\" is out of range: 0 to {}", text,
                                              std::numeric_limits<T>::max()));
      }
      target = static_cast<T>(value);
    }
    return {};
  };
}

Result<void> must_exist(std::string_view path, bool dir) {
  struct stat st = {};
  const std::string name(path);
  if (::stat(name.c_str(), &st) != 0) {
    return Error(Code::Usage,
                 fmt::format("{} \"{}\" does not exist", dir ? "folder" : "file", path));
  }
  if (dir != S_ISDIR(st.st_mode)) {
    return Error(Code::Usage,
                 fmt::format("\"{}\" is {}", path, dir ? "not a folder" : "a folder, not a file"));
  }
  return {};
}

void prepend(FlagData& data, std::function<Result<void>(std::string_view)> rule) {
  data.assign = [rule = std::move(rule),
                 next = std::move(data.assign)](std::string_view text) -> Result<void> {
    NATSOP_CHECK(rule(text));
    return next(text);
  };
}

}  // namespace

Flag& Flag::placeholder(std::string_view text) {
  d_->placeholder = text;
  return *this;
}

Flag& Flag::env(std::string_view variable) {
  d_->env = variable;
  return *this;
}

Flag& Flag::choices(std::vector<std::string_view> list) {
  d_->choices = list;
  d_->kind = d_->kind == Kind::Texts ? Kind::Choices : Kind::Choice;
  return check([list = std::move(list)](std::string_view text) -> Result<void> {
    if (std::ranges::find(list, text) != list.end()) return {};
    return Error(Code::Usage,
                 fmt::format("must be one of {}, got \"{}\"", fmt::join(list, ","), text));
  });
}

Flag& Flag::negatable() {
  d_->kind = Kind::Toggle;
  return *this;
}

Flag& Flag::hidden() {
  d_->hidden = true;
  return *this;
}

Flag& Flag::required() {
  d_->required = true;
  return *this;
}

Flag& Flag::fallback(std::string text) {
  d_->fallback = std::move(text);
  return *this;
}

Flag& Flag::existing_file() {
  d_->kind = d_->kind == Kind::Texts ? Kind::Files : Kind::File;
  return check([](std::string_view path) { return must_exist(path, false); });
}

Flag& Flag::existing_dir() {
  d_->kind = Kind::Dir;
  return check([](std::string_view path) { return must_exist(path, true); });
}

Flag& Flag::also(std::string_view name) {
  d_->other_names.push_back(name);
  return *this;
}

Flag& Flag::bare(std::string_view value) {
  d_->bare = value;
  return *this;
}

Flag& Flag::given(bool& seen) {
  d_->given = &seen;
  return *this;
}

Flag& Flag::type(std::string_view name) {
  d_->type_name = name;
  return *this;
}

Flag& Flag::category(std::string_view heading) {
  d_->category = heading;
  return *this;
}

Flag& Flag::check(std::function<Result<void>(std::string_view)> rule) {
  prepend(*d_, std::move(rule));
  return *this;
}

void name_flag(FlagData& data, std::string_view names) {
  while (!names.empty()) {
    const auto comma = std::min(names.find(','), names.size());
    const auto name = names.substr(0, comma);
    names.remove_prefix(std::min(comma + 1, names.size()));
    if (name.starts_with("--")) {
      data.name = name.substr(2);
    } else if (name.starts_with("-")) {
      data.short_name = name[1];
    }
  }
}

void bind(FlagData& data, bool& target) {
  data.kind = Kind::Switch;
  if (target) data.fallback = "true";
  data.assign = [&target](std::string_view text) -> Result<void> {
    NATSOP_TRY(target, text::parse_bool(text));
    return {};
  };
}

void bind(FlagData& data, std::string& target) {
  data.kind = Kind::Text;
  data.fallback = target;
  data.assign = [&target](std::string_view text) -> Result<void> {
    target = text;
    return {};
  };
}

void bind(FlagData& data, std::vector<std::string>& target) {
  data.kind = Kind::Texts;
  data.repeatable = true;
  data.assign = [&target](std::string_view text) -> Result<void> {
    target.emplace_back(text);
    return {};
  };
}

void bind(FlagData& data, int& target) { bind_integer(data, target, Kind::Int); }
void bind(FlagData& data, unsigned& target) { bind_integer(data, target, Kind::Uint); }
void bind(FlagData& data, std::uint8_t& target) { bind_integer(data, target, Kind::Uint8); }
void bind(FlagData& data, std::uint16_t& target) { bind_integer(data, target, Kind::Uint16); }
void bind(FlagData& data, std::int64_t& target) { bind_integer(data, target, Kind::Int64); }
void bind(FlagData& data, std::uint64_t& target) { bind_integer(data, target, Kind::Uint64); }

void bind(FlagData& data, double& target) {
  data.kind = Kind::Real;
  if (target != 0) data.fallback = fmt::format("{}", target);
  data.assign = [&target](std::string_view text) -> Result<void> {
    NATSOP_TRY(target, text::parse_float(text));
    return {};
  };
}

void bind(FlagData& data, std::chrono::nanoseconds& target) {
  data.kind = Kind::Duration;
  if (target.count() != 0) data.fallback = text::print_go_duration(target);
  data.assign = [&target](std::string_view text) -> Result<void> {
    NATSOP_TRY(target, text::parse_duration(text));
    return {};
  };
}

void bind(FlagData& data, std::map<std::string, std::string>& target) {
  data.kind = Kind::Map;
  data.repeatable = true;
  data.assign = [&target](std::string_view text) -> Result<void> {
    const auto cut = text.find_first_of(":=");
    if (cut == std::string_view::npos) {
      return Error(Code::Usage, fmt::format("expected KEY=VALUE, got \"{}\"", text));
    }
    target[std::string(text.substr(0, cut))] = text.substr(cut + 1);
    return {};
  };
}

void bind_bytes(FlagData& data, std::int64_t& target) {
  data.kind = Kind::Text;
  if (target != 0) data.fallback = fmt::format("{}", target);
  data.assign = [&target](std::string_view text) -> Result<void> {
    NATSOP_TRY(target, text::parse_size(text));
    return {};
  };
}

std::string_view nats_type(const FlagData& data) {
  if (!data.type_name.empty()) return data.type_name;
  switch (data.kind) {
    case Kind::Switch:
      return "UnNegatableBool";
    case Kind::Toggle:
      return "Bool";
    case Kind::Text:
      return "String";
    case Kind::Texts:
      return "Strings";
    case Kind::Int:
      return "Int";
    case Kind::Int64:
      return "Int64";
    case Kind::Uint:
      return "Uint";
    case Kind::Uint8:
      return "Uint8";
    case Kind::Uint16:
      return "Uint16";
    case Kind::Uint32:
      return "Uint32";
    case Kind::Uint64:
      return "Uint64";
    case Kind::Real:
      return "Float64";
    case Kind::Duration:
      return "Duration";
    case Kind::Choice:
      return "Enum";
    case Kind::Choices:
      return "Enums";
    case Kind::File:
      return "ExistingFile";
    case Kind::Files:
      return "ExistingFiles";
    case Kind::Dir:
      return "ExistingDir";
    case Kind::Map:
      return "StringMap";
    case Kind::Url:
      return "URL";
    case Kind::Urls:
      return "URLList";
    case Kind::Regexp:
      return "Regexp";
  }
  return "String";
}

std::string_view nsc_type(const FlagData& data) {
  if (!data.type_name.empty()) return data.type_name;
  switch (data.kind) {
    case Kind::Switch:
    case Kind::Toggle:
      return "bool";
    case Kind::Texts:
    case Kind::Choices:
    case Kind::Files:
      return "stringSlice";
    case Kind::Int:
      return "int";
    case Kind::Int64:
      return "int64";
    case Kind::Uint:
      return "uint";
    case Kind::Uint8:
      return "uint8";
    case Kind::Uint16:
      return "uint16";
    case Kind::Uint32:
      return "uint32";
    case Kind::Uint64:
      return "uint64";
    case Kind::Real:
      return "float64";
    case Kind::Duration:
      return "duration";
    default:
      return "string";
  }
}

}  // namespace natsop::cli
