#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/identity/jwt/validation.h"

namespace natsop::identity::jwt {

/// True when a token of the subject is a wildcard: it is or ends in `*` or `>`, or has `*` as a
/// whole token.
[[nodiscard]] bool has_wildcards(std::string_view subject);

/// True when everything `subject` matches is matched by `other` too; the tokens of equal subjects
/// match.
[[nodiscard]] bool is_contained_in(std::string_view subject, std::string_view other);

/// How many tokens are `*`.
[[nodiscard]] std::size_t count_wildcards(std::string_view subject);

/// A local subject with its references (`$1`) turned into `*`.
[[nodiscard]] std::string referenced_subject(std::string_view local_subject);

void validate_subject(std::string_view subject, ValidationResults& results);

/// Checks a local subject against the subject it renames: every `*` of `from` is used once, by `*`
/// or by reference.
void validate_renaming(std::string_view local_subject, std::string_view from,
                       ValidationResults& results);

/// Checks a permission: a subject, or "subject queue" where queues are permitted.
void validate_permission(std::string_view permission, bool permit_queue,
                         ValidationResults& results);

}  // namespace natsop::identity::jwt
