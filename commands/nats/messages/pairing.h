#pragma once
#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "core/jetstream/transport.h"

namespace natsop::commands::nats::messages {

/// Brings requests and the replies to them together, in whichever order they come: they arrive on
/// different subscriptions. Remembers the latest ones of both, and forgets the older.
class Pairing {
 public:
  struct Pair {
    jetstream::Message request;
    jetstream::Message reply;
  };

  /// A message with a reply subject. The pair, when its reply is here already.
  [[nodiscard]] std::optional<Pair> request(jetstream::Message message);
  /// A message on an inbox. The pair, when it answers a known request.
  [[nodiscard]] std::optional<Pair> reply(jetstream::Message message);

 private:
  /// Messages by a subject; the oldest go when there are too many.
  class Memory {
   public:
    void keep(std::string subject, jetstream::Message message);
    [[nodiscard]] std::optional<jetstream::Message> take(const std::string& subject);

   private:
    static constexpr std::size_t kMost = 10'000;
    std::unordered_map<std::string, jetstream::Message> messages_;
    std::deque<std::string> order_;
  };

  Memory requests_;
  Memory replies_;
};

}  // namespace natsop::commands::nats::messages
