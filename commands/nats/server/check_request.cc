#include <fmt/format.h>

#include <map>

#include "cli/context.h"
#include "commands/nats/server/check.h"
#include "core/jetstream/headers.h"
#include "core/text/duration.h"
#include "core/text/quote.h"
#include "core/text/regex.h"

namespace natsop::commands::nats::server {
namespace {

using std::chrono::nanoseconds;

constexpr int kNoResponders = 503;

struct Options {
  std::string subject;
  std::string payload;
  std::map<std::string, std::string> headers;
  std::string match_payload;
  std::map<std::string, std::string> match_headers;
  nanoseconds critical{};
  nanoseconds warning{};
  std::shared_ptr<const CheckOptions> group;
};

void flags(cli::Command& c, Options& o) {
  c.flag("--subject", o.subject, "Where to send the request").required();
  c.flag("--payload", o.payload, "What to send");
  c.flag("--headers", o.headers, "Headers of the request");
  c.flag("--match-payload", o.match_payload, "Critical unless the answer matches this expression")
      .type("Regexp");
  c.flag("--match-headers", o.match_headers, "Critical unless the answer has these headers");
  c.flag("--response-critical", o.critical, "Critical when the answer takes longer");
  c.flag("--response-warn", o.warning, "Warn when the answer takes longer");
  o.group = c.shared<CheckOptions>();
}

void probe(const Options& o, const jetstream::Message& answer, nanoseconds took,
           const std::optional<text::Regex>& expected, Finding& finding) {
  if (expected && !expected->search(answer.data)) {
    finding.critical("response does not match regexp");
  }
  for (const auto& [name, value] : o.match_headers) {
    const auto there = answer.headers.find(name);
    if (there != value) {
      finding.critical(fmt::format("invalid header {} = {}", text::go_quote(name),
                                   text::go_quote(there.value_or(""))));
    }
  }
  const auto text = "response took " + text::print_go_duration(text::round_duration(
                                           took, std::chrono::milliseconds(1)));
  if (o.critical.count() > 0 && took > o.critical) {
    finding.critical(text);
  } else if (o.warning.count() > 0 && took > o.warning) {
    finding.warn(text);
  }
  if (finding.health() == Health::Ok) finding.ok("Valid response");
}

Result<jetstream::Message> ask(const Options& o, cli::Context& ctx, nanoseconds& took) {
  NATSOP_TRY(auto* const transport, ctx.transport());
  NATSOP_TRY(const auto* const settings, ctx.settings());
  jetstream::Headers headers;
  for (const auto& [name, value] : o.headers) headers.add(name, value);
  const auto begin = ctx.clock().steady();
  auto answer = transport->request(o.subject, o.payload, headers, settings->timeout);
  took = ctx.clock().steady() - begin;
  if (answer && answer->status == kNoResponders) {
    return Error(Code::Unreachable, "no responders available for request");
  }
  return answer;
}

Result<void> run(const Options& o, cli::Context& ctx) {
  std::optional<text::Regex> expected;
  if (!o.match_payload.empty()) {
    auto compiled = text::Regex::compile(o.match_payload);
    if (!compiled) return Error(Code::Usage, "--match-payload: " + compiled.error().message());
    expected = *std::move(compiled);
  }
  Finding finding("request", o.subject);
  nanoseconds took{};
  const auto answer = ask(o, ctx, took);
  finding.add({.name = "time",
               .value = in_seconds(text::round_duration(took, std::chrono::milliseconds(1))),
               .warning = in_seconds(o.warning),
               .critical = in_seconds(o.critical),
               .unit = "s",
               .help = "How long the request took"});
  if (answer) {
    probe(o, *answer, took, expected, finding);
  } else {
    finding.critical("could not send request: " + answer.error().one_line());
  }
  return conclude(ctx, *o.group, finding);
}

}  // namespace

void check_request(cli::Command& parent) {
  parent.leaf<Options>({.name = "request",
                        .aliases = {"req"},
                        .summary = "Whether a service answers, how fast, and what",
                        .examples = {"nats server check request --subject time.now "
                                     "--match-payload '^20' --response-critical 1s"},
                        .scope = cli::Scope::User,
                        .impact = cli::Impact::ReadWrite},
                       flags, run);
}

}  // namespace natsop::commands::nats::server
