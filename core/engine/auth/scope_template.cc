#include "core/engine/auth/scope_template.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "core/subject/subject.h"
#include "core/text/ascii.h"
#include "core/text/quote.h"

namespace natsop::engine {

namespace {

namespace jwt = identity::jwt;

constexpr std::string_view kOpen = "{{";
constexpr std::string_view kClose = "}}";

// Tags are written by whoever signs users: a few of them must not become millions of subjects.
constexpr std::size_t kMaxSubjects = 4096;

/// "subject" or "subject queue".
bool is_sound(std::string_view entry) {
  const std::size_t space = entry.find(' ');
  if (space == std::string_view::npos) {
    return subject::is_valid(entry);
  }
  return subject::is_valid(entry.substr(0, space)) && subject::is_valid(entry.substr(space + 1));
}

class Filler {
 public:
  Filler(const jwt::UserClaims& user, const jwt::AccountClaims& account)
      : user_(user), account_(account) {}

  Result<void> fill(std::vector<std::string>& list, bool must_be_defined) const {
    std::vector<std::string> filled;
    for (const std::string& entry : list) {
      NATSOP_TRY(const auto subjects, fill_entry(entry, must_be_defined));
      filled.insert(filled.end(), subjects.begin(), subjects.end());
    }
    list = std::move(filled);
    return {};
  }

 private:
  Result<std::vector<std::string>> fill_entry(const std::string& entry,
                                              bool must_be_defined) const {
    if (entry.find(kOpen) == std::string::npos) {
      return std::vector<std::string>{entry};
    }
    std::vector<std::string> made{""};
    std::string_view rest = entry;
    while (true) {
      const std::size_t open = rest.find(kOpen);
      const std::size_t close =
          open == std::string_view::npos ? open : rest.find(kClose, open + kOpen.size());
      if (close == std::string_view::npos) {
        break;
      }
      const std::string_view operation =
          text::trim(rest.substr(open + kOpen.size(), close - open - kOpen.size()));
      NATSOP_TRY(const auto values, values_of(operation, entry));
      made = extended(made, rest.substr(0, open), values);
      if (made.size() > kMaxSubjects) {
        return Error(Code::Denied,
                     fmt::format("template {} makes too many subjects", text::go_quote(entry)));
      }
      rest.remove_prefix(close + kClose.size());
    }
    std::vector<std::string> sound;
    for (std::string& subject : made) {
      subject += rest;
      if (is_sound(subject)) {
        sound.push_back(std::move(subject));
      } else if (must_be_defined) {
        return invalid(subject);
      }
    }
    if (sound.empty() && must_be_defined) {
      return invalid(entry);
    }
    return sound;
  }

  static Error invalid(const std::string& subject) {
    return {Code::Denied, fmt::format("generated invalid subject {}", text::go_quote(subject))};
  }

  static std::vector<std::string> extended(const std::vector<std::string>& made,
                                           std::string_view literal,
                                           const std::vector<std::string>& values) {
    std::vector<std::string> longer;
    for (const std::string& prefix : made) {
      for (const std::string& value : values) {
        longer.push_back(prefix + std::string(literal) + value);
      }
    }
    return longer;
  }

  Result<std::vector<std::string>> values_of(std::string_view operation,
                                             const std::string& entry) const {
    const std::string op = text::ascii_lower(operation);
    if (op == "name()") {
      return std::vector<std::string>{user_.name};
    }
    if (op == "subject()") {
      return std::vector<std::string>{user_.subject};
    }
    if (op == "account-name()") {
      return std::vector<std::string>{account_.name};
    }
    if (op == "account-subject()") {
      return std::vector<std::string>{account_.subject};
    }
    if (op.starts_with("tag(") && op.ends_with(')')) {
      return tagged(user_.tags, op.substr(4, op.size() - 5));
    }
    if (op.starts_with("account-tag(") && op.ends_with(')')) {
      return tagged(account_.tags, op.substr(12, op.size() - 13));
    }
    return Error(Code::Denied, fmt::format("template operation in {}: {} is not defined",
                                           text::go_quote(entry), text::go_quote(operation)));
  }

  static std::vector<std::string> tagged(const std::vector<std::string>& tags,
                                         std::string_view key) {
    std::vector<std::string> values;
    const std::string prefix = std::string(text::trim(key)) + ":";
    for (const std::string& tag : tags) {
      if (text::ascii_lower(tag).starts_with(prefix)) {
        values.emplace_back(text::trim(std::string_view(tag).substr(prefix.size())));
      }
    }
    std::sort(values.begin(), values.end());
    return values;
  }

  const jwt::UserClaims& user_;
  const jwt::AccountClaims& account_;
};

Result<void> fill_side(const Filler& filler, jwt::Permission& side) {
  const bool restricted = !side.allow.empty();
  NATSOP_CHECK(filler.fill(side.allow, false));
  NATSOP_CHECK(filler.fill(side.deny, true));
  // An empty list allows everything, which is not what the template says.
  if (restricted && side.allow.empty()) {
    side.deny.emplace_back(subject::kRest);
  }
  return {};
}

}  // namespace

Result<jwt::UserPermissionLimits> fill_scope(const jwt::UserScope& scope,
                                             const jwt::UserClaims& user,
                                             const jwt::AccountClaims& account) {
  jwt::UserPermissionLimits limits = scope.limits;
  const Filler filler(user, account);
  NATSOP_CHECK(fill_side(filler, limits.permissions.publish));
  NATSOP_CHECK(fill_side(filler, limits.permissions.subscribe));
  return limits;
}

}  // namespace natsop::engine
