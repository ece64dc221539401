#pragma once
#include <functional>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "commands/tree.h"
#include "core/base/files.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_transport.h"
#include "tests/support/seeded_random.h"

namespace natsop::test {

/// Ctrl-C that a test presses: after a number of waits, each of which advances the clock instead of
/// sleeping.
class FakeInterrupt final : public cli::Interrupt {
 public:
  explicit FakeInterrupt(FakeClock& clock) : clock_(clock) {}
  void arm() override {}
  [[nodiscard]] bool pending() const override { return waits_left_ == 0; }
  [[nodiscard]] bool wait(std::chrono::nanoseconds time) override {
    if (waits_left_ == 0) return false;
    --waits_left_;
    clock_.advance(time);
    return waits_left_ > 0;
  }
  [[nodiscard]] int fd() const override { return -1; }
  void after(int waits) { waits_left_ = waits; }

 private:
  FakeClock& clock_;
  int waits_left_ = 1;
};

/// What a run left behind.
struct Outcome {
  int status = 0;
  std::string out;
  std::string err;
};

/// A whole machine for one test: a home of its own, a clock that stands still, answers for the
/// JetStream API and for questions, and no process, terminal or network.
class FakeWorld {
 public:
  FakeWorld();

  /// Runs a command line, face first: run({"nats", "stream", "ls"}).
  Outcome run(const std::vector<std::string>& argv);
  /// Calls a function with the context that a command of `nats` without flags would get. The
  /// outcome's status is 0.
  Outcome with_context(const std::function<void(cli::Context&)>& use);
  /// Answers JetStream requests (and any other) on a subject; see FakeTransport.
  FakeTransport& transport() { return transport_; }
  /// The answers to come; using it makes the run interactive.
  render::ScriptedPrompter& answers();
  FakeClock& clock() { return clock_; }
  FakeInterrupt& interrupt() { return interrupt_; }
  std::map<std::string, std::string, std::less<>>& environment() { return environment_; }
  [[nodiscard]] std::string home() const { return home_.path().string(); }
  /// What standard input holds.
  void input(const std::string& text) {
    in_.clear();
    in_.str(text);
  }

 private:
  [[nodiscard]] cli::World world(std::ostream& out, std::ostream& err);

  TempDir home_;
  FakeClock clock_;
  SeededRandom random_;
  FakeInterrupt interrupt_{clock_};
  FakeTransport transport_;
  std::unique_ptr<render::ScriptedPrompter> prompter_;
  std::map<std::string, std::string, std::less<>> environment_;
  std::istringstream in_;
};

}  // namespace natsop::test
