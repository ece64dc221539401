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

}  // namespace natsop::cli
