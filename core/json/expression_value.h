#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/json/doc.h"

/// What operators and functions of expressions do with values. For the expression*.cc files.
namespace natsop::json {

/// A value as an error names it: `"abc"`, 12, nothing.
[[nodiscard]] std::string shown(const Doc& value);
[[nodiscard]] bool is_number(const Doc& value);

/// Equal, an absent value being equal to zero, false, "" and what is empty.
[[nodiscard]] bool same(const Doc& a, const Doc& b);

/// `a op b` for the operators that look at both values. Errors: Invalid.
[[nodiscard]] Result<Doc> operate(std::string_view op, const Doc& a, const Doc& b);

/// A function's value, except of those that take a condition. Errors: Invalid.
[[nodiscard]] Result<Doc> call_function(std::string_view name, const std::vector<Doc>& arguments,
                                        Time now);

/// A member by name; an absent one is null. Where there is none and the name is one of Go's
/// ("NumReplicas"), the member of that meaning ("num_replicas").
[[nodiscard]] Doc member_of(const Doc& object, const std::string& name);

}  // namespace natsop::json
