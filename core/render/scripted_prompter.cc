#include <fmt/format.h>

#include <algorithm>

#include "core/render/prompt.h"

namespace natsop::render {
namespace {

/// The option that an answer names: its whole text, else the first that contains it.
Result<std::size_t> find_option(std::string_view message, const std::vector<std::string>& options,
                                std::string_view answer) {
  const auto whole = std::ranges::find(options, answer);
  const auto found =
      whole != options.end() ? whole : std::ranges::find_if(options, [&](const auto& option) {
        return option.find(answer) != std::string::npos;
      });
  if (found == options.end()) {
    return Error(Code::Invalid, fmt::format("\"{}\" does not offer \"{}\"", message, answer));
  }
  return static_cast<std::size_t>(found - options.begin());
}

}  // namespace

ScriptedPrompter& ScriptedPrompter::answer(std::string message, std::string text) {
  answers_.emplace_back(std::move(message), std::move(text));
  return *this;
}

Result<std::string> ScriptedPrompter::next(std::string_view message) {
  asked_.emplace_back(message);
  if (answers_.empty()) {
    return Error(Code::Invalid, fmt::format("the script has no answer for \"{}\"", message));
  }
  auto [expected, text] = std::move(answers_.front());
  answers_.pop_front();
  if (message.find(expected) == std::string_view::npos) {
    return Error(Code::Invalid, fmt::format("the script expected \"{}\", and was asked \"{}\"",
                                            expected, message));
  }
  if (text == "^C") return Error(Code::Cancelled, "interrupt");
  return text;
}

Result<std::string> ScriptedPrompter::input(const Input& question) {
  NATSOP_TRY(auto text, next(question.message));
  if (text.empty()) text = question.fallback;
  if (question.validate) NATSOP_CHECK(question.validate(text));
  return text;
}

Result<std::string> ScriptedPrompter::password(const Password& question) {
  NATSOP_TRY(auto text, next(question.message));
  if (question.validate) NATSOP_CHECK(question.validate(text));
  return text;
}

Result<std::size_t> ScriptedPrompter::select(const Select& question) {
  NATSOP_TRY(const auto text, next(question.message));
  if (question.options.empty()) {
    return Error(Code::Invalid, fmt::format("nothing to choose from for \"{}\"", question.message));
  }
  if (text.empty()) return std::min(question.fallback, question.options.size() - 1);
  return find_option(question.message, question.options, text);
}

Result<std::vector<std::size_t>> ScriptedPrompter::multi_select(const MultiSelect& question) {
  NATSOP_TRY(const auto text, next(question.message));
  auto chosen = question.chosen;
  if (!text.empty()) chosen.clear();
  for (std::string_view rest = text; !rest.empty();) {
    const auto comma = rest.find(',');
    auto name = rest.substr(0, comma);
    while (name.starts_with(' ')) name.remove_prefix(1);
    NATSOP_TRY(const auto index, find_option(question.message, question.options, name));
    chosen.push_back(index);
    rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
  }
  std::ranges::sort(chosen);
  return chosen;
}

Result<bool> ScriptedPrompter::confirm(const Confirm& question) {
  NATSOP_TRY(const auto text, next(question.message));
  if (text.empty()) return question.fallback;
  if (text == "y" || text == "n") return text == "y";
  return Error(Code::Invalid,
               fmt::format("\"{}\" takes y or n, not \"{}\"", question.message, text));
}

Result<std::string> ScriptedPrompter::edit(const EditText& question) {
  NATSOP_TRY(auto text, next(question.message));
  return text.empty() ? question.content : text;
}

}  // namespace natsop::render
