#include "commands/nsc/init/project.h"

#include <fmt/format.h>

#include <algorithm>

#include "commands/nsc/session/account_changes.h"
#include "commands/nsc/session/signing_keys.h"
#include "commands/nsc/session/system_account.h"
#include "core/identity/creds.h"
#include "core/identity/jwt/token.h"
#include "core/text/ascii.h"

namespace natsop::commands::nsc::init {

namespace jwt = identity::jwt;
using identity::KeyKind;
using identity::KeyPair;
using identity::Store;
using identity::Transaction;

namespace {

constexpr const char* kServiceUrl = "nats://localhost:4222";  // a server started by hand
constexpr const char* kSystemAccount = "SYS";

Result<void> check_free(const Session& session, const std::string& name) {
  const auto there = session.config().operators();
  if (std::ranges::find(there, name) == there.end()) return {};
  return Error(Code::Exists, fmt::format("an operator named \"{}\" already exists", name))
      .hint(fmt::format("`nsc env -o {}` selects it, `nsc add account` and `nsc add user` go on "
                        "from there; --dir chooses another folder",
                        name));
}

/// Queues a user with its key and credentials file; returns the file's path.
Result<std::filesystem::path> queue_user(const Session& session, Transaction& tx,
                                         const Store& store, const std::string& name,
                                         const KeyPair& account) {
  NATSOP_TRY(const auto key, generate_key(session, tx, KeyKind::User));
  auto claims = jwt::UserClaims::create(key.public_text());
  claims.name = name;
  NATSOP_TRY(const std::string token, jwt::encode(claims, account, session.now()));
  NATSOP_CHECK(store.put_user(tx, name, name, token));
  NATSOP_TRY(const auto seed, key.seed());
  NATSOP_TRY(auto creds, identity::format_creds(token, seed));
  return session.keystore().store_creds(tx, store.name(), name, name, claims.subject,
                                        std::move(creds));
}

}  // namespace

Result<Project> create_local(const Session& session, const std::string& name,
                             render::Report& report) {
  if (text::equal_fold(name, kSystemAccount)) {
    return Error(Code::Usage, fmt::format("\"{}\" is the name of the system account", name))
        .hint("choose another --name");
  }
  NATSOP_TRY(auto tx, session.begin());
  NATSOP_CHECK(check_free(session, name));
  NATSOP_TRY(const auto store, Store::create(tx, name, false));
  NATSOP_TRY(const auto key, generate_key(session, tx, KeyKind::Operator));
  auto claims = jwt::OperatorClaims::create(key.public_text());
  claims.name = name;
  claims.service_urls = {kServiceUrl};
  NATSOP_TRY(const auto system, queue_system_account(session, tx, store, key));
  claims.system_account = system.account_key;
  NATSOP_TRY(std::string token, jwt::encode(claims, key, session.now()));
  store.put_operator(tx, std::move(token));

  NATSOP_TRY(const auto account_key, generate_key(session, tx, KeyKind::Account));
  auto account = jwt::AccountClaims::create(account_key.public_text());
  account.name = name;
  NATSOP_TRY(std::string account_token, jwt::encode(account, key, session.now()));
  NATSOP_CHECK(store.put_account(tx, name, std::move(account_token)));
  NATSOP_TRY(auto creds, queue_user(session, tx, store, name, account_key));
  NATSOP_CHECK(tx.commit());

  report.ok(fmt::format("created operator {}", name));
  report_system_account(session, system, report);
  report.ok(fmt::format("created account {}", name));
  report.ok(fmt::format("created user \"{}\"", name));
  return Project{.operator_name = name, .account = name, .creds = std::move(creds)};
}

Result<Project> create_managed(Session& session, const OperatorSource& source,
                               const std::string& name, render::Report& report) {
  NATSOP_TRY(const auto operator_name, new_name(session.ctx(), "operator", source.name));
  NATSOP_TRY(auto tx, session.begin());
  NATSOP_CHECK(check_free(session, operator_name));
  NATSOP_TRY(const auto store, Store::create(tx, operator_name, true));
  store.put_operator(tx, source.token);
  NATSOP_CHECK(tx.commit());
  report.ok(fmt::format("add managed operator {}", operator_name));
  NATSOP_CHECK(session.use_operator(operator_name));

  NATSOP_TRY(const auto account_key, generate_key(session, tx, KeyKind::Account));
  auto account = jwt::AccountClaims::create(account_key.public_text());
  account.name = name;
  NATSOP_CHECK(save_account(session, tx, name, account, account_key, report));
  NATSOP_TRY(auto creds, queue_user(session, tx, store, name, account_key));
  NATSOP_CHECK(tx.commit());
  report.ok(fmt::format("created account {}", name));
  report.ok(fmt::format("created user \"{}\"", name));
  return Project{.operator_name = operator_name, .account = name, .creds = std::move(creds)};
}

}  // namespace natsop::commands::nsc::init
