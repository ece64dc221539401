#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "core/context/context.h"

namespace natsop::context {

/// The contexts on disk, where natscli keeps them: `<config>/nats/context/NAME.json`, the selected
/// name in `<config>/nats/context.txt`, the one before it in `<config>/nats/previous-context.txt`.
///
/// Files are 0600, folders 0700, and every change is atomic. Reads never change anything: unlike
/// natscli, a mistyped name leaves the selection alone. Holds no state but the path, so copies and
/// other processes may work on the same folder.
class ContextStore {
 public:
  /// `config_dir` is $XDG_CONFIG_HOME or ~/.config; nothing needs to exist yet.
  explicit ContextStore(const std::filesystem::path& config_dir);

  /// A stored context by name. Errors: NotFound with the nearest name as hint; Invalid when the
  /// name or the file's content is not valid (names the file and the place in it).
  [[nodiscard]] Result<Context> load(const std::string& name) const;

  /// The context of one invocation: `wanted` is a path to an existing file ending in ".json", or a
  /// stored name, or empty for the selected one; nothing when it is empty and none is selected.
  /// Errors as load; a selected context that is gone is NotFound.
  [[nodiscard]] Result<std::optional<Context>> resolve(const std::string& wanted) const;

  /// Validates the context and stores it under its name, replacing what was there. A deprecated
  /// `nsc` moves to `creds`.
  [[nodiscard]] Result<void> save(const Context& context) const;

  /// Stores a copy of `from` as `to`. Errors: NotFound, Exists. Comments and unknown members go
  /// along.
  [[nodiscard]] Result<Context> copy(const std::string& from, const std::string& to) const;

  /// Removes a context. The selected one is Conflict unless `even_selected`, which unselects it
  /// first.
  [[nodiscard]] Result<void> remove(const std::string& name, bool even_selected) const;

  /// The names of all stored contexts, sorted. Empty files and invalid names are left out.
  [[nodiscard]] Result<std::vector<std::string>> names() const;

  /// All contexts that can be read, sorted by name, and the errors of those that cannot.
  struct Listing {
    std::vector<Context> contexts;
    std::vector<std::pair<std::string, Error>> broken;
  };
  [[nodiscard]] Result<Listing> list() const;

  /// Whether a context of this name is stored, readable or not.
  [[nodiscard]] bool has(const std::string& name) const;

  /// The selected and the previously selected name; empty for none.
  [[nodiscard]] std::string selected() const;
  [[nodiscard]] std::string previous() const;

  /// Selects a stored context and remembers the one selected before. Error: NotFound.
  [[nodiscard]] Result<void> select(const std::string& name) const;

  /// Selects nothing and remembers what was selected; returns its name, empty when nothing was.
  [[nodiscard]] Result<std::string> unselect() const;

  /// Swaps the selected and the previous context and returns the name selected now; without a
  /// previous one the selection stays and is returned. NotFound when the previous one is gone.
  [[nodiscard]] Result<std::string> select_previous() const;

  [[nodiscard]] std::filesystem::path path_of(const std::string& name) const;
  /// `<config>/nats`.
  [[nodiscard]] const std::filesystem::path& dir() const { return dir_; }

 private:
  [[nodiscard]] Error unknown(const std::string& name) const;
  [[nodiscard]] Result<void> write_selection(const std::string& name) const;

  std::filesystem::path dir_;
};

}  // namespace natsop::context
