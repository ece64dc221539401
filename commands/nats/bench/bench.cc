#include "commands/nats/bench/bench.h"

namespace natsop::commands::nats::bench {

void bench(cli::Command& parent) {
  parent.group({.name = "bench",
                .summary = "Put load on a server, and measure it",
                .description = "Each client has a connection and a thread of its own. Rates and "
                               "latencies are printed at the end, and by --csv and --output for "
                               "programs.",
                .examples = {"nats bench sub orders --clients 4",
                             "nats bench pub orders --msgs 1000000 --size 16B",
                             "nats bench service serve echo",
                             "nats bench service request echo --msgs 10000"},
                .category = "Messages"},
               {pub, sub, request, reply, service});
}

}  // namespace natsop::commands::nats::bench
