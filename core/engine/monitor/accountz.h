#pragma once
#include <string_view>

#include "core/base/result.h"
#include "core/engine/monitor/server_view.h"
#include "core/json/doc.h"

namespace natsop::engine {

/// The names of all accounts, or with `account` everything about that one. NotFound when there is
/// none by this name.
[[nodiscard]] Result<json::Doc> accountz(const ServerView& view, std::string_view account);

/// What accountz and `$SYS.REQ.ACCOUNT.<account>.INFO` say of one account.
[[nodiscard]] json::Doc account_detail(const ServerView& view, Account& account);

}  // namespace natsop::engine
