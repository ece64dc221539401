#include "core/identity/jwt/subject_rules.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "core/identity/jwt/codec.h"
#include "core/text/ascii.h"

namespace natsop::identity::jwt {
namespace {

/// The next token of a subject, and its removal with the dot behind it; `last` tells that nothing
/// follows.
std::string_view next_token(std::string_view& rest, bool& last) {
  const auto dot = rest.find('.');
  last = dot == std::string_view::npos;
  const auto token = rest.substr(0, dot);
  rest.remove_prefix(last ? rest.size() : dot + 1);
  return token;
}

/// The number of a reference such as "$2".
std::optional<std::int64_t> reference(std::string_view token) {
  if (token.size() < 2 || token[0] != '$') return std::nullopt;
  std::int64_t number = 0;
  const char* end = token.data() + token.size();
  const auto [stop, error] = std::from_chars(token.data() + 1, end, number);
  if (error != std::errc() || stop != end) return std::nullopt;
  return number;
}

bool ends_open(std::string_view subject) { return subject == ">" || subject.ends_with(".>"); }

}  // namespace

bool has_wildcards(std::string_view subject) {
  return subject.ends_with(".>") || subject.ends_with(".*") ||
         subject.find(".*.") != std::string_view::npos || subject.starts_with("*.") ||
         subject == "*" || subject == ">";
}

bool is_contained_in(std::string_view subject, std::string_view other) {
  bool last = false;
  bool other_last = false;
  while (true) {
    const auto token = next_token(subject, last);
    const auto other_token = next_token(other, other_last);
    if (other_last && other_token == ">") return true;
    if (other_token != "*" && other_token != token) return false;
    if (last || other_last) return last == other_last;
  }
}

std::size_t count_wildcards(std::string_view subject) {
  return static_cast<std::size_t>(std::ranges::count(text::split(subject, '.'), "*"));
}

std::string referenced_subject(std::string_view local_subject) {
  std::string out;
  bool last = local_subject.empty();
  while (!last) {
    const auto token = next_token(local_subject, last);
    out += reference(token) ? "*" : token;
    if (!last) out += '.';
  }
  return out;
}

void validate_subject(std::string_view subject, ValidationResults& results) {
  if (subject.empty()) return results.error("subject cannot be empty");
  const auto shown = quoted(subject);
  if (subject.find(' ') != std::string_view::npos)
    results.error("subject " + shown + " cannot have spaces");
  if (subject.front() == '.' || subject.back() == '.') {
    results.error("subject " + shown + " cannot start or end with a `.`");
  }
  if (subject.find("..") != std::string_view::npos) {
    results.error("subject " + shown + " cannot contain consecutive `.`");
  }
}

void validate_renaming(std::string_view local_subject, std::string_view from,
                       ValidationResults& results) {
  validate_subject(local_subject, results);
  if (from.empty()) results.error("subject cannot be empty");
  if (local_subject.find(' ') != std::string_view::npos) {
    results.error("subject " + quoted(local_subject) + " cannot have spaces");
  }
  if (ends_open(local_subject) != ends_open(from)) {
    results.error("both, renaming subject and subject, need to end or not end in >");
  }
  const auto wildcards = static_cast<std::int64_t>(count_wildcards(from));
  std::int64_t used = 0;
  for (const auto token : text::split(local_subject, '.')) {
    if (token == "*") ++used;
    const auto number = reference(token);
    if (!number) continue;
    if (*number > wildcards) {
      results.error("Reference $" + std::to_string(*number) + " in " + quoted(local_subject) +
                    " reference * in " + quoted(from) + " that do not exist");
    } else {
      ++used;
    }
  }
  if (used != wildcards) {
    results.error("subject does not contain enough * or reference wildcards $[0-9]");
  }
}

void validate_permission(std::string_view permission, bool permit_queue,
                         ValidationResults& results) {
  const auto space = permission.find(' ');
  if (space == std::string_view::npos) return validate_subject(permission, results);
  const auto queue = permission.substr(space + 1);
  const auto shown = "Permission Subject \"" + std::string(permission.substr(0, 512)) + "\"";
  if (queue.find(' ') != std::string_view::npos)
    return results.error(shown + " contains too many spaces");
  validate_subject(permission.substr(0, space), results);
  validate_subject(queue, results);
  if (!permit_queue) results.error(shown + " is not allowed to contain queue");
}

}  // namespace natsop::identity::jwt
