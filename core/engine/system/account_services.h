#pragma once
#include <cstdint>
#include <functional>
#include <string_view>

#include "core/engine/accounts/account.h"
#include "core/engine/system/request.h"
#include "core/engine/system/server_events.h"

namespace natsop::engine {

/// Answers `$SYS.REQ.ACCOUNT.…`, `$SYS.REQ.USER.…` and `$SYS.DEBUG.SUBSCRIBERS` in the system
/// account, and makes what each account may ask of itself reachable from there (server.md 2.9).
/// Loop thread only.
class AccountServices {
 public:
  /// Both must outlive the sink's subscriptions. Every account, present and future, gets its
  /// imports.
  AccountServices(Responder& responder, ServerEvents& events);
  AccountServices(const AccountServices&) = delete;
  AccountServices& operator=(const AccountServices&) = delete;

 private:
  using Answer = void (AccountServices::*)(const Message& request, std::string_view account,
                                           const json::Doc& body);

  void offer();
  void install(Account& account);
  void serve(std::string_view name, Answer answer);

  void on_subsz(const Message& request, std::string_view account, const json::Doc& body);
  void on_connz(const Message& request, std::string_view account, const json::Doc& body);
  void on_leafz(const Message& request, std::string_view account, const json::Doc& body);
  void on_jsz(const Message& request, std::string_view account, const json::Doc& body);
  void on_info(const Message& request, std::string_view account, const json::Doc& body);
  void on_statz(const Message& request, std::string_view account, const json::Doc& body);
  void on_conns(const Message& request, std::string_view account, const json::Doc& body);

  void on_ping_statz(const Message& request);
  void on_subscriptions(const Message& request);
  void on_debug_subscribers(const Message& request);
  void on_user_info(const Message& request);

  Responder& responder_;
  ServerEvents& events_;
};

/// How many subscriptions a message of `subject` would find, or how many are within it when it has
/// wildcards; with `queue` only those of that group.
[[nodiscard]] std::uint64_t count_subscribers(Account& account, std::string_view subject,
                                              std::string_view queue);

}  // namespace natsop::engine
