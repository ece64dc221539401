#include "cli/exit_status.h"

namespace natsop::cli {

ExitStatus exit_status(Code code) {
  switch (code) {
    case Code::Usage:
      return ExitStatus::Usage;
    case Code::NotFound:
      return ExitStatus::NotFound;
    case Code::Denied:
      return ExitStatus::Denied;
    case Code::Unreachable:
    case Code::Timeout:
      return ExitStatus::Unreachable;
    case Code::Cancelled:
      return ExitStatus::Interrupted;
    case Code::Exists:
    case Code::Invalid:
    case Code::Corrupt:
    case Code::Conflict:
    case Code::Unsupported:
    case Code::Failed:
      return ExitStatus::Failed;
  }
  return ExitStatus::Failed;
}

Error ended_with(int status) { return Error(Code::Failed, "").api_code(status); }

std::optional<int> status_of(const Error& error) {
  if (!error.message().empty() || error.api_code() == 0) return std::nullopt;
  return error.api_code();
}

}  // namespace natsop::cli
