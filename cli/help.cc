#include "cli/help.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/text/width.h"
#include "core/text/wrap.h"

namespace natsop::cli {
namespace {

constexpr int kLabelMax = 30;  // a longer label gets a line of its own
constexpr int kWidthMax = 110;

struct Row {
  std::string label;
  std::string text;
};

struct Block {
  std::string heading;
  std::vector<Row> rows;
};

Block& block_of(std::vector<Block>& blocks, std::string_view heading) {
  const auto it =
      std::ranges::find_if(blocks, [&](const Block& b) { return b.heading == heading; });
  if (it != blocks.end()) return *it;
  return blocks.emplace_back(Block{std::string(heading), {}});
}

std::string upper(std::string_view name) {
  std::string out;
  for (const char c : name)
    out += c == '-' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
  return out;
}

/// What stands for the value of a flag that names no placeholder of its own.
std::string placeholder_of(const FlagData& flag) {
  if (!flag.placeholder.empty()) return std::string(flag.placeholder);
  switch (flag.kind) {
    case Kind::Int:
    case Kind::Int64:
    case Kind::Uint:
    case Kind::Uint8:
    case Kind::Uint16:
    case Kind::Uint32:
    case Kind::Uint64:
      return "N";
    case Kind::Duration:
      return "DURATION";
    default:
      return upper(flag.name);
  }
}

std::string flag_label(const FlagData& flag) {
  std::string label = flag.short_name != 0 ? fmt::format("-{}, ", flag.short_name) : "    ";
  label += flag.kind == Kind::Toggle ? "--[no-]" : "--";
  label += flag.name;
  if (flag.takes_value() || !flag.bare.empty()) {
    const auto value = placeholder_of(flag);
    label += flag.bare.empty() ? " " + value : "[=" + value + "]";
    if (flag.repeatable && !value.ends_with("…")) label += "...";
  }
  return label;
}

/// A default that says something: a zero of the original's means that there is none.
bool tells(std::string_view fallback) {
  static constexpr std::string_view kNothing[] = {"", "false", "[]", "\"\"", "0", "0s"};
  return std::ranges::find(kNothing, fallback) == std::end(kNothing);
}

std::string flag_text(const FlagData& flag, bool with_default) {
  std::string text(flag.help);
  if (!std::ranges::all_of(flag.choices, [&](std::string_view choice) {
        return text.find(choice) != std::string::npos;
      })) {
    text += fmt::format(" ({})", fmt::join(flag.choices, ", "));
  }
  std::vector<std::string> notes;
  if (flag.required) notes.emplace_back("required");
  if (with_default && tells(flag.fallback)) notes.push_back("default: " + flag.fallback);
  if (!flag.env.empty()) notes.push_back("$" + std::string(flag.env));
  if (!notes.empty()) text += fmt::format(" [{}]", fmt::join(notes, ", "));
  return text;
}

std::string arg_label(const FlagData& arg) {
  auto label = fmt::format("<{}>", arg.placeholder.empty() ? arg.name : arg.placeholder);
  if (arg.repeatable) label += "...";
  return arg.required ? label : "[" + label + "]";
}

class Writer {
 public:
  explicit Writer(const HelpSettings& settings)
      : colour_(settings.colour), width_(std::clamp(settings.width, 40, kWidthMax)) {}

  void heading(std::string_view text) {
    out_ += colour_ ? fmt::format("\n\x1b[1m{}\x1b[0m\n", text) : fmt::format("\n{}\n", text);
  }

  void paragraph(std::string_view text, int indent = 0) {
    while (!text.empty()) {
      const auto end = std::min(text.find('\n'), text.size());
      const auto line = text.substr(0, end);
      for (const auto& part : text::wrap(line, static_cast<std::size_t>(width_ - indent))) {
        out_ += std::string(static_cast<std::size_t>(indent), ' ') + part + "\n";
      }
      if (line.empty()) out_ += "\n";
      text.remove_prefix(std::min(end + 1, text.size()));
    }
  }

  void line(std::string_view text) { out_ += fmt::format("{}\n", text); }

  void rows(const Block& block) {
    heading(block.heading);
    int label_width = 0;
    for (const auto& row : block.rows) {
      const auto width = static_cast<int>(text::width(row.label));
      if (width <= kLabelMax) label_width = std::max(label_width, width);
    }
    for (const auto& row : block.rows) write_row(row, label_width);
  }

  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  void write_row(const Row& row, int label_width) {
    const auto lines =
        text::wrap(row.text, static_cast<std::size_t>(std::max(width_ - label_width - 4, 30)));
    const auto width = static_cast<int>(text::width(row.label));
    std::string first = "  " + row.label;
    std::size_t next = 0;
    if (width <= label_width && !lines.empty()) {
      first += std::string(static_cast<std::size_t>(label_width - width + 2), ' ') + lines[next++];
    }
    line(first);
    for (; next < lines.size(); ++next)
      line(std::string(static_cast<std::size_t>(label_width + 4), ' ') + lines[next]);
  }

