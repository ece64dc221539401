#pragma once
#include <optional>
#include <string>

#include "commands/nsc/edit/jetstream_flags.h"
#include "commands/nsc/session/claim_flags.h"
#include "commands/nsc/session/permission_flags.h"
#include "commands/nsc/session/session.h"

namespace natsop::commands::nsc::edit {

/// `edit account`; what was not given stays as it is.
struct AccountOptions {
  std::string argument;
  std::string name;
  ClaimOptions claim;
  PermissionOptions permissions;
  JetStreamOptions jetstream;
  std::optional<Limit> connections;
  std::optional<Limit> leaf_connections;
  std::optional<Limit> data;
  std::optional<Limit> exports;
  std::optional<Limit> imports;
  std::optional<Limit> payload;
  std::optional<Limit> subscriptions;
  std::optional<bool> wildcard_exports;
  std::optional<bool> disallow_bearer;
  List signing_keys;
  List remove_signing_keys;
  std::optional<std::string> description;
  std::optional<std::string> info_url;
  std::optional<std::string> trace_subject;
  std::optional<Limit> trace_sampling;
  std::optional<bool> host_cluster_traffic;

  [[nodiscard]] bool any() const;
};

/// Asks for everything (-i), with what the account has as defaults. Sets `signer` as ask_signer
/// does.
[[nodiscard]] Result<void> ask_account_edit(const Session& session, AccountOptions& o,
                                            std::string& signer);

/// Invalid unless traces may be published to the subject.
[[nodiscard]] Result<void> check_trace_subject(const std::string& subject);

}  // namespace natsop::commands::nsc::edit
