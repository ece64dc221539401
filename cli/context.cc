#include "cli/context.h"

#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include <ostream>
#include <thread>

#include "cli/process.h"
#include "core/base/version.h"
#include "core/json/yaml.h"
#include "core/text/duration.h"
#include "core/text/time.h"

namespace natsop::cli {

Context::Context(World& world, std::shared_ptr<const NatsGlobals> nats,
                 std::shared_ptr<const NscGlobals> nsc)
    : world_(world), nats_(std::move(nats)), nsc_(std::move(nsc)) {}

Context::~Context() = default;

std::string Context::env(std::string_view name) const {
  return world_.environment(name).value_or("");
}

std::string Context::home() const {
  if (auto home = env("HOME"); !home.empty()) return home;
  const passwd* user = ::getpwuid(::getuid());
  return user != nullptr ? user->pw_dir : "/";
}

std::string Context::config_home() const {
  const auto set = env("XDG_CONFIG_HOME");
  return set.empty() ? home() + "/.config" : set;
}

std::string Context::data_home() const {
  const auto set = env("XDG_DATA_HOME");
  return set.empty() ? home() + "/.local/share" : set;
}

bool Context::for_machines() const {
  return format_ != render::Format::Table && format_ != render::Format::Wide;
}

render::Style Context::style() {
  render::StyleChoice choice{.colours = nats_->colors,
                             .table_format = env("NATS_TABLE_FORMAT"),
                             .llm = env("LLMFORMAT") == "1"};
  const auto now = Time(world_.clock.now());
  if (auto style = render::make_style(choice, world_.terminal, now)) return *style;
  return *render::make_style({}, world_.terminal, now);
}

Result<void> Context::show(const render::View& view) {
  NATSOP_TRY(const auto text, view.render(format_, style()));
  print(text);
  return {};
}

Result<void> Context::show(const render::Page& page) {
  NATSOP_TRY(const auto text, page.render(format_, style()));
  print(text);
  return {};
}

Result<void> Context::show(const render::Sheet& sheet) {
  NATSOP_TRY(const auto text, sheet.render(format_, style()));
  print(text);
  return {};
}

Result<void> Context::show(const render::Report& report) {
  NATSOP_TRY(const auto text, report.render(format_));
  auto summary = report.summary();
  // A report with failures is an error's text: it goes where errors go, and the summary ends the
  // run.
  (summary || for_machines() ? world_.io.out : world_.io.err) << text;
  if (!summary) return summary.error();
  return {};
}

Result<void> Context::show(const json::Doc& doc) {
  switch (format_) {
    case render::Format::Yaml:
      print(json::to_yaml(doc));
      return {};
    case render::Format::Ndjson:
      if (doc.is_array()) {
        for (const auto& element : doc.elements()) line(element.dump_go());
        return {};
      }
      line(doc.dump_go());
      return {};
    default:
      line(doc.dump_go(2));
      return {};
  }
}

void Context::print(std::string_view text) { world_.io.out << text; }

void Context::line(std::string_view text) { world_.io.out << text << "\n"; }

void Context::flush() { world_.io.out.flush(); }

void Context::note(std::string_view text) {
  const std::lock_guard lock(err_mutex_);
  world_.io.err << fmt::format("{}\n", text);
}

void Context::log(std::string_view text) {
  // Hooks call this on the connection's threads; standard output belongs to the main thread alone.
  if (std::this_thread::get_id() == main_thread_) flush();
  note(fmt::format(
      "{} {}",
      text::format_time(text::to_seconds(world_.clock.now()), text::Zone::local(), "%H:%M:%S"),
      text));
}

Result<void> Context::watch(
    const render::WatchSettings& settings,
    const std::function<Result<std::string>(const render::Terminal&)>& source) {
  world_.interrupt.arm();
  return render::watch(world_.io.out, world_.terminal, world_.clock, settings, source,
                       [this](std::chrono::nanoseconds time) {
                         world_.io.out.flush();
                         return world_.interrupt.wait(time);
                       });
}

render::Prompter& Context::prompter() {
  if (world_.prompter != nullptr) return *world_.prompter;
  if (!prompter_) {
    std::string name;
    prompter_ = std::make_unique<render::TerminalPrompter>(
        render::PromptSettings{.terminal = world_.terminal,
                               .style = style(),
                               .context = name,
                               .editor = env("EDITOR"),
                               .no_input = nats_->no_input || nsc_->no_input});
  }
  return *prompter_;
}

bool Context::interactive() { return prompter().available(); }

}  // namespace natsop::cli
