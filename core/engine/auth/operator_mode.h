#pragma once
#include <functional>
#include <memory>

#include "core/base/log.h"
#include "core/base/random.h"
#include "core/engine/accounts/directory.h"
#include "core/engine/auth/claims_services.h"
#include "core/engine/auth/operator_accounts.h"
#include "core/engine/auth/operator_authenticator.h"
#include "core/engine/auth/resolver/account_resolver.h"
#include "core/engine/auth/worker.h"
#include "core/engine/options/options.h"
#include "core/json/doc.h"

namespace natsop::engine {

/// All of operator mode put together, for a server. Loop thread only.
class OperatorMode {
  struct Key {};

 public:
  /// References must outlive it. `server` is that of ClaimsServices.
  struct Services {
    Loop& loop;
    Random& random;
    AccountDirectory& directory;
    std::function<json::Doc()> server;
    Logger log;
  };

  /// From options that complete() and validate() have seen: checks the tokens in them, opens the
  /// resolver and stores what is preloaded. Blocks on the disk, and on an account server. Errors
  /// are such that the server must not start.
  [[nodiscard]] static Result<std::unique_ptr<OperatorMode>> open(const Options& options,
                                                                  Services services);
  /// For open, which alone has the Key.
  OperatorMode(Key, OperatorTrust trust, const Options& options, Services services);
  OperatorMode(const OperatorMode&) = delete;
  OperatorMode& operator=(const OperatorMode&) = delete;
  ~OperatorMode();

  /// Loads the system account and begins to serve requests in it; then calls `done`, in this turn
  /// or a later one. Connections may be accepted from then on.
  void start(std::function<void()> done);

  /// A reload: takes preloaded tokens that are new and looks at the folder again; what is loaded
  /// follows. Operators and the kind of resolver stay as they are.
  void reload(const Options& options);

  [[nodiscard]] Authenticator& authenticator() { return *authenticator_; }
  [[nodiscard]] OperatorAccounts& accounts() { return *accounts_; }
  [[nodiscard]] AccountResolver& resolver() { return *resolver_; }

 private:
  [[nodiscard]] Result<void> open_resolver(const Options& options);
  [[nodiscard]] Result<void> open_directory(const Options& options);
  void look_again();
  void refresh_loaded();

  Services services_;
  OperatorTrust trust_;
  Worker disk_;
  Worker fetches_;
  std::unique_ptr<AccountResolver> resolver_;
  std::unique_ptr<OperatorAccounts> accounts_;
  std::unique_ptr<OperatorAuthenticator> authenticator_;
  std::unique_ptr<ClaimsServices> claims_;
  /// A look at the folder is under way; another is wanted after it. So however many reloads there
  /// are, a pushed token waits for one of them at most.
  bool looking_ = false;
  bool look_again_ = false;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace natsop::engine
