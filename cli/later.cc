#include "cli/later.h"

#include <algorithm>
#include <array>
#include <span>

namespace natsop::cli {
namespace {

constexpr std::array<std::string_view, 56> kNats{"account backup",
                                                 "account restore",
                                                 "account tls",
                                                 "audit",
                                                 "auth",
                                                 "bench js",
                                                 "bench kv",
                                                 "bench oldjs",
                                                 "consumer cluster",
                                                 "consumer find",
                                                 "consumer graph",
                                                 "consumer pause",
                                                 "consumer reset",
                                                 "consumer resume",
                                                 "consumer unpin",
                                                 "counter",
                                                 "events",
                                                 "kv",
                                                 "latency",
                                                 "object",
                                                 "plugins",
                                                 "schema",
                                                 "server account purge",
                                                 "server check consumer",
                                                 "server check exporter",
                                                 "server check jetstream",
                                                 "server check kv",
                                                 "server check message",
                                                 "server check meta",
                                                 "server check stream",
                                                 "server cluster",
                                                 "server config",
                                                 "server consumer-check",
                                                 "server generate",
                                                 "server graph",
                                                 "server mappings",
                                                 "server passwd",
                                                 "server report cpu",
                                                 "server report downgrade",
                                                 "server report gateways",
                                                 "server report health",
                                                 "server report leafnodes",
                                                 "server report mem",
                                                 "server report routes",
                                                 "server stream-check",
                                                 "server watch",
                                                 "service",
                                                 "stream backup",
                                                 "stream cluster",
                                                 "stream gaps",
                                                 "stream graph",
                                                 "stream restore",
                                                 "stream seal",
                                                 "top",
                                                 "trace",
                                                 "traffic"};

constexpr std::array<std::string_view, 20> kNsc{"completion",  "edit authcallout",
                                                "expirations", "export",
                                                "fix",         "import",
                                                "keys",        "load",
                                                "migrate",     "pub",
                                                "reissue",     "rename",
                                                "reply",       "req",
                                                "rtt",         "sub",
                                                "test",        "tool",
                                                "update",      "upgrade-jwt"};

}  // namespace

bool comes_later(std::string_view face, std::string_view path) {
  const auto list = face == "nsc" ? std::span<const std::string_view>(kNsc)
                                  : std::span<const std::string_view>(kNats);
  return std::ranges::find(list, path) != list.end();
}

}  // namespace natsop::cli
