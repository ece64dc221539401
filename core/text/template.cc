#include "core/text/template.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/text/ascii.h"
#include "core/text/number.h"
#include "core/text/time.h"

namespace natsop::text {

namespace {

constexpr std::string_view kOpen = "{{";
constexpr std::string_view kClose = "}}";
constexpr std::string_view kLettersAndDigits =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/// One word of an action.
struct Word {
  enum class Kind { Name, Field, Number, String };
  Kind kind = Kind::Name;
  std::string text;
};

bool is_name(std::string_view text) {
  return !text.empty() && !is_digit(text.front()) && std::all_of(text.begin(), text.end(), is_word);
}

}  // namespace

/// Walks a template once and writes what it stands for.
class TemplateReader {
 public:
  TemplateReader(std::string_view text, const TemplateScope& scope) : rest_(text), scope_(scope) {}

  Result<std::string> read() {
    while (true) {
      const std::size_t open = rest_.find(kOpen);
      append_text(rest_.substr(0, open));
      if (open == std::string_view::npos) {
        return std::move(out_);
      }
      rest_.remove_prefix(open + kOpen.size());
      NATSOP_CHECK(read_action());
    }
  }

 private:
  [[nodiscard]] Error fail(Code code, std::string_view why) const {
    return Error(code, fmt::format("template line {}: {}", line_, why));
  }

  void append_text(std::string_view text) {
    line_ += std::count(text.begin(), text.end(), '\n');
    if (trim_next_) {
      while (!text.empty() && is_space(text.front())) {
        text.remove_prefix(1);
      }
      trim_next_ = text.empty();  // between two actions the mark goes on
    }
    out_ += text;
  }

  void trim_before() {
    while (out_.size() > fixed_ && is_space(out_.back())) {
      out_.pop_back();
    }
  }

  /// From behind {{ to behind }}.
  Result<void> read_action() {
    trim_next_ = false;
    if (rest_.size() > 1 && rest_[0] == '-' && is_space(rest_[1])) {
      trim_before();
      rest_.remove_prefix(2);
    }
    if (trim(rest_.substr(0, 3)).starts_with("/*")) {
      return read_comment();
    }
    std::vector<Word> words;
    while (true) {
      while (!rest_.empty() && is_space(rest_.front())) {
        take_line_end();
        rest_.remove_prefix(1);
      }
      if (rest_.empty()) {
        return fail(Code::Invalid, "an action is not closed");
      }
      if (at_end()) {
        break;
      }
      NATSOP_TRY(Word word, read_word());
      words.push_back(std::move(word));
    }
    NATSOP_TRY(const std::string value, evaluate(words));
    out_ += value;
    fixed_ = out_.size();
    return {};
  }

  void take_line_end() { line_ += rest_.front() == '\n' ? 1 : 0; }

  /// Takes }} or -}} when it is next; the minus has white space before it, which has been taken.
  bool at_end() {
    if (rest_.starts_with("-}}")) {
      trim_next_ = true;
      rest_.remove_prefix(1);
    }
    if (!rest_.starts_with(kClose)) {
      return false;
    }
    rest_.remove_prefix(kClose.size());
    return true;
  }

  Result<void> read_comment() {
    const std::size_t end = rest_.find("*/");
    if (end == std::string_view::npos) {
      return fail(Code::Invalid, "a comment is not closed");
    }
    line_ += std::count(rest_.begin(), rest_.begin() + static_cast<std::ptrdiff_t>(end), '\n');
    rest_.remove_prefix(end + 2);
    while (!rest_.empty() && is_space(rest_.front())) {
      rest_.remove_prefix(1);
    }
    if (!at_end()) {
      return fail(Code::Invalid, "a comment must end its action");
    }
    return {};
  }

  Result<Word> read_word() {
    const char first = rest_.front();
    if (first == '"' || first == '`') {
      return read_string(first);
    }
    std::size_t size = 0;
    while (size < rest_.size() && !is_space(rest_[size]) &&
           !rest_.substr(size).starts_with(kClose)) {
      ++size;
    }
    const std::string_view text = rest_.substr(0, size);
    rest_.remove_prefix(size);
    if (text.starts_with('.') && is_name(text.substr(1))) {
      return Word{Word::Kind::Field, std::string(text.substr(1))};
    }
    if (is_name(text)) {
      return Word{Word::Kind::Name, std::string(text)};
    }
    if (const auto number = parse_integer(text)) {
      return Word{Word::Kind::Number, std::to_string(*number)};
    }
    return fail(Code::Unsupported, fmt::format("\"{}\" is not supported in templates", text));
  }

  /// "…" with escapes, or a raw string in backticks.
  Result<Word> read_string(char quote) {
    Word word{Word::Kind::String, ""};
    for (std::size_t i = 1; i < rest_.size(); ++i) {
      const char c = rest_[i];
      if (c == quote) {
        rest_.remove_prefix(i + 1);
        return word;
      }
      if (c == '\\' && quote == '"' && i + 1 < rest_.size()) {
        constexpr std::string_view kFrom = "nrt\"\\";
        constexpr std::string_view kTo = "\n\r\t\"\\";
        const std::size_t at = kFrom.find(rest_[++i]);
        if (at == std::string_view::npos) {
          return fail(Code::Unsupported,
                      fmt::format("\"\\{}\" is not supported in templates", rest_[i]));
        }
        word.text += kTo[at];
      } else {
        word.text += c;
      }
    }
    return fail(Code::Invalid, "a string is not closed");
  }

