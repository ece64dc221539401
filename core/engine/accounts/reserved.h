#pragma once
#include <string_view>

namespace natsop::engine {

/// Subjects of answers on their way between accounts. Clients may not ask for answers there.
inline constexpr std::string_view kReplyPrefix = "_R_.";
/// Acknowledgements of JetStream, which cross accounts as they are.
inline constexpr std::string_view kAckPrefix = "$JS.ACK.";
/// Who asked, added to requests that cross accounts.
inline constexpr std::string_view kRequestInfoHeader = "Nats-Request-Info";

}  // namespace natsop::engine
