#pragma once
#include "core/base/log.h"

namespace natsop::commands::nats_server {

/// Events to the machine's syslog as nats-server's, facility daemon. One at a time in a process.
class SyslogSink final : public LogSink {
 public:
  SyslogSink();
  ~SyslogSink() override;
  void write(const LogEvent& event) override;
};

}  // namespace natsop::commands::nats_server
