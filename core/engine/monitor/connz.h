#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/engine/monitor/query.h"
#include "core/engine/monitor/server_view.h"
#include "core/json/doc.h"

namespace natsop::engine {

/// What connz is asked for.
struct ConnzOptions {
  enum class State : std::uint8_t { Open, Closed, Any };

  std::string sort;   ///< one of kConnzSorts; empty: by id
  bool auth = false;  ///< with user, account and what belongs to them
  bool subscriptions = false;
  bool subscriptions_detail = false;
  std::int64_t offset = 0;
  std::int64_t limit = 0;  ///< below 1: 1024
  std::uint64_t cid = 0;   ///< 0: all
  State state = State::Open;
  std::string user;
  std::string account;
  std::string mqtt_client;     ///< nobody here is one
  std::string filter_subject;  ///< with account: only connections with such a subscription

  /// /connz?…: `subs` (a boolean, or "detail"), `state` by name ("open", "closed", "any", "all").
  [[nodiscard]] static Result<ConnzOptions> parse(const Query& query);
  /// The body of a $SYS request; state is a number. Unknown fields are ignored.
  [[nodiscard]] static Result<ConnzOptions> parse(const json::Doc& body);
};

/// The connections, sorted and paged. Invalid for a sort that does not exist or does not fit the
/// state.
[[nodiscard]] Result<json::Doc> connz(const ServerView& view, const ConnzOptions& options);

/// One row of subsz, and of connz with subscriptions_detail.
[[nodiscard]] json::Doc subscription_detail(const SubscriptionRow& row, bool with_account);

}  // namespace natsop::engine
