#pragma once
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/engine/accounts/responses.h"
#include "core/engine/accounts/rules.h"

namespace natsop::engine {

class Account;
class ServiceImport;
class StreamImport;
struct Subscription;

/// What an account takes from others. A rule that cannot be honoured has no effect and is told as a
/// Problem; it is tried again when the exporter, or what was in its way, changes. Loop thread only.
class Imports {
 public:
  explicit Imports(Account& account);
  Imports(const Imports&) = delete;
  Imports& operator=(const Imports&) = delete;
  ~Imports();

  /// Takes these rules instead of those before: what goes is stopped at once, what is new begins
  /// with resolve(). Account::apply and AccountDirectory::apply call both.
  void replace(const std::vector<ImportRule>& rules);

  /// Looks at every rule again: recheck() stops what can no longer be honoured, resolve() starts
  /// what can be now.
  void recheck();
  void resolve();
  /// Every rule has effect.
  [[nodiscard]] bool complete() const;
  /// Names of the accounts that rules are about.
  [[nodiscard]] std::set<std::string> exporters() const;

  /// What resolve() could not honour.
  [[nodiscard]] std::vector<Problem> problems() const;

  /// Those of replace(), in order, and whether each has effect.
  struct Listed {
    const ImportRule& rule;
    bool active = false;
    std::string reason;  ///< why not
  };
  [[nodiscard]] std::vector<Listed> list() const;
  /// Those of add_implicit(), in order.
  [[nodiscard]] std::vector<Listed> list_implicit() const;

  /// A service import of the server itself, beside those of replace(), which it outlives (server.md
  /// 2.9 and JetStream's API). The exporter offers it with Exports::add_implicit, before or after.
  void add_implicit(ImportRule rule);

  /// What a rule's activation token is worth now; `fault` says why it is invalid. Takes effect at
  /// once. The rule is found by kind, account, subject and local subject.
  void set_activation(const ImportRule& rule, ImportRule::Activation activation, std::string fault);

  /// Makes the shadows of a subscription of this account.
  void shadow(Subscription& subscription);

  /// Local subjects of service imports that have effect: an account with leafnodes advertises them.
  [[nodiscard]] std::vector<std::string> service_subjects() const;

  /// Answers that this account's requests wait for; kept by Responses.
  [[nodiscard]] Awaited& awaited() { return awaited_; }
  /// Nobody waits for an answer to this reply subject any longer.
  void stop_awaiting(std::string_view reply);
  /// A subscription has gone: answers that nobody else listens to are not waited for.
  void on_unsubscribed(const Subscription& subscription);

  /// Stops everything: the account is going.
  void close();

 private:
  struct Entry;

  [[nodiscard]] std::vector<Listed> list(bool implicit) const;
  void resolve(Entry& entry);
  void stop(Entry& entry);
  void fail(Entry& entry, Problem::Kind kind, std::string reason);
  void make(Entry& entry);
  /// The problem with an entry that is not running yet, beside the exporter's mind.
  [[nodiscard]] std::optional<std::string> duplicate_of(const Entry& entry) const;
  [[nodiscard]] bool reaches(const Imports& start, std::string_view start_local, bool service,
                             std::string_view subject, int& steps,
                             std::vector<const Entry*>& seen) const;
  [[nodiscard]] std::optional<std::string> cycle_of(const Entry& entry) const;

  Account& account_;
  std::vector<std::unique_ptr<Entry>> entries_;
  std::size_t running_streams_ = 0;
  Awaited awaited_;
};

}  // namespace natsop::engine
