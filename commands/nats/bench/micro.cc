#include "commands/nats/bench/micro.h"

#include <fmt/format.h>

#include "core/text/template.h"
#include "core/text/time.h"

namespace natsop::commands::nats::bench {
namespace {

constexpr std::string_view kName = "nats-bench-service";
constexpr std::string_view kVersion = "1.0.0";
constexpr std::string_view kEndpoint = "bench";

}  // namespace

MicroService::MicroService(std::string subject, std::string queue, Client& client,
                           cli::Context& ctx)
    : subject_(std::move(subject)),
      queue_(std::move(queue)),
      id_(text::new_id(ctx.random())),
      started_(text::rfc3339(text::to_seconds(ctx.clock().now()))),
      client_(client) {}

json::Doc MicroService::header(std::string_view type) const {
  return json::Doc::object({{"type", fmt::format("io.nats.micro.v1.{}_response", type)},
                            {"name", kName},
                            {"id", id_},
                            {"version", kVersion},
                            {"metadata", json::Doc::object()}});
}

json::Doc MicroService::endpoint() const {
  return json::Doc::object({{"name", kEndpoint}, {"subject", subject_}, {"queue_group", queue_}});
}

json::Doc MicroService::ping() const { return header("ping"); }

json::Doc MicroService::info() const {
  json::Doc doc = header("info");
  doc.set("/description", "Answers the requests of nats bench");
  doc.set("/endpoints", json::Doc::array({endpoint()}));
  return doc;
}

json::Doc MicroService::stats() const {
  json::Doc doc = header("stats");
  const std::int64_t requests = client_.done.load(std::memory_order_relaxed);
  const std::int64_t busy = client_.busy.load(std::memory_order_relaxed);
  json::Doc one = endpoint();
  one.set("/num_requests", requests);
  one.set("/num_errors", 0);
  one.set("/last_error", "");
  one.set("/processing_time", busy);
  one.set("/average_processing_time", requests == 0 ? 0 : busy / requests);
  doc.set("/started", started_);
  doc.set("/endpoints", json::Doc::array({one}));
  return doc;
}

Result<void> MicroService::answer(const std::string& verb,
                                  json::Doc (MicroService::*document)() const) {
  for (const std::string& subject :
       {fmt::format("$SRV.{}", verb), fmt::format("$SRV.{}.{}", verb, kName),
        fmt::format("$SRV.{}.{}.{}", verb, kName, id_)}) {
    NATSOP_TRY(auto made, client_.connection->watch(
                              subject, {}, [this, document](const client::MessageView& request) {
                                if (request.reply.empty()) return;
                                // Who asks again gets another chance, so a lost answer is no error.
                                static_cast<void>(client_.connection->publish(
                                    std::string(request.reply), (this->*document)().dump()));
                              }));
    client_.subscriptions.push_back(std::move(made));
  }
  return {};
}

Result<void> MicroService::start() {
  NATSOP_CHECK(answer("PING", &MicroService::ping));
  NATSOP_CHECK(answer("INFO", &MicroService::info));
  return answer("STATS", &MicroService::stats);
}

}  // namespace natsop::commands::nats::bench
