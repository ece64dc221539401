#include "commands/nats/consumer/consumer.h"

namespace natsop::commands::nats::consumer {
namespace {

void flags(cli::Command& c, GroupOptions& o) {
  c.flag("--all,-a", o.all, "Offer the streams behind buckets and MQTT too");
}

}  // namespace

void consumer(cli::Command& parent) {
  parent.group<GroupOptions>(
      {.name = "consumer",
       .aliases = {"con", "obs", "c"},
       .summary = "Manage JetStream consumers, and read messages from them",
       .description =
           "A consumer is a place in a stream: it delivers messages, keeps count of what "
           "was acknowledged, and delivers the rest again.",
       .examples = {"nats consumer add ORDERS NEW --pull --defaults",
                    "nats consumer next ORDERS NEW --count 10", "nats consumer report ORDERS"},
       .category = "JetStream"},
      flags, {add, copy, edit, info, ls, next, report, rm, state, sub});
}

}  // namespace natsop::commands::nats::consumer
