#include "commands/nats/server/request.h"

#include <fmt/format.h>

#include "commands/nats/server/asking.h"
#include "commands/nats/server/server.h"

namespace natsop::commands::nats::server {
namespace {

void group_flags(cli::Command& c, RequestOptions& o) {
  c.flag("--limit", o.limit, "How many records a server is to send at most");
  c.flag("--offset", o.offset, "Leave out this many records at the start");
  c.flag("--name", o.name, "Only the server of this name");
  c.flag("--host", o.host, "Only servers that listen on this host");
  c.flag("--cluster", o.cluster, "Only the servers of this cluster");
  c.flag("--tags", o.tags, "Only servers that have this tag");
}

}  // namespace

void request_flags(cli::Command& c, RequestChoice& choice) {
  archive_flag(c, choice.archive);
  choice.group = c.shared<RequestOptions>();
}

void wait_argument(cli::Command& c, RequestChoice& choice) {
  c.arg("wait", choice.wait, "How many servers are to answer; without, whoever answers")
      .type("Uint32");
}

Result<system::Asking> asking(cli::Context& ctx, const RequestChoice& choice) {
  NATSOP_CHECK(no_archive(choice.archive));
  const auto& group = *choice.group;
  if (group.limit < 0) return Error(Code::Usage, fmt::format("--limit {} is below 0", group.limit));
  if (group.offset < 0) {
    return Error(Code::Usage, fmt::format("--offset {} is below 0", group.offset));
  }
  system::Asking asking;
  asking.expect = choice.wait;
  if (asking.expect == 0 && !group.name.empty()) asking.expect = 1;
  asking.filter = {.name = group.name,
                   .host = group.host,
                   .cluster = group.cluster,
                   // Of this run alone: a context's domain says where its streams are.
                   .domain = ctx.nats().js_domain,
                   .tags = group.tags};
  return asking;
}

void put_page(const RequestChoice& choice, json::Doc& options) {
  options.put("offset", choice.group->offset);
  options.put("limit", choice.group->limit);
}

Result<void> show_answers(cli::Context& ctx, const RequestChoice& choice, std::string_view endpoint,
                          const json::Doc& options, const KeepAnswer& keep) {
  NATSOP_TRY(auto how, asking(ctx, choice));
  NATSOP_TRY(auto servers, fleet(ctx));
  render::View view("Answers", {{.header = "Server", .pointer = "/server/name"},
                                {.header = "ID", .pointer = "/server/id"},
                                {.header = "Cluster", .pointer = "/server/cluster"},
                                {.header = "Version", .pointer = "/server/ver"},
                                {.header = "Answer", .pointer = "/data"}});
  view.name_at("/server/name");
  how.on_answer = [&](const system::Answer& answer) {
    if (keep && !keep(answer)) return;
    if (ctx.for_machines()) {
      view.add(answer.document);
      return;
    }
    ctx.line(answer.document.dump());
    ctx.flush();
  };
  NATSOP_TRY(const auto answers, servers.ask(endpoint, options, how));
  if (ctx.for_machines()) NATSOP_CHECK(ctx.show(view));
  for (const auto& refusal : answers.refusals) ctx.note("warning: " + refusal);
  return all_there(how.expect, answers.all.size() + answers.refusals.size());
}

void request(cli::Command& parent) {
  parent.group<RequestOptions>(
      {.name = "request",
       .aliases = {"req"},
       .summary = "What the servers say at their monitoring endpoints, as JSON",
       .description = "Each server's answer is printed as it comes, a document a line.",
       .examples = {"nats server request connections --sort bytes_to --limit 10",
                    "nats server request variables --name srv-1 -o yaml"},
       .scope = cli::Scope::System,
       .impact = cli::Impact::ReadOnly},
      group_flags,
      {request_accounts, request_connections, request_gateways, request_ipqueue, request_jetstream,
       request_jetstream_health, request_kick, request_leafnodes, request_profile, request_raft,
       request_routes, request_subscriptions, request_variables});
}

}  // namespace natsop::commands::nats::server
