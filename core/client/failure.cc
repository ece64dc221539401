#include "core/client/failure.h"

#include <fmt/format.h>
#include <nats/nats.h>

#include <algorithm>

namespace natsop::client {
namespace {

Code code_of(natsStatus status) {
  switch (status) {
    case NATS_TIMEOUT:
      return Code::Timeout;
    case NATS_CONNECTION_AUTH_FAILED:
    case NATS_NOT_PERMITTED:
      return Code::Denied;
    case NATS_IO_ERROR:
    case NATS_CONNECTION_CLOSED:
    case NATS_CONNECTION_DISCONNECTED:
    case NATS_NO_SERVER:
    case NATS_STALE_CONNECTION:
    case NATS_NO_RESPONDERS:
    case NATS_NOT_YET_CONNECTED:
    case NATS_SSL_ERROR:
    case NATS_SECURE_CONNECTION_WANTED:
    case NATS_SECURE_CONNECTION_REQUIRED:
      return Code::Unreachable;
    case NATS_INVALID_SUBJECT:
    case NATS_INVALID_ARG:
    case NATS_INVALID_QUEUE_NAME:
    case NATS_INVALID_TIMEOUT:
    case NATS_ADDRESS_MISSING:
    case NATS_MAX_PAYLOAD:
      return Code::Invalid;
    case NATS_NO_SERVER_SUPPORT:
      return Code::Unsupported;
    case NATS_ILLEGAL_STATE:
    case NATS_INVALID_SUBSCRIPTION:
    case NATS_MAX_DELIVERED_MSGS:
    case NATS_DRAINING:
      return Code::Conflict;
    default:
      return Code::Failed;
  }
}

std::string_view words_of(natsStatus status) {
  switch (status) {
    case NATS_TIMEOUT:
      return "no answer in time";
    case NATS_CONNECTION_CLOSED:
      return "the connection is closed";
    case NATS_CONNECTION_DISCONNECTED:
      return "the connection is lost";
    case NATS_NO_RESPONDERS:
      return "no responders";
    case NATS_STALE_CONNECTION:
      return "the server stopped answering";
    case NATS_SECURE_CONNECTION_WANTED:
      return "the server does not offer TLS";
    case NATS_SECURE_CONNECTION_REQUIRED:
      return "the server wants TLS";
    case NATS_INVALID_SUBSCRIPTION:
      return "the subscription is over";
    case NATS_MAX_DELIVERED_MSGS:
      return "the subscription's maximum of messages is reached";
    case NATS_DRAINING:
      return "the connection is draining";
    case NATS_SLOW_CONSUMER:
      return "slow consumer: messages came faster than they were taken, and some were dropped";
    default:
      return {};
  }
}

/// cnats's texts may begin with a place in its source: "(conn.c:1905): ".
std::string_view without_place(std::string_view text) {
  const std::size_t end = text.find("): ");
  return text.starts_with('(') && end != std::string_view::npos ? text.substr(end + 3) : text;
}

std::string lower_start(std::string text) {
  if (text.size() > 1 && text[0] >= 'A' && text[0] <= 'Z' && text[1] >= 'a' && text[1] <= 'z') {
    text[0] = static_cast<char>(text[0] + 32);
  }
  return text;
}

/// "Authorization Violation" as our own messages are written; what is quoted stays.
std::string lower_outside_quotes(std::string text) {
  bool quoted = false;
  for (char& c : text) {
    if (c == '"') quoted = !quoted;
    if (!quoted && c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return text;
}

bool contains(std::string_view text, std::string_view part) {
  return std::ranges::search(text, part, [](char a, char b) {
           return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b;
         }).begin() != text.end();
}

}  // namespace

Error library_error(int status, std::string_view doing) {
  const auto known = static_cast<natsStatus>(status);
  std::string words(words_of(known));
  if (words.empty()) {
    const char* detail = nats_GetLastError(nullptr);
    const bool known_more = detail != nullptr && *detail != '\0';
    words =
        lower_start(std::string(without_place(known_more ? detail : natsStatus_GetText(known))));
  }
  Error error(code_of(known), words);
  if (!doing.empty()) error.during(std::string(doing));
  return error;
}

Error server_error(std::string_view text) {
  const std::string words = lower_outside_quotes(std::string(without_place(text)));
  for (const char* refusal :
       {"authorization", "authentication", "expired", "revoked", "permission"}) {
    if (contains(text, refusal)) return Error(Code::Denied, words);
  }
  return Error(Code::Unreachable, words);
}

std::string login_hint(const context::ConnectSettings& settings) {
  const bool in_url =
      std::ranges::any_of(settings.urls, [](const auto& url) { return !url.user.empty(); });
  if (std::holds_alternative<std::monostate>(settings.login) && settings.token.empty() && !in_url) {
    return "the server wants a login: give --creds, --nkey, --user and --password, or --context";
  }
  if (in_url) return "check the user and password in the server URL";
  return fmt::format("check the credentials that come from {}",
                     settings.login_origin.empty() ? "the settings" : settings.login_origin);
}

}  // namespace natsop::client
