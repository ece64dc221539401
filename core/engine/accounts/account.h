#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/random.h"
#include "core/base/result.h"
#include "core/engine/accounts/client_info.h"
#include "core/engine/accounts/permissions.h"
#include "core/engine/interest/sublist.h"
#include "core/engine/loop/loop.h"

namespace natsop::engine {

class Account;
class Imports;
class Exports;
class SubjectMappings;

/// -1 means no limit.
struct AccountLimits {
  std::int64_t connections = -1;
  std::int64_t leafnodes = -1;
  std::int64_t subscriptions = -1;
  std::int64_t payload = -1;
  friend bool operator==(const AccountLimits&, const AccountLimits&) = default;
};

/// What a connection looks like to the account it belongs to and to those who list connections.
/// Implemented by session (clients) and, later, leafnodes.
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

 protected:
  using Sink::Sink;
  ~Member() = default;
};

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

  Account(std::string name, Services services);
  Account(const Account&) = delete;
  Account& operator=(const Account&) = delete;
  ~Account();

  /// The configured name, or in operator mode the public key.
  [[nodiscard]] const std::string& name() const { return name_; }
  /// What people call it: the JWT's name; without one, name().
  [[nodiscard]] const std::string& display_name() const;

  [[nodiscard]] Sublist& interest() { return interest_; }
  [[nodiscard]] const Sublist& interest() const { return interest_; }

  /// Interest in this account and, through its stream imports, in others. `subscription.shadows`
  /// are made here. The subject must be valid.
  void subscribe(Subscription& subscription);
  /// Takes it and its shadows out, and destroys the shadows when the turn has ended.
  void unsubscribe(Subscription& subscription);

  /// Sends a message from `origin` to everyone interested: mappings (for clients and leafs), local
  /// subscriptions, one member of each queue group, imports. Returns how many took it; 0 means no
  /// responders. The one way messages are routed, for sessions, system services, leafnodes and
  /// JetStream alike.
  std::size_t publish(const Origin& origin, const Message& message);

  [[nodiscard]] Exports& exports() { return *exports_; }
  [[nodiscard]] Imports& imports() { return *imports_; }
  [[nodiscard]] SubjectMappings& mappings() { return *mappings_; }

  [[nodiscard]] const AccountLimits& limits() const { return limits_; }
  void set_limits(const AccountLimits& limits) { limits_ = limits; }

  /// For users that have none of their own; null: everything.
  [[nodiscard]] const std::shared_ptr<const Permissions>& default_permissions() const {
    return default_permissions_;
  }
  void set_default_permissions(std::shared_ptr<const Permissions> permissions) {
    default_permissions_ = std::move(permissions);
  }

  void add_member(Member& member);
  void remove_member(Member& member);
  [[nodiscard]] const std::vector<Member*>& members() const { return members_; }

  /// Figures for accstatz and events; counted by sessions.
  Traffic sent{};
  Traffic received{};
  std::uint64_t slow_consumers = 0;
  std::uint64_t total_connections = 0;

 private:
  std::string name_;
  Services services_;
  Sublist interest_;
  std::unique_ptr<Exports> exports_;
  std::unique_ptr<Imports> imports_;
  std::unique_ptr<SubjectMappings> mappings_;
  AccountLimits limits_;
  std::shared_ptr<const Permissions> default_permissions_;
  std::vector<Member*> members_;
};

}  // namespace natsop::engine
