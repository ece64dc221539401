#pragma once
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/jetstream/transport.h"

// cnats's own names, so that no header needs nats.h.
typedef struct __natsMsg natsMsg;  // NOLINT(bugprone-reserved-identifier)

namespace natsop::client {

/// A message as cnats has it, destroyed with its owner. Move-only.
class LibraryMessage {
 public:
  LibraryMessage() = default;
  explicit LibraryMessage(natsMsg* message) : message_(message) {}
  LibraryMessage(LibraryMessage&& other) noexcept;
  LibraryMessage& operator=(LibraryMessage&& other) noexcept;
  LibraryMessage(const LibraryMessage&) = delete;
  LibraryMessage& operator=(const LibraryMessage&) = delete;
  ~LibraryMessage();
  [[nodiscard]] natsMsg* get() const { return message_; }

 private:
  natsMsg* message_ = nullptr;
};

/// Copies a message out of cnats. Header names come sorted: cnats does not keep their order.
[[nodiscard]] jetstream::Message to_message(natsMsg* message);

/// A message for cnats to send. Errors (Invalid): a header name that is not printable ASCII without
/// a colon, a value with a NUL.
[[nodiscard]] Result<LibraryMessage> from_parts(const std::string& subject,
                                                const std::string& reply, std::string_view data,
                                                const jetstream::Headers& headers);

/// Whether a subject may be sent: not empty, no white space or control characters, and, for
/// subscriptions, no empty token and wildcards only where they belong. Error: Invalid.
[[nodiscard]] Result<void> check_publish_subject(std::string_view subject);
[[nodiscard]] Result<void> check_subscribe_subject(std::string_view subject);

}  // namespace natsop::client
