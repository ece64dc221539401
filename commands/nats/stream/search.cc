#include "commands/nats/stream/search.h"

#include "core/json/expression.h"
#include "core/text/regex.h"

namespace natsop::commands::nats::stream {
namespace {

Error usage(const Error& error) { return Error(Code::Usage, error.message()).hint(error.hint()); }

Result<jetstream::TextTest> regex_test(const std::string& expression) {
  if (expression.empty()) return jetstream::TextTest{};
  auto regex = text::Regex::compile(expression);
  if (!regex) return usage(regex.error());
  return jetstream::TextTest(
      [regex = *regex](std::string_view text) { return regex.search(text); });
}

}  // namespace

void search_flags(cli::Command& c, SearchFlags& o) {
  c.flag("--server-name", o.server_name, "With a replica on a server whose name matches REGEX")
      .placeholder("REGEX");
  c.flag("--cluster", o.cluster, "In a cluster whose name matches REGEX").placeholder("REGEX");
  c.flag("--empty", o.empty, "Without messages");
  c.flag("--idle", o.idle, "Without new messages for DURATION").placeholder("DURATION");
  c.flag("--created", o.created, "Made longer than DURATION ago").placeholder("DURATION");
  c.flag("--consumers", o.consumers, "With THRESHOLD or fewer consumers").placeholder("THRESHOLD");
  c.flag("--subject", o.subject, "Listening to SUBJECT (wildcards allowed)").placeholder("SUBJECT");
  c.flag("--replicas", o.replicas, "With REPLICAS or fewer replicas").placeholder("REPLICAS");
  c.flag("--sourced", o.sourced, "With sources");
  c.flag("--mirrored", o.mirrored, "That are mirrors");
  c.flag("--leader", o.leader, "Led by SERVER").placeholder("SERVER");
  c.flag("--invert", o.invert, "Those for which the above do not hold, each by itself").negatable();
  c.flag("--expression", o.expression,
         "For which a condition over config, state and info holds: 'state.messages > 1000'")
      .placeholder("CONDITION");
}

Result<jetstream::StreamCriteria> criteria_of(const SearchFlags& o, Time now) {
  jetstream::StreamCriteria criteria{.empty = o.empty,
                                     .idle = o.idle,
                                     .created = o.created,
                                     .subject = o.subject,
                                     .replicas = static_cast<int>(o.replicas),
                                     .sourced = o.sourced,
                                     .mirrored = o.mirrored,
                                     .leader = o.leader,
                                     .invert = o.invert};
  NATSOP_TRY(criteria.server, regex_test(o.server_name));
  NATSOP_TRY(criteria.cluster, regex_test(o.cluster));
  if (o.consumers >= 0) criteria.consumers = o.consumers;
  if (!o.expression.empty()) {
    auto expression = json::Expression::compile(o.expression);
    if (!expression) return usage(expression.error());
    criteria.expression = [expression = *expression,
                           now](const jetstream::StreamInfo& stream) -> Result<bool> {
      const auto info = stream.to_doc();
      const auto scope = json::Doc::object({{"config", info.member("config")},
                                            {"state", info.member("state")},
                                            {"info", info},
                                            {"Info", info}});
      auto fits = expression.test(scope, now);
      if (!fits) return usage(fits.error());
      return fits;
    };
  }
  return criteria;
}

}  // namespace natsop::commands::nats::stream
