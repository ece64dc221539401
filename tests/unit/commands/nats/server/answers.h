#pragma once
#include <fmt/format.h>

#include <string>
#include <string_view>

#include "tests/support/fake_world.h"

/// What servers answer on the system subjects, for the tests of server commands.
namespace natsop::test {

inline constexpr const char* kPing = "$SYS.REQ.SERVER.PING";

/// An answer; `body` holds the members beside "server".
inline std::string server_answer(std::string_view name, std::string_view cluster,
                                 std::string_view domain, std::string_view body) {
  return fmt::format(
      R"({{"server":{{"name":"{}","host":"localhost","id":"N{}","cluster":"{}","domain":"{}",)"
      R"("ver":"2.9.10","jetstream":true,"time":"2026-11-21T11:00:00Z"}},{}}})",
      name, std::string(55, 'A'), cluster, domain, body);
}

inline std::string statsz(std::string_view name, std::string_view cluster, int connections,
                          std::string_view more = {}) {
  return server_answer(
      name, cluster, cluster.substr(cluster.find('-') + 1),
      fmt::format(R"("statsz":{{"start":"2026-11-21T10:58:55Z","mem":15728640,"cores":2,"cpu":1.5,)"
                  R"("connections":{},"subscriptions":1200,"slow_consumers":0,)"
                  R"("routes":[{{"rid":1}},{{"rid":2}}]{}}})",
                  connections, more));
}

/// JSZ of a member of a meta group; `leader` has the view of the others.
inline std::string jsz(std::string_view name, std::string_view cluster, std::string_view leader,
                       std::string_view meta = {}) {
  return server_answer(
      name, cluster, cluster.substr(cluster.find('-') + 1),
      fmt::format(R"("data":{{"memory":0,"storage":16384,"api":{{"total":1800,"errors":3}},)"
                  R"("streams":4,"consumers":1,"messages":1700,"bytes":16384,)"
                  R"("meta_cluster":{{"name":"{}","leader":"{}"{}}}}})",
                  cluster, leader, meta));
}

}  // namespace natsop::test
