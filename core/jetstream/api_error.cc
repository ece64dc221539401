#include "core/jetstream/api_error.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/jetstream/wire.h"

namespace natsop::jetstream {
namespace {

constexpr int kNotFoundStatus = 404;

/// What kind of failure an err_code is, where its status does not tell.
struct Kind {
  int err_code;
  Code code;
};

// Ascending by err_code.
constexpr std::array kKinds = {
    Kind{10002, Code::Failed},                                       // account out of resources
    Kind{10004, Code::Unreachable},                                  // some servers did not answer
    Kind{10006, Code::Unsupported},                                  // not clustered
    Kind{10007, Code::Unreachable}, Kind{10008, Code::Unreachable},  // no meta leader
    Kind{10009, Code::Unreachable}, Kind{10010, Code::Unsupported},
    Kind{10012, Code::Invalid},  // consumer create: the text names the rule
    Kind{10013, Code::Exists},      Kind{10026, Code::Failed},  // limits
    Kind{10027, Code::Failed},      Kind{10035, Code::NotFound},
    Kind{10036, Code::Unsupported}, Kind{10039, Code::Unsupported},  // no JetStream for the account
    Kind{10040, Code::NotFound},                                     // peer
    Kind{10043, Code::NotFound},                                     // sequence
    Kind{10044, Code::NotFound},                                     // server
    Kind{10052, Code::Invalid},     Kind{10055, Code::Conflict},
    Kind{10058, Code::Exists},      Kind{10060, Code::Conflict},
    Kind{10061, Code::Conflict},    Kind{10063, Code::Conflict},
    Kind{10065, Code::Conflict},    Kind{10069, Code::Invalid},
    Kind{10070, Code::Conflict},    Kind{10071, Code::Conflict},
    Kind{10074, Code::Unsupported},  // replicas on a single server
    Kind{10076, Code::Unsupported}, Kind{10098, Code::Conflict},
    Kind{10099, Code::Conflict},    Kind{10100, Code::Conflict},
    Kind{10101, Code::Conflict},    Kind{10105, Code::Exists},
    Kind{10106, Code::Conflict},    Kind{10109, Code::Conflict},  // sealed
    Kind{10118, Code::Unreachable}, Kind{10119, Code::Unreachable},
    Kind{10120, Code::Failed},      Kind{10123, Code::Conflict},
    Kind{10124, Code::Conflict},    Kind{10129, Code::Conflict},
    Kind{10130, Code::Exists},      Kind{10148, Code::Exists},
    Kind{10149, Code::NotFound},    Kind{10158, Code::Conflict},
    Kind{10163, Code::Unreachable}, Kind{10164, Code::Conflict},
    Kind{10180, Code::Conflict},    Kind{10185, Code::Unsupported},  // API level
    Kind{10194, Code::Unreachable}, Kind{10195, Code::Unreachable},
    Kind{10202, Code::Conflict},    Kind{10225, Code::Conflict},
    Kind{10226, Code::Conflict},
};

Code code_of_status(int status) {
  switch (status) {
    case 401:
    case 403:
      return Code::Denied;
    case kNotFoundStatus:
      return Code::NotFound;
    case 408:
      return Code::Timeout;
    case 409:
      return Code::Conflict;
    case 412:
      return Code::Conflict;
    default:
      return status >= 400 && status < 500 && status != 429 ? Code::Invalid : Code::Failed;
  }
}

Code code_of(const ApiError& error) {
  if (error.code == kNotFoundStatus) return Code::NotFound;
  const auto found = std::ranges::lower_bound(kKinds, error.err_code, {}, &Kind::err_code);
  if (found != kKinds.end() && found->err_code == error.err_code) return found->code;
  return code_of_status(error.code);
}

std::string_view hint_of(int err_code) {
  switch (err_code) {
    case 10002:
    case 10023:
    case 10026:
    case 10027:
    case 10028:
    case 10047:
    case 10122:
      return "`nats account info` shows the account's limits and what is used";
    case 10005:
      return "ask for fewer replicas, or check placement cluster and tags against `nats server "
             "list`";
    case 10008:
      return "the cluster may be electing a leader: try again, or look at `nats server report "
             "jetstream`";
    case 10025:
      return "the server may be older than a field of the request: `nats account info` shows its "
             "API "
             "level";
    case 10039:
      return "enable JetStream for the account, or set --js-domain to where it is enabled";
    case 10058:
      return "`nats stream edit` changes an existing stream";
    case 10059:
      return "`nats stream ls` lists the streams";
    case 10014:
      return "`nats consumer ls STREAM` lists its consumers";
    case 10065:
      return "`nats stream find --subject SUBJECT` shows which stream has it";
    case 10074:
      return "use one replica on a server without a cluster";
    case 10076:
      return "start the server with JetStream enabled";
    case 10109:
      return "a sealed stream stays as it is; `nats stream copy` makes a new one like it";
    case 10113:
      return "set --max-bytes: the account requires it";
    case 10118:
    case 10119:
      return "`nats server report jetstream` shows which servers are offline";
    case 10148:
      return "`nats consumer edit` changes an existing consumer";
    case 10185:
      return "the server is too old for this: `nats account info` shows its API level";
    default:
      return {};
  }
}

}  // namespace

using wire::Emit;

template <class Visit, class Self>
void ApiError::walk(Visit& visit, Self& self) {
  visit("code", self.code, Emit::Always);
  visit("err_code", self.err_code);
  visit("description", self.description);
}

NATSOP_JETSTREAM_MODEL(ApiError)

std::string ApiError::text() const {
  if (!description.empty()) {
    return err_code == 0 ? description : fmt::format("{} ({})", description, err_code);
  }
  if (code == 0 && err_code == 0) return "unknown JetStream error";
  return fmt::format("unknown JetStream error {} ({})", code, err_code);
}

Error ApiError::to_error() const {
  Error error = Error(code_of(*this), text()).api_code(err_code);
  if (const auto hint = hint_of(err_code); !hint.empty()) error.hint(std::string(hint));
  return error;
}

}  // namespace natsop::jetstream
