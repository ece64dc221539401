#include "commands/nats/stream/questions.h"

#include <fmt/format.h>

#include "core/text/number.h"
#include "core/text/size.h"

namespace natsop::commands::nats::stream {

Result<std::string> ask_text(render::Prompter& prompter, render::Input question) {
  question.validate = [next =
                           std::move(question.validate)](const std::string& text) -> Result<void> {
    if (text.empty()) return Error(Code::Invalid, "a value is required");
    return next ? next(text) : Result<void>{};
  };
  return prompter.input(question);
}

Result<std::int64_t> ask_integer(render::Prompter& prompter, std::string message,
                                 std::int64_t fallback, std::string help, std::int64_t least) {
  const auto read = [least](const std::string& text) -> Result<void> {
    NATSOP_TRY(const auto value, text::parse_decimal(text));
    if (value >= least) return {};
    return Error(Code::Invalid, fmt::format("it must be {} or more", least));
  };
  NATSOP_TRY(const auto text, prompter.input({.message = std::move(message),
                                              .fallback = fmt::format("{}", fallback),
                                              .help = std::move(help),
                                              .validate = read}));
  return text::parse_decimal(text);
}

Result<std::int64_t> ask_size(render::Prompter& prompter, std::string message, std::string fallback,
                              std::string help, bool required, std::int64_t max) {
  const auto read = [=](const std::string& text) -> Result<void> {
    NATSOP_TRY(const auto value, text::parse_size(text, max));
    if (required && value <= 0) {
      return Error(Code::Invalid, "the account's settings require a limit here");
    }
    return {};
  };
  NATSOP_TRY(const auto text, prompter.input({.message = std::move(message),
                                              .fallback = std::move(fallback),
                                              .help = std::move(help),
                                              .validate = read}));
  return text::parse_size(text, max);
}

}  // namespace natsop::commands::nats::stream
