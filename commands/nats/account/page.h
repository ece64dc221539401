#pragma once
#include <chrono>
#include <optional>

#include "core/base/error.h"
#include "core/client/connection.h"
#include "core/jetstream/account_info.h"
#include "core/json/doc.h"
#include "core/render/page.h"

namespace natsop::commands::nats::account {

/// What is known of the account that is logged in.
struct Facts {
  client::ServerInfo server{};
  std::chrono::nanoseconds rtt{};
  std::optional<json::Doc> user{};  ///< data of $SYS.REQ.USER.INFO; nothing before 2.10
  bool system = false;              ///< the system account; known with `user` alone
  std::optional<jetstream::AccountInfo> jetstream{};
  std::optional<Error> trouble{};  ///< why there is no jetstream
};

/// The page of `account info`.
[[nodiscard]] render::Page info_page(const Facts& facts);

}  // namespace natsop::commands::nats::account
