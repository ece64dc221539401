#include "cli/command.h"

#include <algorithm>
#include <cstdlib>

namespace natsop::cli {

Command::Command(Spec spec, Command* parent) : spec_(std::move(spec)), parent_(parent) {}

Command& Command::add(Spec spec) { return children_.emplace_back(std::move(spec), this); }

Command& Command::group(Spec spec, std::vector<Registration> children) {
  Command& child = add(std::move(spec));
  child.registrations_ = std::move(children);
  return child;
}

std::deque<Command>& Command::children() {
  const auto pending = std::exchange(registrations_, {});
  for (const auto registration : pending) registration(*this);
  return children_;
}

Command* Command::child(std::string_view name_or_alias) {
  for (auto& command : children()) {
    if (command.spec_.name == name_or_alias) return &command;
  }
  // A later alias wins over an earlier one, as in the original's parser.
  for (auto it = children_.rbegin(); it != children_.rend(); ++it) {
    if (std::ranges::find(it->spec_.aliases, name_or_alias) != it->spec_.aliases.end()) return &*it;
  }
  return nullptr;
}

void Command::declare_once() {
  if (auto declare = std::exchange(declare_, nullptr)) {
    declare(*this);
    if (spec_.data) add_output_flag();
  }
}

void Command::add_output_flag() {
  bool long_taken = false;
  bool short_taken = false;
  for (const auto& own : flags_) {
    long_taken = long_taken || own.name == "output";
    short_taken = short_taken || own.short_name == 'o';
  }
  // Where --output is the command's own (a file to write), the format is asked for by another name.
  const std::string_view names = long_taken
                                     ? (short_taken ? "--output-format" : "--output-format,-o")
                                     : (short_taken ? "--output" : "--output,-o");
  flag(names, output_, "How to print: table, wide, json, ndjson, yaml, csv or name")
      .placeholder("FORMAT")
      .choices({"table", "wide", "json", "ndjson", "yaml", "csv", "name"});
}

std::deque<FlagData>& Command::flags() {
  declare_once();
  return flags_;
}

std::deque<FlagData>& Command::args() {
  declare_once();
  return args_;
}

std::string Command::path() const {
  if (parent_ == nullptr) return {};
  const auto above = parent_->path();
  return above.empty() ? std::string(spec_.name) : above + " " + std::string(spec_.name);
}

FlagData& Command::new_flag(std::string_view names, std::string_view help) {
  FlagData& data = flags_.emplace_back();
  name_flag(data, names);
  data.help = help;
  return data;
}

FlagData& Command::new_arg(std::string_view name, std::string_view help) {
  FlagData& data = args_.emplace_back();
  data.name = name;
  data.help = help;
  return data;
}

Flag Command::bytes(std::string_view names, std::int64_t& target, std::string_view help) {
  FlagData& data = new_flag(names, help);
  bind_bytes(data, target);
  return Flag(data);
}

std::shared_ptr<void> Command::shared_options(const void* key) const {
  for (const Command* node = this; node != nullptr; node = node->parent_) {
    if (node->options_key_ == key) return node->options_;
  }
  std::abort();  // the tree is ours: a command asked for flags that no group above it declares
}

}  // namespace natsop::cli
