#pragma once
#include <memory>

#include "core/engine/monitor/server_view.h"
#include "core/engine/system/account_services.h"
#include "core/engine/system/server_events.h"
#include "core/engine/system/server_services.h"
#include "core/engine/system/server_stamp.h"
#include "core/engine/system/system_sink.h"

namespace natsop::engine {

/// The server's part in its system account: events it tells, requests it answers. There is none
/// without a system account. Loop thread only.
class SystemSide {
 public:
  /// All must outlive it.
  SystemSide(Account& account, const ServerView& view, ServerControl& control)
      : stamp_(view),
        sink_(account, view.environment.loop),
        events_(view, stamp_, sink_),
        responder_(view, stamp_, sink_),
        server_(responder_, control),
        accounts_(responder_, events_) {}
  SystemSide(const SystemSide&) = delete;
  SystemSide& operator=(const SystemSide&) = delete;

  [[nodiscard]] ServerEvents& events() { return events_; }
  [[nodiscard]] ServerStamp& stamp() { return stamp_; }
  [[nodiscard]] SystemSink& sink() { return sink_; }

 private:
  ServerStamp stamp_;
  SystemSink sink_;
  ServerEvents events_;
  Responder responder_;
  ServerServices server_;
  AccountServices accounts_;
};

}  // namespace natsop::engine
