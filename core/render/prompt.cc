#include "core/render/prompt.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>
#include <optional>

#include "core/base/files.h"
#include "core/render/ansi.h"
#include "core/render/editor.h"
#include "core/render/keyboard.h"

namespace natsop::render {
namespace {

/// A line being typed: its bytes, and the byte before which the cursor stands.
struct Line {
  std::string text;
  std::size_t at = 0;

  void insert(std::string_view piece) {
    text.insert(at, piece);
    at += piece.size();
  }
  [[nodiscard]] std::size_t before() const {
    std::size_t start = at;
    while (start > 0 && (static_cast<unsigned char>(text[--start]) & 0xc0) == 0x80) continue;
    return start;
  }
  [[nodiscard]] std::size_t after() const {
    return at + unit_length(std::string_view(text).substr(at));
  }
  void erase(std::size_t from, std::size_t to) {
    text.erase(from, to - from);
    at = from;
  }
  /// Applies an editing key; what is no editing key changes nothing.
  void apply(const Key& key) {
    switch (key.kind) {
      case Key::Text:
        return insert(key.text);
      case Key::Backspace:
        return erase(before(), at);
      case Key::Delete:
        return erase(at, after());
      case Key::Left:
        at = before();
        return;
      case Key::Right:
        at = after();
        return;
      case Key::Home:
        at = 0;
        return;
      case Key::End:
        at = text.size();
        return;
      case Key::EraseLine:
        return erase(0, at);
      case Key::EraseRest:
        return erase(at, text.size());
      case Key::EraseWord: {
        std::size_t start = at;
        while (start > 0 && text[start - 1] == ' ') --start;
        while (start > 0 && text[start - 1] != ' ') --start;
        return erase(start, at);
      }
      default:
        return;
    }
  }
};

/// What all prompts draw alike.
struct Look {
  const Style& style;
  std::string prefix;

  [[nodiscard]] std::string question(std::string_view message) const {
    return fmt::format("{} {}", prefix, bold(style, message));
  }
  [[nodiscard]] std::string answered(std::string_view message, std::string_view answer) const {
    return fmt::format("{} {}", question(message), paint(style, Colour::Cyan, answer));
  }
  [[nodiscard]] std::string help_line(bool shown, std::string_view help) const {
    return shown ? paint(style, Colour::Cyan, fmt::format("? {}", help)) + "\n" : std::string();
  }
  [[nodiscard]] std::string help_offer(bool shown, std::string_view help) const {
    return shown || help.empty() ? std::string() : paint(style, Colour::Cyan, "[? for help]") + " ";
  }
  [[nodiscard]] std::string complaint(const std::string& what) const {
    if (what.empty()) return {};
    return paint(style, Colour::Red, "X Sorry, your reply was invalid: " + what) + "\n";
  }
};

/// A line question: what it shows, how an answer is checked, and what the answer looks like
/// afterwards.
struct LineQuestion {
  std::string message;
  std::string help;
  std::string hint;  // "(default) "
  bool secret = false;
  std::function<Result<std::string>(const std::string&)> accept;  // the answer as it is shown
};

/// Asks until `accept` takes the answer; returns it as typed.
Result<std::string> ask_line(int in, int out, int width, const Look& look,
                             const LineQuestion& question) {
  Keyboard keyboard(in);
  Panel panel(out, width);
  bool helped = false;
  Line line;
  while (true) {
    const auto shown = question.secret
                           ? std::string(static_cast<std::size_t>(columns_of(line.text)), '*')
                           : line.text;
    const int back = columns_of(line.text) - columns_of(line.text.substr(0, line.at));
    const auto top = look.help_line(helped, question.help);
    panel.draw(fmt::format("{}{} {}{}{}", top, look.question(question.message),
                           look.help_offer(helped, question.help), question.hint, shown),
               back);
    NATSOP_TRY(const auto key, keyboard.next());
    if (key.kind != Key::Enter) {
      line.apply(key);
      continue;
    }
    if (line.text == "?" && !question.help.empty() && !helped) {
      helped = true;
      line = {};
      continue;
    }
    const auto accepted = question.accept(line.text);
    if (accepted) {
      panel.finish(question.secret ? fmt::format("{} {}", look.question(question.message), shown)
                                   : look.answered(question.message, *accepted));
      return line.text;
    }
    // The complaint stays above; the question is asked again below it.
    panel.draw("");
    auto complaint = look.complaint(accepted.error().message());
    complaint.pop_back();
    panel.finish(complaint);
    line = {};
  }
}

bool contains_ignoring_case(std::string_view text, std::string_view part) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; };
  return !std::ranges::search(text, part, {}, lower, lower).empty() || part.empty();
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() && contains_ignoring_case(a, b);
}

