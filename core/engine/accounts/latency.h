#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/clock.h"
#include "core/base/random.h"
#include "core/engine/accounts/client_info.h"
#include "core/engine/interest/message.h"
#include "core/engine/interest/subscription.h"

namespace natsop::engine {

class ServiceExport;

/// A request whose way to the service and back is measured.
struct Tracking {
  std::optional<ClientInfo> requestor;
  Time start{};        ///< when it came in
  SteadyTime began{};  ///< the same moment
  bool share = false;
  /// The headers that asked for it; empty: it was drawn by lot.
  std::vector<std::pair<std::string, std::string>> headers;
};

/// Whether this request to the service is measured, by lot or because its headers say so, and if
/// so, what is known by now.
[[nodiscard]] std::unique_ptr<Tracking> begin_tracking(const ServiceExport& service,
                                                       const Message& request, const Origin& origin,
                                                       bool share);

/// How a measured request ended.
enum class LatencyStatus : std::uint16_t {
  Ok = 200,
  BadRequest = 400,  ///< it had no reply subject
  InterestLost = 408,
  Unavailable = 503,  ///< nobody took it
  TimedOut = 504,
};

/// Publishes io.nats.server.metric.v1.service_latency in the account of the service. `responder`
/// null: nobody answered.
void publish_latency(const ServiceExport& service, const Tracking& tracking, LatencyStatus status,
                     const Origin* responder);

}  // namespace natsop::engine
