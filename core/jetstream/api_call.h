#pragma once
#include <fmt/format.h>

#include <cstddef>
#include <string>
#include <utility>

#include "core/jetstream/api.h"

/// How Api makes its calls. For the api_*.cc files.
namespace natsop::jetstream {

/// A list longer than this many pages is taken for a server that never ends it.
inline constexpr int kPagesMax = 10'000;

/// Adds to an error what was being done.
template <class T>
[[nodiscard]] Result<T> during(Result<T> result, std::string doing) {
  if (result) return result;
  return Error(std::move(result.error()).during(std::move(doing)));
}

template <class T>
Result<T> Api::call_for(const Call& request) {
  NATSOP_TRY(const json::Doc doc, call(request));
  auto value = T::from_doc(doc);
  if (value) return value;
  return Error(Code::Failed, fmt::format("the answer on \"{}\" makes no sense: {}", request.subject,
                                         value.error().message()));
}

/// Asks page after page; `take` keeps a page's items and returns how many there were.
template <class Page, class Take>
Result<void> Api::each_page(Call request, ListRequest list, const Take& take) {
  for (int page_count = 0; page_count < kPagesMax; ++page_count) {
    request.body = list.to_doc().dump();
    NATSOP_TRY(Page page, call_for<Page>(request));
    const std::int64_t total = page.total;
    const std::int64_t limit = page.limit;
    const auto [count, has_gaps] = take(std::move(page));
    // A page of a cluster's list may lack streams that did not answer: go on by its size then.
    const std::int64_t step = has_gaps ? std::max(limit, count) : count;
    list.offset += step;
    if (step <= 0 || list.offset >= total) return {};
  }
  return Error(Code::Failed, fmt::format("the list on \"{}\" does not end", request.subject));
}

}  // namespace natsop::jetstream