/// The list below a select question: which options the filter leaves, the one under the cursor, the
/// page around it.
class Options {
 public:
  Options(const std::vector<std::string>& all, std::size_t cursor, int page)
      : all_(all), page_(static_cast<std::size_t>(std::max(page, 3))) {
    shown_.resize(all.size());
    std::iota(shown_.begin(), shown_.end(), std::size_t{0});
    at_ = std::min(cursor, all.size() - 1);
  }

  [[nodiscard]] const std::string& filter() const { return filter_; }
  [[nodiscard]] std::optional<std::size_t> current() const {
    return shown_.empty() ? std::nullopt : std::optional(shown_[at_]);
  }
  [[nodiscard]] const std::vector<std::size_t>& shown() const { return shown_; }

  void filter(std::string text) {
    const auto kept = current();
    filter_ = std::move(text);
    shown_.clear();
    at_ = 0;
    std::optional<std::size_t> exact;
    std::optional<std::size_t> same;
    for (std::size_t i = 0; i < all_.size(); ++i) {
      if (!contains_ignoring_case(all_[i], filter_)) continue;
      if (equal_ignoring_case(all_[i], filter_)) exact = shown_.size();
      if (kept == i && filter_.empty()) same = shown_.size();
      shown_.push_back(i);
    }
    at_ = exact.value_or(same.value_or(0));
  }

  /// Applies a key that moves or filters; false when it is another.
  bool apply(const Key& key) {
    const auto count = shown_.size();
    switch (key.kind) {
      case Key::Up:
        if (count > 0) at_ = (at_ + count - 1) % count;
        return true;
      case Key::Down:
      case Key::Tab:
        if (count > 0) at_ = (at_ + 1) % count;
        return true;
      case Key::PageUp:
        at_ -= std::min(at_, page_);
        return true;
      case Key::PageDown:
        if (count > 0) at_ = std::min(at_ + page_, count - 1);
        return true;
      case Key::Home:
        at_ = 0;
        return true;
      case Key::End:
        if (count > 0) at_ = count - 1;
        return true;
      case Key::EraseLine:
      case Key::EraseWord:
        filter({});
        return true;
      case Key::Backspace: {
        Line line{filter_, filter_.size()};
        line.apply(key);
        filter(line.text);
        return true;
      }
      case Key::Text:
        filter(filter_ + key.text);
        return true;
      default:
        return false;
    }
  }

  /// The rows of the page; `mark` makes what stands before an option.
  [[nodiscard]] std::string draw(const Style& style, int width,
                                 const std::function<std::string(std::size_t)>& mark) const {
    const auto count = shown_.size();
    const auto first = count <= page_ ? 0 : std::min(at_ - std::min(at_, page_ / 2), count - page_);
    std::string out;
    for (auto i = first; i < std::min(first + page_, count); ++i) {
      const bool here = i == at_;
      auto row = fmt::format("{} {}{}", here ? '>' : ' ', mark(shown_[i]), all_[shown_[i]]);
      row = cut_to(row, std::max(1, width - 1), "…");
      out += '\n' + (here ? paint(style, Colour::Cyan, row) : row);
    }
    return out;
  }

 private:
  const std::vector<std::string>& all_;
  std::size_t page_;
  std::vector<std::size_t> shown_;
  std::size_t at_ = 0;
  std::string filter_;
};

