#pragma once
#include <memory>
#include <mutex>

#include "core/base/log.h"
#include "core/engine/options/options.h"

namespace natsop::commands::nats_server {

/// The log of a server process: standard error, a file or syslog, in nats-server's form. What it is
/// may change while it is written to. Must outlive its loggers. apply() and reopen() are for one
/// thread; writing is safe from any.
class ServerLog {
 public:
  /// Nothing is written before the first apply().
  explicit ServerLog(const Clock& clock) : log_(target_, clock) {}
  ServerLog(const ServerLog&) = delete;
  ServerLog& operator=(const ServerLog&) = delete;

  /// Opens what the options ask for and takes their levels. On an error all stays as it was.
  [[nodiscard]] Result<void> apply(const engine::LogOptions& options);

  /// Opens a log file anew, after something else has moved it away.
  [[nodiscard]] Result<void> reopen();

  [[nodiscard]] Logger logger() { return Logger(log_); }

 private:
  /// The sink of the moment. Debug and trace are two switches here, not two steps of one level.
  class Target final : public LogSink {
   public:
    void write(const LogEvent& event) override;
    void change(std::shared_ptr<LogSink> sink, bool debug);

   private:
    std::mutex mutex_;
    std::shared_ptr<LogSink> sink_;
    bool debug_ = false;
  };

  Target target_;
  Log log_;
  std::shared_ptr<FileSink> file_;
};

}  // namespace natsop::commands::nats_server
