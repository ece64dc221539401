#pragma once
#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/json/doc.h"

namespace natsop::identity {

/// The account resolvers of running servers, as seen over the system account: which
/// servers there are and what each says to a request.

/// One request to all servers.
struct ResolverRequest {
  std::string subject;
  std::string payload;
};

/// One server's message to one request.
struct ResolverMessage {
  std::size_t request = 0;  ///< index of the request it answers
  std::string payload;
  bool no_responders =
      false;  ///< the server we are connected to says that nobody listens; payload is empty
};

/// How long to wait for the next message.
using Patience = std::function<std::chrono::milliseconds()>;

/// Sends requests and collects what comes back; core/client implements it over a connection, tests
/// from a table.
class Requester {
 public:
  Requester() = default;
  Requester(const Requester&) = delete;
  Requester& operator=(const Requester&) = delete;
  virtual ~Requester() = default;

  /// Publishes every request with a reply subject of its own, all before the first answer is
  /// awaited, then hands each message to `on_message` in the order of arrival. Ends with success
  /// when that returns false (enough), or when no message came for as long as `patience` says,
  /// which is asked before each wait. Errors are those of the connection.
  [[nodiscard]] virtual Result<void> scatter(
      const std::vector<ResolverRequest>& requests, const Patience& patience,
      const std::function<bool(const ResolverMessage&)>& on_message) = 0;
};

/// What one server answered.
struct ServerAnswer {
  enum class Kind {
    Done,        ///< `data` holds the answer
    Refused,     ///< `text` says why
    Nameless,    ///< no server name in it; `text` is the message
    Empty,       ///< neither data nor error; `text` is the message
    Unreadable,  ///< no JSON: `text` is the parser's complaint and the message
  };

  Kind kind = Kind::Done;
  std::string server_name;
  std::string server_id;  ///< empty when the message did not say
  json::Doc data;
  std::string text;

  [[nodiscard]] bool done() const { return kind == Kind::Done; }
  /// data's "message", or all of data as JSON.
  [[nodiscard]] std::string message() const;
  /// What nsc prints for an answer that is not Done: "server srv-1 responded with error: ...".
  [[nodiscard]] std::string problem() const;
};

/// Reads a message in the servers' envelope.
[[nodiscard]] ServerAnswer read_server_answer(std::string_view payload);

/// All answers to one request.
struct ResolverReply {
  std::vector<ServerAnswer> answers;  ///< in the order of arrival
  bool no_responders = false;
  bool complete = false;    ///< every server that is known has answered
  std::size_t missing = 0;  ///< servers that are said to be there and have not answered

  [[nodiscard]] std::size_t done_count() const;
  /// When nobody answered: "failed to get response to push account: nats: timeout", or "...: nats:
  /// no responders available for request". Empty otherwise. `operation` is nsc's name of what was
  /// tried.
  [[nodiscard]] std::string silence(std::string_view operation) const;
};

struct ResolverOptions {
  /// How long to wait for the next answer while some server has not answered.
  std::chrono::milliseconds timeout{1000};
  /// The same, at least and at least a quarter of `timeout`, once all servers that were heard of
  /// have answered everything and yet claim that there are more: most often they have not noticed
  /// that one was restarted and count it twice.
  std::chrono::milliseconds grace{250};
  /// How long to listen on, once, when as many servers have answered as they say there are.
  std::chrono::milliseconds linger{75};
  /// Requests that are under way at the same time.
  std::size_t window = 250;
};

/// Asks all servers, and is done as soon as all have answered instead of when the time is over.
///
/// How many there are is found out along the way: the first requests go out together with a ping,
/// each server answers it and says how many servers it knows. Users that may not ping wait until
/// the timeout, as nsc does. One thread.
class Resolver {
 public:
  /// `requester` must outlive the resolver.
  explicit Resolver(Requester& requester, ResolverOptions options = {})
      : requester_(requester), options_(options) {}

  /// Sends each request to all servers, many at a time; replies are in the order of the requests.
  [[nodiscard]] Result<std::vector<ResolverReply>> ask(
      const std::vector<ResolverRequest>& requests);
  [[nodiscard]] Result<ResolverReply> ask(const ResolverRequest& request);

  /// The ids of the servers that answered anything so far.
  [[nodiscard]] const std::set<std::string>& servers() const { return servers_; }
  [[nodiscard]] Requester& requester() const { return requester_; }
  [[nodiscard]] const ResolverOptions& options() const { return options_; }

 private:
  class Round;

  Requester& requester_;
  ResolverOptions options_;
  std::set<std::string> servers_;
  bool known_ = false;  // every server that is there has answered before: no ping needed
};

/// Subjects, for permissions.
inline constexpr std::string_view kPingSubject = "$SYS.REQ.SERVER.PING";
inline constexpr std::string_view kUpdateSubject = "$SYS.REQ.CLAIMS.UPDATE";
inline constexpr std::string_view kListSubject = "$SYS.REQ.CLAIMS.LIST";
inline constexpr std::string_view kDeleteSubject = "$SYS.REQ.CLAIMS.DELETE";
inline constexpr std::string_view kPackSubject = "$SYS.REQ.CLAIMS.PACK";

}  // namespace natsop::identity
