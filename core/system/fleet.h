#pragma once
#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/jetstream/timestamp.h"
#include "core/jetstream/transport.h"
#include "core/json/doc.h"

namespace natsop::system {

/// Who answered a system request, as servers introduce themselves. Empty where a server is silent.
struct ServerId {
  std::string name{};
  std::string id{};
  std::string cluster{};
  std::string host{};  ///< as configured, often "0.0.0.0" or "localhost"
  std::string version{};
  std::string domain{};  ///< of JetStream
  bool jetstream = false;
  jetstream::Timestamp time{};  ///< on the server's clock, when it answered
};

/// One server's answer.
struct Answer {
  ServerId server;
  json::Doc data;      ///< the answer proper: statistics, connections, ...
  json::Doc document;  ///< all of it as it came, {"server": ..., "data" or "statsz": ...}
  std::chrono::nanoseconds rtt{};
};

/// What came back from many servers.
struct Answers {
  std::vector<Answer> all;
  std::vector<std::string> refusals;  ///< "srv-1: reason" of servers that answered with an error
};

/// Which servers are to answer; an empty filter means all. Names must match whole.
struct ServerFilter {
  std::string name{};
  std::string host{};  ///< as configured, which is no name of a machine as a rule
  std::string cluster{};
  std::string domain{};
  std::vector<std::string> tags{};

  [[nodiscard]] bool empty() const {
    return name.empty() && host.empty() && cluster.empty() && domain.empty() && tags.empty();
  }
};

/// When to stop waiting for answers.
struct Asking {
  std::size_t expect = 0;  ///< this many are all; 0: until nobody has answered for kLull
  ServerFilter filter{};
  std::function<void(const Answer&)> on_answer{};  ///< called for each as it arrives; may be empty
};

/// With an unknown number of servers, how long none may answer before all are taken to have.
inline constexpr std::chrono::milliseconds kLull{300};

/// Asks the servers of a system what they know, over the $SYS subjects: the one place that gathers
/// answers from many.
///
/// Borrows the transport and the clock, which must outlive it; as thread-safe as the transport.
/// Errors of every call: Denied when the user is not of the system account or may not ask, Timeout
/// when nobody answers, NotFound when nobody matches the filter, Unreachable, Failed for answers
/// that make no sense.
class Fleet {
 public:
  Fleet(jetstream::Transport& transport, const Clock& clock, std::chrono::nanoseconds timeout)
      : transport_(&transport), clock_(&clock), timeout_(timeout) {}

  /// Every server's statistics ($SYS.REQ.SERVER.PING): who is there.
  [[nodiscard]] Result<Answers> ping(const Asking& asking = {});

  /// What every server says at a monitoring endpoint: "JSZ", "VARZ", "CONNZ", ... `options` are the
  /// endpoint's own, an object or null.
  [[nodiscard]] Result<Answers> ask(std::string_view endpoint, const json::Doc& options,
                                    const Asking& asking = {});

  /// The same from one server by its id.
  [[nodiscard]] Result<Answer> ask_id(const std::string& id, std::string_view endpoint,
                                      const json::Doc& options);

  /// The same about the account that is logged in; no system account needed: "CONNZ", "STATZ".
  [[nodiscard]] Result<Answers> ask_own_account(std::string_view endpoint, const json::Doc& options,
                                                const Asking& asking = {});

  /// How many servers there are, as one of them counts; 0 when it does not tell.
  [[nodiscard]] Result<std::size_t> count();

 private:
  [[nodiscard]] Result<Answers> gather(const std::string& subject, const json::Doc& options,
                                       const Asking& asking);
  [[nodiscard]] Error unanswered(const std::string& subject, const Asking& asking) const;

  jetstream::Transport* transport_;
  const Clock* clock_;
  std::chrono::nanoseconds timeout_;
};

/// Whether a text has the form of a server's id: a public nkey of kind N.
[[nodiscard]] bool is_server_id(std::string_view text);

}  // namespace natsop::system
