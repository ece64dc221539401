#include "cli/parser.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "cli/later.h"
#include "core/base/files.h"
#include "core/text/distance.h"

namespace natsop::cli {
namespace {

constexpr std::size_t kArgumentFileMax = 16U << 20;

std::string command_name(Command& command) {
  const auto path = command.path();
  return path.empty() ? "--help" : path + " --help";
}

Error usage(Command& command, std::string message) {
  Command* root = &command;
  while (root->parent() != nullptr) root = root->parent();
  return Error(Code::Usage, std::move(message))
      .hint(fmt::format("`{} {}` shows what it takes", root->spec().name, command_name(command)));
}

// -- @file arguments
// --------------------------------------------------------------------------------------------------

Result<std::vector<std::string>> expand_files(const std::vector<std::string>& args) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < args.size(); ++i) {
    const auto& arg = args[i];
    if (arg == "--") {
      out.insert(out.end(), args.begin() + static_cast<std::ptrdiff_t>(i), args.end());
      break;
    }
    if (arg.size() < 2 || arg[0] != '@') {
      out.push_back(arg);
      continue;
    }
    auto content = read_file(arg.substr(1), kArgumentFileMax);
    if (!content) {
      return Error(Code::Usage, content.error().message())
          .during(fmt::format("reading arguments from \"{}\"", arg))
          .hint("write `--` before an argument that begins with @");
    }
    std::string_view rest = *content;
    while (!rest.empty()) {
      const auto end = std::min(rest.find('\n'), rest.size());
      auto line = rest.substr(0, end);
      if (line.ends_with('\r')) line.remove_suffix(1);
      if (!line.empty() && line[0] != '#') out.emplace_back(line);
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  return out;
}

// -- finding the command
// ----------------------------------------------------------------------------------------------

FlagData* by_long_name(const std::vector<FlagData*>& scope, std::string_view name) {
  for (FlagData* flag : scope) {
    if (flag->name == name || std::ranges::find(flag->other_names, name) != flag->other_names.end())
      return flag;
  }
  return nullptr;
}

FlagData* by_short_name(const std::vector<FlagData*>& scope, char name) {
  for (FlagData* flag : scope) {
    if (flag->short_name == name) return flag;
  }
  return nullptr;
}

/// True when the argument is a flag whose value is the next argument.
bool value_follows(const std::vector<FlagData*>& scope, std::string_view arg) {
  if (arg.starts_with("--")) {
    if (arg.find('=') != std::string_view::npos) return false;
    const FlagData* flag = by_long_name(scope, arg.substr(2));
    return flag != nullptr && flag->takes_value();
  }
  for (std::size_t i = 1; i < arg.size(); ++i) {
    const FlagData* flag = by_short_name(scope, arg[i]);
    if (flag == nullptr) return false;
    if (flag->takes_value()) return i + 1 == arg.size();
  }
  return false;
}

Error unknown_command(Command& group, const std::string& word) {
  std::vector<std::string> names;
  for (const auto& child : group.children()) {
    if (child.spec().hidden) continue;
    names.emplace_back(child.spec().name);
    for (const auto alias : child.spec().aliases) names.emplace_back(alias);
  }
  const auto path = group.path();
  const auto* root = &group;
  while (root->parent() != nullptr) root = root->parent();
  const auto face = root->spec().name;
  if (comes_later(face, path.empty() ? word : fmt::format("{} {}", path, word))) {
    return Error(Code::Unsupported, fmt::format("\"{}{}{}\" is not in this version of natsop yet",
                                                path, path.empty() ? "" : " ", word))
        .hint(fmt::format("`{} --help` shows what there is", face));
  }
  auto error =
      usage(group, path.empty() ? fmt::format("unknown command \"{}\"", word)
                                : fmt::format("unknown command \"{}\" for \"{}\"", word, path));
  if (const auto close = text::nearest(word, names))
    error.hint(fmt::format("did you mean \"{}\"?", *close));
  return error;
}

/// A flag of this level as its long name, one argument a flag: a deeper command may use the same
/// letter for its own.
std::vector<std::string> in_long_form(const std::vector<FlagData*>& scope, const std::string& arg) {
  std::vector<std::string> out;
  if (arg.starts_with("--")) return {arg};
  for (std::size_t i = 1; i < arg.size(); ++i) {
    const FlagData* flag = by_short_name(scope, arg[i]);
    if (flag == nullptr || flag->name.empty()) return {arg};
    out.push_back("--" + std::string(flag->name));
    if (!flag->takes_value()) continue;
    if (i + 1 < arg.size()) out.back() += "=" + arg.substr(i + 1);
    break;
  }
  return out;
}

/// Walks down the tree along the words in `args` that name commands, and takes those words out.
Result<Command*> take_path(Command& root, std::vector<std::string>& args) {
  Command* command = &root;
  std::vector<std::string> flags;
  std::size_t i = 0;
  while (i < args.size() && !command->is_leaf() && args[i] != "--") {
    const std::string& arg = args[i++];
    if (arg.size() > 1 && arg[0] == '-') {
      const auto scope = flags_in_scope(*command);
      std::ranges::move(in_long_form(scope, arg), std::back_inserter(flags));
      if (value_follows(scope, arg) && i < args.size()) flags.push_back(args[i++]);
      continue;
    }
    Command* child = command->child(arg);
    if (child == nullptr) return unknown_command(*command, arg);
    command = child;
    if (command->spec().raw_args) break;
  }
  flags.insert(flags.end(), args.begin() + static_cast<std::ptrdiff_t>(i), args.end());
  args = std::move(flags);
  return command;
}

// -- CLI11
// ------------------------------------------------------------------------------------------------------------

struct Slot {
  FlagData* data;
  CLI::Option* option;  ///< null for a positional
  std::vector<std::string> words = {};

  [[nodiscard]] const std::vector<std::string>& results() const {
    return option != nullptr ? option->results() : words;
  }
};

/// CLI11's spelling of a flag's names. A nearer flag may take the letter of a farther one, which
/// keeps its long name.
std::string option_names(const FlagData& flag, const std::vector<FlagData*>& scope) {
  std::string names;
  const auto add = [&](const std::string& name) { names += names.empty() ? name : "," + name; };
  if (flag.short_name != 0 && by_short_name(scope, flag.short_name) == &flag)
    add(std::string("-") + flag.short_name);
  if (!flag.name.empty()) add("--" + std::string(flag.name));
  for (const auto other : flag.other_names) add("--" + std::string(other));
  if (flag.kind == Kind::Toggle) {
    add("!--no-" + std::string(flag.name));
    for (const auto other : flag.other_names) add("!--no-" + std::string(other));
  }
  return names;
}

class Line {
 public:
  Line(Command& command, Dialect dialect)
      : command_(command), dialect_(dialect), scope_(flags_in_scope(command)) {
    app_.set_help_flag();
    app_.allow_extras();
    for (FlagData* flag : scope_) add_flag(flag);
  }

  Result<void> read(std::vector<std::string> args) {
    // CLI11 would take a text in brackets for a list, so it sees flags alone and hands positionals
    // back untouched.
    std::vector<std::string> words = normalise(args);
    std::ranges::reverse(args);  // it takes a stack
    try {
      app_.parse(std::move(args));
    } catch (const CLI::ArgumentMismatch& e) {
      return usage(command_, missing_value(e.what()));
    } catch (const CLI::Error& e) {
      return usage(command_, e.what());
    }
    const auto before = app_.remaining();
    for (const auto& arg : before) {
      if (arg.size() > 1 && arg[0] == '-') return unknown_flag(arg);
    }
    words.insert(words.begin(), before.begin(), before.end());
    return place(std::move(words));
  }

  Result<void> assign(const Environment& environment) {
    for (auto& slot : slots_) {
      const auto& results = slot.results();
      const bool once =
          !slot.data->repeatable && !slot.data->last_wins && dialect_ == Dialect::Nats;
      if (once && results.size() > 1 && slot.data->takes_value()) {
        return usage(command_, fmt::format("flag --{} cannot be repeated", slot.data->name));
      }
      for (const auto& text : results) NATSOP_CHECK(put(*slot.data, text, shown_name(slot)));
      if (!results.empty() || slot.data->env.empty()) continue;
      if (const auto value = environment(slot.data->env); value && !value->empty()) {
        NATSOP_CHECK(put(*slot.data, *value, "$" + std::string(slot.data->env)));
      }
    }
    return {};
  }

  Result<void> require() {
    std::vector<std::string> missing;
    for (const auto& slot : slots_) {
      if (slot.data->required && slot.results().empty()) missing.push_back(shown_name(slot));
    }
    if (missing.empty()) return {};
    const bool flag = missing.front().starts_with("--");
    return usage(command_, fmt::format("{} {} required", fmt::join(missing, ", "),
                                       missing.size() > 1 ? "are" : (flag ? "is" : "argument is")));
  }

 private:
  void add_flag(FlagData* flag) {
    if (flag->kind == Kind::Switch || flag->kind == Kind::Toggle) {
      slots_.push_back(Slot{flag, app_.add_flag(option_names(*flag, scope_))});
      return;
    }
    auto& texts = storage_.emplace_back();
    slots_.push_back(
        Slot{flag, app_.add_option(option_names(*flag, scope_), texts)->allow_extra_args(false)});
  }

  /// Gives each positional its words; one that repeats takes all that are left.
  [[nodiscard]] Result<void> place(std::vector<std::string> words) {
    std::size_t next = 0;
    for (auto& arg : command_.args()) {
      Slot slot{&arg, nullptr};
      const auto count =
          arg.repeatable ? words.size() - next : std::min<std::size_t>(words.size() - next, 1);
      for (std::size_t i = 0; i < count; ++i) slot.words.push_back(std::move(words[next++]));
      slots_.push_back(std::move(slot));
    }
    if (next < words.size())
      return usage(command_, fmt::format("unexpected argument \"{}\"", words[next]));
    return {};
  }

  /// Separates `--x=v` into two arguments (v may be empty, which CLI11 would skip), and fills bare
  /// flags in. Takes out what follows a `--` that is not a flag's value, and returns it.
  std::vector<std::string> normalise(std::vector<std::string>& args) const {
    std::vector<std::string> out;
    std::vector<std::string> words;
    for (std::size_t i = 0; i < args.size(); ++i) {
      const std::string& arg = args[i];
      if (arg == "--") {
        words.assign(args.begin() + static_cast<std::ptrdiff_t>(i) + 1, args.end());
        break;
      }
      const auto equals = arg.find('=');
      const auto name = std::string_view(arg).substr(0, equals);
      const FlagData* flag = nullptr;
      if (name.starts_with("--")) {
        flag = by_long_name(scope_, name.substr(2));
      } else if (name.size() == 2 && name[0] == '-') {
        flag = by_short_name(scope_, name[1]);
      }
      if (flag != nullptr && !flag->bare.empty() && equals == std::string::npos) {
        out.emplace_back(name);
        out.emplace_back(flag->bare);
      } else if (flag != nullptr && (flag->takes_value() || !flag->bare.empty()) &&
                 equals != std::string::npos) {
        out.emplace_back(name);
        out.push_back(arg.substr(equals + 1));
      } else {
        out.push_back(arg);
        if (flag != nullptr && flag->takes_value() && i + 1 < args.size()) out.push_back(args[++i]);
      }
    }
    args = std::move(out);
    return words;
  }

  Error unknown_flag(const std::string& arg) {
    const auto name = arg.substr(0, arg.find('='));
    std::vector<std::string> names;
    for (const FlagData* flag : scope_) {
      if (flag->hidden) continue;
      names.push_back("--" + std::string(flag->name));
      if (flag->kind == Kind::Toggle) names.push_back("--no-" + std::string(flag->name));
    }
    auto error = usage(command_, fmt::format("unknown flag {}", name));
    if (const auto close = text::nearest(name, names))
      error.hint(fmt::format("did you mean {}?", *close));
    return error;
  }

  static std::string missing_value(std::string_view what) {
    // CLI11 begins these messages with the option's name.
    return fmt::format("{} expects a value", what.substr(0, what.find_first_of(": ")));
  }

  static std::string shown_name(const Slot& slot) {
    if (slot.option == nullptr) return fmt::format("<{}>", slot.data->name);
    return slot.data->name.empty() ? std::string("-") + slot.data->short_name
                                   : "--" + std::string(slot.data->name);
  }

  Result<void> put(FlagData& data, const std::string& text, const std::string& name) {
    std::vector<std::string> parts{text};
    if (dialect_ == Dialect::Nsc && data.comma_list) parts = split_list(text);
    for (const auto& part : parts) {
      if (auto assigned = data.assign(part); !assigned) {
        return usage(command_, fmt::format("{}: {}", name, assigned.error().message()));
      }
    }
    if (data.given != nullptr) *data.given = true;
    return {};
  }

  /// nsc's lists split at commas, and quotes protect them, as in a line of CSV.
  static std::vector<std::string> split_list(const std::string& text) {
    std::vector<std::string> parts(1);
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const char c = text[i];
      if (c == '"' && quoted && i + 1 < text.size() && text[i + 1] == '"') {
        parts.back() += '"';
        ++i;
      } else if (c == '"' && (quoted || parts.back().empty())) {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        parts.emplace_back();
      } else {
        parts.back() += c;
      }
    }
    return parts;
  }

  Command& command_;
  Dialect dialect_;
  std::vector<FlagData*> scope_;
  CLI::App app_;
  std::deque<std::vector<std::string>> storage_;
  std::vector<Slot> slots_;
};

bool asks_for_help(const std::vector<std::string>& args, const std::vector<FlagData*>& scope) {
  const FlagData* h = by_short_name(scope, 'h');
  const bool h_is_help = h == nullptr || h->name == "help";
  for (std::size_t i = 0; i < args.size() && args[i] != "--"; ++i) {
    if (args[i] == "--help" || (args[i] == "-h" && h_is_help)) return true;
    if (args[i].size() > 1 && args[i][0] == '-' && value_follows(scope, args[i])) ++i;
  }
  return false;
}

}  // namespace

