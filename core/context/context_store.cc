#include "core/context/context_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "core/base/files.h"
#include "core/text/distance.h"

namespace natsop::context {
namespace {

constexpr std::string_view kSuffix = ".json";
constexpr const char* kSelectedFile = "context.txt";
constexpr const char* kPreviousFile = "previous-context.txt";

std::string read_name(const std::filesystem::path& path) {
  const auto text = read_file(path);
  if (!text) return {};
  constexpr std::string_view kSpace = " \t\r\n";
  const std::size_t begin = text->find_first_not_of(kSpace);
  if (begin == std::string::npos) return {};
  return text->substr(begin, text->find_last_not_of(kSpace) - begin + 1);
}

Result<Context> read_context(const std::filesystem::path& file) {
  NATSOP_TRY(const std::string text, read_file(file));
  return parse_context(text, file);
}

}  // namespace

ContextStore::ContextStore(const std::filesystem::path& config_dir) : dir_(config_dir / "nats") {}

std::filesystem::path ContextStore::path_of(const std::string& name) const {
  return dir_ / "context" / (name + std::string(kSuffix));
}

bool ContextStore::has(const std::string& name) const {
  return validate_name(name).has_value() && is_file(path_of(name));
}

Error ContextStore::unknown(const std::string& name) const {
  Error error(Code::NotFound, fmt::format("unknown context \"{}\"", name));
  const auto known = names();
  if (!known || known->empty()) return std::move(error).hint("`nats context add NAME` makes one");
  if (const auto nearest = text::nearest(name, *known)) {
    return std::move(error).hint(fmt::format("did you mean \"{}\"?", *nearest));
  }
  return std::move(error).hint("`nats context ls` lists the known ones");
}

Result<Context> ContextStore::load(const std::string& name) const {
  NATSOP_CHECK(validate_name(name));
  if (!is_file(path_of(name))) return unknown(name);
  return read_context(path_of(name));
}

Result<std::optional<Context>> ContextStore::resolve(const std::string& wanted) const {
  if (wanted.ends_with(kSuffix) && is_file(wanted)) {
    NATSOP_TRY(Context context, read_context(wanted));
    return std::optional<Context>(std::move(context));
  }
  if (!wanted.empty()) {
    NATSOP_TRY(Context context, load(wanted));
    return std::optional<Context>(std::move(context));
  }
  const std::string name = selected();
  if (name.empty()) return std::optional<Context>();
  auto context = load(name);
  if (context) return std::optional<Context>(*std::move(context));
  Error error = std::move(context).error();
  if (error.code() == Code::NotFound) {
    error = Error(Code::NotFound, fmt::format("the selected context \"{}\" does not exist", name))
                .hint("`nats context select` chooses another, `nats context unselect` none");
  }
  return error;
}

Result<void> ContextStore::save(const Context& context) const {
  NATSOP_CHECK(validate_name(context.name));
  NATSOP_CHECK(validate(context));
  Context stored = context;
  if (!stored.nsc.empty()) {
    if (stored.creds.empty()) {
      stored.creds =
          stored.nsc.find("://") == std::string::npos ? "nsc://" + stored.nsc : stored.nsc;
    }
    stored.nsc.clear();
  }
  NATSOP_CHECK(make_dirs(dir_ / "context", kPrivateDir));
  return write_file_atomic(path_of(stored.name), format_context(stored), kPrivateFile);
}

Result<Context> ContextStore::copy(const std::string& from, const std::string& to) const {
  NATSOP_TRY(Context context, load(from));
  NATSOP_CHECK(validate_name(to));
  if (has(to)) {
    return Error(Code::Exists, fmt::format("context \"{}\" already exists", to))
        .hint(fmt::format("`nats context rm {}` removes it", to));
  }
  context.name = to;
  context.file = path_of(to);
  NATSOP_CHECK(validate(context));
  NATSOP_CHECK(write_new_file(context.file, format_context(context), kPrivateFile));
  return context;
}

Result<void> ContextStore::remove(const std::string& name, bool even_selected) const {
  NATSOP_CHECK(validate_name(name));
  if (!has(name)) return unknown(name);
  if (selected() == name) {
    if (!even_selected) {
      return Error(Code::Conflict, fmt::format("context \"{}\" is the selected one", name))
          .hint("select another one, or use `nats context unselect`");
    }
    NATSOP_CHECK(unselect());
  }
  return remove_file(path_of(name));
}

Result<std::vector<std::string>> ContextStore::names() const {
  const std::filesystem::path folder = dir_ / "context";
  if (!is_dir(folder)) return std::vector<std::string>{};
  NATSOP_TRY(const std::vector<std::string> files, list_dir(folder));
  std::vector<std::string> found;
  for (const std::string& file : files) {
    if (!file.ends_with(kSuffix)) continue;
    std::string name = file.substr(0, file.size() - kSuffix.size());
    std::error_code failure;
    if (!validate_name(name) || !is_file(folder / file) ||
        std::filesystem::file_size(folder / file, failure) == 0 || failure) {
      continue;
    }
    found.push_back(std::move(name));
  }
  std::ranges::sort(found);
  return found;
}

Result<ContextStore::Listing> ContextStore::list() const {
  NATSOP_TRY(const std::vector<std::string> known, names());
  Listing listing;
  for (const std::string& name : known) {
    auto context = load(name);
    if (context) {
      listing.contexts.push_back(*std::move(context));
    } else {
      listing.broken.emplace_back(name, std::move(context).error());
    }
  }
  return listing;
}

std::string ContextStore::selected() const { return read_name(dir_ / kSelectedFile); }
std::string ContextStore::previous() const { return read_name(dir_ / kPreviousFile); }

Result<void> ContextStore::write_selection(const std::string& name) const {
  const std::string before = selected();
  NATSOP_CHECK(make_dirs(dir_, kPrivateDir));
  if (!before.empty()) {
    NATSOP_CHECK(write_file_atomic(dir_ / kPreviousFile, before, kPrivateFile));
  }
  return write_file_atomic(dir_ / kSelectedFile, name, kPrivateFile);
}

Result<void> ContextStore::select(const std::string& name) const {
  NATSOP_CHECK(validate_name(name));
  if (!has(name)) return unknown(name);
  return write_selection(name);
}

Result<std::string> ContextStore::unselect() const {
  const std::string before = selected();
  if (before.empty()) return before;
  NATSOP_CHECK(write_selection({}));
  return before;
}

Result<std::string> ContextStore::select_previous() const {
  const std::string name = previous();
  if (name.empty()) return selected();
  NATSOP_CHECK(select(name));
  return name;
}

}  // namespace natsop::context
