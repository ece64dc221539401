#pragma once
#include <map>
#include <string>

#include "core/base/log.h"
#include "core/base/random.h"
#include "core/base/result.h"
#include "core/engine/accounts/directory.h"
#include "core/engine/loop/loop.h"
#include "core/engine/options/options.h"

namespace natsop::engine {

/// The configured accounts' rules by name; `$G` has the server's own mappings.
[[nodiscard]] std::map<std::string, AccountRules> configured_accounts(const Options& options);

/// Tries out the accounts of options that validate() found good, changing nothing: before the
/// server starts and before a reload. Invalid, worded as nats-server's: `"B" account not defined
/// for stream import`, `Error adding service import "q": import forms a cycle`.
[[nodiscard]] Result<void> check_accounts(const Options& options, Loop& loop, Random& random);

/// Makes the live accounts what checked options say, at the start and at a reload: rules, system
/// account. Accounts that are configured no longer lose their rules, and go once nobody is in them.
/// Not for operator mode.
void apply_accounts(const Options& options, AccountDirectory& directory, const Logger& log);

}  // namespace natsop::engine
