#include "commands/nats-server/program.h"

namespace natsop::commands::nats_server {

Result<void> program(const std::vector<std::string>&, cli::Context&) {
  return Error(Code::Unsupported,
               "the bundled server engine is not part of this version of natsop yet")
      .hint(
          "run the nats-server of your distribution (`apt-get install nats-server`): every natsop "
          "command works with it");
}

}  // namespace natsop::commands::nats_server
