#include "core/engine/server/memory_return.h"

#include <doctest/doctest.h>

#include <cstring>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/engine/monitor/process_meter.h"
#include "tests/support/engine_loop.h"

using natsop::engine::MemoryReturn;
using natsop::test::EngineLoop;

namespace {

constexpr std::uint64_t kMiB = std::uint64_t{1} << 20U;

struct Process {
  std::uint64_t resident = 20 * kMiB;
  std::uint64_t used = 10 * kMiB;
  std::uint64_t stays = 11 * kMiB;  // of what is not used, after a trim
  int looks = 0;
  int trims = 0;

  MemoryReturn::Memory memory() {
    return {.resident = [this] { return resident; },
            .used =
                [this] {
                  ++looks;
                  return used;
                },
            .trim =
                [this] {
                  ++trims;
                  resident = used + stays;
                }};
  }
};

}  // namespace

TEST_CASE("memory that is used stays; once it is free it goes back") {
  EngineLoop loop;
  Process process;
  const MemoryReturn returning(loop, process.memory());
  loop.advance(MemoryReturn::kPause);
  CHECK(process.trims == 0);

  process.resident = 300 * kMiB;
  process.used = 290 * kMiB;
  loop.advance(MemoryReturn::kPause);
  CHECK(process.trims == 0);

  process.used = 10 * kMiB;
  loop.advance(MemoryReturn::kPause);
  CHECK(process.trims == 1);
  CHECK(process.resident == 21 * kMiB);

  // A little more is not worth it.
  process.resident += 2 * kMiB;
  loop.advance(MemoryReturn::kPause);
  CHECK(process.trims == 1);
}

TEST_CASE("what cannot be given back is not tried for again and again") {
  EngineLoop loop;
  Process process;
  process.stays = 90 * kMiB;
  const MemoryReturn returning(loop, process.memory());
  process.resident = 100 * kMiB;
  for (int at = 0; at < 10; ++at) {
    loop.advance(MemoryReturn::kPause);
  }
  CHECK(process.trims == 1);

  process.resident += MemoryReturn::kSlack;
  loop.advance(MemoryReturn::kPause);
  CHECK(process.trims == 2);

  // What went by itself counts from then on.
  process.resident = 30 * kMiB;
  loop.advance(MemoryReturn::kPause);
  process.resident += MemoryReturn::kSlack;
  loop.advance(MemoryReturn::kPause);
  CHECK(process.trims == 3);
}

TEST_CASE("it looks less often when looking takes long") {
  EngineLoop loop;
  Process process;
  MemoryReturn::Memory memory = process.memory();
  memory.used = [&] {
    ++process.looks;
    loop.fake_clock().advance(std::chrono::milliseconds(100));
    return process.used;
  };
  const MemoryReturn returning(loop, std::move(memory));
  process.looks = 0;
  loop.advance(MemoryReturn::kPause);
  REQUIRE(process.looks == 1);
  loop.advance(std::chrono::seconds(19));
  CHECK(process.looks == 1);
  loop.advance(std::chrono::seconds(2));
  CHECK(process.looks == 2);
}

// Sanitizers have a heap of their own, which keeps what was freed.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST_CASE("the process's own memory goes back, though some of it between the rest is kept") {
  const natsop::engine::ProcFolder proc;
  const auto memory = MemoryReturn::of_process([&] { return proc.memory(); });
  constexpr std::size_t kPieces = 2000;
  constexpr std::size_t kPiece = std::size_t{32} * 1024;  // below what the C library maps alone
  std::vector<std::string> kept;
  const std::uint64_t used_before = memory.used();
  {
    std::vector<std::string> pieces;
    for (std::size_t at = 0; at < kPieces; ++at) {
      pieces.emplace_back(kPiece, 'x');
      kept.emplace_back(100, 'y');
    }
    CHECK(memory.used() >= used_before + kPieces * kPiece);
  }
  CHECK(memory.used() < used_before + 2 * kMiB);
  const std::uint64_t before = memory.resident();
  memory.trim();
  CHECK(memory.resident() + kPieces * kPiece / 2 < before);
}
#endif
