#include "core/jetstream/subjects.h"

#include <fmt/format.h>

#include "core/jetstream/names.h"

namespace natsop::jetstream {
namespace {

constexpr std::string_view kDomainStart = "$JS.";
constexpr std::string_view kDomainEnd = ".API";

}  // namespace

std::string domain_api_prefix(std::string_view domain) {
  return fmt::format("{}{}{}", kDomainStart, domain, kDomainEnd);
}

std::string domain_of_api_prefix(std::string_view prefix) {
  const bool fits = prefix.size() > kDomainStart.size() + kDomainEnd.size() &&
                    prefix.starts_with(kDomainStart) && prefix.ends_with(kDomainEnd);
  if (!fits) return {};
  prefix.remove_prefix(kDomainStart.size());
  prefix.remove_suffix(kDomainEnd.size());
  return std::string(prefix);
}

Result<ApiSubjects> ApiSubjects::with_prefix(std::string_view prefix) {
  ApiSubjects subjects;
  if (prefix.empty()) return subjects;
  if (prefix.size() > 1 && prefix.ends_with('.')) prefix.remove_suffix(1);
  NATSOP_CHECK(check_api_prefix(prefix));
  subjects.prefix_ = prefix;
  return subjects;
}

Result<ApiSubjects> ApiSubjects::in_domain(std::string_view domain) {
  ApiSubjects subjects;
  if (domain.empty()) return subjects;
  NATSOP_CHECK(check_domain(domain));
  subjects.prefix_ = domain_api_prefix(domain);
  return subjects;
}

std::string ApiSubjects::consumer_create(std::string_view s, std::string_view c,
                                         std::string_view filter) const {
  return fmt::format("{}.CONSUMER.CREATE.{}.{}.{}", prefix_, s, c, filter);
}

std::string ApiSubjects::at(std::string_view call) const {
  return fmt::format("{}.{}", prefix_, call);
}

std::string ApiSubjects::of(std::string_view call, std::string_view name) const {
  return fmt::format("{}.{}.{}", prefix_, call, name);
}

std::string ApiSubjects::of(std::string_view call, std::string_view a, std::string_view b) const {
  return fmt::format("{}.{}.{}.{}", prefix_, call, a, b);
}

}  // namespace natsop::jetstream
