#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/jetstream/timestamp.h"

namespace natsop::jetstream {

/// What a consumer's reply subject tells of a delivered message.
///
/// Two forms exist: `$JS.ACK.<stream>.<consumer>.<delivered>.<stream seq>.<consumer seq>.<time>.
/// <pending>`, and the newer one with `<domain or _>.<account hash>` before the stream and possibly
/// more tokens behind.
struct AckReply {
  std::string domain{};        ///< empty: none, or the older form
  std::string account_hash{};  ///< empty: the older form
  std::string stream{};
  std::string consumer{};
  std::uint64_t delivered = 0;  ///< how often it was delivered, this time included
  std::uint64_t stream_seq = 0;
  std::uint64_t consumer_seq = 0;
  Timestamp time{};  ///< when it was stored
  std::uint64_t pending = 0;

  /// Errors: Invalid.
  [[nodiscard]] static Result<AckReply> parse(std::string_view subject);
  /// The subject: the newer form when account_hash is set.
  [[nodiscard]] std::string subject() const;
  friend bool operator==(const AckReply&, const AckReply&) = default;
};

/// Whether a subject is one of a consumer's reply subjects; cheaper than parsing it.
[[nodiscard]] bool is_ack_reply(std::string_view subject);

/// What to publish to a reply subject.
inline constexpr std::string_view kAck = "+ACK";
inline constexpr std::string_view kNak = "-NAK";
inline constexpr std::string_view kInProgress = "+WPI";
inline constexpr std::string_view kNext = "+NXT";
inline constexpr std::string_view kTerm = "+TERM";

}  // namespace natsop::jetstream
