#include "commands/nats/messages/reply_command.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/subject/subject.h"
#include "core/text/ascii.h"
#include "core/text/number.h"
#include "core/text/shell_split.h"

namespace natsop::commands::nats::messages {
namespace {

constexpr std::string_view kOpen = "{{";
constexpr std::string_view kClose = "}}";
constexpr char kMark = '\x1a';  // stands around an action's number while the line is split

struct Line {
  std::string text;                  // actions replaced by marks
  std::vector<std::string> actions;  // with their braces
};

Line set_actions_aside(std::string_view command) {
  Line line;
  while (true) {
    const auto open = command.find(kOpen);
    const auto close = command.find(kClose, open);
    line.text += command.substr(0, open);
    if (open == std::string_view::npos) return line;
    if (close == std::string_view::npos) {
      line.text += command.substr(open);
      return line;
    }
    line.text += fmt::format("{0}{1}{0}", kMark, line.actions.size());
    line.actions.emplace_back(command.substr(open, close + kClose.size() - open));
    command.remove_prefix(close + kClose.size());
  }
}

Result<std::string> filled_in(const std::string& action, std::string_view subject,
                              const text::TemplateScope& scope) {
  const auto inside =
      text::trim(std::string_view(action).substr(2, action.size() - kOpen.size() - kClose.size()));
  const bool number = !inside.empty() && std::ranges::all_of(inside, text::is_digit);
  if (!number) return text::expand_template(action, scope);
  NATSOP_TRY(const auto index, text::parse_decimal(inside));
  const auto at = static_cast<std::size_t>(index);
  if (at >= subject::token_count(subject)) {
    return Error(Code::Invalid, fmt::format("the subject \"{}\" has no token {}", subject, action));
  }
  return std::string(subject::token_at(subject, at));
}

}  // namespace

Result<std::vector<std::string>> command_words(std::string_view command, std::string_view subject,
                                               const text::TemplateScope& scope) {
  if (command.find(kMark) != std::string_view::npos) {
    return Error(Code::Invalid, "the command has a control character in it");
  }
  const auto line = set_actions_aside(command);
  NATSOP_TRY(const auto split, text::shell_split(line.text));
  std::vector<std::string> words;
  for (const auto& word : split) {
    std::string out;
    std::string_view rest = word;
    for (auto mark = rest.find(kMark); mark != std::string_view::npos; mark = rest.find(kMark)) {
      out += rest.substr(0, mark);
      rest.remove_prefix(mark + 1);
      const auto end = rest.find(kMark);
      NATSOP_TRY(const auto number, text::parse_decimal(rest.substr(0, end)));
      rest.remove_prefix(end + 1);
      NATSOP_TRY(const auto value,
                 filled_in(line.actions[static_cast<std::size_t>(number)], subject, scope));
      out += value;
    }
    out += rest;
    words.push_back(std::move(out));
  }
  if (words.empty()) return Error(Code::Invalid, "the command is empty");
  return words;
}

}  // namespace natsop::commands::nats::messages
