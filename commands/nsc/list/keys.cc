#include <fmt/format.h>

#include <map>

#include "commands/nsc/list/key_query.h"
#include "commands/nsc/list/list.h"
#include "commands/nsc/tables/tables.h"
#include "core/text/base64.h"

namespace natsop::commands::nsc::list {
namespace {

struct Options {
  KeyQuery query;
  bool all = false;
  bool seeds = false;
  bool json = false;
  std::shared_ptr<const ListFlags> shared;
};

void flags(cli::Command& c, Options& o) {
  c.flag("--account", o.query.account, "Only keys of this account").placeholder("NAME");
  c.flag("--accounts,-a", o.query.accounts, "Include keys of accounts");
  c.flag("--all,-A", o.all, "Include all keys of the operator");
  c.flag("--curve,-x", o.query.curves, "Include keys that auth callouts are encrypted for");
  c.flag("--filter,-f", o.query.filter, "Only keys with this text in them").placeholder("TEXT");
  c.flag("--json,-J", o.json, "Print the list as JSON");
  c.flag("--not-referenced", o.query.not_referenced,
         "Only stored keys that this operator does not know");
  c.flag("--operator,-o", o.query.operators, "Include keys of the operator");
  c.flag("--show-seeds,-S", o.seeds, "Print the seeds: secrets");
  c.flag("--user", o.query.user, "Only keys of this user").placeholder("NAME");
  c.flag("--users,-u", o.query.users, "Include keys of users");
  o.shared = c.shared<ListFlags>();
}

/// The kinds and the account to list: without flags, all of the selected account and its operator.
Result<KeyQuery> query_of(const Session& session, const Options& o) {
  KeyQuery query = o.query;
  if (!query.account.empty()) {
    if (!session.has_store()) return Error(Code::NotFound, "there is no operator selected");
    NATSOP_TRY(query.account, session.account(query.account));
  }
  const bool none = !query.operators && !query.accounts && !query.users && !query.curves;
  if (!o.all && !none) return query;
  query.operators = query.accounts = query.users = query.curves = true;
  if (!o.all && query.account.empty()) query.account = session.config().settings().account;
  return query;
}

const char* stored_text(KeyEntry::Stored stored) {
  switch (stored) {
    case KeyEntry::Stored::Yes:
      return "*";
    case KeyEntry::Stored::Bad:
      return "BAD";
    case KeyEntry::Stored::No:
      return "";
  }
  return "";
}

/// The text of a key's seed; empty when it is not stored or cannot be read.
std::string seed_of(const Session& session, const KeyEntry& entry) {
  const auto key = session.keystore().load(entry.key);
  const auto seed = key ? key->seed() : Result<identity::Secret>(key.error());
  return seed ? std::string(seed->reveal()) : std::string();
}

json::Doc row_of(const Session& session, const KeyEntry& entry, bool seeds) {
  auto row = json::Doc::object({{"name", entry.name}, {"pub", entry.key}});
  if (!entry.parent.empty()) row.put("parent", entry.parent);
  row.put("signing", entry.signing);
  row.put("curve", entry.curve);
  row.put("key_path", entry.path);
  row.put("invalid", entry.stored == KeyEntry::Stored::Bad);
  if (!entry.token.empty()) row.put("jwt", text::base64_encode(entry.token));
  row.put("expected_kind", identity::name_of(entry.kind));
  if (seeds) {
    if (auto seed = seed_of(session, entry); !seed.empty()) row.put("seed", seed);
  }
  return row;
}

std::vector<render::Column> columns(bool seeds, const std::vector<KeyEntry>& entries) {
  // Depth is how a row is drawn, not data: it is found by the key.
  std::map<std::string, int> depths;
  for (const auto& entry : entries) depths[entry.key] = entry.depth;
  std::vector<render::Column> list = {
      {.header = "Entity",
       .pointer = "/name",
       .text =
           [depths](const json::Doc& row) {
             const auto depth = depths.find(row.text_at("/pub"));
             return std::string(depth == depths.end() ? 0U : static_cast<unsigned>(depth->second),
                                ' ') +
                    row.text_at("/name");
           }},
      {.header = seeds ? "Private Key" : "Key", .pointer = seeds ? "/seed" : "/pub", .text = {}},
      {.header = "Signing Key",
       .pointer = "/signing",
       .text = [](const json::Doc& row) -> std::string {
         if (row.boolean_at("/curve")) return "T";
         return row.boolean_at("/signing") ? "*" : "";
       }}};
  if (seeds) {
    list[1].text = [](const json::Doc& row) {
      if (row.has("/seed")) return row.text_at("/seed");
      return row.text_at("/pub") + (row.boolean_at("/invalid") ? " [ERR]" : " [!]");
    };
    return list;
  }
  list.push_back(
      {.header = "Stored", .pointer = "/key_path", .text = [](const json::Doc& row) -> std::string {
         if (row.boolean_at("/invalid")) return stored_text(KeyEntry::Stored::Bad);
         return stored_text(row.text_at("/key_path").empty() ? KeyEntry::Stored::No
                                                             : KeyEntry::Stored::Yes);
       }});
  return list;
}

Result<void> run(const Options& o, cli::Context& ctx) {
  NATSOP_TRY(const Session session, Session::open_any(ctx));
  NATSOP_TRY(const auto query, query_of(session, o));
  NATSOP_TRY(const auto entries, find_keys(session, query));
  render::View view(o.seeds ? "Seeds Keys" : "Keys", columns(o.seeds, entries));
  view.name_at("/pub").when_empty("no keys matched query");
  for (const auto& entry : entries) view.add(row_of(session, entry, o.seeds));
  const bool json = o.json || o.shared->json;
  NATSOP_CHECK(show_list(ctx, view, json));
  if (json || ctx.for_machines() || view.empty()) return {};
  if (o.seeds) {
    ctx.line("[ ! ] seed is not stored");
    ctx.line("[ERR] error reading seed");
  }
  ctx.line("[ T ] auth callout encryption target");
  if (query.not_referenced) {
    ctx.line("[ ? ] unreferenced key - may belong to a different operator context");
  }
  return {};
}

}  // namespace

void keys(cli::Command& parent) {
  parent.leaf<Options>(
      {.name = "keys",
       .aliases = {"key"},
       .summary = "List keys of the operator, its accounts and users, and whether they are stored",
       .description = "Without flags: the keys of the operator and of the selected account.",
       .examples = {"nsc list keys --all", "nsc list keys --users --account A",
                    "nsc list keys --not-referenced"},
       .impact = cli::Impact::ReadOnly,
       .data = true},
      flags, run);
}

}  // namespace natsop::commands::nsc::list
