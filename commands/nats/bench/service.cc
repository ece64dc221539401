#include "commands/nats/bench/asking.h"
#include "commands/nats/bench/bench.h"

namespace natsop::commands::nats::bench {
namespace {

void load_with_sleep(cli::Command& c, Load& load) {
  c.flag("--sleep", load.sleep, "Pause between requests, or before an answer")
      .placeholder("DURATION");
  load_flags(c, load);
}

struct RequestOptions {
  std::string subject;
  Body body;
  Pace pace;
  std::shared_ptr<const Load> group;
};

void request_flags(cli::Command& c, RequestOptions& o) {
  o.group = c.shared<Load>();
  c.arg("subject", o.subject, "Where to send requests").required();
  body_flags(c, o.body);
  pace_flags(c, o.pace);
}

Result<void> run_request(const RequestOptions& o, cli::Context& ctx) {
  NATSOP_TRY(Plan plan, make_plan(*o.group, o.pace, o.body));
  plan.label = "Core NATS service requester";
  return ask_all(std::move(plan), o.subject, ctx);
}

struct ServeOptions {
  std::string subject;
  std::shared_ptr<const Load> group;
};

void serve_flags(cli::Command& c, ServeOptions& o) {
  o.group = c.shared<Load>();
  c.arg("subject", o.subject, "Where to answer requests").required();
}

Result<void> run_serve(const ServeOptions& o, cli::Context& ctx) {
  NATSOP_TRY(Plan plan, make_plan(*o.group, {}, {}));
  plan.label = "Core NATS service server";
  return answer_all(std::move(plan), o.subject, true, ctx);
}

struct PlainOptions {
  std::string subject;
  Load load;
  Body body;
  Pace pace;
};

void plain_request_flags(cli::Command& c, PlainOptions& o) {
  c.arg("subject", o.subject, "Where to send requests").required();
  load_with_sleep(c, o.load);
  body_flags(c, o.body);
  pace_flags(c, o.pace);
}

Result<void> run_plain_request(const PlainOptions& o, cli::Context& ctx) {
  NATSOP_TRY(Plan plan, make_plan(o.load, o.pace, o.body));
  plan.label = "Core NATS requester";
  return ask_all(std::move(plan), o.subject, ctx);
}

void plain_reply_flags(cli::Command& c, PlainOptions& o) {
  c.arg("subject", o.subject, "Where to answer requests").required();
  load_with_sleep(c, o.load);
}

Result<void> run_plain_reply(const PlainOptions& o, cli::Context& ctx) {
  NATSOP_TRY(Plan plan, make_plan(o.load, {}, {}));
  plan.label = "Core NATS replier";
  return answer_all(std::move(plan), o.subject, false, ctx);
}

}  // namespace

void service_request(cli::Command& parent) {
  parent.leaf<RequestOptions>({.name = "request",
                               .summary = "Send requests, each after the answer to the last",
                               .examples = {"nats bench service request echo --clients 4"},
                               .data = true},
                              request_flags, run_request);
}

void service_serve(cli::Command& parent) {
  parent.leaf<ServeOptions>({.name = "serve",
                             .summary = "Answer requests as a service, until Ctrl-C",
                             .examples = {"nats bench service serve echo --size 1KiB"},
                             .data = true},
                            serve_flags, run_serve);
}

void service(cli::Command& parent) {
  parent.group<Load>(
      {.name = "service",
       .summary = "Requests and answers of services",
       .description =
           "Start `serve` first. Its clients share the requests: they are one queue group.",
       .examples = {"nats bench service serve echo",
                    "nats bench service request echo --msgs 10000"},
       .scope = cli::Scope::User,
       .impact = cli::Impact::ReadWrite},
      load_with_sleep, {service_request, service_serve});
}

void request(cli::Command& parent) {
  parent.leaf<PlainOptions>({.name = "request",
                             .summary = "Send requests, each after the answer to the last",
                             .examples = {"nats bench request echo --msgs 10000 --clients 2"},
                             .scope = cli::Scope::User,
                             .impact = cli::Impact::ReadWrite,
                             .data = true},
                            plain_request_flags, run_plain_request);
}

void reply(cli::Command& parent) {
  parent.leaf<PlainOptions>({.name = "reply",
                             .summary = "Answer requests until Ctrl-C",
                             .examples = {"nats bench reply echo --size 1KiB"},
                             .scope = cli::Scope::User,
                             .impact = cli::Impact::ReadWrite,
                             .data = true},
                            plain_reply_flags, run_plain_reply);
}

}  // namespace natsop::commands::nats::bench
