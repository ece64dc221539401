#include "core/identity/jwt/validation.h"

#include <algorithm>

namespace natsop::identity::jwt {

bool ValidationResults::is_blocking(bool include_time) const {
  return std::ranges::any_of(issues_, [&](const ValidationIssue& issue) {
    return issue.blocking() || (include_time && issue.time_check());
  });
}

std::vector<std::string> ValidationResults::texts(Severity severity) const {
  std::vector<std::string> out;
  for (const auto& issue : issues_) {
    if (issue.severity == severity) out.push_back(issue.text);
  }
  return out;
}

}  // namespace natsop::identity::jwt
