#include "core/engine/monitor/accountz.h"

#include <fmt/format.h>

#include "core/engine/accounts/directory.h"
#include "core/engine/accounts/exports.h"
#include "core/engine/accounts/imports.h"
#include "core/engine/accounts/mappings.h"
#include "core/engine/auth/operator_accounts.h"
#include "core/engine/monitor/accstatz.h"
#include "core/engine/monitor/fields.h"
#include "core/engine/monitor/subsz.h"
#include "core/identity/jwt/token.h"

namespace natsop::engine {

namespace {

using json::Doc;

std::string_view type_of(bool service) { return service ? "service" : "stream"; }

std::string_view name_of(ResponseType type) {
  switch (type) {
    case ResponseType::Single:
      return "Singleton";
    case ResponseType::Stream:
      return "Streamed";
    case ResponseType::Chunked:
      return "Chunked";
  }
  return "";
}

Doc export_doc(const ExportRule& rule) {
  Fields fields;
  fields.put("subject", rule.subject).put("type", type_of(rule.service));
  if (rule.accounts) fields.some("approved_accounts", *rule.accounts);
  if (rule.service) fields.put("response_type", name_of(rule.response));
  if (rule.latency) {
    fields.put("latency", Doc::object({{"sampling", rule.latency->sampling},
                                       {"subject", rule.latency->subject}}));
  }
  fields.some("token_req", rule.token_required);
  return fields.some("account_token_position", rule.account_token_position).done();
}

Doc import_doc(const ImportRule& rule, bool active) {
  std::string local = rule.to.empty() ? rule.subject : rule.to;
  if (!rule.prefix.empty()) local = fmt::format("{}.{}", rule.prefix, rule.subject);
  Fields fields;
  fields.put("subject", rule.subject).put("account", rule.account);
  fields.some("to", rule.to).put("local_subject", local).put("type", type_of(rule.service));
  fields.put("invalid", !active).put("share", rule.share).put("tracking", false);
  return fields.done();
}

Doc exports_of(Account& account) {
  std::vector<Doc> out;
  for (const ExportRule& rule : account.exports().rules()) out.push_back(export_doc(rule));
  for (const ExportRule& rule : account.exports().implicit_rules()) out.push_back(export_doc(rule));
  return Doc::array(std::move(out));
}

Doc imports_of(Account& account) {
  std::vector<Doc> out;
  for (const auto& one : account.imports().list()) out.push_back(import_doc(one.rule, one.active));
  for (const auto& one : account.imports().list_implicit()) {
    out.push_back(import_doc(one.rule, one.active));
  }
  return Doc::array(std::move(out));
}

Doc mappings_of(Account& account) {
  Fields fields;
  for (const MappingRule& rule : account.mappings().rules()) {
    std::vector<Doc> destinations;
    for (const auto& one : rule.destinations) {
      Fields destination;
      destination.put("subject", one.subject).put("weight", one.weight);
      destinations.push_back(destination.some("cluster", one.cluster).done());
    }
    fields.put(rule.source, Doc::array(std::move(destinations)));
  }
  return fields.done();
}

/// What operator mode's token of the account adds.
void put_token(Fields& fields, const OperatorAccount& known) {
  const Doc claims = identity::jwt::peek_payload(known.token).value_or(Doc());
  fields.put("jwt", known.token).put("issuer_key", claims.text_at("/iss"));
  fields.put("name_tag", claims.text_at("/name"));
  fields.some("tags", claims.at("/nats/tags").texts()).put("decoded_jwt", claims);
}

}  // namespace

Doc account_detail(const ServerView& view, Account& account) {
  const auto figures = account.interest().figures();
  const OperatorAccount* known =
      view.operators == nullptr ? nullptr : view.operators->find(account.name());
  Fields fields;
  fields.put("account_name", account.name());
  fields.put("update_time", known == nullptr ? view.facts.configured : known->updated);
  fields.some("is_system", &account == view.environment.accounts.system());
  fields.put("expired", known != nullptr && known->expired);
  fields.put("complete", account.imports().problems().empty());
  fields.put("jetstream_enabled", false);
  fields.put("leafnode_connections", account.count(Party::Leaf));
  fields.put("client_connections", account.count(Party::Client));
  fields.put("subscriptions", figures.subscriptions);
  fields.some("mappings", mappings_of(account)).some("exports", exports_of(account));
  fields.some("imports", imports_of(account));
  if (known != nullptr && !known->stand_in) {
    put_token(fields, *known);
  } else {
    fields.put("name_tag", account.display_name());
  }
  InterestFigures sum;
  sum.add(figures);
  Fields interest;
  sum.put(interest);
  fields.put("sublist_stats", interest.done());
  return fields.done();
}

Result<Doc> accountz(const ServerView& view, std::string_view account) {
  AccountDirectory& accounts = view.environment.accounts;
  Fields fields;
  fields.put("server_id", view.id()).put("now", view.now());
  if (const Account* system = accounts.system()) fields.put("system_account", system->name());
  if (account.empty()) {
    std::vector<std::string> names;
    for (const Account* one : accounts.all()) names.push_back(one->name());
    return fields.put("accounts", names).done();
  }
  Account* found = accounts.find(account);
  if (found == nullptr) {
    return Error(Code::NotFound, fmt::format("Account {} does not exist", account));
  }
  return fields.put("account_detail", account_detail(view, *found)).done();
}

}  // namespace natsop::engine
