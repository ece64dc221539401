#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/text/template.h"

namespace natsop::commands::nats::messages {

/// The words of the command that answers a request: `command` split as a shell splits it, {{N}}
/// replaced by the subject's token N (from 0) and other actions by the scope.
///
/// The line is split before anything is filled in, so that a request adds no words of its own to
/// the command. Errors: Invalid for open quotes and for a token that the subject does not have;
/// those of the template.
[[nodiscard]] Result<std::vector<std::string>> command_words(std::string_view command,
                                                             std::string_view subject,
                                                             const text::TemplateScope& scope);

}  // namespace natsop::commands::nats::messages
