#include <fmt/format.h>

#include "commands/nsc/edit/account_options.h"
#include "commands/nsc/edit/edit.h"
#include "commands/nsc/session/account_changes.h"
#include "commands/nsc/session/signing_keys.h"
#include "core/identity/jwt/subject_rules.h"

namespace natsop::commands::nsc::edit {

namespace jwt = identity::jwt;
using identity::KeyKind;

namespace {

void flags(cli::Command& c, AccountOptions& o) {
  c.arg("name", o.argument, "Account: name or public key");
  c.flag("--name,-n", o.name, "Account: name or public key").placeholder("ACCOUNT");
  const auto limit = [&c](std::string_view name, std::optional<Limit>& target, const char* fallback,
                          std::string_view help) {
    c.flag(name, target, help).fallback(fallback).placeholder("N").category("Limits");
  };
  limit("--conns", o.connections, "-1", "Client connections at most; -1 is unlimited");
  limit("--leaf-conns", o.leaf_connections, "0", "Leaf node connections at most; -1 is unlimited");
  limit("--subscriptions", o.subscriptions, "-1", "Subscriptions at most; -1 is unlimited");
  limit("--data", o.data, "-1", "Bytes at most; -1 is unlimited");
  limit("--payload", o.payload, "-1", "Bytes of a message at most; -1 is unlimited");
  limit("--exports", o.exports, "-1", "Exports at most; -1 is unlimited");
  limit("--imports", o.imports, "-1", "Imports at most; -1 is unlimited");
  c.flag("--wildcard-exports", o.wildcard_exports, "Exports may have wildcards")
      .fallback("true")
      .category("Limits");
  c.flag("--disallow-bearer", o.disallow_bearer, "Users may not have bearer tokens")
      .fallback("false")
      .category("Limits");
  jetstream_flags(c, o.jetstream);
  c.flag("--sk", o.signing_keys, "Signing keys to add: generate, public key, seed or key file")
      .placeholder("KEY,…");
  c.flag("--rm-sk", o.remove_signing_keys, "Signing keys to remove").placeholder("KEY,…");
  c.flag("--description", o.description, "What the account is for").placeholder("TEXT");
  c.flag("--info-url", o.info_url, "Link to more about it").placeholder("URL");
  c.flag("--trace-context-subject", o.trace_subject,
         "Subject for traces of messages that ask for it; \"\" disables them")
      .fallback("trace.messages")
      .placeholder("SUBJECT");
  c.flag("--trace-context-sampling", o.trace_sampling,
         "Share of those messages in percent, 1 to 100")
      .fallback("0")
      .placeholder("PERCENT");
  c.flag("--host-cluster-traffic", o.host_cluster_traffic,
         "Route JetStream's cluster traffic through this account")
      .fallback("false")
      .hidden();
  claim_flags(c, o.claim);
  permission_flags(c, o.permissions);
  permission_removal_flags(c, o.permissions);
}

void apply_limits(const AccountOptions& o, jwt::AccountLimits& limits, render::Report& report) {
  const auto set = [&](const std::optional<Limit>& given, std::int64_t& value,
                       std::string_view text) {
    if (!given) return;
    value = given->value;
    report.ok(fmt::format(fmt::runtime(text), value));
  };
  const auto turn = [&](const std::optional<bool>& given, bool& value, std::string_view text) {
    if (!given) return;
    value = *given;
    report.ok(fmt::format(fmt::runtime(text), value));
  };
  set(o.connections, limits.connections, "changed max connections to {}");
  set(o.leaf_connections, limits.leaf_connections, "changed leaf node connections to {}");
  set(o.data, limits.data, "changed max data to {} bytes");
  set(o.exports, limits.exports, "changed max exports to {}");
  turn(o.wildcard_exports, limits.wildcard_exports, "changed wild card exports to {}");
  turn(o.disallow_bearer, limits.disallow_bearer, "changed disallow bearer to {}");
  set(o.imports, limits.imports, "changed max imports to {}");
  set(o.payload, limits.payload, "changed max payload size to {}");
  set(o.subscriptions, limits.subscriptions, "changed max subscriptions to {}");
}

Result<void> apply_trace(const AccountOptions& o, jwt::AccountClaims& claims,
                         render::Report& report) {
  if (o.trace_subject) {
    if (o.trace_subject->empty()) {
      claims.trace.reset();
      report.ok("disabled trace context");
    } else {
      NATSOP_CHECK(check_trace_subject(*o.trace_subject));
      if (!claims.trace) claims.trace.emplace();
      claims.trace->destination = *o.trace_subject;
      report.ok(fmt::format("changed trace context subject to \"{}\"", *o.trace_subject));
    }
  }
  if (!o.trace_sampling) return {};
  if (!claims.trace) {
    return Error(Code::Usage, "trace-context-sampling requires a subject")
        .hint("add --trace-context-subject trace.messages");
  }
  if (o.trace_sampling->value < 1 || o.trace_sampling->value > 100) {
    return Error(Code::Invalid, fmt::format("tracing sampling rate must be between 1-100, got {}",
                                            o.trace_sampling->value));
  }
  claims.trace->sampling = static_cast<int>(o.trace_sampling->value);
  report.ok(fmt::format("changed trace context sampling to {}%", claims.trace->sampling));
  return {};
}

Result<void> apply_keys(const Session& session, identity::Transaction& tx, const AccountOptions& o,
                        jwt::AccountClaims& claims, render::Report& report) {
  NATSOP_TRY(const auto added, signing_keys_given(session, tx, o.signing_keys, KeyKind::Account));
  for (const auto& key : added) {
    claims.signing_keys.try_emplace(key.public_text(), std::nullopt);
    report.ok(fmt::format("added signing key \"{}\"", key.public_text()));
  }
  for (const auto& given : o.remove_signing_keys) {
    auto key = jwt::key_of_role(claims.signing_keys, given);
    if (key.empty()) key = given;
    if (claims.signing_keys.erase(key) == 0) {
      return Error(Code::NotFound, fmt::format("\"{}\" is not a signing key of the account", given))
          .hint("`nsc describe account` lists its signing keys");
    }
    report.ok(fmt::format("removed signing key \"{}\"", key));
  }
  return {};
}

/// Users that have a bearer token would be locked out.
Result<void> check_bearers(const Session& session, const std::string& account,
                           const AccountOptions& o) {
  if (!o.disallow_bearer.value_or(false)) return {};
  NATSOP_TRY(const auto users, session.store().users(account));
  for (const auto& user : users) {
    NATSOP_TRY(const auto claims, session.store().user_claims(account, user));
    if (!claims.limits.bearer_token) continue;
    return Error(Code::Conflict, fmt::format("user \"{}\" in account \"{}\" uses bearer token "
                                             "(needs to be deleted/changed first)",
                                             user, account))
        .hint(fmt::format("`nsc edit user --account {} {} --bearer=false` changes it", account,
                          user));
  }
  return {};
}

Result<void> apply_all(const Session& session, identity::Transaction& tx, const AccountOptions& o,
                       jwt::AccountClaims& claims, render::Report& report) {
  NATSOP_TRY(const auto operator_claims, session.store().operator_claims());
  NATSOP_CHECK(apply_keys(session, tx, o, claims, report));
  apply(o.claim, claims, session.seconds(), report);
  apply_limits(o, claims.limits, report);
  NATSOP_CHECK(
      apply(o.jetstream, operator_claims.system_account == claims.subject, claims, report));
  if (o.description) {
    claims.description = *o.description;
    report.ok(fmt::format("changed description to \"{}\"", *o.description));
  }
  if (o.info_url) {
    claims.info_url = *o.info_url;
    report.ok(fmt::format("changed info url to \"{}\"", *o.info_url));
  }
  apply(o.permissions, claims.default_permissions, report);
  NATSOP_CHECK(apply_trace(o, claims, report));
  if (o.host_cluster_traffic) {
    claims.cluster_traffic =
        *o.host_cluster_traffic ? jwt::kClusterTrafficOwner : std::string_view();
    report.ok(fmt::format("{} routing of JetStream cluster traffic through this account",
                          *o.host_cluster_traffic ? "enabled" : "disabled"));
  }
  return {};
}

Result<void> run(const AccountOptions& given, cli::Context& ctx) {
  NATSOP_TRY(const Session session, Session::open_store(ctx));
  AccountOptions o = given;
  o.name = name_or_argument(o.name, o.argument);
  std::string signer_value;
  if (session.interactive()) {
    NATSOP_CHECK(ask_account_edit(session, o, signer_value));
  } else if (!o.any()) {
    return Error(Code::Usage, "specify an edit option")
        .hint("`nsc edit account --help` lists them");
  }
  NATSOP_TRY(const auto account, session.account(o.name));
  NATSOP_CHECK(settle(o.jetstream, ctx));
  NATSOP_CHECK(check(o.claim.times, session.seconds()));
  NATSOP_CHECK(check(o.permissions, ctx));

  NATSOP_TRY(auto tx, session.begin());
  NATSOP_TRY(const auto before, session.store().account_claims(account));
  NATSOP_CHECK(check_bearers(session, account, o));
  NATSOP_TRY(
      const auto signer,
      session.signer({.account = account, .value = signer_value, .preferred = before.issuer}));
  auto claims = before;
  render::Report report;
  NATSOP_CHECK(apply_all(session, tx, o, claims, report));
  NATSOP_CHECK(check_change(before, claims, session.now()));
  const auto ours = claims;
  NATSOP_CHECK(save_account(session, tx, account, claims, signer, report));
  if (session.store().managed()) report_server_changes(ours, claims, report);
  report.ok(fmt::format("edited account \"{}\"", account));
  return show_report(ctx, report);
}

}  // namespace

bool AccountOptions::any() const {
  return claim.any() || permissions.any() || jetstream.any() || connections || leaf_connections ||
         data || exports || imports || payload || subscriptions || wildcard_exports ||
         disallow_bearer || !signing_keys.empty() || !remove_signing_keys.empty() || description ||
         info_url || trace_subject || trace_sampling || host_cluster_traffic;
}

Result<void> check_trace_subject(const std::string& subject) {
  jwt::ValidationResults results;
  jwt::validate_subject(subject, results);
  if (!results.empty()) return Error(Code::Invalid, results.issues().front().text);
  if (jwt::has_wildcards(subject)) {
    return Error(Code::Invalid,
                 fmt::format("tracing subjects cannot contain wildcards: \"{}\"", subject));
  }
  return {};
}

void account(cli::Command& parent) {
  parent.leaf<AccountOptions>(
      {.name = "account",
       .summary = "Change an account: limits, JetStream, signing keys, default permissions",
       .description = {"Only what is given changes. Sizes may have units: 512MB, 10GiB."},
       .examples = {"nsc edit account A --js-mem-storage 1GB --js-disk-storage 10GB",
                    "nsc edit account A --sk generate",
                    "nsc edit account A --conns 100 --leaf-conns -1"},
       .impact = cli::Impact::ReadWrite},
      flags, run);
}

}  // namespace natsop::commands::nsc::edit
