#pragma once
#include <optional>

#include "core/engine/accounts/client_info.h"
#include "core/engine/monitor/server_view.h"
#include "core/json/doc.h"

namespace natsop::engine {

/// What `$SYS.REQ.USER.INFO` tells a connection about itself: user, account, permissions, how long
/// it may stay. Nothing when the connection is not one of this server, or of another account.
[[nodiscard]] std::optional<json::Doc> user_info(const ServerView& view, const ClientInfo& who,
                                                 std::string_view account);

/// The rules in the form of JWTs and of the configuration's JSON.
[[nodiscard]] json::Doc permissions_doc(const PermissionRules& rules);

}  // namespace natsop::engine
