#include "core/engine/monitor/process_meter.h"

#include <doctest/doctest.h>

#include <fstream>

#include "core/base/files.h"
#include "tests/support/fake_clock.h"

using namespace natsop::engine;
// NOLINTBEGIN(misc-unused-using-decls): clang-tidy does not see the use of literals
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
// NOLINTEND(misc-unused-using-decls)

namespace {

class FakeProcess final : public ProcessSource {
 public:
  std::chrono::nanoseconds spent{0};

  [[nodiscard]] std::uint64_t memory() const override { return 4096; }
  [[nodiscard]] std::optional<std::chrono::nanoseconds> processor_time() const override {
    return spent;
  }
  [[nodiscard]] int cores() const override { return 4; }
};

}  // namespace

TEST_CASE("load is that of the time since the last look, which is a second at least") {
  natsop::test::FakeClock clock;
  FakeProcess process;
  ProcessMeter meter(process, clock);
  CHECK(meter.look().cpu == 0);
  clock.advance(2s);
  process.spent = 500ms;
  CHECK(meter.look().cpu == 25);
  clock.advance(500ms);
  process.spent += 400ms;
  CHECK(meter.look().cpu == 25);
  clock.advance(500ms);
  CHECK(meter.look().cpu == 40);
  clock.advance(10s);
  CHECK(meter.look().cpu == 0);
  CHECK(meter.look().memory == 4096);
  CHECK(meter.look().cores == 4);
}

TEST_CASE("this process has memory and has worked") {
  const ProcFolder self;
  CHECK(self.memory() > 100'000);
  CHECK(self.processor_time().has_value());
  CHECK(self.cores() >= 1);
}

TEST_CASE("a program's name may hold anything") {
  const auto dir = natsop::TempDir::make("meter");
  REQUIRE(dir);
  const auto ticks = std::chrono::nanoseconds(1s) / sysconf(_SC_CLK_TCK);
  std::ofstream(dir->path() / "stat") << "12 (a) b (c) S 1 2 3 4 5 6 7 8 9 10 30 12 0 0 20 0 1\n";
  std::ofstream(dir->path() / "statm") << "900 7 3 1 0 2 0\n";
  const ProcFolder folder(dir->path());
  CHECK(folder.memory() == 7 * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE)));
  CHECK(folder.processor_time().value() == 42 * ticks);
  CHECK(ProcFolder(dir->path() / "absent").memory() == 0);
  CHECK_FALSE(ProcFolder(dir->path() / "absent").processor_time().has_value());
}
