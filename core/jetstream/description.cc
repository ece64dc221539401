#include "core/jetstream/description.h"

#include <fmt/format.h>

#include <utility>

namespace natsop::jetstream {

std::string describe(const StreamSource& source, const TimeText& show_time) {
  std::string out = source.name;
  if (source.opt_start_seq != 0) out += fmt::format(", Start Seq: {}", source.opt_start_seq);
  if (source.opt_start_time) {
    out += fmt::format(", Start Time: {}", show_time(*source.opt_start_time));
  }
  if (source.external) {
    if (!source.external->api.empty()) {
      out += fmt::format(", API Prefix: {}", source.external->api);
    }
    if (!source.external->deliver.empty()) {
      out += fmt::format(", Delivery Prefix: {}", source.external->deliver);
    }
  }
  if (source.consumer) {
    out += fmt::format(", Consumer Name: {} ({})", source.consumer->name,
                       source.consumer->deliver_subject);
  }
  return out;
}

std::string describe(const SubjectTransform& transform) {
  const std::string_view from = transform.src.empty() ? ">" : std::string_view(transform.src);
  if (transform.dest.empty()) return fmt::format("{} untransformed", from);
  return fmt::format("{} to {}", from, transform.dest);
}

std::vector<std::string> describe_filters(const std::string& filter,
                                          const std::vector<SubjectTransform>& transforms) {
  std::vector<std::string> out;
  if (!filter.empty()) out.push_back(describe(SubjectTransform{.src = filter}));
  for (const auto& transform : transforms) out.push_back(describe(transform));
  return out;
}

std::string describe(const Placement& placement) {
  std::string out;
  if (!placement.cluster.empty()) out = fmt::format("cluster: {}", placement.cluster);
  if (!placement.tags.empty()) {
    out += fmt::format("{}tags: {}", out.empty() ? "" : " ", fmt::join(placement.tags, ", "));
  }
  return out;
}

Result<std::vector<std::chrono::nanoseconds>> linear_backoff(int steps,
                                                             std::chrono::nanoseconds shortest,
                                                             std::chrono::nanoseconds longest) {
  if (steps <= 0) return Error(Code::Invalid, "a back-off needs at least one step");
  if (shortest.count() <= 0 || longest.count() <= 0) {
    return Error(Code::Invalid, "the shortest and the longest retry period must be positive");
  }
  if (longest < shortest) std::swap(shortest, longest);
  const auto step = (longest - shortest) / steps;
  std::vector<std::chrono::nanoseconds> out;
  for (int i = 0; i < steps; ++i) out.push_back(shortest + i * step);
  return out;
}

}  // namespace natsop::jetstream
