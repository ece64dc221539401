#include "tests/tidy/source.h"

#include <cctype>
#include <utility>

namespace natsop::tidy {
namespace {

bool is_word_char(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// Walks a file once and deals each character out to code or comments.
class Splitter {
 public:
  Splitter(Source& out, std::string_view text) : out_(out), text_(text) {}

  void run() {
    start_line();
    while (at_ < text_.size()) step();
  }

 private:
  enum class State { Code, LineComment, BlockComment, String, Char, Raw };

  void start_line() {
    out_.raw.emplace_back();
    out_.code.emplace_back();
    out_.comments.emplace_back();
  }

  bool next_is(std::string_view what) const { return text_.substr(at_).starts_with(what); }

  /// Takes `count` characters, showing them in code, in comments, or in neither.
  void take(std::size_t count, bool in_code, bool in_comment) {
    for (; count > 0 && at_ < text_.size(); --count, ++at_) {
      const char c = text_[at_];
      if (c == '\n') {
        if (at_ + 1 < text_.size()) start_line();
        if (state_ == State::LineComment) state_ = State::Code;
        continue;
      }
      out_.raw.back() += c;
      out_.code.back() += in_code ? c : ' ';
      if (in_comment) out_.comments.back() += c;
    }
  }

  void step() {
    switch (state_) {
      case State::Code:
        return step_code();
      case State::LineComment:
        return take(1, false, true);
      case State::BlockComment:
        if (next_is("*/")) {
          take(2, false, false);
          state_ = State::Code;
          return;
        }
        return take(1, false, true);
      case State::String:
        return step_literal('"');
      case State::Char:
        return step_literal('\'');
      case State::Raw:
        if (next_is(raw_end_)) {
          take(raw_end_.size() - 1, false, false);
          take(1, true, false);
          state_ = State::Code;
          return;
        }
        return take(1, false, false);
    }
  }

  void step_code() {
    if (next_is("//")) {
      state_ = State::LineComment;
      return take(2, false, false);
    }
    if (next_is("/*")) {
      state_ = State::BlockComment;
      return take(2, false, false);
    }
    const char c = text_[at_];
    const char before = at_ > 0 ? text_[at_ - 1] : '\n';
    if (c == '"' && before == 'R') return start_raw();
    if (c == '"') state_ = State::String;
    // A quote inside a number separates digits: 1'000.
    if (c == '\'' && std::isxdigit(static_cast<unsigned char>(before)) == 0) state_ = State::Char;
    take(1, true, false);
  }

  void start_raw() {
    const std::size_t open = text_.find('(', at_);
    raw_end_ = ")" + std::string(text_.substr(at_ + 1, open - at_ - 1)) + "\"";
    state_ = State::Raw;
    take(1, true, false);
  }

  void step_literal(char quote) {
    const char c = text_[at_];
    if (c == '\\') return take(2, false, false);
    if (c == quote || c == '\n') {
      state_ = State::Code;
      return take(1, true, false);
    }
    take(1, false, false);
  }

  Source& out_;
  std::string_view text_;
  std::size_t at_ = 0;
  State state_ = State::Code;
  std::string raw_end_;
};

}  // namespace

Source split_source(std::string path, std::string_view text) {
  Source out;
  out.path = std::move(path);
  Splitter(out, text).run();
  return out;
}

std::optional<std::string> include_of(const Source& source, std::size_t line) {
  const std::string_view code = trimmed(source.code[line]);
  if (!code.starts_with('#')) return std::nullopt;
  if (!trimmed(code.substr(1)).starts_with("include")) return std::nullopt;
  const std::string& raw = source.raw[line];
  const std::size_t open = raw.find_first_of("\"<");
  if (open == std::string::npos) return std::nullopt;
  const std::size_t close = raw.find(raw[open] == '<' ? '>' : '"', open + 1);
  if (close == std::string::npos) return std::nullopt;
  return raw.substr(open, close - open + 1);
}

bool is_word_at(std::string_view line, std::size_t at, std::string_view word) {
  if (line.substr(at, word.size()) != word) return false;
  if (at > 0 && is_word_char(word.front()) && is_word_char(line[at - 1])) return false;
  const std::size_t end = at + word.size();
  return !(end < line.size() && is_word_char(word.back()) && is_word_char(line[end]));
}

std::size_t find_word(std::string_view line, std::string_view word, std::size_t from) {
  for (std::size_t at = line.find(word, from); at != std::string_view::npos;
       at = line.find(word, at + 1)) {
    if (is_word_at(line, at, word)) return at;
  }
  return std::string_view::npos;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

}  // namespace natsop::tidy
