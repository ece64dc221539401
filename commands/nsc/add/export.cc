#include <fmt/format.h>

#include "commands/nsc/add/add.h"
#include "commands/nsc/session/account_changes.h"
#include "commands/nsc/session/ask.h"
#include "commands/nsc/session/service_flags.h"
#include "commands/nsc/session/session.h"
#include "core/text/duration.h"

namespace natsop::commands::nsc::add {
namespace {

namespace jwt = identity::jwt;

struct Options {
  std::string account;
  std::string name;
  std::string subject;
  bool service = false;
  bool private_export = false;
  unsigned account_token_position = 0;
  bool advertise = false;
  bool allow_trace = false;
  std::string latency;
  std::string sampling;
  std::string response_type{jwt::kSingleton};
  bool response_type_given = false;
  std::chrono::nanoseconds response_threshold{0};
};

void flags(cli::Command& c, Options& o) {
  c.flag("--account,-a", o.account, "Account that exports: name or public key")
      .placeholder("ACCOUNT");
  c.flag("--subject,-s", o.subject, "Subject, may have wildcards").placeholder("SUBJECT");
  c.flag("--name,-n", o.name, "Name of the export; the subject when it is not given")
      .placeholder("NAME");
  c.flag("--service,-r", o.service, "A service, which answers requests, instead of a stream");
  c.flag("--private,-p", o.private_export, "Importers need an activation");
  c.flag("--response-type", o.response_type, "How a service answers: Singleton, Stream or Chunked")
      .given(o.response_type_given)
      .placeholder("TYPE");
  c.flag("--response-threshold", o.response_threshold, "Time a service has for its answer")
      .fallback("0s")
      .placeholder("DURATION");
  c.flag("--latency", o.latency, "Subject for reports of a service's latency")
      .placeholder("SUBJECT");
  c.flag("--sampling", o.sampling,
         "Requests to measure: 1 to 100 percent, or header for those that ask for it")
      .placeholder("PERCENT");
  c.flag("--account-token-position", o.account_token_position,
         "Which token of the subject, from 1, is the importing account's key")
      .fallback("0")
      .placeholder("N");
  c.flag("--allow-trace", o.allow_trace, "Let message traces of importers in");
  c.flag("--advertise", o.advertise, "Advertise the export").hidden();
}

std::string_view kind(const Options& o) { return o.service ? "service" : "stream"; }

Result<void> ask_service(const Session& session, Options& o) {
  NATSOP_TRY(const bool track, ask_yes(session, "track service latency", false));
  if (track) {
    NATSOP_TRY(o.sampling, ask_text(session, "sampling percentage [1-100] or `header`", o.sampling,
                                    [](const std::string& text) -> Result<void> {
                                      NATSOP_TRY([[maybe_unused]] const auto percent,
                                                 parse_sampling(text));
                                      return {};
                                    }));
    NATSOP_TRY(o.latency, ask_text(session, "latency metrics subject", o.latency, valid_subject));
  }
  const std::vector<std::string> types{std::string(jwt::kSingleton), std::string(jwt::kStreamed),
                                       std::string(jwt::kChunked)};
  NATSOP_TRY(const auto type, ask_choice(session, "service response type", types, o.response_type));
  o.response_type = types[type];
  NATSOP_TRY(const auto threshold, ask_text(session, "response threshold (0 disabled)",
                                            text::print_go_duration(o.response_threshold),
                                            [](const std::string& text) -> Result<void> {
                                              NATSOP_TRY([[maybe_unused]] const auto time,
                                                         text::parse_go_duration(text));
                                              return {};
                                            }));
  NATSOP_TRY(o.response_threshold, text::parse_go_duration(threshold));
  NATSOP_TRY(o.allow_trace, ask_yes(session, "allow tracing", o.allow_trace));
  return {};
}

Result<void> ask(const Session& session, Options& o, std::string& signer) {
  NATSOP_TRY(o.account, ask_account(session, o.account));
  NATSOP_TRY(const auto type,
             ask_choice(session, "export type", {"stream", "service"}, std::string(kind(o))));
  o.service = type == 1;
  NATSOP_TRY(o.subject, ask_text(session, "subject", o.subject, valid_subject));
  NATSOP_TRY(o.name, ask_name(session, "name", o.name.empty() ? o.subject : o.name));
  NATSOP_TRY(o.private_export,
             ask_yes(session, fmt::format("private {}", kind(o)), o.private_export));
  if (o.service) NATSOP_CHECK(ask_service(session, o));
  NATSOP_TRY(signer, ask_signer(session, {.account = o.account}));
  return {};
}

/// The claims' form of the options; what does not apply to streams is left out with a warning.
Result<jwt::Export> export_of(const Options& o, render::Report& report) {
  if (o.subject.empty())
    return Error(Code::Usage, "a subject is required").hint("give it with --subject");
  if (o.private_export && o.account_token_position != 0) {
    return Error(Code::Usage, "account token position is only valid for public exports");
  }
  jwt::Export made;
  made.name = o.name.empty() ? o.subject : o.name;
  made.subject = o.subject;
  made.type = o.service ? jwt::ExportType::Service : jwt::ExportType::Stream;
  made.token_required = o.private_export;
  made.account_token_position = o.account_token_position;
  made.advertise = o.advertise;
  made.allow_trace = o.allow_trace;
  if (o.service) {
    NATSOP_TRY(made.response_type, parse_response_type(o.response_type));
    made.response_threshold = o.response_threshold;
  } else {
    if (o.response_type_given) {
      report.warn(fmt::format("ignored response type \"{}\" - it applies to services only",
                              o.response_type));
    }
    if (o.response_threshold.count() != 0) {
      report.warn("ignored response threshold - it applies to services only");
    }
  }
  NATSOP_TRY(const int sampling, parse_sampling(o.sampling));
  if (!o.latency.empty()) {
    made.latency = jwt::ServiceLatency{.sampling = sampling, .results = o.latency};
  } else if (!o.sampling.empty()) {
    return Error(Code::Usage, "sampling needs a subject for its reports")
        .hint("give it with --latency");
  }
  return made;
}

Result<void> run(const Options& given, cli::Context& ctx) {
  NATSOP_TRY(const Session session, Session::open_store(ctx));
  Options o = given;
  std::string signer_value;
  if (session.interactive()) NATSOP_CHECK(ask(session, o, signer_value));
  NATSOP_TRY(const auto account, session.account(o.account));
  render::Report report;
  NATSOP_TRY(const auto made, export_of(o, report));

  NATSOP_TRY(auto tx, session.begin());
  NATSOP_TRY(const auto before, session.store().account_claims(account));
  auto claims = before;
  claims.exports.push_back(made);
  NATSOP_CHECK(check_change(before, claims, session.now()));
  NATSOP_TRY(const auto signer, session.signer({.account = account, .value = signer_value}));
  NATSOP_CHECK(save_account(session, tx, account, claims, signer, report));
  if (report.level() != render::Report::Level::Error) {
    report.ok(fmt::format("added {} {} export \"{}\"", o.private_export ? "private" : "public",
                          kind(o), made.name));
  }
  return show_report(ctx, report);
}

}  // namespace

void exported(cli::Command& parent) {
  parent.leaf<Options>(
      {.name = "export",
       .summary = "Add an export: a stream or service that other accounts may import",
       .examples = {"nsc add export --account A --subject 'orders.>'",
                    "nsc add export --account A --name help --subject help.request --service",
                    "nsc add export --account A --subject 'audit.>' --private"},
       .impact = cli::Impact::ReadWrite},
      flags, run);
}

}  // namespace natsop::commands::nsc::add
