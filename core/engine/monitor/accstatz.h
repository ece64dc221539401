#pragma once
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/engine/accounts/account.h"
#include "core/engine/monitor/fields.h"
#include "core/engine/monitor/query.h"
#include "core/engine/monitor/server_view.h"
#include "core/json/doc.h"

namespace natsop::engine {

/// What accstatz is asked for.
struct AccstatzOptions {
  std::vector<std::string> accounts;  ///< empty: all
  bool include_unused = false;        ///< also those without connections

  [[nodiscard]] static Result<AccstatzOptions> parse(const Query& query);
  [[nodiscard]] static Result<AccstatzOptions> parse(const json::Doc& body);
};

/// Figures of each account, in order of name.
[[nodiscard]] json::Doc accstatz(const ServerView& view, const AccstatzOptions& options);

/// The fields acc to slow_consumers of one account: of accstatz and of its CONNS events.
void put_account_figures(Fields& fields, const Account& account);

}  // namespace natsop::engine