Error no_options(std::string_view message) {
  return {Code::Invalid, fmt::format("nothing to choose from for \"{}\"", message)};
}

}  // namespace

TerminalPrompter::TerminalPrompter(PromptSettings settings) : settings_(std::move(settings)) {}

TerminalPrompter::~TerminalPrompter() = default;

bool TerminalPrompter::available() const {
  return settings_.terminal.interactive() && !settings_.no_input;
}

Result<void> TerminalPrompter::allowed(std::string_view question) const {
  if (settings_.no_input) {
    return Error(Code::Usage, fmt::format("cannot prompt for \"{}\": questions are off", question))
        .hint("give the answer with a flag or an argument");
  }
  if (!settings_.terminal.interactive()) {
    return Error(Code::Usage, fmt::format("cannot prompt for \"{}\" without a terminal", question))
        .hint("give the answer with a flag or an argument");
  }
  return {};
}

std::string TerminalPrompter::prefix() const {
  const auto colour =
      settings_.style.scheme == Colour::None ? Colour::Green : settings_.style.scheme;
  return paint(settings_.style, colour,
               settings_.context.empty() ? "?" : fmt::format("[{}] ?", settings_.context));
}

Result<std::string> TerminalPrompter::input(const Input& question) {
  NATSOP_CHECK(allowed(question.message));
  const Look look{settings_.style, prefix()};
  LineQuestion line{question.message, question.help, {}, false, {}};
  if (!question.fallback.empty()) line.hint = fmt::format("({}) ", question.fallback);
  const auto effective = [&](const std::string& typed) {
    return typed.empty() ? question.fallback : typed;
  };
  line.accept = [&](const std::string& typed) -> Result<std::string> {
    auto value = effective(typed);
    if (question.validate) NATSOP_CHECK(question.validate(value));
    return value;
  };
  NATSOP_TRY(const auto typed,
             ask_line(settings_.in, settings_.out, settings_.terminal.width, look, line));
  return effective(typed);
}

Result<std::string> TerminalPrompter::password(const Password& question) {
  NATSOP_CHECK(allowed(question.message));
  const Look look{settings_.style, prefix()};
  LineQuestion line{question.message, question.help, {}, true, {}};
  line.accept = [&](const std::string& typed) -> Result<std::string> {
    if (question.validate) NATSOP_CHECK(question.validate(typed));
    return typed;
  };
  return ask_line(settings_.in, settings_.out, settings_.terminal.width, look, line);
}

Result<bool> TerminalPrompter::confirm(const Confirm& question) {
  NATSOP_CHECK(allowed(question.message));
  const Look look{settings_.style, prefix()};
  LineQuestion line{
      question.message, question.help, question.fallback ? "(Y/n) " : "(y/N) ", false, {}};
  line.accept = [&](const std::string& typed) -> Result<std::string> {
    if (typed.empty()) return std::string(question.fallback ? "Yes" : "No");
    if (equal_ignoring_case(typed, "y") || equal_ignoring_case(typed, "yes")) {
      return std::string("Yes");
    }
    if (equal_ignoring_case(typed, "n") || equal_ignoring_case(typed, "no")) {
      return std::string("No");
    }
    return Error(Code::Invalid,
                 fmt::format("\"{}\" is not a valid answer, please try again.", typed));
  };
  NATSOP_TRY(const auto typed,
             ask_line(settings_.in, settings_.out, settings_.terminal.width, look, line));
  return typed.empty() ? question.fallback : typed[0] == 'y' || typed[0] == 'Y';
}

