#pragma once
#include <functional>
#include <memory>

#include "core/base/log.h"
#include "core/base/random.h"
#include "core/base/result.h"
#include "core/engine/accounts/directory.h"
#include "core/engine/auth/authenticator.h"
#include "core/engine/loop/loop.h"
#include "core/engine/options/options.h"
#include "core/json/doc.h"

namespace natsop::engine {

class OperatorAccounts;

/// Who may connect and what accounts there are: by the configuration, or by operators and what a
/// resolver knows. Loop thread only.
class Security {
 public:
  /// References must outlive it.
  struct Services {
    Loop& loop;
    Random& random;
    AccountDirectory& accounts;
    Logger log;
  };

  /// Checks the options and makes accounts and system account as they say. Errors are those that a
  /// server does not start with.
  [[nodiscard]] static Result<std::unique_ptr<Security>> make(const Options& options,
                                                              Services services);
  Security(const Security&) = delete;
  Security& operator=(const Security&) = delete;
  virtual ~Security() = default;

  [[nodiscard]] virtual Authenticator& authenticator() = 0;
  /// Accounts of operator mode, for monitoring; null in any other.
  [[nodiscard]] virtual const OperatorAccounts* operators() const { return nullptr; }

  /// Begins to serve what only a running server can: requests about accounts' tokens. `stamp` is
  /// the server's part of answers (server.md 4.1).
  virtual void start(std::function<json::Doc()> stamp) = 0;

  /// Whether a reload with these options would work; changes nothing.
  [[nodiscard]] virtual Result<void> check(const Options& options) const = 0;
  /// Takes over options that were checked.
  virtual void reload(const Options& options) = 0;

 protected:
  Security() = default;
};

}  // namespace natsop::engine
