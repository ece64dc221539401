#pragma once
#include <fmt/format.h>

#include <string>
#include <string_view>

#include "tests/unit/commands/nats/stream/answers.h"

/// What a JetStream server answers about consumers.
namespace natsop::test {

/// A consumer's info; `config` and `more` are further members, each beginning with a comma.
inline std::string consumer_info(std::string_view name, std::string_view config = {},
                                 std::string_view more = {}) {
  return fmt::format(
      R"({{"type":"io.nats.jetstream.api.v1.consumer_info_response","stream_name":"ORDERS",)"
      R"("name":"{0}","created":"2026-11-21T09:00:00Z","config":{{"name":"{0}",)"
      R"("durable_name":"{0}","deliver_policy":"all","ack_policy":"explicit",)"
      R"("ack_wait":30000000000,"max_deliver":-1,"replay_policy":"instant",)"
      R"("max_ack_pending":1000,"max_waiting":512{1}}},"delivered":{{"consumer_seq":4,)"
      R"("stream_seq":3,"last_active":"2026-11-21T10:59:00Z"}},"ack_floor":{{"consumer_seq":2,)"
      R"("stream_seq":2}},"num_ack_pending":2,"num_redelivered":1,"num_waiting":0,)"
      R"("num_pending":7{2}}})",
      name, config, more);
}

inline std::string made(std::string_view info) {
  std::string out(info);
  return out.replace(out.find("consumer_info"), 13, "consumer_create");
}

inline std::string consumer_list(std::string_view infos, int total) {
  return fmt::format(
      R"({{"type":"io.nats.jetstream.api.v1.consumer_list_response","total":{},"offset":0,)"
      R"("limit":256,"consumers":[{}]}})",
      total, infos);
}

}  // namespace natsop::test
