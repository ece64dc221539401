#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "core/identity/store.h"

namespace natsop::identity {

/// Server configurations made from a store: `nsc generate config`. None of these looks beyond the
/// store.

/// The public key of the system account: `given` as a name or key, or the operator's own; empty
/// when neither says one. NotFound when `given` is neither an account of the store nor an account
/// key.
[[nodiscard]] Result<std::string> system_account_key(const Store& store, std::string_view given);

/// A configuration with every account in it, for servers without a resolver (--mem-resolver).
/// `system_account` as system_account_key returns it. NotFound when the operator has no accounts.
[[nodiscard]] Result<std::string> memory_resolver_config(const Store& store,
                                                         std::string_view system_account);

/// The same over several files (--mem-resolver --dir): `resolver.conf` last, before it one JWT file
/// each.
[[nodiscard]] Result<std::vector<std::pair<std::string, std::string>>> memory_resolver_files(
    const Store& store, std::string_view system_account);

enum class ResolverKind { Full, Cache };

/// A configuration for servers that keep accounts themselves, which `nsc push` fills
/// (--nats-resolver,
/// --nats-resolver-cache). Only the system account is in it. Invalid "system account is not set"
/// unless it is stored.
[[nodiscard]] Result<std::string> nats_resolver_config(const Store& store,
                                                       std::string_view system_account,
                                                       ResolverKind kind);

/// A configuration with accounts and users by nkey, without operator mode (--nkey). Unsupported
/// "nkey configurations don't support system account" when the operator has one; NotFound when an
/// import names an unknown account.
[[nodiscard]] Result<std::string> nkey_config(const Store& store);

}  // namespace natsop::identity
