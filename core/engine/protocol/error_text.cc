#include "core/engine/protocol/error_text.h"

#include "core/text/quote.h"

namespace natsop::engine::error_text {

std::string publish_violation(std::string_view subject) {
  return "Permissions Violation for Publish to " + text::go_quote(subject);
}

std::string reply_violation(std::string_view reply) {
  return "Permissions Violation for Publish with Reply of " + text::go_quote(reply);
}

std::string subscription_violation(std::string_view subject, std::string_view queue) {
  std::string text = "Permissions Violation for Subscription to " + text::go_quote(subject);
  if (!queue.empty()) {
    text += " using queue " + text::go_quote(queue);
  }
  return text;
}

std::string too_many_tokens(std::string_view subject) {
  return subscription_violation(subject, "") + ", too many tokens";
}

std::string subscription_ended(std::string_view subject, std::string_view queue,
                               std::string_view sid) {
  return subscription_violation(subject, queue) + " (sid " + text::go_quote(sid) + ")";
}

}  // namespace natsop::engine::error_text