  std::string out_;
  bool colour_;
  int width_;
};

std::string usage_line(Command& command, std::string_view program) {
  std::string line = fmt::format("Usage: {}", program);
  if (const auto path = command.path(); !path.empty()) line += " " + path;
  if (!command.is_leaf()) return line + " <command> [flags]";
  for (const auto& arg : command.args()) line += " " + arg_label(arg);
  if (std::ranges::any_of(command.flags(), [](const FlagData& f) { return !f.hidden; }))
    line += " [flags]";
  return line;
}

std::string tag_line(const Spec& spec) {
  std::vector<std::string> parts;
  if (!spec.aliases.empty())
    parts.push_back(fmt::format("Aliases: {}", fmt::join(spec.aliases, ", ")));
  if (spec.scope != Scope::None) {
    parts.emplace_back(spec.scope == Scope::User ? "Scope: user account" : "Scope: system account");
  }
  if (spec.impact != Impact::None) {
    parts.emplace_back(spec.impact == Impact::ReadOnly ? "Impact: reads only"
                                                       : "Impact: makes changes");
  }
  return fmt::format("{}", fmt::join(parts, "   "));
}

void write_children(Command& command, Writer& writer) {
  std::vector<Block> blocks;
  for (auto& child : command.children()) {
    if (child.spec().hidden) continue;
    const auto heading =
        child.spec().category.empty() ? std::string_view("Commands") : child.spec().category;
    block_of(blocks, heading)
        .rows.push_back({std::string(child.spec().name), std::string(child.spec().summary)});
  }
  for (const auto& block : blocks) writer.rows(block);
}

void write_flags(Command& command, Writer& writer) {
  // `nsc edit` leaves alone what is not given: the defaults of its flags are those of new things.
  const bool defaults = command.parent() == nullptr || command.parent()->spec().name != "edit";
  std::vector<Block> blocks;
  const auto add = [&](const std::deque<FlagData>& flags, std::string_view heading) {
    for (const auto& flag : flags) {
      if (flag.hidden) continue;
      block_of(blocks, flag.category.empty() ? heading : flag.category)
          .rows.push_back({flag_label(flag), flag_text(flag, defaults)});
    }
  };
  add(command.flags(), command.parent() == nullptr ? "Global flags" : "Flags");
  for (Command* node = command.parent(); node != nullptr && node->parent() != nullptr;
       node = node->parent()) {
    add(node->flags(), "Flags");
  }
  for (const auto& block : blocks) writer.rows(block);
}

}  // namespace

std::string help_page(Command& command, const HelpSettings& settings) {
  Command* root = &command;
  while (root->parent() != nullptr) root = root->parent();
  const auto program = root->spec().name;
  Writer writer(settings);
  writer.line(usage_line(command, program));
  writer.line("");
  writer.paragraph(command.parent() == nullptr && !settings.banner.empty()
                       ? settings.banner
                       : command.spec().summary);
  if (!command.spec().description.empty()) {
    writer.line("");
    writer.paragraph(command.spec().description);
  }
  if (const auto tags = tag_line(command.spec()); !tags.empty()) {
    writer.line("");
    writer.line(tags);
  }
  if (!command.is_leaf()) write_children(command, writer);
  if (!command.args().empty()) {
    Block block{"Arguments", {}};
    for (const auto& arg : command.args())
      block.rows.push_back({arg_label(arg), flag_text(arg, true)});
    writer.rows(block);
  }
  write_flags(command, writer);
  if (!command.spec().examples.empty()) {
    writer.heading("Examples");
    for (const auto example : command.spec().examples) writer.line(fmt::format("  {}", example));
  }
  writer.line("");
  std::vector<std::string> more;
  if (!command.is_leaf()) {
    const auto path = command.path();
    more.push_back(fmt::format("`{}{}{} COMMAND --help` explains a command.", program,
                               path.empty() ? "" : " ", path));
  }
  if (command.parent() != nullptr)
    more.push_back(fmt::format("`{} --help` lists the global flags.", program));
  writer.paragraph(fmt::format("{}", fmt::join(more, " ")));
  return writer.take();
}

}  // namespace natsop::cli
