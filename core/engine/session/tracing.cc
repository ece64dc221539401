// What a session writes to the log, in nats-server's words.
#include <fmt/format.h>

#include "core/engine/options/options.h"
#include "core/engine/session/delivery.h"
#include "core/engine/session/session.h"
#include "core/json/doc.h"
#include "core/text/quote.h"

namespace natsop::engine {

namespace {

constexpr std::string_view kRedacted = "[REDACTED]";

}  // namespace

const Logger& Session::log() {
  if (log_ == nullptr) {
    std::string prefix =
        fmt::format("{}:{} - cid:{}", transport_->peer_ip(), transport_->peer_port(), id_);
    std::string client = version_.empty() ? std::string() : "v" + version_;
    for (const std::string& part : {lang_, name_}) {
      if (!part.empty()) {
        client += client.empty() ? part : ":" + part;
      }
    }
    if (!client.empty()) {
      prefix += " - " + text::go_quote(client);
    }
    log_ = std::make_unique<Logger>(env_.log.with_prefix(std::move(prefix)));
  }
  return *log_;
}

void Session::trace_in(std::string_view operation, std::string_view arguments) {
  if (tracing()) {
    log().trace(arguments.empty() ? fmt::format("<<- [{}]", operation)
                                  : fmt::format("<<- [{} {}]", operation, arguments));
  }
}

void Session::trace_out(std::string_view line) {
  if (tracing()) {
    log().trace(fmt::format("->> [{}]", line));
  }
}

void Session::trace_payload(std::string_view payload) {
  const std::int64_t most = env_.options->log.max_traced_msg_len;
  const bool cut = most > 0 && payload.size() > static_cast<std::size_t>(most);
  std::string quoted =
      text::go_quote(cut ? payload.substr(0, static_cast<std::size_t>(most)) : payload);
  if (cut) {
    quoted.insert(quoted.size() - 1, "...");
  }
  log().trace(fmt::format("<<- MSG_PAYLOAD: [{}]", quoted));
}

void Session::trace_delivery(const Subscription& subscription, const Message& message) {
  std::string line(
      message.subject.size() + subscription.sid.size() + message.reply.size() + kDeliveryFrame,
      '\0');
  Pen pen(line.data());
  write_delivery_line(pen, message, subscription.sid, headers_ ? message.header_size : 0,
                      headers_ ? message.body.size() : message.payload().size());
  line.resize(pen.written());
  trace_out(line);
}

/// CONNECT for the log: without what lets one in.
std::string Session::redacted(std::string_view json) {
  Result<json::Doc> parsed = json::Doc::parse(json);
  if (!parsed || !parsed->is_object()) {
    return std::string(kRedacted);
  }
  json::Doc doc = *std::move(parsed);
  for (const std::string_view key : {"pass", "auth_token", "jwt", "sig"}) {
    if (!doc.member(key).text().empty()) {
      doc.put(key, json::Doc(kRedacted));
    }
  }
  return doc.dump();
}

/// Whom a violation is logged about.
std::string Session::auth_user() const {
  if (!admission_.jwt.empty()) {
    return "JWT User " + text::go_quote(admission_.public_key);
  }
  if (!admission_.public_key.empty()) {
    return "Nkey " + text::go_quote(admission_.public_key);
  }
  return "User " + text::go_quote(admission_.user.empty() ? "N/A" : admission_.user);
}

}  // namespace natsop::engine
