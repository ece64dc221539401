#pragma once
#include <string>
#include <string_view>

namespace natsop::engine::error_text {

/// What stands between the quotes of -ERR. Clients compare these texts, so they are nats-server's
/// (server.md 1.5).
inline constexpr std::string_view kUnknownOperation = "Unknown Protocol Operation";
inline constexpr std::string_view kAuthorizationViolation = "Authorization Violation";
inline constexpr std::string_view kAuthenticationTimeout = "Authentication Timeout";
inline constexpr std::string_view kUserAuthenticationExpired = "User Authentication Expired";
inline constexpr std::string_view kAccountAuthenticationExpired = "Account Authentication Expired";
inline constexpr std::string_view kUserAuthenticationRevoked = "User Authentication Revoked";
inline constexpr std::string_view kMaximumAccountConnections =
    "maximum account active connections exceeded";
inline constexpr std::string_view kMaximumConnections = "maximum connections exceeded";
inline constexpr std::string_view kMaximumSubscriptions = "maximum subscriptions exceeded";
inline constexpr std::string_view kMaximumPayload = "Maximum Payload Violation";
inline constexpr std::string_view kMaximumControlLine = "maximum control line exceeded";
inline constexpr std::string_view kInvalidPublishSubject = "Invalid Publish Subject";
inline constexpr std::string_view kInvalidSubject = "Invalid Subject";
inline constexpr std::string_view kStaleConnection = "Stale Connection";
inline constexpr std::string_view kTlsRequired = "Secure Connection - TLS Required";
inline constexpr std::string_view kInvalidClientProtocol = "invalid client protocol";
inline constexpr std::string_view kNoRespondersRequiresHeaders =
    "no responders requires headers support";
inline constexpr std::string_view kThrottled =
    "Connection throttling is active. Please try again later.";

/// Permissions; subjects are quoted as Go's %q does.
[[nodiscard]] std::string publish_violation(std::string_view subject);
[[nodiscard]] std::string reply_violation(std::string_view reply);
/// An empty queue: without one.
[[nodiscard]] std::string subscription_violation(std::string_view subject, std::string_view queue);
[[nodiscard]] std::string too_many_tokens(std::string_view subject);
/// For a subscription that a change of permissions ended.
[[nodiscard]] std::string subscription_ended(std::string_view subject, std::string_view queue,
                                             std::string_view sid);

}  // namespace natsop::engine::error_text
