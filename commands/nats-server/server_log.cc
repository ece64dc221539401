#include "commands/nats-server/server_log.h"

#include <unistd.h>

#include <algorithm>
#include <utility>

#include "commands/nats-server/syslog_sink.h"

namespace natsop::commands::nats_server {
namespace {

FileSink::Rotation rotation_of(const engine::LogOptions& options) {
  return {.max_bytes = static_cast<std::uint64_t>(std::max<std::int64_t>(options.size_limit, 0)),
          .max_files = static_cast<std::size_t>(std::max<std::int64_t>(options.max_files, 0))};
}

}  // namespace

void ServerLog::Target::write(const LogEvent& event) {
  std::shared_ptr<LogSink> sink;
  {
    const std::lock_guard lock(mutex_);
    if (event.level == LogLevel::Debug && !debug_) return;
    sink = sink_;
  }
  if (sink != nullptr) sink->write(event);
}

void ServerLog::Target::change(std::shared_ptr<LogSink> sink, bool debug) {
  const std::lock_guard lock(mutex_);
  sink_ = std::move(sink);
  debug_ = debug;
}

Result<void> ServerLog::apply(const engine::LogOptions& options) {
  const LogLayout layout{.form = LogLayout::Form::Server,
                         .with_time = options.logtime,
                         .utc = options.logtime_utc,
                         .pid = ::getpid()};
  std::shared_ptr<LogSink> sink;
  std::shared_ptr<FileSink> file;
  if (options.syslog) {
    sink = std::make_shared<SyslogSink>();
  } else if (!options.file.empty()) {
    NATSOP_TRY(auto opened, FileSink::open(options.file, layout, rotation_of(options)));
    file = std::move(opened);
    sink = file;
  } else {
    sink = std::make_shared<FdSink>(STDERR_FILENO, layout);
  }
  target_.change(std::move(sink), options.debug);
  file_ = std::move(file);
  log_.set_level(options.trace   ? LogLevel::Trace
                 : options.debug ? LogLevel::Debug
                                 : LogLevel::Info);
  return {};
}

Result<void> ServerLog::reopen() { return file_ == nullptr ? Result<void>{} : file_->reopen(); }

}  // namespace natsop::commands::nats_server
