#pragma once
#include <cstdint>
#include <memory>
#include <string>

#include "core/engine/io/event_loop.h"
#include "core/engine/loop/transport.h"

namespace natsop::engine {

/// Who is at the two ends of a connected socket; addresses as text without brackets.
struct Ends {
  std::string peer_ip;
  std::uint16_t peer_port = 0;
  std::string local_ip;
};

/// A transport over `fd`, a connected non-blocking stream socket, which it takes over. The loop
/// must outlive it. It reads into the loop's one buffer and writes straight from its output, so
/// that an idle one costs less than a KiB.
///
/// Destroy it through Loop::dispose() only, as it may be in the middle of a call to its handler.
/// After close() the socket itself stays for up to a second until the peer has closed too, so that
/// unread input does not turn the last words to it into a reset.
[[nodiscard]] std::unique_ptr<Transport> make_tcp_transport(EventLoop& loop, int fd, Ends ends);

/// How the system calls an error, as nats-server logs it: "connection reset by peer".
[[nodiscard]] std::string describe_errno(int number);

}  // namespace natsop::engine
