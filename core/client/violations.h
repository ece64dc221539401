#pragma once
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"

namespace natsop::client {

/// One refusal by the server, which comes some time after the message or subscription it is about.
struct Violation {
  enum class Kind { Publish, Subscribe };
  Kind kind = Kind::Publish;
  std::string subject;
};

/// Reads `Permissions Violation for Publish to "foo"` and its relatives; nothing for other texts.
[[nodiscard]] std::optional<Violation> parse_violation(std::string_view text);

/// The Denied error of a violation.
[[nodiscard]] Error violation_error(const Violation& violation);

/// The violations that nobody has been told about yet. Safe from any thread.
class Violations {
 public:
  /// Notes one, as cnats's error handler gets it.
  void add(const std::string& text, Violation violation);

  /// The oldest untold one that `wanted` holds for, which is then told.
  [[nodiscard]] std::optional<Violation> take(const std::function<bool(const Violation&)>& wanted);

  /// Makes sure that a violation which the connection knows as its last error has arrived here:
  /// cnats runs error handlers a moment after the fact. `last` is the connection's last error text.
  void settle(const std::string& last);

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::size_t count_ = 0;
  std::size_t settled_ = 0;
  std::string last_text_;
  std::vector<Violation> untold_;
};

}  // namespace natsop::client
