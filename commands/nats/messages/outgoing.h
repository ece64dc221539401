#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cli/context.h"
#include "core/jetstream/headers.h"

namespace natsop::commands::nats::messages {

/// What a message is made of, as given on the command line.
struct Draft {
  std::string subject;
  std::optional<std::string> body;   ///< nothing: standard input may hold it
  std::vector<std::string> headers;  ///< "Name: value"
  std::string reply{};
  bool templates = true;  ///< expand {{...}} in body and subject (headers always are)
  bool force_stdin = false;
  std::string send_on = "eof";  ///< "newline": a message per line of standard input
  std::int64_t count = 1;       ///< how often each is sent
};

/// A message with its templates filled in.
struct Outgoing {
  std::string subject;
  std::string body;
  std::string reply{};
  jetstream::Headers headers{};
};

/// Fills in a draft's templates for the number-th message. A body or subject that is no template is
/// sent as it is, with a remark in the log. `request` is the body of the request that is answered.
[[nodiscard]] Result<Outgoing> fill_in(const Draft& draft, const std::string& body,
                                       std::int64_t number, cli::Context& ctx,
                                       const std::optional<std::string>& request = {});

/// Whether the body comes from standard input: none was given, and something is there to be read.
[[nodiscard]] bool reads_stdin(const Draft& draft, const cli::Context& ctx);

/// Calls `send` for each message that the draft makes, numbered from 1: the body, or what standard
/// input holds, `count` times. Stops at the first error, and with Cancelled on Ctrl-C.
[[nodiscard]] Result<void> each_message(const Draft& draft, cli::Context& ctx,
                                        const std::function<Result<void>(const Outgoing&)>& send);

/// A usage error for a subject that cannot be published to: wildcards, spaces, empty tokens.
[[nodiscard]] Result<void> check_subject(const std::string& subject);

}  // namespace natsop::commands::nats::messages
