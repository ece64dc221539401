#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>

#include "core/base/clock.h"

namespace natsop::engine {

/// What the system knows of this process. Injected, so that tests decide.
class ProcessSource {
 public:
  ProcessSource() = default;
  ProcessSource(const ProcessSource&) = delete;
  ProcessSource& operator=(const ProcessSource&) = delete;
  virtual ~ProcessSource() = default;

  /// Bytes in memory now; 0 when unknown.
  [[nodiscard]] virtual std::uint64_t memory() const = 0;
  /// Processor time spent so far, of all threads; nothing when unknown.
  [[nodiscard]] virtual std::optional<std::chrono::nanoseconds> processor_time() const = 0;
  /// Processors of the machine.
  [[nodiscard]] virtual int cores() const = 0;
};

/// Linux: /proc/self, or another folder of that form.
class ProcFolder final : public ProcessSource {
 public:
  explicit ProcFolder(std::filesystem::path folder = "/proc/self") : folder_(std::move(folder)) {}

  [[nodiscard]] std::uint64_t memory() const override;
  [[nodiscard]] std::optional<std::chrono::nanoseconds> processor_time() const override;
  [[nodiscard]] int cores() const override;

 private:
  std::filesystem::path folder_;
};

/// Memory and load for varz and STATSZ. The load is that of the time between two looks which are at
/// least a second apart; in between, the last figure stands. Loop thread only.
class ProcessMeter {
 public:
  struct Figures {
    std::uint64_t memory = 0;  ///< bytes
    double cpu = 0;            ///< percent of one core
    int cores = 0;
  };

  /// Both must outlive the meter.
  ProcessMeter(const ProcessSource& source, const Clock& clock);

  [[nodiscard]] Figures look();

 private:
  const ProcessSource& source_;
  const Clock& clock_;
  SteadyTime last_look_;
  std::chrono::nanoseconds last_spent_{0};
  double cpu_ = 0;
};

}  // namespace natsop::engine
