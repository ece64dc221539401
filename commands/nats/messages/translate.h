#pragma once
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace natsop::commands::nats::messages {

/// How --translate changes what is shown of a message.
struct Translation {
  std::string command;  ///< empty: nothing is changed. {{Subject}} and {{Stream}} are filled in
  std::string subject;
  std::string stream{};
};

/// A message's body piped through a command: what the command writes on standard output and error.
/// A command that fails gives its output in quotes and a word on why, as text: one bad message must
/// not end a subscription.
[[nodiscard]] Result<std::string> translated(const std::string& body,
                                             const Translation& translation);

}  // namespace natsop::commands::nats::messages
