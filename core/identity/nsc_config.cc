#include "core/identity/nsc_config.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/files.h"
#include "core/identity/store.h"
#include "core/json/reader.h"

namespace natsop::identity {

namespace fs = std::filesystem;
using json::Doc;

namespace {

constexpr const char* kUpdates = "nats-io/nsc";  // what nsc itself writes on its first run

Result<fs::path> home_of(const Surroundings& surroundings) {
  std::string home = surroundings.text("HOME");
  if (home.empty()) {
    return Error(Code::Invalid, "HOME is not set").hint("set HOME, or give -H a folder");
  }
  return fs::path(std::move(home));
}

/// $XDG_x, or its default below the home folder.
Result<fs::path> xdg_dir(const Surroundings& surroundings, std::string_view variable,
                         std::string_view fallback) {
  if (std::string dir = surroundings.text(variable); !dir.empty()) {
    return expand_path(surroundings, dir);
  }
  NATSOP_TRY(const fs::path home, home_of(surroundings));
  return home / fallback;
}

/// The old folder when it is the only one there.
fs::path prefer_existing(const fs::path& current, const fs::path& legacy, bool legacy_counts,
                         bool current_counts) {
  return legacy_counts && !current_counts ? legacy : current;
}

Result<fs::path> default_config_dir(const Surroundings& at) {
  NATSOP_TRY(const fs::path base, xdg_dir(at, "XDG_CONFIG_HOME", ".config"));
  const fs::path dir = base / "nats" / "nsc";
  const std::string home = at.text("HOME");
  if (home.empty()) {
    return dir;
  }
  const fs::path legacy = fs::path(home) / ".nsc";
  return prefer_existing(dir, legacy, is_file(legacy / "nsc.json"), is_file(dir / "nsc.json"));
}

Result<fs::path> default_data_dir(const Surroundings& at, std::string_view name,
                                  std::string_view legacy_name) {
  NATSOP_TRY(const fs::path base, xdg_dir(at, "XDG_DATA_HOME", ".local/share"));
  const fs::path dir = base / "nats" / "nsc" / name;
  const std::string home = at.text("HOME");
  if (home.empty()) {
    return dir;
  }
  const fs::path legacy = fs::path(home) / legacy_name;
  return prefer_existing(dir, legacy, is_dir(legacy), is_dir(dir));
}

/// What stays selected of `choices`: the current one, or the only one.
std::string settled(const std::string& current, const std::vector<std::string>& choices) {
  if (choices.size() == 1) {
    return choices.front();
  }
  return std::find(choices.begin(), choices.end(), current) != choices.end() ? current
                                                                             : std::string();
}

Result<NscSettings> settings_from(const Doc& doc, const fs::path& file) {
  if (!doc.is_object()) {
    return Error(Code::Corrupt, fmt::format("{} is not a JSON object", file.string()))
        .hint("repair or remove the file");
  }
  NscSettings settings;
  json::Reader reader(doc, file.string());
  reader.read("store_root", settings.store_root);
  reader.read("operator", settings.operator_name);
  reader.read("account", settings.account);
  reader.read("github_updates", settings.github_updates);
  reader.read("last_update", settings.last_update);
  if (auto done = reader.done(); !done) {
    return Error(Code::Corrupt, done.error().message()).hint("repair or remove the file");
  }
  return settings;
}

}  // namespace

std::string Surroundings::text(std::string_view name) const {
  return variable ? variable(name).value_or("") : "";
}

bool Surroundings::has(std::string_view name) const {
  return variable && variable(name).has_value();
}

Result<fs::path> expand_path(const Surroundings& surroundings, std::string_view path) {
  fs::path full(path);
  if (path == "~" || path.starts_with("~/")) {
    NATSOP_TRY(const fs::path home, home_of(surroundings));
    full = path == "~" ? home : home / path.substr(2);
  }
  if (full.is_relative()) {
    full = surroundings.cwd / full;
  }
  full = full.lexically_normal();
  return full.has_filename() ? full : full.parent_path();
}

Result<Locations> locate(const Surroundings& surroundings, const LocationFlags& flags) {
  Locations found;
  found.cwd_only = surroundings.has("NSC_CWD_ONLY");
  found.git_ignore = !surroundings.has("NSC_NO_GIT_IGNORE");
  const auto pick = [&](std::string_view flag, std::string_view variable) -> std::string {
    if (!flags.all_dirs.empty()) {
      return flags.all_dirs;
    }
    if (!flag.empty()) {
      return std::string(flag);
    }
    return variable.empty() ? std::string() : surroundings.text(variable);
  };
  const std::string config = pick(flags.config_dir, "NSC_HOME");
  const std::string keys = pick(flags.keystore_dir, "NKEYS_PATH");
  const std::string data = pick(flags.data_dir, "");
  NATSOP_TRY(found.config_dir,
             config.empty() ? default_config_dir(surroundings) : expand_path(surroundings, config));
  NATSOP_TRY(found.keystore_dir, keys.empty() ? default_data_dir(surroundings, "keys", ".nkeys")
                                              : expand_path(surroundings, keys));
  if (data.empty()) {
    NATSOP_TRY(found.default_store_root, default_data_dir(surroundings, "stores", ".nsc/nats"));
  } else {
    NATSOP_TRY(found.default_store_root, expand_path(surroundings, data));
    found.data_dir = found.default_store_root;
  }
  // Only -H users may do without HOME and XDG_CONFIG_HOME; they have no nats contexts then.
  if (auto base = xdg_dir(surroundings, "XDG_CONFIG_HOME", ".config")) {
    found.contexts_dir = *base / "nats" / "context";
  }
  return found;
}

std::optional<CwdContext> context_of_cwd(const fs::path& cwd) {
  if (auto info = read_store_info(cwd)) {
    return CwdContext{cwd.parent_path(), info->name, ""};
  }
  auto names = list_dir(cwd);
  if (!names) {
    return std::nullopt;
  }
  for (const auto& name : *names) {
    if (read_store_info(cwd / name)) {
      return CwdContext{cwd, "", ""};
    }
  }
  for (fs::path dir = cwd; dir.has_relative_path(); dir = dir.parent_path()) {
    auto info = read_store_info(dir);
    if (!info) {
      continue;
    }
    CwdContext found{dir.parent_path(), info->name, ""};
    const fs::path inside = cwd.lexically_relative(dir);
    auto part = inside.begin();
    if (part != inside.end() && *part == "accounts" && ++part != inside.end()) {
      found.account = part->string();
    }
    return found;
  }
  return std::nullopt;
}

Result<NscConfig> NscConfig::load(const Locations& locations, const fs::path& cwd) {
  NscConfig config;
  config.locations_ = locations;
  config.file_ = Doc::object();
  if (!locations.cwd_only) {
    auto text = read_file(locations.config_file());
    if (text) {
      auto doc = Doc::parse(*text);
      if (!doc) {
        return Error(Code::Corrupt,
                     fmt::format("{}: {}", locations.config_file().string(), doc.error().message()))
            .hint("repair or remove the file");
      }
      NATSOP_TRY(config.settings_, settings_from(*doc, locations.config_file()));
      config.file_ = *doc;
    } else if (text.error().code() != Code::NotFound) {
      return std::move(text).error().during("reading nsc's configuration");
    }
  }
  config.first_run_ = !locations.cwd_only && config.settings_ == NscSettings{};
  if (config.first_run_) {
    config.settings_.store_root = locations.default_store_root.string();
  } else if (auto found = context_of_cwd(cwd)) {
    config.from_cwd_ = true;
    config.settings_.store_root = found->store_root.string();
    if (!found->operator_name.empty()) {
      config.settings_.operator_name = found->operator_name;
    }
    if (!found->account.empty()) {
      config.settings_.account = found->account;
    }
  }
  if (locations.data_dir) {
    config.settings_.store_root = locations.data_dir->string();
  }
  config.settle_defaults();
  return config;
}

fs::path NscConfig::store_dir() const {
  return settings_.operator_name.empty() ? fs::path()
                                         : fs::path(settings_.store_root) / settings_.operator_name;
}

Result<void> NscConfig::prepare(const Clock& clock) {
  NATSOP_CHECK(make_dirs(locations_.config_dir, kPrivateDir));
  if (!first_run_) {
    return {};
  }
  settings_.github_updates = kUpdates;
  settings_.last_update =
      std::chrono::duration_cast<std::chrono::seconds>(clock.now().time_since_epoch()).count();
  NATSOP_CHECK(make_dirs(settings_.store_root, kPrivateDir));
  return save();
}

std::vector<std::string> NscConfig::operators() const {
  return list_operators(settings_.store_root);
}

void NscConfig::select_store_root(const fs::path& root) {
  settings_.store_root = root.string();
  if (!is_dir(root)) {
    settings_.operator_name.clear();
    settings_.account.clear();
  }
  settle_defaults();
}

Result<void> NscConfig::select_operator(std::string_view name) {
  const auto names = operators();
  if (std::find(names.begin(), names.end(), name) == names.end()) {
    return Error(Code::NotFound,
                 fmt::format("operator \"{}\" not in `{}`", name, settings_.store_root));
  }
  settings_.operator_name = name;
  settle_defaults();
  return {};
}

Result<void> NscConfig::select_account(std::string_view name) {
  const auto names = list_accounts(store_dir());
  if (std::find(names.begin(), names.end(), name) == names.end()) {
    return Error(Code::NotFound, fmt::format("\"{}\" not in accounts for operator \"{}\" in `{}`",
                                             name, settings_.operator_name, settings_.store_root));
  }
  settings_.account = name;
  return {};
}

void NscConfig::override_operator(std::string name) { settings_.operator_name = std::move(name); }

void NscConfig::override_account(std::string name) { settings_.account = std::move(name); }

void NscConfig::settle_defaults() {
  if (!is_dir(settings_.store_root)) {
    return;
  }
  settings_.operator_name = settled(settings_.operator_name, operators());
  settings_.account =
      settings_.operator_name.empty() ? "" : settled(settings_.account, list_accounts(store_dir()));
}

Result<void> NscConfig::save() {
  settle_defaults();
  if (locations_.cwd_only) {
    return {};
  }
  Doc doc = file_;
  doc.put("store_root", settings_.store_root);
  doc.put("operator", settings_.operator_name);
  doc.put("account", settings_.account);
  doc.put("github_updates", settings_.github_updates);
  doc.put("last_update", settings_.last_update);
  NATSOP_CHECK(make_dirs(locations_.config_dir, kPrivateDir));
  NATSOP_CHECK(write_file_atomic(locations_.config_file(), doc.dump_go(), kPrivateFile));
  file_ = doc;
  first_run_ = false;
  return {};
}

}  // namespace natsop::identity
