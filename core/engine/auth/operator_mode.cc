#include "core/engine/auth/operator_mode.h"

#include <fmt/format.h>

#include <utility>

#include "core/engine/auth/resolver/directory_resolver.h"
#include "core/engine/auth/resolver/memory_resolver.h"
#include "core/engine/auth/resolver/url_resolver.h"
#include "core/identity/jwt/token.h"

namespace natsop::engine {

namespace {

// An account server that is slow for one account must not keep others waiting.
constexpr unsigned kFetchers = 4;

/// Expired operators go on being trusted. Preloaded tokens are stored whatever they say; what is
/// wrong with them shows at their first use, and here.
void warn_of(const Options& options, const OperatorTrust& trust, Time now, const Logger& log) {
  for (const auto& one : trust.operators) {
    if (identity::jwt::is_expired(one, now)) {
      log.warn(fmt::format("operator \"{}\" has expired", one.name));
    }
  }
  for (const auto& [account, token] : options.operators.preload) {
    auto claims = identity::jwt::decode_account(token);
    if (!claims) {
      continue;  // was checked before
    }
    identity::jwt::ValidationResults results;
    identity::jwt::validate(*claims, now, results);
    for (const auto& issue : results.issues()) {
      if (issue.blocking() || issue.time_check()) {
        log.warn(fmt::format("preloaded account {}: {}", account, issue.text));
      }
    }
    if (!trust.trusts(claims->issuer)) {
      log.warn(fmt::format("preloaded account {} is not signed by a trusted operator", account));
    }
  }
}

}  // namespace

Result<std::unique_ptr<OperatorMode>> OperatorMode::open(const Options& options,
                                                         Services services) {
  NATSOP_TRY(auto trust, OperatorTrust::make(options));
  warn_of(options, trust, services.loop.clock().now(), services.log);
  auto mode = std::make_unique<OperatorMode>(Key(), std::move(trust), options, std::move(services));
  NATSOP_CHECK(mode->open_resolver(options));
  mode->accounts_ = std::make_unique<OperatorAccounts>(
      mode->trust_, OperatorAccounts::Services{.loop = mode->services_.loop,
                                               .accounts = mode->services_.directory,
                                               .resolver = *mode->resolver_,
                                               .log = mode->services_.log});
  mode->authenticator_ = std::make_unique<OperatorAuthenticator>(
      options.operators.default_sentinel,
      OperatorAuthenticator::Services{
          .loop = mode->services_.loop, .accounts = *mode->accounts_, .log = mode->services_.log});
  mode->claims_ = std::make_unique<ClaimsServices>(
      ClaimsServices::Services{.loop = mode->services_.loop,
                               .random = mode->services_.random,
                               .directory = mode->services_.directory,
                               .accounts = *mode->accounts_,
                               .resolver = *mode->resolver_,
                               .server = mode->services_.server,
                               .log = mode->services_.log});
  return mode;
}

OperatorMode::OperatorMode(Key, OperatorTrust trust, const Options& options, Services services)
    : services_(std::move(services)),
      trust_(std::move(trust)),
      disk_(services_.loop),
      fetches_(services_.loop,
               options.operators.resolver.type == ResolverOptions::Type::Url ? kFetchers : 0) {}

OperatorMode::~OperatorMode() { *alive_ = false; }

Result<void> OperatorMode::open_resolver(const Options& options) {
  const ResolverOptions& wanted = options.operators.resolver;
  switch (wanted.type) {
    case ResolverOptions::Type::Full:
    case ResolverOptions::Type::Cache:
      return open_directory(options);
    case ResolverOptions::Type::Url: {
      auto resolver = std::make_unique<UrlResolver>(wanted.url, fetches_);
      NATSOP_CHECK(resolver->probe());
      resolver_ = std::move(resolver);
      return {};
    }
    case ResolverOptions::Type::Memory:
    case ResolverOptions::Type::None:
      break;
  }
  resolver_ = std::make_unique<MemoryResolver>(options.operators.preload);
  return {};
}

Result<void> OperatorMode::open_directory(const Options& options) {
  const ResolverOptions& wanted = options.operators.resolver;
  std::vector<std::string> unreadable;
  NATSOP_TRY(auto directory, TokenDirectory::open(DirectoryResolver::settings_of(wanted),
                                                  services_.loop.clock(), &unreadable));
  for (const std::string& name : unreadable) {
    services_.log.warn(fmt::format("{} is no account token", (wanted.dir / name).string()));
  }
  for (const auto& [account, token] : options.operators.preload) {
    NATSOP_TRY(const bool kept, directory.save_if_newer(account, token));
    if (kept) {
      services_.log.debug(fmt::format("preloaded account {}", account));
    }
  }
  resolver_ =
      std::make_unique<DirectoryResolver>(std::move(directory), wanted, services_.loop, disk_);
  return {};
}

void OperatorMode::start(std::function<void()> done) {
  accounts_->start([this, done = std::move(done)] {
    claims_->start();
    done();
  });
}

void OperatorMode::reload(const Options& options) {
  auto trust = OperatorTrust::make(options);
  if (!trust) {
    return services_.log.error(trust.error().one_line());
  }
  warn_of(options, *trust, services_.loop.clock().now(), services_.log);
  for (const auto& [account, token] : options.operators.preload) {
    resolver_->save_if_newer(account, token, [](const Result<bool>&) {});
  }
  if (!resolver_->is_directory()) {
    return refresh_loaded();
  }
  look_again_ = true;
  if (!looking_) {
    look_again();
  }
}

void OperatorMode::look_again() {
  looking_ = std::exchange(look_again_, false);
  if (!looking_) {
    return;
  }
  auto& directory = static_cast<DirectoryResolver&>(*resolver_);
  directory.rescan([this, alive = alive_](const Result<void>& scanned) {
    if (!*alive) {
      return;
    }
    if (!scanned) {
      services_.log.error(scanned.error().one_line());
    }
    refresh_loaded();
    look_again();
  });
}

void OperatorMode::refresh_loaded() {
  for (const OperatorAccount* account : accounts_->all()) {
    const std::string id = account->id;
    resolver_->fetch(id, [this, alive = alive_, id](const Result<std::string>& token) {
      if (!*alive || !token) {
        return;
      }
      if (const auto updated = accounts_->update(id, *token); !updated) {
        services_.log.warn(updated.error().message());
      }
    });
  }
}

}  // namespace natsop::engine
