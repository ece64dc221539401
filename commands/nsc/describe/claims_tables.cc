#include "commands/nsc/describe/claims_tables.h"

#include <fmt/format.h>

#include "commands/nsc/describe/claim_rows.h"
#include "commands/nsc/tables/tables.h"
#include "core/text/quote.h"

namespace natsop::commands::nsc::describe {

namespace jwt = identity::jwt;
using render::Table;

std::vector<Table> tables_of(const jwt::OperatorClaims& claims, const AccountNamer& names) {
  Table table("Operator Details");
  standard_rows(table, claims, "Operator ID");
  if (!claims.account_server_url.empty()) {
    table.row({"Account JWT Server", claims.account_server_url});
  }
  add_list(table, "Operator Service URLs", claims.service_urls);
  if (!claims.system_account.empty()) {
    const auto name = names(claims.system_account);
    table.row({"System Account", name == claims.system_account
                                     ? name
                                     : fmt::format("{} / {}", claims.system_account, name)});
  }
  if (!claims.assert_server_version.empty()) {
    table.row({"Assert Server Version", claims.assert_server_version});
  }
  table.row({"Require Signing Keys", claims.strict_signing_key_usage ? "true" : "false"});
  if (!claims.signing_keys.empty()) {
    table.rule();
    add_list(table, "Signing Keys", claims.signing_keys);
  }
  return {table};
}

std::vector<Table> tables_of(const jwt::UserClaims& claims) {
  Table table("User");
  standard_rows(table, claims, "User ID", claims.issuer_account);
  if (claims.has_empty_permissions()) {
    table.row({"Issuer Scoped", "Yes"});
    return {table};
  }
  table.row({"Bearer Token", yes_no(claims.limits.bearer_token)});
  permission_rows(table, claims.limits.permissions);
  table.rule();
  user_limit_rows(table, claims.limits);
  connection_type_rows(table, claims.limits);
  return {table};
}

std::vector<Table> tables_of(const jwt::ActivationClaims& claims) {
  Table table("Activation");
  standard_rows(table, claims, "Account ID", claims.issuer_account);
  table.rule();
  const auto hash = jwt::hash_id(claims);
  table.row({"Hash ID", hash ? *hash : hash.error().message()});
  table.rule();
  table.row({"Import Type", text::title_case(jwt::name_of(claims.import_type))});
  table.row({"Import Subject", claims.import_subject});
  table.rule();  // nsc ends this table with an empty section
  return {table};
}

namespace {

/// Authorization requests and responses, and whatever else is signed like claims.
std::vector<Table> other_tables(const jwt::AnyClaims& claims) {
  const auto& data = jwt::data_of(claims);
  Table table(fmt::format("{} Claim", text::title_case(jwt::name_of(jwt::type_of(claims)))));
  standard_rows(table, data, "Subject");
  if (!data.audience.empty()) table.row({"Audience", data.audience});
  const auto body = jwt::to_doc(claims).at("/nats").members();
  if (!body.empty()) table.rule();
  for (const auto& [key, value] : body) {
    table.row({key, value.is_text() ? value.text() : value.dump()});
  }
  return {table};
}

}  // namespace

std::vector<Table> tables_of(const jwt::AnyClaims& claims, const AccountNamer& names) {
  if (const auto* account = std::get_if<jwt::AccountClaims>(&claims)) {
    return tables_of(*account, names);
  }
  if (const auto* op = std::get_if<jwt::OperatorClaims>(&claims)) return tables_of(*op, names);
  if (const auto* user = std::get_if<jwt::UserClaims>(&claims)) return tables_of(*user);
  if (const auto* activation = std::get_if<jwt::ActivationClaims>(&claims)) {
    return tables_of(*activation);
  }
  return other_tables(claims);
}

}  // namespace natsop::commands::nsc::describe
