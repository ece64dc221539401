#pragma once
#include <deque>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cli/flag.h"

namespace natsop::cli {

class Command;
class Context;

/// Who may run a command, and whether it changes anything; shown in help and in the command tree.
enum class Scope { None, User, System };
enum class Impact { None, ReadOnly, ReadWrite };

/// What help says of a command. Texts are literals: they live as long as the process.
struct Spec {
  std::string_view name;
  std::vector<std::string_view> aliases = {};
  std::string_view summary = {};
  std::string_view description = {};            ///< paragraphs below the summary; may be empty
  std::vector<std::string_view> examples = {};  ///< command lines, each without a prompt
  Scope scope = Scope::None;
  Impact impact = Impact::None;
  std::string_view category = {};  ///< heading in the parent's list
  bool hidden = false;
  bool data = false;      ///< prints data: gets -o/--output
  bool raw_args = false;  ///< the rest of the line is handed over unparsed (Context::raw_args)
};

/// Registers one command under its parent; every verb file exports one.
using Registration = void (*)(Command& parent);

/// One node of the command tree: a group of commands, or a leaf with flags and something to run.
///
/// The tree is built lazily: a node's children and flags are declared when somebody asks for them,
/// so that a run pays only for the commands on its own path. CLI11 is behind cli/parser.cc; command
/// files never see it.
class Command {
 public:
  explicit Command(Spec spec, Command* parent = nullptr);
  Command(const Command&) = delete;
  Command& operator=(const Command&) = delete;
  Command(Command&&) noexcept = default;  // only before it has children: they point to it
  Command& operator=(Command&&) = delete;
  ~Command() = default;

  // -- for the noun's table and verb files
  // ---------------------------------------------------------------------------

  /// Declares a group below this command. The children are registered when the group is first
  /// looked into.
  Command& group(Spec spec, std::vector<Registration> children);

  /// A group with flags that all commands below it accept; they read them through
  /// `shared<Options>()`.
  template <class Options>
  Command& group(Spec spec, void (*bindings)(Command&, Options&),
                 std::vector<Registration> children) {
    Command& child = group(std::move(spec), std::move(children));
    child.bind_options<Options>(bindings);
    return child;
  }

  /// Declares a command: `flags` binds Options to flags, `run` is called with them after parsing.
  template <class Options>
  void leaf(Spec spec, void (*bindings)(Command&, Options&),
            Result<void> (*action)(const Options&, Context&)) {
    Command& child = add(std::move(spec));
    auto options = child.bind_options<Options>(bindings);
    child.run_ = [options, action](Context& ctx) { return action(*options, ctx); };
  }

  /// Declares a flag ("--name" or "--name,-n") bound to a target; the target's present value is the
  /// default.
  template <class T>
  Flag flag(std::string_view names, T& target, std::string_view help) {
    FlagData& data = new_flag(names, help);
    bind(data, target);
    return Flag(data);
  }
  /// A flag that takes a byte size.
  Flag bytes(std::string_view names, std::int64_t& target, std::string_view help);

  /// Declares the next positional argument. Optional unless `.required()`; a vector takes all that
  /// are left.
  template <class T>
  Flag arg(std::string_view name, T& target, std::string_view help) {
    FlagData& data = new_arg(name, help);
    bind(data, target);
    return Flag(data);
  }

  /// The options of the nearest group above whose flags were bound to this type. Aborts when there
  /// is none.
  template <class Options>
  std::shared_ptr<const Options> shared() const {
    return std::static_pointer_cast<const Options>(shared_options(key_of<Options>()));
  }

  // -- for the parser, help, man, completion and introspection
  // -------------------------------------------------------

  [[nodiscard]] const Spec& spec() const { return spec_; }
  [[nodiscard]] Command* parent() const { return parent_; }
  [[nodiscard]] bool is_leaf() const { return static_cast<bool>(run_); }
  [[nodiscard]] std::deque<Command>& children();
  [[nodiscard]] Command* child(std::string_view name_or_alias);
  /// Flags and positionals of this node alone.
  [[nodiscard]] std::deque<FlagData>& flags();
  [[nodiscard]] std::deque<FlagData>& args();
  /// What -o/--output was given as; empty when it was not, or the command has none.
  [[nodiscard]] const std::string& output() const { return output_; }
  /// Names from below the root: "stream add"; empty for the root.
  [[nodiscard]] std::string path() const;
  [[nodiscard]] Result<void> run(Context& ctx) const { return run_(ctx); }

  /// Binds flags to an options struct on this very node (the root's globals). Returns the struct.
  template <class Options>
  std::shared_ptr<Options> bind_options(void (*bindings)(Command&, Options&)) {
    auto options = std::make_shared<Options>();
    options_ = options;
    options_key_ = key_of<Options>();
    declare_ = [options, bindings](Command& self) { bindings(self, *options); };
    return options;
  }

  /// Registers children on this very node when it is first looked into (the root's table).
  void children_from(std::vector<Registration> registrations) {
    registrations_ = std::move(registrations);
  }

 private:
  template <class Options>
  static const void* key_of() {
    static const char key = 0;
    return &key;
  }

  Command& add(Spec spec);
  FlagData& new_flag(std::string_view names, std::string_view help);
  FlagData& new_arg(std::string_view name, std::string_view help);
  [[nodiscard]] std::shared_ptr<void> shared_options(const void* key) const;
  void declare_once();
  void add_output_flag();

  Spec spec_;
  Command* parent_;
  std::vector<Registration> registrations_;
  std::deque<Command> children_;  // a deque: references stay valid while the tree grows
  std::function<void(Command&)> declare_;
  std::deque<FlagData> flags_;
  std::deque<FlagData> args_;
  std::shared_ptr<void> options_;
  const void* options_key_ = nullptr;
  std::string output_;
  std::function<Result<void>(Context&)> run_;
};

}  // namespace natsop::cli
