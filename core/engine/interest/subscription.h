#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/engine/interest/message.h"

namespace natsop::engine {

class Sink;
struct Subscription;

/// Kinds of ends that messages come from and go to.
enum class Party : std::uint8_t {
  Client,     ///< a connection of the client protocol, WebSocket included
  Leaf,       ///< a leafnode connection
  System,     ///< the server's own $SYS services and events
  JetStream,  ///< streams and consumers
  Account,    ///< an account's imports
};

/// How a message came here: passed along with it, valid during the call.
struct Origin {
  Sink* sink = nullptr;  ///< the connection or service that published; never null
  Party party = Party::System;
  bool echo = true;  ///< whether the publisher's own subscriptions get it
  /// The service imports it came through already, innermost first: cycles end here.
  const struct ImportStep* imports = nullptr;
};

/// One end that messages are delivered to. Loop thread only.
class Sink {
 public:
  Sink(const Sink&) = delete;
  Sink& operator=(const Sink&) = delete;

  [[nodiscard]] Party party() const { return party_; }

  /// Takes a message for one of its subscriptions. False when it was not taken (no permission, the
  /// connection is closing, nobody behind an import): then another member of a queue group is
  /// tried, and it does not count as a responder. May subscribe, unsubscribe, publish and close.
  virtual bool deliver(Subscription& subscription, const Message& message,
                       const Origin& origin) = 0;

 protected:
  explicit Sink(Party party) : party_(party) {}
  ~Sink() = default;

 private:
  Party party_;
};

/// Interest in a subject, held by its sink, and known to one account's Sublist while `active`.
/// Freed only after the turn in which it was removed (Loop::dispose), since deliveries of that turn
/// may still look at it.
struct Subscription {
  Sink* sink = nullptr;
  std::string subject;  ///< may have wildcards
  std::string queue;    ///< empty: none
  std::string sid;      ///< of the client protocol; empty for others
  std::uint64_t delivered = 0;
  std::uint64_t max = 0;     ///< removed after so many in all; 0: no limit
  std::uint32_t weight = 1;  ///< of a leafnode's queue: members behind it
  std::uint32_t place = 0;   ///< in the Sublist's list; its own
  bool active = false;       ///< in a Sublist
  bool filtered = false;     ///< overlaps something that its user may not get: ask at delivery
  /// What stream imports made of it in other accounts; owned by core/engine/accounts.
  std::vector<std::unique_ptr<Subscription>> shadows;

  Subscription() = default;
  Subscription(const Subscription&) = delete;
  Subscription& operator=(const Subscription&) = delete;
  virtual ~Subscription() = default;
};

}  // namespace natsop::engine
