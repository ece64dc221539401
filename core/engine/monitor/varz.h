#pragma once
#include "core/engine/accounts/account.h"
#include "core/engine/monitor/server_view.h"
#include "core/json/doc.h"

namespace natsop::engine {

/// General figures and settings. No secret is among them.
[[nodiscard]] json::Doc varz(const ServerView& view);

/// What `$SYS.REQ.SERVER.PING` and the STATSZ event carry.
[[nodiscard]] json::Doc statsz(const ServerView& view);

/// {"msgs":…,"bytes":…}
[[nodiscard]] json::Doc traffic_doc(const Traffic& traffic);

/// Subscriptions of all accounts.
[[nodiscard]] std::uint64_t subscription_count(const ServerView& view);

}  // namespace natsop::engine
