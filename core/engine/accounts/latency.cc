#include "core/engine/accounts/latency.h"

#include <algorithm>

#include "core/engine/accounts/account.h"
#include "core/engine/accounts/exports.h"
#include "core/engine/protocol/headers.h"
#include "core/json/doc.h"
#include "core/text/ascii.h"
#include "core/text/time.h"

namespace natsop::engine {

namespace {

constexpr std::string_view kType = "io.nats.server.metric.v1.service_latency";
constexpr std::size_t kIdSize = 22;

using Headers = std::vector<std::pair<std::string, std::string>>;

/// Who publishes metrics.
class Metrics final : public Sink {
 public:
  Metrics() : Sink(Party::System) {}
  bool deliver(Subscription& /*subscription*/, const Message& /*message*/,
               const Origin& /*origin*/) override {
    return false;
  }
};

Metrics metrics;

/// A header of another system, which any library may have written.
std::optional<std::string_view> trace(std::string_view block, std::string_view name) {
  return headers::get(block, name, headers::Case::Any);
}

/// Those of the headers that are there, as they are called in the metric.
Headers pick(std::string_view block, std::initializer_list<std::string_view> names) {
  Headers picked;
  for (const std::string_view name : names) {
    if (const auto value = trace(block, name)) {
      picked.emplace_back(name, *value);
    }
  }
  return picked;
}

/// Jaeger: "trace:span:parent:flags", flags in hex; the last bit says sampled.
bool is_sampled_uber(std::string_view value) {
  const auto parts = text::split(value, ':');
  if (parts.size() != 4 || parts[3].empty() || parts[3].size() > 2) {
    return false;
  }
  const int digit = text::hex_value(parts[3].back());
  return digit >= 0 && digit % 2 == 1;
}

/// B3 in one header: "trace-span-sampled-parent", or the decision alone.
bool is_sampled_b3(std::string_view value) {
  const auto parts = text::split(value, '-');
  return !(parts.size() > 2 && parts[2] == "0") && !(parts.size() == 1 && parts[0] == "0");
}

/// W3C: "version-trace-parent-flags".
bool is_sampled_w3c(std::string_view value) {
  const auto parts = text::split(value, '-');
  return parts.size() == 4 && parts[3] == "01";
}

/// The headers that ask for a measurement; none when nothing does.
Headers asking(std::string_view block) {
  if (block.empty()) {
    return {};
  }
  if (const auto uber = trace(block, "Uber-Trace-Id")) {
    return is_sampled_uber(*uber) ? pick(block, {"Uber-Trace-Id"}) : Headers();
  }
  const auto sampled = trace(block, "X-B3-Sampled");
  if (sampled == "0") {
    return {};
  }
  if (sampled == "1" || trace(block, "X-B3-Traceid")) {
    return pick(block, {"X-B3-Sampled", "X-B3-Traceid", "X-B3-Parentspanid", "X-B3-Spanid"});
  }
  if (const auto b3 = trace(block, "B3")) {
    return is_sampled_b3(*b3) ? pick(block, {"B3"}) : Headers();
  }
  if (const auto parent = trace(block, "Traceparent")) {
    return is_sampled_w3c(*parent) ? pick(block, {"Traceparent", "Tracestate"}) : Headers();
  }
  return {};
}

std::string_view description_of(LatencyStatus status) {
  switch (status) {
    case LatencyStatus::Ok:
      break;
    case LatencyStatus::BadRequest:
      return "Bad Request";
    case LatencyStatus::InterestLost:
      return "Request Timeout";
    case LatencyStatus::Unavailable:
      return "Service Unavailable";
    case LatencyStatus::TimedOut:
      return "Service Timeout";
  }
  return "";
}

json::Doc header_doc(const Headers& headers) {
  json::Doc doc = json::Doc::object();
  for (const auto& [name, value] : headers) {
    doc.put(name, json::Doc::array({json::Doc(value)}));
  }
  return doc;
}

}  // namespace

std::unique_ptr<Tracking> begin_tracking(const ServiceExport& service, const Message& request,
                                         const Origin& origin, bool share) {
  const auto& latency = service.rule().latency;
  if (!latency || latency->sampling < 0) {
    return nullptr;
  }
  const Account::Services& services = service.account().services();
  const bool drawn = latency->sampling >= 100 || service.account().dice().draw(100) <
                                                     static_cast<std::size_t>(latency->sampling);
  Headers headers = drawn ? Headers() : asking(request.headers());
  if (!drawn && headers.empty()) {
    return nullptr;
  }
  auto tracking = std::make_unique<Tracking>();
  tracking->start = services.loop.clock().now();
  tracking->began = services.loop.clock().steady();
  tracking->share = share;
  tracking->headers = std::move(headers);
  if (const Member* member = member_of(origin)) {
    member->describe(tracking->requestor.emplace(), share);
  }
  return tracking;
}

void publish_latency(const ServiceExport& service, const Tracking& tracking, LatencyStatus status,
                     const Origin* responder) {
  const auto& latency = service.rule().latency;
  if (!latency) {
    return;  // taken back meanwhile
  }
  Account& account = service.account();
  const Clock& clock = account.services().loop.clock();
  const auto zero = std::chrono::nanoseconds(0);
  const SteadyTime answered = clock.steady();
  const std::chrono::nanoseconds between = answered - tracking.began;
  const auto requestor_rtt = tracking.requestor ? tracking.requestor->rtt : zero;
  std::optional<ClientInfo> answered_by;
  if (const Member* member = responder == nullptr ? nullptr : member_of(*responder)) {
    member->describe(answered_by.emplace(), true);
  }
  const auto responder_rtt = answered_by ? answered_by->rtt : zero;
  const bool measured = status == LatencyStatus::Ok;
  const auto service_time = measured ? std::max(between - responder_rtt, zero) : zero;
  // What the server itself takes; nats-server tells of it where it knows the way to the responder.
  const std::chrono::nanoseconds system =
      measured && responder_rtt > zero ? clock.steady() - answered : zero;
  const auto total =
      requestor_rtt + (measured || status == LatencyStatus::TimedOut ? between : zero) + system;

  std::vector<std::pair<std::string, json::Doc>> members{
      {"type", kType},
      {"id", account.random_token(kIdSize)},
      {"timestamp", text::rfc3339_nano(clock.now())},
      {"status", static_cast<int>(status)}};
  if (!measured) {
    members.emplace_back("description", description_of(status));
  }
  if (tracking.requestor) {
    members.emplace_back("requestor", tracking.requestor->to_json());
  }
  if (answered_by) {
    members.emplace_back("responder", answered_by->to_json());
  }
  if (!tracking.headers.empty()) {
    members.emplace_back("header", header_doc(tracking.headers));
  }
  members.emplace_back("start", text::rfc3339_nano(tracking.start - requestor_rtt));
  members.emplace_back("service", service_time.count());
  members.emplace_back("system", system.count());
  members.emplace_back("total", total.count());
  const std::string body = json::Doc::object(std::move(members)).dump_go();
  const Message metric{.subject = latency->subject, .reply = {}, .body = body};
  account.publish({.sink = &metrics, .party = Party::System}, metric);
}

}  // namespace natsop::engine
