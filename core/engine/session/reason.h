#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace natsop::engine::reason {

/// Why a connection ended, as connz and disconnect events say it (server.md 1.6).
inline constexpr std::string_view kClientClosed = "Client Closed";
inline constexpr std::string_view kAuthenticationTimeout = "Authentication Timeout";
inline constexpr std::string_view kAuthenticationFailure = "Authentication Failure";
inline constexpr std::string_view kTlsHandshakeFailure = "TLS Handshake Failure";
inline constexpr std::string_view kSlowConsumerPending = "Slow Consumer (Pending Bytes)";
inline constexpr std::string_view kSlowConsumerDeadline = "Slow Consumer (Write Deadline)";
inline constexpr std::string_view kWriteError = "Write Error";
inline constexpr std::string_view kReadError = "Read Error";
inline constexpr std::string_view kParseError = "Parse Error";
inline constexpr std::string_view kStaleConnection = "Stale Connection";
inline constexpr std::string_view kProtocolViolation = "Protocol Violation";
inline constexpr std::string_view kBadProtocolVersion = "Bad Client Protocol Version";
inline constexpr std::string_view kIncorrectPort = "Incorrect Port";
inline constexpr std::string_view kMaxAccountConnections = "Maximum Account Connections Exceeded";
inline constexpr std::string_view kMaxConnections = "Maximum Connections Exceeded";
inline constexpr std::string_view kMaxPayload = "Maximum Message Payload Exceeded";
inline constexpr std::string_view kMaxControlLine = "Maximum Control Line Exceeded";
inline constexpr std::string_view kMaxSubscriptions = "Maximum Subscriptions Exceeded";
inline constexpr std::string_view kServerShutdown = "Server Shutdown";
inline constexpr std::string_view kAuthenticationExpired = "Authentication Expired";
inline constexpr std::string_view kMissingAccount = "Missing Account";
inline constexpr std::string_view kRevocation = "Credentials Revoked";
inline constexpr std::string_view kHeaderViolation = "Message Header Violation";
inline constexpr std::string_view kNoRespondersRequiresHeaders = "No Responders Requires Headers";
inline constexpr std::string_view kDuplicateRemoteLeafnode = "Duplicate Remote LeafNode Connection";
inline constexpr std::string_view kMinimumVersion = "Minimum Version Required";
inline constexpr std::string_view kKicked = "Kicked";

/// The status of a WebSocket's close frame for a reason, as nats-server chooses it.
[[nodiscard]] constexpr std::uint16_t websocket_status(std::string_view why) {
  constexpr std::array kPolicy = {
      kAuthenticationTimeout, kAuthenticationFailure, kSlowConsumerPending, kSlowConsumerDeadline,
      kMaxAccountConnections, kMaxConnections,        kMaxControlLine,      kMaxSubscriptions,
      kMissingAccount,        kAuthenticationExpired, kRevocation};
  constexpr std::array kProtocol = {kParseError, kProtocolViolation, kBadProtocolVersion};
  constexpr std::array kGoingAway = {kWriteError, kReadError, kStaleConnection, kServerShutdown};
  const auto is_one_of = [why](const auto& list) {
    return std::find(list.begin(), list.end(), why) != list.end();
  };
  if (why == kClientClosed) {
    return 1000;
  }
  if (why == kMaxPayload) {
    return 1009;
  }
  if (why == kTlsHandshakeFailure) {
    return 1015;
  }
  return is_one_of(kPolicy)      ? 1008
         : is_one_of(kProtocol)  ? 1002
         : is_one_of(kGoingAway) ? 1001
                                 : 1011;
}

}  // namespace natsop::engine::reason
