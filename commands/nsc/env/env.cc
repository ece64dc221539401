#include "commands/nsc/env/env.h"

#include <array>

#include "commands/nsc/env/selection.h"
#include "commands/nsc/tables/tables.h"
#include "core/json/doc.h"

namespace natsop::commands::nsc::env {
namespace {

void flags(cli::Command& c, Selection& o) {
  c.flag("--store,-s", o.store_root, "Select this folder of stores").placeholder("DIR");
  c.flag("--operator,-o", o.operator_name, "Select this operator").placeholder("NAME");
  c.flag("--account,-a", o.account, "Select this account").placeholder("NAME");
}

constexpr const char* kSystemTrust = "Default: System Trust Store";

std::string trusted(const cli::Context& ctx) {
  const auto file = ctx.env("NATS_CA");
  return file.empty() ? std::string(kSystemTrust) : "File: " + file;
}

void variable_rows(render::Table& table, const Session& session) {
  const auto& ctx = session.ctx();
  const auto& places = session.config().locations();
  const auto set = [&](std::string_view name) { return yes_no(!ctx.env(name).empty()); };
  table.row({"$XDG_CONFIG_HOME", set("XDG_CONFIG_HOME"), ctx.env("XDG_CONFIG_HOME")});
  table.row({"$XDG_DATA_HOME", set("XDG_DATA_HOME"), ctx.env("XDG_DATA_HOME")});
  table.row(
      {"$NSC_CWD_ONLY", yes_no(places.cwd_only), "If set, default operator/account from cwd only"});
  table.row(
      {"$NSC_NO_GIT_IGNORE", yes_no(!places.git_ignore), "If set, no .gitignore files written"});
  table.row(
      {"$NKEYS_PATH (deprecated)", set("NKEYS_PATH"), session.shortened(places.keystore_dir)});
  table.row({"$NSC_HOME (deprecated)", set("NSC_HOME"), session.shortened(places.config_dir)});
  table.row({"$NATS_CA", set("NATS_CA"),
             "If set, root CAs in the referenced file will be used for nats connections"});
  table.row({"", "", "If not set, will default to the system trust store"});
  table.row({"$NATS_KEY", set("NATS_KEY"),
             "If set, the tls key in the referenced file will be used for nats connections"});
  table.row({"$NATS_CERT", set("NATS_CERT"),
             "If set, the tls cert in the referenced file will be used for nats connections"});
}

render::Table table_of(const Session& session) {
  const auto& config = session.config();
  render::Table table("NSC Environment");
  table.headers({"Setting", "Set", "Effective Value"});
  variable_rows(table, session);
  table.rule();
  table.row({"From CWD", "", yes_no(config.from_cwd())});
  table.row({"Default Stores Dir", "", session.shortened(config.locations().default_store_root)});
  table.row({"Current Store Dir", "", session.shortened(config.store_root())});
  table.row({"Current Operator", "", config.settings().operator_name});
  table.row({"Current Account", "", config.settings().account});
  table.row({"Root CAs to trust", "", trusted(session.ctx())});
  return table;
}

/// What scripts want: effective values by name, paths in full.
json::Doc document_of(const Session& session) {
  const auto& ctx = session.ctx();
  const auto& config = session.config();
  const auto& places = config.locations();
  return json::Doc::object({{"config_dir", places.config_dir.string()},
                            {"keystore_dir", places.keystore_dir.string()},
                            {"default_store_root", places.default_store_root.string()},
                            {"store_root", config.store_root().string()},
                            {"operator", config.settings().operator_name},
                            {"account", config.settings().account},
                            {"from_cwd", config.from_cwd()},
                            {"cwd_only", places.cwd_only},
                            {"git_ignore", places.git_ignore},
                            {"tls_ca", ctx.env("NATS_CA")},
                            {"tls_cert", ctx.env("NATS_CERT")},
                            {"tls_key", ctx.env("NATS_KEY")}});
}

/// csv and name have rows, so there every member is one.
render::View rows_of(const json::Doc& document) {
  render::View view("NSC Environment", {{.header = "Setting", .pointer = "/setting", .text = {}},
                                        {.header = "Value", .pointer = "/value", .text = {}}});
  view.name_at("/setting");
  for (const auto& [name, value] : document.members()) {
    view.add(json::Doc::object({{"setting", name}, {"value", value}}));
  }
  return view;
}

Result<void> show(const Session& session) {
  auto& ctx = session.ctx();
  if (!ctx.for_machines()) {
    ctx.print(table_of(session).render(table_style(ctx)));
    return {};
  }
  const auto document = document_of(session);
  if (ctx.format() == render::Format::Csv || ctx.format() == render::Format::Name) {
    return ctx.show(rows_of(document));
  }
  return ctx.show(document);
}

Result<void> run(const Selection& wanted, cli::Context& ctx) {
  NATSOP_TRY(Session session, Session::open(ctx));
  NATSOP_CHECK(apply(session, wanted));
  return show(session);
}

}  // namespace

void verb(cli::Command& root) {
  root.leaf<Selection>(
      {.name = "env",
       .summary = "Show where things are and what is selected, or select something else",
       .description =
           {"Without flags only shows. What is selected is kept in nsc.json; inside a folder of "
            "stores the working directory decides instead."},
       .examples = {"nsc env", "nsc env --store ./store", "nsc env --operator OP --account A"},
       .impact = cli::Impact::ReadWrite,
       .data = true},
      flags, run);
}

}  // namespace natsop::commands::nsc::env
