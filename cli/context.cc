#include "cli/context.h"

#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include <ostream>
#include <thread>

#include "cli/process.h"
#include "core/base/version.h"
#include "core/identity/profile.h"
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
  if (choice.colours.empty()) {
    // A context that cannot be read is an error of the command that needs it, not of what it looks
    // like.
    if (const auto merged = settings()) choice.colours = (*merged)->color_scheme;
  }
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
    if (const auto merged = settings()) name = (*merged)->context_name;
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

context::ContextStore& Context::contexts() {
  if (!contexts_) contexts_ = std::make_unique<context::ContextStore>(config_home());
  return *contexts_;
}

context::SecretAccess Context::secret_access() const {
  return {.environment = [this](const std::string& name) { return world_.environment(name); },
          .read_file = {},
          .run = run_program,
          .nsc = [this](const std::string& reference) { return nsc_profile(reference); }};
}

Result<context::NscProfile> Context::nsc_profile(const std::string& reference) const {
  const identity::Surroundings surroundings{
      .variable = [this](std::string_view name) -> std::optional<std::string> {
        // A user without HOME still has a home folder.
        if (name == "HOME") return home();
        return world_.environment(name);
      },
      .cwd = world_.cwd};
  auto profile = identity::Profile::open(surroundings, {}, reference);
  if (!profile) return std::move(profile).error().during("resolving " + reference);
  auto creds = profile->creds();
  if (!creds) return std::move(creds).error().during("resolving " + reference);
  context::NscProfile found{.creds = std::string(creds->reveal())};
  NATSOP_TRY(found.services, profile->services());
  return found;
}

Result<void> Context::load_settings() {
  const auto& g = *nats_;
  context::SettingsLayers layers;
  // The parser has put the environment's values into the flags.
  layers.flags = {.server = g.server,
                  .user = g.user,
                  .password = g.password,
                  .token = g.token,
                  .connection_name = g.connection_name,
                  .creds = g.creds,
                  .nkey = g.nkey,
                  .jwt = g.jwt,
                  .seed = g.seed,
                  .tls_cert = g.tls_cert,
                  .tls_key = g.tls_key,
                  .tls_ca = g.tls_ca,
                  .tls_first = g.tls_first,
                  .timeout = g.timeout,
                  .socks_proxy = g.socks_proxy,
                  .js_api_prefix = g.js_api_prefix,
                  .js_event_prefix = g.js_event_prefix,
                  .js_domain = g.js_domain,
                  .inbox_prefix = g.inbox_prefix,
                  .colors = g.colors};
  layers.default_name = "NATS CLI Version " + std::string(kVersion);
  if (!g.no_context) {
    NATSOP_TRY(layers.context, contexts().resolve(g.context));
  }
  NATSOP_TRY(settings_, context::merge_settings(layers, secret_access()));
  return {};
}

Result<const context::ConnectSettings*> Context::settings() {
  if (!settings_) NATSOP_CHECK(load_settings());
  return &*settings_;
}

client::Hooks Context::hooks() {
  client::Hooks hooks;
  hooks.on_disconnect = [this](const Error& reason) {
    log(fmt::format(">>> Disconnected due to: {}, will attempt reconnect", reason.message()));
  };
  hooks.on_closed = [this](const Error& reason) {
    log(fmt::format(">>> Connection is closed: {}", reason.message()));
  };
  hooks.on_error = [this](const Error& error) { log(fmt::format(">>> {}", error.message())); };
  if (!nats_->trace) return hooks;
  hooks.on_reconnect = [this](const std::string& url) { log(">>> Reconnected to " + url); };
  hooks.on_delay = [this](std::chrono::milliseconds delay) {
    log(fmt::format(">>> Setting reconnect delay to {}", text::print_go_duration(delay)));
  };
  hooks.on_discovered = [this](const std::vector<std::string>& urls) {
    log(fmt::format(">>> Discovered new servers, known servers are now {}", fmt::join(urls, ", ")));
  };
  hooks.trace = [this](const std::string& text) { log(text); };
  return hooks;
}

Result<client::Connection*> Context::connection() {
  if (!connection_) {
    NATSOP_TRY(const auto* merged, settings());
    NATSOP_TRY(connection_, world_.connect(*merged, hooks()));
    if (nats_->trace) log(fmt::format(">>> Connected to {}", connection_->connected_url()));
  }
  return connection_.get();
}

Result<std::unique_ptr<client::Connection>> Context::connect_with(const context::Context& context) {
  context::SettingsLayers layers;
  layers.flags.timeout = nats_->timeout;
  layers.context = context;
  layers.default_name = "NATS CLI Version " + std::string(kVersion);
  NATSOP_TRY(auto merged, context::merge_settings(layers, secret_access()));
  merged.max_reconnects = 0;
  return world_.connect(merged, {});
}

Result<std::unique_ptr<client::Connection>> Context::connect_to(
    const context::ConnectSettings& settings) {
  return world_.connect(settings, {});
}

Result<jetstream::Transport*> Context::transport() {
  if (world_.transport != nullptr) return world_.transport;
  NATSOP_TRY(auto* const connected, connection());
  return connected;
}

Result<jetstream::Api*> Context::jetstream() {
  if (!api_) {
    NATSOP_TRY(const auto* merged, settings());
    NATSOP_TRY(auto* const below, transport());
    jetstream::ApiOptions options{
        .prefix = merged->js_api_prefix, .domain = merged->js_domain, .timeout = merged->timeout};
    NATSOP_TRY(auto api, jetstream::Api::make(*below, std::move(options)));
    api_ = std::make_unique<jetstream::Api>(std::move(api));
  }
  return api_.get();
}

}  // namespace natsop::cli
