#include "commands/nsc/session/system_account.h"

#include <fmt/format.h>

#include "commands/nsc/session/signing_keys.h"
#include "core/identity/creds.h"
#include "core/identity/jwt/token.h"

namespace natsop::commands::nsc {

namespace jwt = identity::jwt;
using identity::KeyKind;
using identity::KeyPair;

namespace {

constexpr const char* kName = "SYS";
constexpr const char* kUser = "sys";
constexpr const char* kDocs = "https://docs.nats.io/nats-server/configuration/sys_accounts";

/// What lets accounts ask for their own part of the monitoring data.
std::vector<jwt::Export> monitoring_exports() {
  jwt::Export services;
  services.name = "account-monitoring-services";
  services.subject = "$SYS.REQ.ACCOUNT.*.*";
  services.type = jwt::ExportType::Service;
  services.response_type = jwt::kStreamed;
  services.account_token_position = 4;
  services.description =
      "Request account specific monitoring services for: SUBSZ, CONNZ, LEAFZ, JSZ and INFO";
  services.info_url = kDocs;
  jwt::Export streams;
  streams.name = "account-monitoring-streams";
  streams.subject = "$SYS.ACCOUNT.*.>";
  streams.type = jwt::ExportType::Stream;
  streams.account_token_position = 3;
  streams.description = "Account specific monitoring stream";
  streams.info_url = kDocs;
  return {services, streams};
}

}  // namespace

Result<SystemAccount> queue_system_account(const Session& session, identity::Transaction& tx,
                                           const identity::Store& store, const KeyPair& signer) {
  NATSOP_TRY(const auto account, generate_key(session, tx, KeyKind::Account));
  NATSOP_TRY(const auto signing, generate_key(session, tx, KeyKind::Account));
  NATSOP_TRY(const auto user, generate_key(session, tx, KeyKind::User));
  auto claims = jwt::AccountClaims::create(account.public_text());
  claims.name = kName;
  claims.signing_keys.emplace(signing.public_text(), std::nullopt);
  claims.exports = monitoring_exports();
  NATSOP_TRY(std::string token, jwt::encode(claims, signer, session.now()));
  NATSOP_CHECK(store.put_account(tx, kName, std::move(token)));

  auto user_claims = jwt::UserClaims::create(user.public_text());
  user_claims.name = kUser;
  user_claims.issuer_account = claims.subject;
  NATSOP_TRY(const std::string user_token, jwt::encode(user_claims, signing, session.now()));
  NATSOP_CHECK(store.put_user(tx, kName, kUser, user_token));
  NATSOP_TRY(const auto seed, user.seed());
  NATSOP_TRY(auto creds, identity::format_creds(user_token, seed));
  NATSOP_TRY(auto path, session.keystore().store_creds(tx, store.name(), kName, kUser,
                                                       user_claims.subject, std::move(creds)));
  return SystemAccount{claims.subject, user_claims.subject, std::move(path)};
}

void report_system_account(const Session& session, const SystemAccount& made,
                           render::Report& report) {
  report.ok(fmt::format("created system_account: name:{} id:{}", kName, made.account_key));
  report.ok(fmt::format("created system account user: name:{} id:{}", kUser, made.user_key));
  report.ok("system account user creds file stored in " + session.shown(made.creds));
}

}  // namespace natsop::commands::nsc
