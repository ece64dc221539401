#pragma once
#include "cli/context.h"

namespace natsop::cli {

/// The process's own Ctrl-C, through a self-pipe. At most one at a time.
class SignalInterrupt final : public Interrupt {
 public:
  SignalInterrupt() = default;
  ~SignalInterrupt() override;
  void arm() override;
  [[nodiscard]] bool pending() const override;
  [[nodiscard]] bool wait(std::chrono::nanoseconds time) override;
  [[nodiscard]] int fd() const override { return pipe_[0]; }

 private:
  int pipe_[2] = {-1, -1};
};

}  // namespace natsop::cli
