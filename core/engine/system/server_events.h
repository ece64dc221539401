#pragma once
#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "core/engine/loop/loop.h"
#include "core/engine/session/environment.h"
#include "core/engine/system/server_stamp.h"
#include "core/engine/system/system_sink.h"

namespace natsop::engine {

class Fields;

/// Tells the system account what happens on this server (server.md 4.4): connections that come and
/// go, logins refused, counts of accounts, the server's own state. What nobody listens to is not
/// built. Loop thread only.
class ServerEvents final : public SessionEvents {
 public:
  /// How often STATSZ is published: first after kFirstStatsz, then twice as long each time.
  static constexpr std::chrono::milliseconds kFirstStatsz{250};
  static constexpr std::chrono::seconds kLastStatsz{10};
  /// How often an account with connections says how many.
  static constexpr std::chrono::seconds kAccountHeartbeat{30};

  /// All must outlive it.
  ServerEvents(const ServerView& view, ServerStamp& stamp, SystemSink& sink);

  /// Begins to publish STATSZ.
  void start();
  /// The server is about to end; nothing is published afterwards.
  void shutdown();
  void lame_duck();

  void on_connect(const Session& session) override;
  void on_disconnect(const Session& session, std::string_view reason) override;
  void on_auth_error(const Session& session, std::string_view reason) override;

  /// `$SYS.ACCOUNT.<account>.SERVER.CONNS` as it is now, with the envelope of an event.
  [[nodiscard]] json::Doc account_connections(const Account& account);

 private:
  void publish_statsz();
  void publish_counts(Account& account);
  void on_heartbeat(std::string account);
  [[nodiscard]] Fields event(std::string_view type);
  [[nodiscard]] json::Doc disconnect(const Session& session, std::string_view reason);

  const ServerView& view_;
  ServerStamp& stamp_;
  SystemSink& sink_;
  bool ended_ = false;
  std::chrono::nanoseconds statsz_delay_ = kFirstStatsz;
  std::unique_ptr<Timer> statsz_timer_;
  std::map<std::string, std::unique_ptr<Timer>, std::less<>> heartbeats_;  // by account
};

}  // namespace natsop::engine
