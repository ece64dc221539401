#include "core/engine/server/security.h"

#include <utility>

#include "core/engine/auth/account_setup.h"
#include "core/engine/auth/config_authenticator.h"
#include "core/engine/auth/operator_mode.h"
#include "core/engine/auth/worker.h"

namespace natsop::engine {

namespace {

/// Accounts and users of the configuration.
class ConfiguredSecurity final : public Security {
 public:
  ConfiguredSecurity(const Options& options, Services services)
      : services_(std::move(services)),
        worker_(services_.loop),
        authenticator_(options, {.random = services_.random,
                                 .accounts = services_.accounts,
                                 .worker = worker_,
                                 .log = services_.log}) {
    apply_accounts(options, services_.accounts, services_.log);
  }

  Authenticator& authenticator() override { return authenticator_; }
  void start(std::function<json::Doc()>) override {}

  Result<void> check(const Options& options) const override {
    if (options.operators.enabled()) {
      return Error(Code::Unsupported, "config reload not supported for TrustedOperators");
    }
    return check_accounts(options, services_.loop, services_.random);
  }

  void reload(const Options& options) override {
    apply_accounts(options, services_.accounts, services_.log);
    authenticator_.reload(options);
  }

 private:
  Services services_;
  Worker worker_;
  ConfigAuthenticator authenticator_;
};

/// Operators, and accounts that a resolver knows.
class OperatorSecurity final : public Security {
 public:
  OperatorSecurity(const Options& options, Services services)
      : services_(std::move(services)), options_(options.operators) {}

  Result<void> open(const Options& options) {
    NATSOP_TRY(mode_, OperatorMode::open(options, {.loop = services_.loop,
                                                   .random = services_.random,
                                                   .directory = services_.accounts,
                                                   .server = [this] { return stamp_(); },
                                                   .log = services_.log}));
    mode_->start([] {});
    return {};
  }

  Authenticator& authenticator() override { return mode_->authenticator(); }
  const OperatorAccounts* operators() const override { return &mode_->accounts(); }
  void start(std::function<json::Doc()> stamp) override { stamp_ = std::move(stamp); }

  Result<void> check(const Options& options) const override {
    OperatorOptions now = options.operators;
    now.preload = options_.preload;  // alone may change
    if (now != options_) {
      return Error(Code::Unsupported,
                   "config reload not supported for TrustedOperators or AccountResolver")
          .hint("restart the server");
    }
    return {};
  }

  void reload(const Options& options) override {
    options_ = options.operators;
    mode_->reload(options);
  }

 private:
  Services services_;
  OperatorOptions options_;
  std::function<json::Doc()> stamp_ = [] { return json::Doc::object(); };
  std::unique_ptr<OperatorMode> mode_;
};

}  // namespace

Result<std::unique_ptr<Security>> Security::make(const Options& options, Services services) {
  if (!options.operators.enabled()) {
    NATSOP_CHECK(check_accounts(options, services.loop, services.random));
    return std::unique_ptr<Security>(
        std::make_unique<ConfiguredSecurity>(options, std::move(services)));
  }
  auto security = std::make_unique<OperatorSecurity>(options, std::move(services));
  NATSOP_CHECK(security->open(options));
  return std::unique_ptr<Security>(std::move(security));
}

}  // namespace natsop::engine
