#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/jetstream/headers.h"
#include "core/jetstream/timestamp.h"
#include "core/jetstream/transport.h"
#include "core/json/doc.h"

namespace natsop::jetstream {

/// One message of a stream. In JSON, hdrs and data are base64.
struct StoredMessage {
  std::string subject{};
  std::uint64_t seq = 0;
  std::string hdrs{};  ///< the header block as it travels; empty when it has none
  std::string data{};
  Timestamp time{};
  json::Doc extra{};

  [[nodiscard]] static Result<StoredMessage> from_doc(const json::Doc& doc, std::string path = {});
  [[nodiscard]] json::Doc to_doc() const;

  /// A direct get's answer. Takes the bookkeeping headers (Nats-Stream, Nats-Subject,
  /// Nats-Sequence, Nats-Time-Stamp, ...) out of the message. Errors: NotFound for 404, what the
  /// status says for others, Failed when bookkeeping headers are missing or bad.
  [[nodiscard]] static Result<StoredMessage> from_direct_get(const Message& message);

  /// The headers in `hdrs`. Errors: Invalid.
  [[nodiscard]] Result<Headers> headers() const;
  friend bool operator==(const StoredMessage&, const StoredMessage&) = default;
};

/// The Error for a status that came instead of a message ("404 Message Not Found").
[[nodiscard]] Error status_error(int status, std::string_view description);

}  // namespace natsop::jetstream