std::vector<FlagData*> flags_in_scope(Command& command) {
  std::vector<FlagData*> scope;
  for (Command* node = &command; node != nullptr; node = node->parent()) {
    for (auto& flag : node->flags()) {
      if (!flag.name.empty() && by_long_name(scope, flag.name) != nullptr) continue;
      scope.push_back(&flag);
    }
  }
  return scope;
}

Result<Command*> find_command(Command& root, const std::vector<std::string>& names) {
  Command* command = &root;
  for (const auto& name : names) {
    Command* child = command->child(name);
    if (child == nullptr) return unknown_command(*command, name);
    command = child;
  }
  return command;
}

Result<Parsed> parse(Command& root, std::vector<std::string> args, Dialect dialect,
                     const Environment& environment) {
  if (dialect == Dialect::Nats) {
    NATSOP_TRY(args, expand_files(args));
  }
  Parsed parsed;
  NATSOP_TRY(parsed.command, take_path(root, args));
  if (parsed.command->spec().raw_args) {
    parsed.raw_args = std::move(args);
    return parsed;
  }
  const auto scope = flags_in_scope(*parsed.command);
  if (asks_for_help(args, scope)) {
    parsed.help = true;
    return parsed;
  }
  Line line(*parsed.command, dialect);
  NATSOP_CHECK(line.read(std::move(args)));
  NATSOP_CHECK(line.assign(environment));
  if (!parsed.command->is_leaf()) {
    parsed.help = true;
    return parsed;
  }
  NATSOP_CHECK(line.require());
  return parsed;
}

}  // namespace natsop::cli