Result<std::size_t> TerminalPrompter::select(const Select& question) {
  NATSOP_CHECK(allowed(question.message));
  if (question.options.empty()) return no_options(question.message);
  const Look look{settings_.style, prefix()};
  const int width = settings_.terminal.width;
  Keyboard keyboard(settings_.in);
  Panel panel(settings_.out, width);
  Options options(question.options, question.fallback, settings_.terminal.height - 4);
  bool helped = false;
  while (true) {
    const bool offer = !helped && !question.help.empty();
    const auto usage = paint(
        settings_.style, Colour::Cyan,
        fmt::format("[Use arrows to move, type to filter{}]", offer ? ", ? for more help" : ""));
    const auto filter = options.filter().empty() ? "" : " " + options.filter();
    panel.draw_list(fmt::format(
        "{}{}{}  {}{}", look.help_line(helped, question.help), look.question(question.message),
        filter, usage,
        options.draw(settings_.style, width, [](std::size_t) { return std::string(); })));
    NATSOP_TRY(const auto key, keyboard.next());
    if (key.kind == Key::Enter) {
      if (const auto chosen = options.current()) {
        panel.finish(look.answered(question.message, question.options[*chosen]));
        return *chosen;
      }
    } else if (key.text == "?" && offer) {
      helped = true;
    } else {
      options.apply(key);
    }
  }
}

Result<std::vector<std::size_t>> TerminalPrompter::multi_select(const MultiSelect& question) {
  NATSOP_CHECK(allowed(question.message));
  if (question.options.empty()) return no_options(question.message);
  const Look look{settings_.style, prefix()};
  const int width = settings_.terminal.width;
  Keyboard keyboard(settings_.in);
  Panel panel(settings_.out, width);
  Options options(question.options, 0, settings_.terminal.height - 4);
  std::vector<bool> ticked(question.options.size());
  for (const auto i : question.chosen) {
    if (i < ticked.size()) ticked[i] = true;
  }
  const auto mark = [&](std::size_t i) { return std::string(ticked[i] ? "[x]  " : "[ ]  "); };
  bool helped = false;
  while (true) {
    const bool offer = !helped && !question.help.empty();
    const auto usage = paint(
        settings_.style, Colour::Cyan,
        fmt::format("[Use arrows to move, space to select, <right> to all, <left> to none, type to "
                    "filter{}]",
                    offer ? ", ? for more help" : ""));
    const auto filter = options.filter().empty() ? "" : " " + options.filter();
    panel.draw_list(fmt::format("{}{}{}  {}{}", look.help_line(helped, question.help),
                                look.question(question.message), filter, usage,
                                options.draw(settings_.style, width, mark)));
    NATSOP_TRY(const auto key, keyboard.next());
    if (key.kind == Key::Enter) break;
    if (key.text == " ") {
      if (const auto here = options.current()) ticked[*here] = !ticked[*here];
      options.filter({});
    } else if (key.kind == Key::Right || key.kind == Key::Left) {
      for (const auto i : options.shown()) ticked[i] = key.kind == Key::Right;
      options.filter({});
    } else if (key.text == "?" && offer) {
      helped = true;
    } else {
      options.apply(key);
    }
  }
  std::vector<std::size_t> chosen;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < ticked.size(); ++i) {
    if (!ticked[i]) continue;
    chosen.push_back(i);
    names.push_back(question.options[i]);
  }
  panel.finish(look.answered(question.message, fmt::format("{}", fmt::join(names, ", "))));
  return chosen;
}

Result<std::string> TerminalPrompter::edit(const EditText& question) {
  NATSOP_CHECK(allowed(question.message.empty() ? "text in an editor" : question.message));
  if (question.message.empty()) {
    return edit_text(settings_.editor, question.content, question.suffix);
  }
  const Look look{settings_.style, prefix()};
  {
    Keyboard keyboard(settings_.in);
    Panel panel(settings_.out, settings_.terminal.width);
    panel.draw(fmt::format("{} {} ", look.question(question.message),
                           paint(settings_.style, Colour::Cyan, "[Enter to launch editor]")));
    while (true) {
      NATSOP_TRY(const auto key, keyboard.next());
      if (key.kind == Key::Enter) break;
    }
    panel.finish(look.answered(question.message, "<Received>"));
  }
  return edit_text(settings_.editor, question.content, question.suffix);
}

}  // namespace natsop::render
