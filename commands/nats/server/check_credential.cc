#include <fmt/format.h>

#include "cli/context.h"
#include "commands/nats/server/check.h"
#include "core/base/files.h"
#include "core/identity/creds.h"
#include "core/identity/jwt/token.h"
#include "core/text/duration.h"
#include "core/text/time.h"

namespace natsop::commands::nats::server {
namespace {

namespace jwt = identity::jwt;
using std::chrono::nanoseconds;

struct Options {
  std::string file;
  nanoseconds warning{};
  nanoseconds critical{};
  bool require_expiry = true;
  std::shared_ptr<const CheckOptions> group;
};

void flags(cli::Command& c, Options& o) {
  c.flag("--credential", o.file, "The credentials file").required();
  c.flag("--validity-warn", o.warning, "Warn when it expires sooner than this");
  c.flag("--validity-critical", o.critical, "Critical when it expires sooner than this");
  c.flag("--require-expiry", o.require_expiry, "Critical when it never expires").negatable();
  o.group = c.shared<CheckOptions>();
}

void probe(const Options& o, std::int64_t expires, Time now, Finding& finding) {
  const auto left = expires - jwt::unix_seconds(now);
  finding.add({.name = "expiry",
               .value = static_cast<double>(left),
               .warning = in_seconds(o.warning),
               .critical = in_seconds(o.critical),
               .unit = "s",
               .help = "Expiry time in seconds"});
  const auto within = [left](nanoseconds limit) {
    return limit.count() > 0 && static_cast<double>(left) <= in_seconds(limit);
  };
  const auto sooner = [](nanoseconds limit) {
    return "expires sooner than " + text::print_duration(limit);
  };
  if (expires == 0) {
    o.require_expiry ? finding.critical("never expires") : finding.ok("never expires");
  } else if (left <= 0) {
    finding.critical("expired");
  } else if (within(o.critical)) {
    finding.critical(sooner(o.critical));
  } else if (within(o.warning)) {
    finding.warn(sooner(o.warning));
  } else {
    finding.ok("expires in " + text::format_time(text::Seconds(std::chrono::seconds(expires)),
                                                 text::Zone::utc(), "%Y-%m-%d %H:%M:%S +0000 UTC"));
  }
}

Result<void> run(const Options& o, cli::Context& ctx) {
  Finding finding("credential", "Credential");
  const auto text = read_file(o.file);
  if (!text) {
    finding.critical("credential not accessible: " + text.error().one_line());
    return conclude(ctx, *o.group, finding);
  }
  const auto claims = jwt::decode(identity::parse_decorated_jwt(*text));
  if (!claims) {
    finding.critical("invalid credential: " + claims.error().one_line());
    return conclude(ctx, *o.group, finding);
  }
  probe(o, jwt::data_of(*claims).expires, ctx.clock().now(), finding);
  return conclude(ctx, *o.group, finding);
}

}  // namespace

void check_credential(cli::Command& parent) {
  parent.leaf<Options>({.name = "credential",
                        .summary = "How long a credentials file is still good for",
                        .description = "Looks at the file alone, and asks no server.",
                        .examples = {"nats server check credential --credential app.creds "
                                     "--validity-warn 30d --validity-critical 7d"},
                        .scope = cli::Scope::System,
                        .impact = cli::Impact::ReadOnly},
                       flags, run);
}

}  // namespace natsop::commands::nats::server
