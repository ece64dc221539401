#include "commands/nats/messages/translate.h"

#include <fmt/format.h>

#include "cli/process.h"
#include "core/text/shell_split.h"
#include "core/text/template.h"

namespace natsop::commands::nats::messages {

Result<std::string> translated(const std::string& body, const Translation& translation) {
  if (translation.command.empty()) return body;
  text::TemplateScope scope;
  scope.add_value("Subject", [&] { return translation.subject; });
  scope.add_value("Stream", [&] { return translation.stream; });
  NATSOP_TRY(const auto command, text::expand_template(translation.command, scope));
  NATSOP_TRY(const auto words, text::shell_split(command));
  if (words.empty()) return Error(Code::Usage, "--translate needs a command");
  NATSOP_TRY(const auto ran, cli::run_filter(words, {.input = body}));
  if (ran.status == 0) return ran.output;
  return fmt::format("\"{}\"\nError while translating msg body: exit status {}", ran.output,
                     ran.status);
}

}  // namespace natsop::commands::nats::messages
