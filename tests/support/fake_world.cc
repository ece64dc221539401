#include "tests/support/fake_world.h"

namespace natsop::test {

FakeWorld::FakeWorld() : home_(*TempDir::make("natsop-test")) {
  environment_ = {{"HOME", home()}, {"PATH", "/nonexistent"}, {"TZ", "UTC"}};
}

render::ScriptedPrompter& FakeWorld::answers() {
  if (!prompter_) prompter_ = std::make_unique<render::ScriptedPrompter>();
  return *prompter_;
}

cli::World FakeWorld::world(std::ostream& out, std::ostream& err) {
  return {
      .io = {in_, out, err},
      .environment = [this](std::string_view name) -> std::optional<std::string> {
        const auto it = environment_.find(name);
        return it == environment_.end() ? std::nullopt : std::optional(it->second);
      },
      .cwd = home(),
      .terminal = {},
      .clock = clock_,
      .random = random_,
      .interrupt = interrupt_,
      .connect = [](const context::ConnectSettings& settings,
                    client::Hooks) -> Result<std::unique_ptr<client::Connection>> {
        return Error(Code::Unreachable, "no network in this test: " + settings.shown_urls());
      },
      .program = "/usr/bin/natsop",
      .transport = &transport_,
      .prompter = prompter_.get(),
  };
}

Outcome FakeWorld::run(const std::vector<std::string>& argv) {
  std::ostringstream out;
  std::ostringstream err;
  auto machine = world(out, err);
  Outcome outcome;
  outcome.status = cli::run(commands::faces(), argv, machine);
  outcome.out = out.str();
  outcome.err = err.str();
  return outcome;
}

Outcome FakeWorld::with_context(const std::function<void(cli::Context&)>& use) {
  std::ostringstream out;
  std::ostringstream err;
  auto machine = world(out, err);
  cli::Context ctx(machine, std::make_shared<cli::NatsGlobals>(),
                   std::make_shared<cli::NscGlobals>());
  use(ctx);
  return {.status = 0, .out = out.str(), .err = err.str()};
}

}  // namespace natsop::test
