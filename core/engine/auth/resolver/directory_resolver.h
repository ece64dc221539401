#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/log.h"
#include "core/engine/auth/resolver/account_resolver.h"
#include "core/engine/auth/resolver/token_directory.h"
#include "core/engine/auth/worker.h"

namespace natsop::engine {

/// Tokens in a folder: resolvers of type full and cache. The disk is the worker's business, and
/// what is not there other servers are asked for.
class DirectoryResolver final : public AccountResolver {
 public:
  /// Asks other servers for an account's token; NotFound when none has it.
  using Peers = std::function<void(const std::string& account, Done<std::string> done)>;

  /// Settings of a folder as the options say; `options.type` is Full or Cache.
  [[nodiscard]] static TokenDirectory::Settings settings_of(const ResolverOptions& options);

  /// The worker must have one thread, outlive it, and be used for nothing that takes long.
  DirectoryResolver(TokenDirectory directory, ResolverOptions options, Loop& loop, Worker& worker);

  ~DirectoryResolver() override;

  void set_peers(Peers peers) { peers_ = std::move(peers); }
  [[nodiscard]] const ResolverOptions& options() const { return options_; }

  [[nodiscard]] ResolverOptions::Type type() const override { return options_.type; }
  /// What other servers send is kept.
  void fetch(const std::string& account, Done<std::string> done) override;
  /// Looks at the folder again, after files were put there by hand.
  void rescan(Done<void> done);
  /// As fetch, here alone: what other servers are answered with.
  void fetch_local(const std::string& account, Done<std::string> done);
  void save(const std::string& account, const std::string& token, Done<void> done) override;
  void save_if_newer(const std::string& account, const std::string& token,
                     Done<bool> done) override;
  void list(Done<std::vector<std::string>> done) override;
  void remove(const std::string& account, Done<void> done) override;
  void digest(Done<StoreDigest> done) override;
  void all(Done<std::vector<AccountToken>> done) override;

 private:
  /// Runs `job` where the folder may be used, and `done` with its result here.
  template <class T>
  void on_disk(std::function<Result<T>(TokenDirectory&)> job, Done<T> done);
  void sweep_later();

  ResolverOptions options_;
  Loop& loop_;
  Worker& worker_;
  std::shared_ptr<TokenDirectory>
      directory_;  // shared with jobs; used by the worker's thread alone
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
  Peers peers_;
  std::unique_ptr<Timer> sweeper_;
};

}  // namespace natsop::engine
