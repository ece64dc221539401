#include "commands/nsc/init/init.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <optional>

#include "commands/nsc/init/project.h"
#include "commands/nsc/session/ask.h"
#include "core/base/files.h"
#include "core/http/fetch.h"

namespace natsop::commands::nsc::init {
namespace {

constexpr const char* kNewOperator = "Create Operator";
constexpr const char* kOtherOperator = "Other";

struct Options {
  std::string argument;
  std::string dir;
  std::string name;
  std::string remote_operator;
  std::string url;

  [[nodiscard]] bool empty() const {
    return argument.empty() && dir.empty() && name.empty() && remote_operator.empty() &&
           url.empty();
  }
};

void flags(cli::Command& c, Options& o) {
  c.arg("name", o.argument, "Name of the new operator, account and user; * for a random one");
  c.flag("--dir,-d", o.dir, "Folder of stores; the selected one without").placeholder("DIR");
  c.flag("--name,-n", o.name, "Name of the new operator, account and user").placeholder("NAME");
  c.flag("--remote-operator,-o", o.remote_operator, "Use this well-known operator")
      .placeholder("NAME");
  c.flag("--url,-u", o.url, "Use the operator whose JWT is there: URL or file").placeholder("URL");
}

Result<void> valid_operator_url(const std::string& answer) {
  if (http::is_url(answer)) return {};
  return Error(Code::Invalid, "give an http or https URL");
}

Result<void> ask(const Session& session, Options& o) {
  NATSOP_TRY(o.dir, ask_name(session, "enter a configuration directory", o.dir));
  auto choices = known_operators();
  choices.insert(choices.end(), {kNewOperator, kOtherOperator});
  const auto current = !o.remote_operator.empty() ? o.remote_operator
                       : !o.url.empty()           ? std::string(kOtherOperator)
                                                  : std::string(kNewOperator);
  NATSOP_TRY(const auto index, ask_choice(session, "Select an operator", choices, current));
  const auto& chosen = choices[index];
  o.remote_operator.clear();
  if (chosen == kOtherOperator) {
    NATSOP_TRY(o.url, ask_text(session, "Operator URL", o.url, valid_operator_url));
  } else {
    o.url.clear();
    if (chosen != kNewOperator) o.remote_operator = chosen;
  }
  NATSOP_TRY(o.name, ask_name(session,
                              chosen == kNewOperator ? "name your operator, account and user"
                                                     : "name your account and user",
                              o.name));
  return {};
}

/// The operator that somebody else made; nothing: a new one.
Result<std::optional<OperatorSource>> source_of(const Session& session, const Options& o) {
  if (o.remote_operator.empty()) {
    if (o.url.empty()) return std::nullopt;
    NATSOP_TRY(auto source, read_operator(session, o.url));
    return source;
  }
  if (!o.url.empty()) {
    return Error(Code::Usage, "give either --url or --remote-operator, not both");
  }
  const auto url = known_operator_url(session, o.remote_operator);
  if (url.empty()) {
    return Error(Code::NotFound, fmt::format("operator \"{}\" was not found", o.remote_operator))
        .hint(fmt::format("well known are: {}; $NSC_{}_OPERATOR may hold the URL of another one",
                          fmt::join(known_operators(), ", "), o.remote_operator));
  }
  NATSOP_TRY(auto source, read_operator(session, url));
  source.name = o.remote_operator;
  return source;
}

Result<void> use_dir(Session& session, const std::string& dir) {
  NATSOP_TRY(const auto root, session.expand(dir));
  if (path_exists(root) && !is_dir(root)) {
    return Error(Code::Invalid, fmt::format("`{}` is not a folder", root.string()));
  }
  if (identity::read_store_info(root)) {
    return Error(Code::Invalid, fmt::format("`{}` is an operator's store already", root.string()))
        .hint("give the folder above, or a new one");
  }
  session.config().select_store_root(root);
  return {};
}

/// Selects what was made. The store root comes from memory: it may be new.
Result<void> select(Session& session, const Project& made) {
  auto& config = session.config();
  NATSOP_CHECK(config.select_operator(made.operator_name));
  NATSOP_CHECK(config.select_account(made.account));
  return config.save();
}

Result<void> show(const Session& session, const Project& made, bool managed,
                  render::Report& report) {
  report.ok("project jwt files created in " + session.shown(session.config().store_root()));
  report.ok("user creds file stored in " + session.shown(made.creds));
  if (!managed) {
    report.said(
        "a configuration for a server of your own comes from:\n"
        "  nsc generate config --mem-resolver --config-file <path/server.conf>\n"
        "and the server starts with:\n"
        "  nats-server -c <path/server.conf>");
  }
  return show_report(session.ctx(), report);
}

Result<void> run(const Options& given, cli::Context& ctx) {
  NATSOP_TRY(Session session, Session::open(ctx));
  Options o = given;
  o.name = name_or_argument(o.name, o.argument);
  if (o.dir.empty()) o.dir = session.config().store_root().string();
  if (given.empty() && !session.prompter().available()) {
    return Error(Code::Usage, "a name is required for the operator, account and user")
        .hint(
            "give it as the argument or with --name; * stands for a random one. --dir, "
            "--remote-operator and --url may choose the folder and the operator");
  }
  if (session.interactive() || given.empty()) NATSOP_CHECK(ask(session, o));
  NATSOP_CHECK(use_dir(session, o.dir));
  const bool managed = !o.url.empty() || !o.remote_operator.empty();
  NATSOP_TRY(const auto name, new_name(ctx, managed ? "account" : "operator", o.name));
  NATSOP_TRY(const auto source, source_of(session, o));

  render::Report report;
  report.summarised();
  NATSOP_TRY(const auto made, source ? create_managed(session, *source, name, report)
                                     : create_local(session, name, report));
  NATSOP_CHECK(select(session, made));
  return show(session, made, managed, report);
}

}  // namespace

void verb(cli::Command& root) {
  root.leaf<Options>(
      {.name = "init",
       .summary = "Make an operator, an account and a user in one go, and select them",
       .description =
           {"Without flags asks for everything. A new operator also gets the system account SYS. "
            "With --url or --remote-operator, the operator is somebody else's: its account server "
            "signs the account."},
       .examples = {"nsc init --name demo", "nsc init --dir ./store --name demo",
                    "nsc init --url https://example.com/jwt/v1/operator --name demo"},
       .impact = cli::Impact::ReadWrite},
      flags, run);
}

}  // namespace natsop::commands::nsc::init
