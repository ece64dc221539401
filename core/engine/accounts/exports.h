#pragma once
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/engine/accounts/responses.h"
#include "core/engine/accounts/rules.h"
#include "core/engine/loop/loop.h"

namespace natsop::engine {

class Account;

/// One service that an account offers, with the requests that still may be answered. Disposed of
/// through the loop.
class ServiceExport final : public Disposable {
 public:
  ServiceExport(Account& account, ExportRule rule) : account_(account), rule_(std::move(rule)) {}
  ~ServiceExport() override { withdraw(); }

  [[nodiscard]] Account& account() const { return account_; }
  [[nodiscard]] const ExportRule& rule() const { return rule_; }
  /// The same subject under other terms. Open requests keep the type of response that they were
  /// made under.
  void set_rule(ExportRule rule) { rule_ = std::move(rule); }

  /// Ends all open requests; nothing is told to anyone.
  void withdraw();

  /// How long a response may be silent.
  [[nodiscard]] std::chrono::nanoseconds threshold() const;

  /// Kept by Responses.
  void wait_for(Response& response);
  void touch(Response& response);
  void forget(Response& response);
  [[nodiscard]] std::size_t open() const { return waiting_.size(); }

 private:
  void arm(std::chrono::nanoseconds delay);
  void expire();

  Account& account_;
  ExportRule rule_;
  std::list<Response*> waiting_;  // least recently active first
  std::unique_ptr<Timer> timer_;
};

/// What an account offers to others. Loop thread only.
class Exports {
 public:
  explicit Exports(Account& account);
  Exports(const Exports&) = delete;
  Exports& operator=(const Exports&) = delete;
  ~Exports();

  /// What an account that asks to import hears.
  struct Offer {
    std::optional<Problem::Kind> refused;  ///< nothing: it may
    std::string reason;
    ServiceExport* service = nullptr;  ///< of services, when it may
  };
  /// Of several exports that cover a subject, the one of just that subject decides; without one,
  /// any that lets the importer, where one for everyone leaves out what a narrower one keeps for
  /// others. `implicit` imports and exports of the server know only each other,
  /// but for those offered to all.
  [[nodiscard]] Offer offer_to(const Account& importer, const ImportRule& rule,
                               bool implicit = false) const;

  /// Offers these instead of those before. Importers are looked at again by Account::apply.
  std::vector<Problem> set(const std::vector<ExportRule>& rules);

  /// A service of the server itself, beside those of set(), for every account: JetStream's API, the
  /// requests of the system account. Nothing happens when its subject is offered so already. With
  /// `to_all` accounts may also import it by rules of their own.
  void add_implicit(ExportRule service, bool to_all = false);

  /// Those of set(), in order.
  [[nodiscard]] const std::vector<ExportRule>& rules() const { return rules_; }
  /// Those of add_implicit(), in order.
  [[nodiscard]] std::vector<ExportRule> implicit_rules() const;

  [[nodiscard]] Responses& responses() { return responses_; }

 private:
  struct Service {
    std::unique_ptr<ServiceExport> service;
    bool implicit = false;
    bool to_all = false;  ///< of an implicit one: accounts may import it by rules of their own
  };

  Account& account_;
  std::vector<ExportRule> rules_;
  std::vector<ExportRule> streams_;
  std::vector<Service> services_;
  Responses responses_;
};

}  // namespace natsop::engine
