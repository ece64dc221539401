#include "commands/nsc/env/selection.h"

#include <fmt/format.h>

#include "core/base/files.h"
#include "core/identity/store.h"

namespace natsop::commands::nsc::env {
namespace {

/// A folder that is there must be one that can hold operators; one that is not is made by the
/// command that first writes into it.
Result<void> check_store_root(const std::filesystem::path& root) {
  if (path_exists(root) && !is_dir(root)) {
    return Error(Code::Invalid, fmt::format("`{}` is not a folder", root.string()));
  }
  const auto info = identity::read_store_info(root);
  if (!info) return {};
  return Error(Code::Invalid, fmt::format("`{}` is the store of operator \"{}\", not a folder of "
                                          "stores",
                                          root.string(), info->name))
      .hint(
          fmt::format("`nsc env -s {} -o {}` selects it", root.parent_path().string(), info->name));
}

}  // namespace

Result<void> apply(Session& session, const Selection& wanted) {
  if (wanted.empty()) return {};
  auto& config = session.config();
  if (config.locations().cwd_only) {
    return Error(Code::Unsupported, "$NSC_CWD_ONLY is set - change your cwd to change context");
  }
  // On a copy: a name that does not exist must not leave half of the choice behind.
  auto changed = config;
  if (!wanted.store_root.empty()) {
    NATSOP_TRY(const auto root, session.expand(wanted.store_root));
    NATSOP_CHECK(check_store_root(root));
    changed.select_store_root(root);
  }
  if (!wanted.operator_name.empty()) {
    if (auto done = changed.select_operator(wanted.operator_name); !done) {
      return std::move(done).error().hint(suggestion(wanted.operator_name, changed.operators()));
    }
  }
  if (!wanted.account.empty()) {
    if (auto done = changed.select_account(wanted.account); !done) {
      return std::move(done).error().hint(
          suggestion(wanted.account, identity::list_accounts(changed.store_dir())));
    }
  }
  NATSOP_CHECK(changed.save());
  config = std::move(changed);
  if (config.from_cwd()) {
    session.ctx().note(
        "note: inside a folder of stores, the working directory selects; this choice counts "
        "elsewhere");
  }
  return {};
}

}  // namespace natsop::commands::nsc::env
