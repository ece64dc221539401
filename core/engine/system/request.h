#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/engine/interest/message.h"
#include "core/engine/system/server_stamp.h"
#include "core/engine/system/system_sink.h"
#include "core/json/doc.h"

namespace natsop::engine {

/// Which servers a request is for: fields that any $SYS request may have.
struct ServerFilter {
  std::string server_name;
  std::string cluster;
  std::string host;
  std::vector<std::string> tags;
  std::string domain;
  bool exact_match = false;  ///< otherwise name, cluster and host need only contain it

  [[nodiscard]] static Result<ServerFilter> parse(const json::Doc& body);
  /// Whether this server is meant.
  [[nodiscard]] bool admits(const ServerView& view) const;
};

/// A request's body: an object; empty is an empty object. Errors: Invalid.
[[nodiscard]] Result<json::Doc> parse_body(std::string_view payload);

/// Puts answers into their envelope and sends them.
class Responder {
 public:
  /// All must outlive it.
  Responder(const ServerView& view, ServerStamp& stamp, SystemSink& sink)
      : view_(view), stamp_(stamp), sink_(sink) {}

  /// {"server":…,"data":…}, or under another name than "data".
  void data(const Message& request, const json::Doc& data, std::string_view name = "data");
  /// {"server":…}: done, and nothing to say.
  void done(const Message& request);
  void error(const Message& request, int code, std::string_view description);
  /// Data, or its error with code 500.
  void result(const Message& request, const Result<json::Doc>& result);
  /// Without an envelope; this and all others compressed when the request asks for it.
  void bare(const Message& request, const json::Doc& answer);
  void text(const Message& request, std::string_view answer);

  /// The request's body when it is well formed and this server is meant; nothing otherwise, and the
  /// requestor has been told if it was malformed.
  [[nodiscard]] std::optional<json::Doc> accept(const Message& request);

  [[nodiscard]] const ServerView& view() const { return view_; }
  [[nodiscard]] SystemSink& sink() { return sink_; }
  [[nodiscard]] ServerStamp& stamp() { return stamp_; }

 private:
  const ServerView& view_;
  ServerStamp& stamp_;
  SystemSink& sink_;
};

}  // namespace natsop::engine
