#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace natsop::identity::jwt {

enum class Severity {
  Error,  ///< the claims must not be used
  Time,   ///< expired or not yet valid: blocks where time matters
  Warning,
};

struct ValidationIssue {
  Severity severity = Severity::Error;
  std::string text{};

  [[nodiscard]] bool blocking() const { return severity == Severity::Error; }
  [[nodiscard]] bool time_check() const { return severity == Severity::Time; }
  friend bool operator==(const ValidationIssue&, const ValidationIssue&) = default;
};

/// Every issue the checks of some claims found, in the order of the checks; empty means valid.
class ValidationResults {
 public:
  void error(std::string text) { issues_.push_back({Severity::Error, std::move(text)}); }
  void time_check(std::string text) { issues_.push_back({Severity::Time, std::move(text)}); }
  void warning(std::string text) { issues_.push_back({Severity::Warning, std::move(text)}); }
  void add(ValidationIssue issue) { issues_.push_back(std::move(issue)); }

  [[nodiscard]] const std::vector<ValidationIssue>& issues() const { return issues_; }
  [[nodiscard]] bool empty() const { return issues_.empty(); }
  /// True with any error, or, when include_time, any time check.
  [[nodiscard]] bool is_blocking(bool include_time) const;
  /// The texts of one severity.
  [[nodiscard]] std::vector<std::string> texts(Severity severity) const;

 private:
  std::vector<ValidationIssue> issues_{};
};

}  // namespace natsop::identity::jwt
