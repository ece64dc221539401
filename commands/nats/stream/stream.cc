#include "commands/nats/stream/stream.h"

namespace natsop::commands::nats::stream {
namespace {

void flags(cli::Command& c, Group& o) {
  c.flag("--all,-a", o.all, "Include internal streams: those of buckets and MQTT");
}

}  // namespace

void stream(cli::Command& parent) {
  parent.group<Group>(
      {.name = "stream",
       .aliases = {"str", "st", "ms", "s"},
       .summary = "Manage JetStream streams and read what they hold",
       .description = "A stream stores the messages of its subjects, or copies those of other "
                      "streams, within limits of age, size and number.",
       .examples = {"nats stream add ORDERS --subjects 'orders.>' --defaults",
                    "nats stream report --watch 1s", "nats stream ls --output json"},
       .category = "JetStream"},
      flags, {add, ls, report, find, info, state, subjects, edit, rm, purge, copy, rmm, view, get});
}

}  // namespace natsop::commands::nats::stream
