#include "commands/nsc/edit/account_options.h"
#include "commands/nsc/session/ask.h"
#include "core/text/number.h"

namespace natsop::commands::nsc::edit {

namespace jwt = identity::jwt;

namespace {

/// Asks for a limit; it counts as given only when it changes.
Result<void> ask_change(const Session& session, const std::string& question, std::int64_t now,
                        std::optional<Limit>& given) {
  std::int64_t value = given ? given->value : now;
  NATSOP_CHECK(ask_limit(session, question, value));
  if (given || value != now) given = Limit{value};
  return {};
}

Result<int> ask_tier(const Session& session, const jwt::AccountClaims& claims, int tier) {
  const bool tiered = !claims.limits.tiers.empty();
  const bool global = is_set(claims.limits.jetstream);
  NATSOP_TRY(
      const auto text,
      ask_text(session, "edit tier (0 matches all tiers)", std::to_string(tier),
               [tiered, global](const std::string& answer) -> Result<void> {
                 NATSOP_TRY(const auto number, text::parse_decimal(answer));
                 if (number < 0 || number > 5) {
                   return Error(Code::Invalid, "replication must be 0 to 5");
                 }
                 if (number == 0 && tiered) {
                   return Error(Code::Invalid,
                                "configuration has tier limits - global limits are not allowed");
                 }
                 if (number > 0 && global) {
                   return Error(Code::Invalid,
                                "configuration has global limits - tiered limits are not allowed");
                 }
                 return {};
               }));
  NATSOP_TRY(const auto number, text::parse_decimal(text));
  return static_cast<int>(number);
}

Result<void> ask_jetstream(const Session& session, const jwt::AccountClaims& claims,
                           JetStreamOptions& o) {
  NATSOP_TRY(const bool set, ask_yes(session, "set JetStream limits", false));
  if (!set) return {};
  NATSOP_TRY(const int tier, ask_tier(session, claims, o.tier.value_or(0)));
  const auto now = tier_limits(claims, tier);
  NATSOP_CHECK(ask_change(session, "max mem storage (-1 unlimited / 0 disabled)",
                          now.memory_storage, o.memory_storage));
  NATSOP_CHECK(ask_change(session, "max disk storage (-1 unlimited / 0 disabled)", now.disk_storage,
                          o.disk_storage));
  const bool enabled = o.memory_storage.value_or(Limit{now.memory_storage}).value != 0 ||
                       o.disk_storage.value_or(Limit{now.disk_storage}).value != 0;
  if (enabled) {
    NATSOP_CHECK(ask_change(session, "max streams (-1 unlimited)", now.streams, o.streams));
    NATSOP_CHECK(ask_change(session, "max consumer (-1 unlimited)", now.consumers, o.consumers));
    NATSOP_CHECK(ask_change(session, "max size for a memory stream (-1 unlimited)",
                            now.memory_max_stream_bytes, o.max_memory_stream));
    NATSOP_CHECK(ask_change(session, "max size for a disk stream (-1 unlimited)",
                            now.disk_max_stream_bytes, o.max_disk_stream));
    NATSOP_CHECK(ask_change(session, "max number of pending acks for a consumer",
                            now.max_ack_pending, o.max_ack_pending));
    NATSOP_TRY(const bool required, ask_yes(session, "require max bytes when creating a stream",
                                            now.max_bytes_required));
    if (required != now.max_bytes_required) o.max_bytes_required = required;
  }
  if (o.any_limit()) o.tier = tier;
  return {};
}

Result<void> ask_trace(const Session& session, const jwt::AccountClaims& claims,
                       AccountOptions& o) {
  NATSOP_TRY(const bool trace, ask_yes(session, "Enable context tracing?", false));
  if (!trace) return {};
  const auto subject = claims.trace ? claims.trace->destination : std::string("trace.messages");
  NATSOP_TRY(o.trace_subject, ask_text(session, "Trace context subject?",
                                       o.trace_subject.value_or(subject), check_trace_subject));
  std::int64_t sampling = claims.trace && claims.trace->sampling > 0 ? claims.trace->sampling : 100;
  NATSOP_CHECK(ask_limit(session, "Trace context sampling rate [1-100]", sampling));
  o.trace_sampling = Limit{sampling};
  return {};
}

Result<void> ask_limits(const Session& session, const jwt::AccountLimits& now, AccountOptions& o) {
  NATSOP_CHECK(
      ask_change(session, "max connections (-1 unlimited)", now.connections, o.connections));
  NATSOP_CHECK(ask_change(session, "max leaf node connections (-1 unlimited)", now.leaf_connections,
                          o.leaf_connections));
  NATSOP_CHECK(ask_change(session, "max data (-1 unlimited)", now.data, o.data));
  NATSOP_CHECK(ask_change(session, "max exports (-1 unlimited)", now.exports, o.exports));
  NATSOP_CHECK(ask_change(session, "max imports (-1 unlimited)", now.imports, o.imports));
  NATSOP_CHECK(ask_change(session, "max payload (-1 unlimited)", now.payload, o.payload));
  return ask_change(session, "max subscriptions (-1 unlimited)", now.subscriptions,
                    o.subscriptions);
}

}  // namespace

Result<void> ask_account_edit(const Session& session, AccountOptions& o, std::string& signer) {
  NATSOP_TRY(o.name, ask_account(session, o.name));
  NATSOP_TRY(const auto claims, session.store().account_claims(o.name));
  NATSOP_CHECK(ask_signing_keys(session, o.signing_keys, identity::KeyKind::Account));
  NATSOP_CHECK(ask_limits(session, claims.limits, o));
  NATSOP_CHECK(ask_jetstream(session, claims, o.jetstream));
  NATSOP_CHECK(ask_claim(session, o.claim, claims));
  NATSOP_TRY(signer, ask_signer(session, {.account = o.name, .preferred = claims.issuer}));
  NATSOP_TRY(const auto description,
             ask_text(session, "Account Description", o.description.value_or(claims.description),
                      valid_description));
  if (description != claims.description) o.description = description;
  NATSOP_TRY(const auto url, ask_text(session, "Info url", o.info_url.value_or(claims.info_url),
                                      valid_url_or_empty));
  if (url != claims.info_url) o.info_url = url;
  return ask_trace(session, claims, o);
}

}  // namespace natsop::commands::nsc::edit
