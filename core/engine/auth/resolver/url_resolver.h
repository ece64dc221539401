#pragma once
#include <chrono>
#include <memory>
#include <string>

#include "core/engine/auth/resolver/account_resolver.h"
#include "core/engine/auth/worker.h"

namespace natsop::engine {

/// An account server: GET of its URL with the account's key appended. Read only.
class UrlResolver final : public AccountResolver {
 public:
  /// How long an answer may take.
  static constexpr std::chrono::milliseconds kTimeout{2000};

  /// The worker must outlive it; requests wait there for their answers.
  UrlResolver(std::string url, Worker& worker);
  ~UrlResolver() override;

  /// Whether the server answers with 200 at its bare URL, as it must when we start. Blocks.
  [[nodiscard]] Result<void> probe() const;

  [[nodiscard]] ResolverOptions::Type type() const override { return ResolverOptions::Type::Url; }
  void fetch(const std::string& account, Done<std::string> done) override;

 private:
  std::string url_;
  Worker& worker_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace natsop::engine
