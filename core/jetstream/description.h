#pragma once
#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/jetstream/stream_config.h"

namespace natsop::jetstream {

/// How a page shows a time.
using TimeText = std::function<std::string(Time)>;

/// A mirror's or source's origin on one line: "ORDERS, Start Seq: 5, API Prefix: $JS.hub.API".
[[nodiscard]] std::string describe(const StreamSource& source, const TimeText& show_time);

/// A transform: "a.* to b.$1"; "a.> untransformed" without a destination.
[[nodiscard]] std::string describe(const SubjectTransform& transform);

/// A mirror's or source's filter and transforms, one text each; empty when it takes everything.
[[nodiscard]] std::vector<std::string> describe_filters(
    const std::string& filter, const std::vector<SubjectTransform>& transforms);

/// Where a stream may be placed: "cluster: east tags: ssd, fast"; empty for anywhere.
[[nodiscard]] std::string describe(const Placement& placement);

/// Retry periods that grow evenly from `shortest` towards `longest`. Errors: Invalid for no steps
/// or periods that are not positive.
[[nodiscard]] Result<std::vector<std::chrono::nanoseconds>> linear_backoff(
    int steps, std::chrono::nanoseconds shortest, std::chrono::nanoseconds longest);

}  // namespace natsop::jetstream
