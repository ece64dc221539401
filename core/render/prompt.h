#pragma once
#include <deque>
#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "core/render/style.h"
#include "core/render/terminal.h"

namespace natsop::render {

/// Says what is wrong with an answer (the question is then asked again); {} when nothing is.
using Validator = std::function<Result<void>(const std::string& answer)>;

/// A line of text.
struct Input {
  std::string message;
  std::string fallback{};  ///< what a bare Enter means; shown as "(fallback)"
  std::string help{};      ///< shown when the answer is "?"
  Validator validate{};
};

/// A line that is not shown.
struct Password {
  std::string message;
  std::string help{};
  Validator validate{};
};

/// One of several.
struct Select {
  std::string message;
  std::vector<std::string> options;
  std::size_t fallback = 0;  ///< index of the option under the cursor at first
  std::string help{};
};

/// Any number of several.
struct MultiSelect {
  std::string message;
  std::vector<std::string> options;
  std::vector<std::size_t> chosen{};  ///< indexes that are ticked at first
  std::string help{};
};

struct Confirm {
  std::string message;
  bool fallback = false;  ///< what a bare Enter means
  std::string help{};
};

/// Text written in the user's editor.
struct EditText {
  std::string message{};  ///< empty: the editor opens at once; otherwise after Enter
  std::string content{};
  std::string suffix = ".txt";  ///< of the temporary file, for the editor's syntax
};

/// Asks the user. Commands get one from their context: the terminal's, or a scripted one in tests.
///
/// Errors: Usage, naming the question, where there is no terminal to ask on; Cancelled
/// ("interrupt") on Ctrl-C.
class Prompter {
 public:
  Prompter() = default;
  Prompter(const Prompter&) = delete;
  Prompter& operator=(const Prompter&) = delete;
  virtual ~Prompter() = default;

  /// Whether questions can be asked at all: standard input and output are terminals, and the user
  /// did not forbid it.
  [[nodiscard]] virtual bool available() const = 0;

  [[nodiscard]] virtual Result<std::string> input(const Input& question) = 0;
  [[nodiscard]] virtual Result<std::string> password(const Password& question) = 0;
  /// The index of the chosen option. Errors also: Invalid when there are no options.
  [[nodiscard]] virtual Result<std::size_t> select(const Select& question) = 0;
  /// The indexes of the chosen options, ascending.
  [[nodiscard]] virtual Result<std::vector<std::size_t>> multi_select(
      const MultiSelect& question) = 0;
  [[nodiscard]] virtual Result<bool> confirm(const Confirm& question) = 0;
  /// Errors also: Usage when no editor is set, Failed when it ends with another status than 0.
  [[nodiscard]] virtual Result<std::string> edit(const EditText& question) = 0;
};

/// What a TerminalPrompter needs to know.
struct PromptSettings {
  Terminal terminal;
  Style style;
  std::string context{};  ///< name of the context in use: "[name] ? "; empty: "? "
  std::string editor{};   ///< the value of EDITOR, split as a shell would
  bool no_input = false;  ///< the user wants no questions (--no-input)
  int in = 0;             ///< file descriptors
  int out = 1;
};

/// Prompts on a terminal, keys read raw: arrows, Home, End, Ctrl-A/E/K/U/W, and UTF-8.
class TerminalPrompter final : public Prompter {
 public:
  explicit TerminalPrompter(PromptSettings settings);
  ~TerminalPrompter() override;

  [[nodiscard]] bool available() const override;
  [[nodiscard]] Result<std::string> input(const Input& question) override;
  [[nodiscard]] Result<std::string> password(const Password& question) override;
  [[nodiscard]] Result<std::size_t> select(const Select& question) override;
  [[nodiscard]] Result<std::vector<std::size_t>> multi_select(const MultiSelect& question) override;
  [[nodiscard]] Result<bool> confirm(const Confirm& question) override;
  [[nodiscard]] Result<std::string> edit(const EditText& question) override;

  /// The context's name may be known only after the prompter was made.
  void context(std::string name) { settings_.context = std::move(name); }

 private:
  [[nodiscard]] Result<void> allowed(std::string_view question) const;
  [[nodiscard]] std::string prefix() const;

  PromptSettings settings_;
};

/// Answers from a script, for tests: each question takes the next answer, which must match it.
class ScriptedPrompter final : public Prompter {
 public:
  /// An answer to the next question. The question's message must contain `message`, else the
  /// question fails with Invalid. Select: the option's text, or part of it; confirm: "y" or "n";
  /// multi-select: options separated by commas; empty: the fallback. "^C" interrupts.
  ScriptedPrompter& answer(std::string message, std::string text);

  /// The messages asked so far, in order.
  [[nodiscard]] const std::vector<std::string>& asked() const { return asked_; }
  /// Whether every answer was used.
  [[nodiscard]] bool done() const { return answers_.empty(); }

  [[nodiscard]] bool available() const override { return true; }
  [[nodiscard]] Result<std::string> input(const Input& question) override;
  [[nodiscard]] Result<std::string> password(const Password& question) override;
  [[nodiscard]] Result<std::size_t> select(const Select& question) override;
  [[nodiscard]] Result<std::vector<std::size_t>> multi_select(const MultiSelect& question) override;
  [[nodiscard]] Result<bool> confirm(const Confirm& question) override;
  [[nodiscard]] Result<std::string> edit(const EditText& question) override;

 private:
  [[nodiscard]] Result<std::string> next(std::string_view message);

  std::deque<std::pair<std::string, std::string>> answers_;
  std::vector<std::string> asked_;
};

}  // namespace natsop::render
