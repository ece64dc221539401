#include "commands/nats-server/syslog_sink.h"

#include <syslog.h>

namespace natsop::commands::nats_server {
namespace {

int priority_of(LogLevel level) {
  switch (level) {
    case LogLevel::Fatal:
      return LOG_CRIT;
    case LogLevel::Error:
      return LOG_ERR;
    case LogLevel::Warn:
      return LOG_WARNING;
    case LogLevel::Info:
      return LOG_NOTICE;
    case LogLevel::Debug:
    case LogLevel::Trace:
      break;
  }
  return LOG_DEBUG;
}

}  // namespace

SyslogSink::SyslogSink() { ::openlog("nats-server", LOG_PID, LOG_DAEMON); }
SyslogSink::~SyslogSink() { ::closelog(); }

void SyslogSink::write(const LogEvent& event) {
  // Time, process and level are syslog's own: what comes after "[0] [INF] ".
  const auto line = format_event(event, {.form = LogLayout::Form::Server, .with_time = false});
  const auto level = line.find('[', 1);
  const auto text = line.find("] ", level);
  ::syslog(priority_of(event.level), "%s",
           line.c_str() + (level == std::string::npos || text == std::string::npos ? 0 : text + 2));
}

}  // namespace natsop::commands::nats_server
