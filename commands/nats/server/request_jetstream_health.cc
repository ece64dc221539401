#include "cli/context.h"
#include "commands/nats/server/request.h"

namespace natsop::commands::nats::server {
namespace {

struct Options {
  RequestChoice choice;
  bool js_enabled = false;
  bool server_only = false;
  std::string account;
  std::string stream;
  std::string consumer;
  bool details = true;
};

void flags(cli::Command& c, Options& o) {
  wait_argument(c, o.choice);
  c.flag("--js-enabled,-J", o.js_enabled, "Whether JetStream is on, and nothing else").negatable();
  c.flag("--server-only,-S", o.server_only, "Leave out streams and consumers").negatable();
  c.flag("--account", o.account, "Only what belongs to this account");
  c.flag("--stream", o.stream, "Only this stream");
  c.flag("--consumer", o.consumer, "Only this consumer");
  c.flag("--details", o.details, "List all that is wrong").negatable();
  request_flags(c, o.choice);
}

Result<void> run(const Options& o, cli::Context& ctx) {
  auto options = json::Doc::object({{"js-enabled-only", o.js_enabled},
                                    {"js-server-only", o.server_only},
                                    {"details", o.details}});
  if (!o.account.empty()) options.put("account", o.account);
  if (!o.stream.empty()) options.put("stream", o.stream);
  if (!o.consumer.empty()) options.put("consumer", o.consumer);
  return show_answers(ctx, o.choice, "HEALTHZ", options);
}

}  // namespace

void request_jetstream_health(cli::Command& parent) {
  parent.leaf<Options>({.name = "jetstream-health",
                        .aliases = {"healthz"},
                        .summary = "Whether each server is well",
                        .examples = {"nats server request jetstream-health --js-enabled"},
                        .scope = cli::Scope::System,
                        .impact = cli::Impact::ReadOnly,
                        .data = true},
                       flags, run);
}

}  // namespace natsop::commands::nats::server
