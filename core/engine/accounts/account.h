#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "core/base/random.h"
#include "core/base/result.h"
#include "core/engine/accounts/client_info.h"
#include "core/engine/accounts/dice.h"
#include "core/engine/accounts/permissions.h"
#include "core/engine/accounts/rules.h"
#include "core/engine/accounts/scratch.h"
#include "core/engine/interest/sublist.h"
#include "core/engine/loop/loop.h"

namespace natsop::engine {

class Account;
class AccountDirectory;
class Imports;
class Exports;
class SubjectMappings;

/// What a connection looks like to the account it belongs to and to those who list connections.
/// Implemented by session (clients) and, later, leafnodes: every Origin::sink of Party::Client and
/// Party::Leaf is one.
class Member : public Sink {
 public:
  [[nodiscard]] virtual std::uint64_t id() const = 0;
  /// The account's rules changed: limits, default permissions, imports, revocations. The member
  /// looks at itself again, and may close.
  virtual void on_account_changed() = 0;
  /// Ends it with an -ERR of this text and this connz reason; see session/reason.h.
  virtual void expel(std::string_view error_text, std::string_view reason) = 0;
  /// Fills the client part of Nats-Request-Info, of events and of latency metrics (JSON object of
  /// server.md 2.5.1); without `share` only what every importer's client may show.
  virtual void describe(ClientInfo& info, bool share) const = 0;
  /// For one that has left (Account::add_leaver): the account goes at the end of this turn, and so
  /// the subscriptions that are left go now.
  virtual void on_account_gone() {}

 protected:
  using Sink::Sink;
  ~Member() = default;
};

/// The connection that a message came from; null when it came from within the server.
[[nodiscard]] inline const Member* member_of(const Origin& origin) {
  const bool connection = origin.party == Party::Client || origin.party == Party::Leaf;
  return connection ? static_cast<const Member*>(origin.sink) : nullptr;
}

/// Messages and bytes in one direction.
struct Traffic {
  std::uint64_t messages = 0;
  std::uint64_t bytes = 0;

  void add(std::size_t size) {
    ++messages;
    bytes += size;
  }
};

/// A tenant: a subject space of its own with what crosses its border. Made and found through
/// AccountDirectory. Loop thread only.
class Account {
 public:
  struct Services {
    Loop& loop;
    Random& random;
  };

  Account(std::string name, Services services, AccountDirectory& directory);
  Account(const Account&) = delete;
  Account& operator=(const Account&) = delete;
  ~Account();

  /// The configured name, or in operator mode the public key.
  [[nodiscard]] const std::string& name() const { return name_; }
  /// What people call it: the JWT's name; without one, name().
  [[nodiscard]] const std::string& display_name() const {
    return display_name_.empty() ? name_ : display_name_;
  }

  /// Takes these rules instead of those before, while everything goes on: exports, imports (shadow
  /// subscriptions of everyone connected included), mappings, limits, default permissions. Accounts
  /// that import from this one, and imports anywhere that could not be honoured, are looked at
  /// again. Members hear of it, and the newest connections beyond a limit are expelled. Returns the
  /// rules of this account that have no effect; see also AccountDirectory::apply, for many at once.
  std::vector<Problem> apply(const AccountRules& rules);

  [[nodiscard]] Sublist& interest() { return interest_; }
  [[nodiscard]] const Sublist& interest() const { return interest_; }

  /// Interest in this account and, through its stream imports, in others. `subscription.shadows`
  /// are made here. The subject must be valid.
  void subscribe(Subscription& subscription);
  /// Takes it and its shadows out, and destroys the shadows when the turn has ended.
  void unsubscribe(Subscription& subscription);

  [[nodiscard]] const Services& services() const { return services_; }
  [[nodiscard]] AccountDirectory& directory() const { return directory_; }

  /// Sends a message from `origin` to everyone interested: mappings (for clients and leafs), local
  /// subscriptions, one member of each queue group, imports. Returns how many took it; 0 means no
  /// responders. The one way messages are routed, for sessions, system services, leafnodes and
  /// JetStream alike. `mapped`, if given, becomes the subject that nobody took when mappings had
  /// changed it.
  std::size_t publish(const Origin& origin, const Message& message, std::string* mapped = nullptr);

  [[nodiscard]] Exports& exports() { return *exports_; }
  [[nodiscard]] Imports& imports() { return *imports_; }
  [[nodiscard]] SubjectMappings& mappings() { return *mappings_; }

  [[nodiscard]] const AccountLimits& limits() const { return limits_; }
  void set_limits(const AccountLimits& limits) { limits_ = limits; }
  /// Whether one more connection of this kind (Client or Leaf) may come in.
  [[nodiscard]] bool has_room(Party party) const;

  /// For users that have none of their own; null: everything.
  [[nodiscard]] const std::shared_ptr<const Permissions>& default_permissions() const {
    return default_permissions_;
  }

  void add_member(Member& member);
  void remove_member(Member& member);
  /// In no order. Expelling one may take it out at once: go over a copy.
  [[nodiscard]] const std::vector<Member*>& members() const { return members_; }
  /// Expels everyone; who goes because of another is left out.
  void expel_all(std::string_view error_text, std::string_view reason);
  /// One that was removed and takes its subscriptions out in turns to come. It takes itself out
  /// when it is done, or hears that the account goes.
  void add_leaver(Member& member) { leavers_.insert(&member); }
  void remove_leaver(Member& member) { leavers_.erase(&member); }
  /// How many of them are clients, or leafnodes.
  [[nodiscard]] std::size_t count(Party party) const;

  /// Figures for accstatz and events; counted by sessions.
  Traffic sent{};
  Traffic received{};
  std::uint64_t slow_consumers = 0;
  std::uint64_t total_connections = 0;

  /// For core/engine/accounts: random letters and digits, and strings to build in.
  [[nodiscard]] std::string random_token(std::size_t size);
  [[nodiscard]] ScratchPool& scratch() { return scratch_; }
  [[nodiscard]] Dice& dice() { return dice_; }

 private:
  friend class AccountDirectory;

  std::size_t route(const Origin& origin, const Message& message);
  bool deliver_to_one(const Matches::Group& group, const Message& message, const Origin& origin);
  bool deliver_to_leaf(const Matches::Group& group, std::size_t start, const Message& message,
                       const Origin& origin);

  /// The steps of apply(), which the directory makes for many accounts in turn.
  void apply_own(const AccountRules& rules, std::vector<Problem>& problems);
  void tell_members();
  /// Those that are here now, and not gone when their turn comes.
  void each_member(const std::function<void(Member&)>& visit);
  void enforce_limit(Party party, std::int64_t limit);
  /// Ends all that crosses the border: the account is going.
  void close();

  std::string name_;
  std::string display_name_;
  Services services_;
  AccountDirectory& directory_;
  ScratchPool scratch_;
  Dice dice_;
  Sublist interest_;
  std::unique_ptr<SubjectMappings> mappings_;
  std::unique_ptr<Exports> exports_;
  std::unique_ptr<Imports> imports_;
  AccountLimits limits_;
  std::shared_ptr<const Permissions> default_permissions_;
  std::vector<Member*> members_;
  std::unordered_map<const Member*, std::size_t> places_;  // in members_
  std::unordered_set<Member*> leavers_;
  std::string letters_;  // random ones, not used yet
};

}  // namespace natsop::engine
