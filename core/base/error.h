#pragma once
#include <string>
#include <utility>
#include <vector>

namespace natsop {

/// What kind of failure an Error is; the edge maps it to an exit status (cli/exit_status.h).
enum class Code {
  Usage,        ///< the command line is wrong
  NotFound,     ///< the named thing does not exist
  Exists,       ///< the named thing exists already
  Denied,       ///< authorization or permission
  Unreachable,  ///< no server, no responders, connection lost
  Timeout,      ///< no answer in time
  Invalid,      ///< the input is malformed or out of range
  Corrupt,      ///< stored data is damaged
  Conflict,     ///< the operation contradicts the present state
  Cancelled,    ///< the user declined or interrupted
  Unsupported,  ///< known, and not available here
  Failed,       ///< anything else that went wrong
};

/// One failure: its kind, what happened, what was being done, and what to try next.
///
/// Messages are lower case without a full stop, quote the user's input and name the place
/// ("nats.conf:12:3: ..."). A value type; never holds secrets.
class [[nodiscard]] Error {
 public:
  Error(Code code, std::string message) : code_(code), message_(std::move(message)) {}

  /// Adds what to do about it: imperative, may name a command. A later hint replaces an earlier
  /// one.
  Error&& hint(std::string text) &&;
  Error& hint(std::string text) &;

  /// Adds what was being done, on the way up: the last one added is the outermost.
  Error&& during(std::string text) &&;
  Error& during(std::string text) &;

  /// The JetStream or server error code that came with it; 0 when there was none.
  Error&& api_code(int code) &&;

  [[nodiscard]] Code code() const { return code_; }
  [[nodiscard]] const std::string& message() const { return message_; }
  [[nodiscard]] const std::string& hint() const { return hint_; }
  [[nodiscard]] const std::vector<std::string>& context() const { return context_; }
  [[nodiscard]] int api_code() const { return api_code_; }

  /// "outermost context: ...: message", on one line, for logs and nested messages.
  [[nodiscard]] std::string one_line() const;

 private:
  Code code_;
  std::string message_;
  std::string hint_;
  std::vector<std::string> context_;
  int api_code_ = 0;
};

/// The lower-case name of a kind, as it appears in JSON errors ("not_found").
[[nodiscard]] const char* name_of(Code code);

}  // namespace natsop
