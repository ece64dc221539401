#include <fmt/format.h>

#include <algorithm>

#include "commands/nsc/edit/edit.h"
#include "commands/nsc/session/account_changes.h"
#include "commands/nsc/session/ask.h"
#include "commands/nsc/session/service_flags.h"
#include "commands/nsc/session/session.h"
#include "core/text/duration.h"

namespace natsop::commands::nsc::edit {
namespace {

namespace jwt = identity::jwt;

/// What was not given stays as it is.
struct Options {
  std::string account;
  std::string subject;                     ///< which export; with -i: its new subject
  std::optional<std::string> new_subject;  ///< from questions alone
  std::optional<std::string> name;
  std::optional<bool> service;
  std::optional<bool> private_export;
  std::optional<bool> allow_trace;
  std::optional<std::string> description;
  std::optional<std::string> info_url;
  std::optional<std::string> latency;
  std::optional<std::string> sampling;
  std::optional<std::string> response_type;
  std::optional<std::chrono::nanoseconds> response_threshold;
  bool remove_latency = false;

  [[nodiscard]] bool any() const {
    return name || service || private_export || allow_trace || description || info_url || latency ||
           sampling || response_type || response_threshold || remove_latency;
  }
};

void flags(cli::Command& c, Options& o) {
  c.flag("--account,-a", o.account, "Account that exports: name or public key")
      .placeholder("ACCOUNT");
  c.flag("--subject,-s", o.subject,
         "Subject of the export to change; not needed when there is only one")
      .placeholder("SUBJECT");
  c.flag("--name,-n", o.name, "New name").placeholder("NAME");
  c.flag("--service,-r", o.service, "Make it a service, or with =false a stream").fallback("false");
  c.flag("--private,-p", o.private_export, "Importers need an activation").fallback("false");
  c.flag("--response-type", o.response_type, "How a service answers: Singleton, Stream or Chunked")
      .fallback("Singleton")
      .placeholder("TYPE");
  c.flag("--response-threshold", o.response_threshold,
         "Time a service has for its answer; 0s is unlimited")
      .fallback("0s")
      .placeholder("DURATION");
  c.flag("--latency", o.latency, "Subject for reports of a service's latency")
      .placeholder("SUBJECT");
  c.flag("--sampling", o.sampling,
         "Requests to measure: 1 to 100 percent, or header for those that ask for it")
      .placeholder("PERCENT");
  c.flag("--rm-latency-sampling", o.remove_latency, "Measure no latency");
  c.flag("--allow-trace", o.allow_trace, "Let message traces of importers in").fallback("false");
  c.flag("--description", o.description, "What it is for").placeholder("TEXT");
  c.flag("--info-url", o.info_url, "Link to more about it").placeholder("URL");
}

Result<std::size_t> index_of(const jwt::AccountClaims& claims, const std::string& account,
                             const std::string& subject) {
  if (claims.exports.empty()) {
    return Error(Code::NotFound, fmt::format("account \"{}\" doesn't have exports", account));
  }
  if (subject.empty() && claims.exports.size() == 1) return 0;
  std::vector<std::string> subjects;
  for (const auto& there : claims.exports) subjects.push_back(there.subject);
  if (subject.empty()) {
    return Error(Code::Usage, "a subject is required")
        .hint("give it with --subject; " + suggestion({}, subjects));
  }
  const auto found = std::ranges::find(subjects, subject);
  if (found == subjects.end()) {
    return Error(Code::NotFound, fmt::format("no export with subject \"{}\" found", subject))
        .hint(suggestion(subject, subjects));
  }
  return static_cast<std::size_t>(found - subjects.begin());
}

Result<void> ask_service(const Session& session, const jwt::Export& old, Options& o) {
  NATSOP_TRY(const bool track, ask_yes(session, "track service latency", old.latency.has_value()));
  if (track) {
    NATSOP_TRY(o.sampling,
               ask_text(session, "sampling percentage [1-100] or `header`",
                        old.latency ? print_sampling(old.latency->sampling) : std::string(),
                        [](const std::string& text) -> Result<void> {
                          NATSOP_TRY([[maybe_unused]] const int percent, parse_sampling(text));
                          return {};
                        }));
    NATSOP_TRY(o.latency,
               ask_text(session, "latency metrics subject",
                        old.latency ? old.latency->results : std::string(), valid_subject));
  } else if (old.latency) {
    o.remove_latency = true;
  }
  const std::vector<std::string> types{std::string(jwt::kSingleton), std::string(jwt::kStreamed),
                                       std::string(jwt::kChunked)};
  NATSOP_TRY(const auto type, ask_choice(session, "service response type", types,
                                         o.response_type.value_or(old.response_type)));
  o.response_type = types[type];
  NATSOP_TRY(
      const auto threshold,
      ask_text(session, "response threshold (0 disabled)",
               text::print_go_duration(o.response_threshold.value_or(old.response_threshold)),
               [](const std::string& text) -> Result<void> {
                 NATSOP_TRY([[maybe_unused]] const auto time, text::parse_go_duration(text));
                 return {};
               }));
  NATSOP_TRY(o.response_threshold, text::parse_go_duration(threshold));
  return {};
}

Result<void> ask(const Session& session, Options& o, std::string& signer) {
  NATSOP_TRY(o.account, ask_account(session, o.account));
  NATSOP_TRY(const auto claims, session.store().account_claims(o.account));
  if (claims.exports.empty()) {
    return Error(Code::NotFound, fmt::format("account \"{}\" doesn't have exports", o.account));
  }
  std::vector<std::string> labels;
  std::string current;
  for (const auto& there : claims.exports) {
    labels.push_back(export_label(o.account, there));
    if (there.subject == o.subject) current = labels.back();
  }
  NATSOP_TRY(const auto index, ask_choice(session, "select export to edit", labels, current));
  const auto& old = claims.exports[index];
  o.subject = old.subject;
  NATSOP_TRY(const auto type, ask_choice(session, "export type", {"stream", "service"},
                                         std::string(jwt::name_of(old.type))));
  o.service = type == 1;
  NATSOP_TRY(o.new_subject, ask_text(session, "subject", old.subject, valid_subject));
  NATSOP_TRY(o.name, ask_name(session, "name", o.name.value_or(old.name)));
  NATSOP_TRY(o.private_export, ask_yes(session, *o.service ? "private service" : "private stream",
                                       old.token_required));
  if (*o.service) NATSOP_CHECK(ask_service(session, old, o));
  NATSOP_TRY(signer, ask_signer(session, {.account = o.account}));
  NATSOP_TRY(o.description, ask_text(session, "Export Description",
                                     o.description.value_or(old.description), valid_description));
  NATSOP_TRY(o.info_url,
             ask_text(session, "Info url", o.info_url.value_or(old.info_url), valid_url_or_empty));
  return {};
}

/// What only services have goes when an export becomes a stream, and must not be given for one.
Result<void> apply_type(const Options& o, jwt::Export& edited, render::Report& report) {
  const auto type =
      o.service.value_or(edited.is_service()) ? jwt::ExportType::Service : jwt::ExportType::Stream;
  if (type != edited.type) {
    edited.type = type;
    report.warn(fmt::format("changed export type to \"{}\" - this will break importers",
                            jwt::name_of(type)));
  }
  if (edited.is_service()) return {};
  if (o.response_threshold.value_or(std::chrono::nanoseconds{0}).count() != 0) {
    return Error(Code::Usage, "response threshold is only applicable to services");
  }
  if (o.allow_trace.value_or(false))
    return Error(Code::Usage, "allow trace is only applicable to services");
  if (o.latency && !o.latency->empty())
    return Error(Code::Usage, "latency is only applicable to services");
  if (o.response_type) {
    report.warn(fmt::format("ignored response type \"{}\" - it applies to services only",
                            *o.response_type));
  }
  edited.latency.reset();
  edited.response_type.clear();
  edited.response_threshold = std::chrono::nanoseconds{0};
  edited.allow_trace = false;
  return {};
}

Result<void> apply_latency(const Options& o, jwt::Export& edited, render::Report& report) {
  if (o.remove_latency) {
    report.ok(edited.latency ? "removed latency tracking"
                             : "no need to remove latency tracking as it was not set");
    edited.latency.reset();
    return {};
  }
  if (!o.latency && !o.sampling) return {};
  if (!edited.latency && o.latency.value_or("").empty()) {
    return Error(Code::Usage, "sampling needs a subject for its reports")
        .hint("give it with --latency");
  }
  const auto old = edited.latency;
  if (!edited.latency) edited.latency.emplace();
  if (o.sampling) {
    NATSOP_TRY(edited.latency->sampling, parse_sampling(*o.sampling));
  }
  if (o.latency && !o.latency->empty()) edited.latency->results = *o.latency;
  if (!old || old->sampling != edited.latency->sampling) {
    report.ok(edited.latency->sampling == 0
                  ? std::string("changed service latency to header")
                  : fmt::format("changed service latency to {}%", edited.latency->sampling));
  }
  if (old && old->results != edited.latency->results) {
    report.ok("changed service latency subject to " + edited.latency->results);
    report.warn("changed latency subject will break consumers of the report");
  }
  return {};
}

Result<void> apply_service(const Options& o, jwt::Export& edited, render::Report& report) {
  NATSOP_CHECK(apply_latency(o, edited, report));
  if (o.response_threshold && *o.response_threshold != edited.response_threshold) {
    edited.response_threshold = *o.response_threshold;
    report.ok("changed response threshold to " +
              text::print_go_duration(edited.response_threshold));
  }
  if (o.response_type) {
    NATSOP_TRY(const auto type, parse_response_type(*o.response_type));
    const auto old =
        edited.response_type.empty() ? std::string(jwt::kSingleton) : edited.response_type;
    if (type != old) report.ok("changed response type to " + type);
    edited.response_type = type;
  }
  if (o.allow_trace && *o.allow_trace != edited.allow_trace) {
    edited.allow_trace = *o.allow_trace;
    report.ok(fmt::format("changed allowed trace to {}", edited.allow_trace));
  }
  return {};
}

Result<void> apply(const Options& o, jwt::Export& edited, render::Report& report) {
  if (o.name && *o.name != edited.name) {
    edited.name = *o.name;
    report.ok("changed export name to " + edited.name);
  }
  if (o.private_export && *o.private_export != edited.token_required) {
    edited.token_required = *o.private_export;
    report.warn(fmt::format("changed export to be {} - this will break importers",
                            *o.private_export ? "private" : "public"));
  }
  if (o.new_subject && *o.new_subject != edited.subject) {
    edited.subject = *o.new_subject;
    report.warn(
        fmt::format("changed subject to \"{}\" - this will break importers", edited.subject));
  }
  NATSOP_CHECK(apply_type(o, edited, report));
  if (edited.is_service()) NATSOP_CHECK(apply_service(o, edited, report));
  if (o.description && *o.description != edited.description) {
    edited.description = *o.description;
    report.ok(fmt::format("changed description to \"{}\"", edited.description));
  }
  if (o.info_url && *o.info_url != edited.info_url) {
    edited.info_url = *o.info_url;
    report.ok(fmt::format("changed info url to \"{}\"", edited.info_url));
  }
  return {};
}

Result<void> run(const Options& given, cli::Context& ctx) {
  NATSOP_TRY(const Session session, Session::open_store(ctx));
  Options o = given;
  std::string signer_value;
  if (session.interactive()) {
    NATSOP_CHECK(ask(session, o, signer_value));
  } else if (!o.any()) {
    return Error(Code::Usage, "please specify some options")
        .hint("`nsc edit export --help` lists them");
  }
  NATSOP_TRY(const auto account, session.account(o.account));

  NATSOP_TRY(auto tx, session.begin());
  NATSOP_TRY(const auto before, session.store().account_claims(account));
  NATSOP_TRY(const auto index, index_of(before, account, o.subject));
  auto claims = before;
  render::Report report;
  NATSOP_CHECK(apply(o, claims.exports[index], report));
  NATSOP_CHECK(check_change(before, claims, session.now()));
  const auto edited = claims.exports[index];  // encoding sorts the exports
  NATSOP_TRY(const auto signer, session.signer({.account = account, .value = signer_value}));
  NATSOP_CHECK(save_account(session, tx, account, claims, signer, report));
  if (report.level() != render::Report::Level::Error) {
    report.ok(fmt::format("edited {} export \"{}\"", jwt::name_of(edited.type), edited.name));
  }
  return show_report(ctx, report);
}

}  // namespace

void exported(cli::Command& parent) {
  parent.leaf<Options>(
      {.name = "export",
       .summary = "Change an export of an account",
       .description = {"Only what is given changes; revocations of activations stay."},
       .examples = {"nsc edit export --account A --subject help.request --response-type Stream",
                    "nsc edit export --account A --subject 'orders.>' --description 'All orders'"},
       .impact = cli::Impact::ReadWrite},
      flags, run);
}

}  // namespace natsop::commands::nsc::edit
