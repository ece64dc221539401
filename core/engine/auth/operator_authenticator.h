#pragma once
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "core/base/log.h"
#include "core/engine/auth/authenticator.h"
#include "core/engine/auth/operator_accounts.h"
#include "core/identity/jwt/user.h"

namespace natsop::engine {

/// Lets in users by tokens that lead back to a trusted operator: server.md 3.2.
class OperatorAuthenticator final : public Authenticator {
 public:
  /// References must outlive the authenticator. `default_sentinel` is the token of connections that
  /// show none; empty: they may not connect.
  struct Services {
    Loop& loop;
    OperatorAccounts& accounts;
    Logger log;
  };
  OperatorAuthenticator(std::string default_sentinel, Services services)
      : default_sentinel_(std::move(default_sentinel)), services_(std::move(services)) {}
  ~OperatorAuthenticator() override { *alive_ = false; }

  [[nodiscard]] bool required(ConnectionType) const override { return true; }
  [[nodiscard]] bool needs_nonce() const override { return true; }
  [[nodiscard]] std::optional<Admission> without_connect(ConnectionType) override {
    return std::nullopt;
  }
  void admit(const Presented& presented, std::function<void(Result<Admission>)> done) override;

 private:
  /// What outlives the call to admit(): the account may have to be fetched first.
  struct Candidate;
  /// What a connection was let in by, for renewals.
  struct Standing;

  [[nodiscard]] Result<Admission> judge(const Candidate& candidate,
                                        const OperatorAccount& account) const;
  [[nodiscard]] Admission admission_of(std::shared_ptr<const Standing> standing) const;
  [[nodiscard]] Renewal renew(const std::shared_ptr<const Standing>& standing) const;
  [[nodiscard]] std::shared_ptr<const Permissions> shared_permissions(const std::string& user,
                                                                      PermissionRules rules) const;

  static constexpr std::size_t kPermissionsKept = 1024;

  std::string default_sentinel_;
  Services services_;
  /// By user; those that nobody uses any longer go when they have become many.
  mutable std::unordered_map<std::string, std::weak_ptr<const Permissions>> permissions_;
  mutable std::size_t sweep_at_ = kPermissionsKept;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace natsop::engine
