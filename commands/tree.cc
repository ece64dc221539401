#include "commands/tree.h"

#include "commands/nats-server/program.h"
#include "commands/nats/account/account.h"
#include "commands/nats/bench/bench.h"
#include "commands/nats/consumer/consumer.h"
#include "commands/nats/context/context.h"
#include "commands/nats/errors/errors.h"
#include "commands/nats/messages/messages.h"
#include "commands/nats/server/server.h"
#include "commands/nats/stream/stream.h"
#include "commands/natsop/natsop.h"
#include "commands/nsc/add/add.h"
#include "commands/nsc/delete/delete.h"
#include "commands/nsc/describe/describe.h"
#include "commands/nsc/edit/edit.h"
#include "commands/nsc/env/env.h"
#include "commands/nsc/generate/generate.h"
#include "commands/nsc/init/init.h"
#include "commands/nsc/list/list.h"
#include "commands/nsc/pull/pull.h"
#include "commands/nsc/push/push.h"
#include "commands/nsc/revocations/revocations.h"
#include "commands/nsc/validate/validate.h"

namespace natsop::commands {
namespace {

/// What `nats` has at its top level, in the order of its help page; the natsop face has all of it
/// too.
std::vector<cli::Registration> nats_nouns() {
  return {
      nats::messages::publish, nats::messages::subscribe, nats::messages::request,
      nats::messages::reply,   nats::stream::stream,      nats::consumer::consumer,
      nats::context::context,  nats::messages::rtt,       nats::server::server,
      nats::account::account,  nats::errors::errors,      nats::bench::bench,
  };
}

/// What `nsc` has at its top level, one line a verb.
std::vector<cli::Registration> nsc_verbs() {
  return {
      nsc::add::verb,         nsc::edit::verb,     nsc::describe::verb, nsc::list::verb,
      nsc::env::verb,         nsc::env::select,    nsc::init::verb,     nsc::removal::verb,
      nsc::revocations::verb, nsc::generate::verb, nsc::pull::verb,     nsc::push::verb,
      nsc::validation::verb,
  };
}

std::vector<cli::Registration> natsop_nouns() {
  auto nouns = nats_nouns();
  nouns.insert(nouns.end(), {own::shellenv, own::introspect});
  return nouns;
}

}  // namespace

const cli::Faces& faces() {
  static const cli::Faces faces{
      .nats = {cli::FaceKind::Nats, "nats",
               "NATS from the command line: publish and subscribe, streams, consumers, contexts, "
               "servers and reports.",
               nats_nouns()},
      .nsc = {cli::FaceKind::Nsc, "nsc",
              "Operators, accounts and users of NATS: keys, JWTs, exports and imports, pushed to "
              "the servers.",
              nsc_verbs()},
      .natsop = {cli::FaceKind::Natsop, "natsop",
                 "All that NATS operators do, in one program. The commands below are those of "
                 "`nats`; `natsop nsc` and "
                 "`natsop nats-server` are the other two, and `eval \"$(natsop shellenv)\"` puts "
                 "all three on the PATH.",
                 natsop_nouns()},
      .nats_server = {cli::FaceKind::NatsServer,
                      "nats-server",
                      "The bundled NATS server.",
                      {},
                      nats_server::program},
  };
  return faces;
}

}  // namespace natsop::commands
