#pragma once
#include <string>
#include <string_view>

#include "commands/nats/bench/crew.h"

namespace natsop::commands::nats::bench {

/// What makes a client of `bench service serve` a service that `nats service ls` finds: it answers
/// on $SRV.PING, INFO and STATS (ADR-32). The endpoint itself is the client's own subscription.
class MicroService {
 public:
  /// Keeps references to the client and the context's clock.
  MicroService(std::string subject, std::string queue, Client& client, cli::Context& ctx);

  /// Subscribes; the subscriptions are the client's.
  [[nodiscard]] Result<void> start();

 private:
  [[nodiscard]] json::Doc header(std::string_view type) const;
  [[nodiscard]] json::Doc endpoint() const;
  [[nodiscard]] json::Doc ping() const;
  [[nodiscard]] json::Doc info() const;
  [[nodiscard]] json::Doc stats() const;
  [[nodiscard]] Result<void> answer(const std::string& verb,
                                    json::Doc (MicroService::*document)() const);

  std::string subject_;
  std::string queue_;
  std::string id_;
  std::string started_;
  Client& client_;
};

}  // namespace natsop::commands::nats::bench
