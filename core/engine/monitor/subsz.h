#pragma once
#include <cstdint>
#include <string>

#include "core/base/result.h"
#include "core/engine/interest/sublist.h"
#include "core/engine/monitor/fields.h"
#include "core/engine/monitor/query.h"
#include "core/engine/monitor/server_view.h"
#include "core/json/doc.h"

namespace natsop::engine {

/// What subsz is asked for.
struct SubszOptions {
  bool subscriptions = false;  ///< list them
  std::int64_t offset = 0;
  std::int64_t limit = 0;  ///< below 1: 1024
  std::string account;     ///< empty: all
  std::string test;        ///< only what a message of this subject would match

  [[nodiscard]] static Result<SubszOptions> parse(const Query& query);
  [[nodiscard]] static Result<SubszOptions> parse(const json::Doc& body);
};

/// Figures of interest, and the subscriptions themselves. Invalid when `test` has wildcards.
[[nodiscard]] Result<json::Doc> subsz(const ServerView& view, const SubszOptions& options);

/// Several accounts' figures as one.
struct InterestFigures {
  Sublist::Figures sum;
  std::uint64_t weight = 0;  ///< cached results: what averages are weighed by

  void add(const Sublist::Figures& figures);
  /// The fields num_subscriptions to avg_fanout.
  void put(Fields& fields) const;
};

}  // namespace natsop::engine
