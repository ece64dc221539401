#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/json/doc.h"

namespace natsop::identity {

/// What nsc sees of its process: environment variables (nothing when unset) and the working
/// directory. Passed in, so that tests decide and only cli reads the real ones.
struct Surroundings {
  std::function<std::optional<std::string>(std::string_view)> variable;
  std::filesystem::path cwd;

  /// The variable's value; empty when it is unset or empty.
  [[nodiscard]] std::string text(std::string_view name) const;
  /// Presence counts, not the value.
  [[nodiscard]] bool has(std::string_view name) const;
};

/// nsc's root flags for places; empty means not given. `~` and relative paths are allowed.
struct LocationFlags {
  std::string all_dirs;      ///< -H: one folder for everything
  std::string config_dir;    ///< --config-dir
  std::string data_dir;      ///< --data-dir
  std::string keystore_dir;  ///< --keystore-dir
};

/// Where things are, all absolute (docs/formats/store.md).
struct Locations {
  std::filesystem::path config_dir;
  std::filesystem::path default_store_root;  ///< for the first run
  std::filesystem::path keystore_dir;
  std::filesystem::path contexts_dir;  ///< the nats CLI's contexts
  std::optional<std::filesystem::path>
      data_dir;            ///< given by flag: wins over nsc.json and the working directory
  bool cwd_only = false;   ///< NSC_CWD_ONLY: nsc.json is neither read nor written
  bool git_ignore = true;  ///< false with NSC_NO_GIT_IGNORE

  [[nodiscard]] std::filesystem::path config_file() const { return config_dir / "nsc.json"; }
};

/// Resolves every place from flags, environment and defaults; looks at the disk for legacy folders
/// only. Invalid when a default is needed and HOME is not set.
[[nodiscard]] Result<Locations> locate(const Surroundings& surroundings,
                                       const LocationFlags& flags);

/// `~` and `~/x` by HOME, relative paths by the working directory.
[[nodiscard]] Result<std::filesystem::path> expand_path(const Surroundings& surroundings,
                                                        std::string_view path);

/// nsc.json, its members as nsc names them.
struct NscSettings {
  std::string store_root;
  std::string operator_name;
  std::string account;
  std::string github_updates;
  std::int64_t last_update = 0;  ///< Unix seconds

  friend bool operator==(const NscSettings&, const NscSettings&) = default;
};

/// What the working directory says about the context; empty names are not decided by
/// it.
struct CwdContext {
  std::filesystem::path store_root;
  std::string operator_name;
  std::string account;
};

/// The context of `cwd`: it is an operator's folder, holds one, or lies inside one. Nothing
/// otherwise.
[[nodiscard]] std::optional<CwdContext> context_of_cwd(const std::filesystem::path& cwd);

/// The selected store root, operator and account, and their home nsc.json.
///
/// Loading never writes. Changes stay in memory until `save`: nothing selects behind the user's
/// back.
class NscConfig {
 public:
  /// Reads nsc.json (unless cwd_only), lets the working directory and --data-dir override it, and
  /// settles defaults: a choice that is gone is dropped, the only one there is is taken. A broken
  /// nsc.json is Corrupt.
  [[nodiscard]] static Result<NscConfig> load(const Locations& locations,
                                              const std::filesystem::path& cwd);

  [[nodiscard]] const NscSettings& settings() const { return settings_; }
  [[nodiscard]] const Locations& locations() const { return locations_; }
  [[nodiscard]] std::filesystem::path store_root() const { return settings_.store_root; }
  /// The selected operator's store folder; empty when none is selected.
  [[nodiscard]] std::filesystem::path store_dir() const;
  /// True when the working directory decided the context.
  [[nodiscard]] bool from_cwd() const { return from_cwd_; }
  /// True when there was no nsc.json, or an empty one.
  [[nodiscard]] bool first_run() const { return first_run_; }

  /// On a first run: makes the config folder and the store root (0700) and writes nsc.json.
  /// Otherwise makes the config folder. What nsc does before every command.
  [[nodiscard]] Result<void> prepare(const Clock& clock);

  /// The operators in the store root, sorted.
  [[nodiscard]] std::vector<std::string> operators() const;

  /// Changes the store root (made absolute by the caller) and settles the operator and account
  /// anew; nothing is selected in a root that is not there yet.
  void select_store_root(const std::filesystem::path& root);
  /// NotFound unless the store root has this operator. The account is kept when the new operator
  /// has one of that name.
  [[nodiscard]] Result<void> select_operator(std::string_view name);
  /// NotFound unless the selected operator has this account.
  [[nodiscard]] Result<void> select_account(std::string_view name);
  /// As if nothing else were selected, without a check: for flags that override for one command.
  void override_operator(std::string name);
  void override_account(std::string name);

  /// Drops selected names that are gone, takes the only ones there are.
  void settle_defaults();

  /// Writes nsc.json (0600), members that we do not know included. Does nothing with NSC_CWD_ONLY.
  [[nodiscard]] Result<void> save();

 private:
  Locations locations_;
  NscSettings settings_;
  json::Doc file_;  // as read: keeps unknown members and their order
  bool from_cwd_ = false;
  bool first_run_ = false;
};

}  // namespace natsop::identity
