#pragma once
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

}  // namespace natsop::engine::reason