  Result<std::string> evaluate(const std::vector<Word>& words) {
    if (words.empty()) {
      return fail(Code::Invalid, "an action is empty");
    }
    const Word& head = words.front();
    if (head.kind == Word::Kind::Number || head.kind == Word::Kind::String) {
      if (words.size() > 1) {
        return fail(Code::Invalid, fmt::format("\"{}\" takes no arguments", head.text));
      }
      return head.text;
    }
    const bool field = head.kind == Word::Kind::Field;
    const auto entry = std::find_if(
        scope_.entries_.begin(), scope_.entries_.end(),
        [&](const auto& e) { return e.name == head.text && (field ? e.as_field : e.as_function); });
    if (entry == scope_.entries_.end()) {
      return fail(Code::Invalid,
                  fmt::format("unknown {} \"{}\"", field ? "field" : "function", head.text));
    }
    std::vector<std::string> arguments;
    for (std::size_t i = 1; i < words.size(); ++i) {
      if (words[i].kind == Word::Kind::Name || words[i].kind == Word::Kind::Field) {
        return fail(
            Code::Unsupported,
            fmt::format("\"{}\" as an argument is not supported in templates", words[i].text));
      }
      arguments.push_back(words[i].text);
    }
    if (arguments.size() != entry->arguments) {
      return fail(Code::Invalid, fmt::format("\"{}\" takes {} arguments, not {}", head.text,
                                             entry->arguments, arguments.size()));
    }
    auto value = entry->function(arguments);
    if (!value) {
      return fail(value.error().code(), value.error().message());
    }
    return value;
  }

  std::string_view rest_;
  const TemplateScope& scope_;
  std::string out_;
  std::size_t fixed_ = 0;  // output of actions, which trimming leaves alone
  bool trim_next_ = false;
  std::ptrdiff_t line_ = 1;
};

void TemplateScope::add_function(std::string name, std::size_t arguments, Function function) {
  entries_.push_back({std::move(name), arguments, true, false, std::move(function)});
}

void TemplateScope::add_value(std::string name, std::function<std::string()> value) {
  entries_.push_back({std::move(name), 0, true, true,
                      [make = std::move(value)](auto) -> Result<std::string> { return make(); }});
}

void TemplateScope::add_field(std::string name, std::string value) {
  entries_.push_back({std::move(name), 0, false, true,
                      [text = std::move(value)](auto) -> Result<std::string> { return text; }});
}

Result<std::string> expand_template(std::string_view text, const TemplateScope& scope) {
  if (text.find(kOpen) == std::string_view::npos) {
    return std::string(text);
  }
  return TemplateReader(text, scope).read();
}

std::string random_text(Random& random, std::uint64_t shortest, std::uint64_t longest) {
  const auto [low, high] = std::minmax(shortest, longest);
  return random.text(low + random.number(high - low + 1), kLettersAndDigits);
}

std::string new_id(Random& random) {
  constexpr std::size_t kSize = 22;  // the length of a NUID
  return random.text(kSize, kLettersAndDigits);
}

TemplateScope message_scope(const MessageTemplate& message) {
  TemplateScope scope;
  const Time now = message.clock.now();
  const Seconds second = to_seconds(now);
  const auto constant = [&](const char* name, std::string value) {
    scope.add_value(name, [text = std::move(value)] { return text; });
  };
  constant("Count", std::to_string(message.count));
  constant("Cnt", std::to_string(message.count));
  constant("Unix", std::to_string(second.time_since_epoch().count()));
  constant("UnixNano", std::to_string(std::chrono::nanoseconds(now.time_since_epoch()).count()));
  constant("TimeStamp", rfc3339(second, message.zone));
  constant("Time", kitchen_time(second, message.zone));
  scope.add_value("ID", [&random = message.random] { return new_id(random); });
  scope.add_function(
      "Random", 2,
      [&random = message.random](std::span<const std::string> arguments) -> Result<std::string> {
        NATSOP_TRY(const std::uint64_t shortest, parse_unsigned(arguments[0]));
        NATSOP_TRY(const std::uint64_t longest, parse_unsigned(arguments[1]));
        constexpr std::uint64_t kLongest = std::uint64_t{64} << 20;
        if (std::max(shortest, longest) > kLongest) {
          return Error(Code::Invalid, fmt::format("Random gives {} characters at most", kLongest));
        }
        return random_text(random, shortest, longest);
      });
  // As a field it is always there; as a function only with something to give.
  scope.add_field("Request", message.request.value_or(""));
  if (message.request && !message.request->empty()) {
    constant("Request", *message.request);
  }
  return scope;
}

}  // namespace natsop::text
