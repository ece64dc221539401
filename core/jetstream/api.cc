#include "core/jetstream/api.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/jetstream/api_call.h"
#include "core/jetstream/api_error.h"
#include "core/jetstream/api_level.h"

namespace natsop::jetstream {
namespace {

/// Whether a request may arrive twice: reading, and setting a stream's configuration, which a
/// server that has it already confirms. Requests with answers of other types are sent once.
bool is_repeatable(std::string_view type) {
  constexpr std::array<std::string_view, 6> kEndings{
      "_info_response", "_list_response",         "_names_response",
      "_get_response",  "stream_create_response", "stream_update_response"};
  return std::ranges::any_of(kEndings,
                             [&](std::string_view ending) { return type.ends_with(ending); });
}

constexpr int kNoRespondersStatus = 503;
constexpr std::string_view kOldError = "-ERR";

bool is_no_responders(const Error& error) {
  return error.code() == Code::Unreachable && error.message().starts_with(kNoResponders);
}

/// The body of an answer as a JSON object, errors in it taken out.
Result<json::Doc> parse_answer(const std::string& subject, const std::string& data) {
  if (data.empty()) {
    return Error(Code::Failed, fmt::format("the answer on \"{}\" is empty", subject));
  }
  if (data.starts_with(kOldError)) {
    return Error(Code::Failed, fmt::format("the server refused the request on \"{}\": {}", subject,
                                           data.substr(kOldError.size())));
  }
  auto doc = json::Doc::parse(data);
  if (!doc || !doc->is_object()) {
    return Error(Code::Failed, fmt::format("the answer on \"{}\" is no JSON object{}", subject,
                                           doc ? "" : ": " + doc.error().message()));
  }
  const json::Doc error = doc->member("error");
  if (error.is_null()) return std::move(*doc);
  auto api_error = ApiError::from_doc(error, "error");
  if (!api_error) {
    return Error(Code::Failed, fmt::format("the server refused the request on \"{}\": {}", subject,
                                           error.dump()));
  }
  return api_error->to_error();
}

}  // namespace

Result<Api> Api::make(Transport& transport, ApiOptions options) {
  if (!options.prefix.empty() && !options.domain.empty()) {
    return Error(Code::Invalid,
                 fmt::format("API prefix \"{}\" and domain \"{}\" exclude each other",
                             options.prefix, options.domain))
        .hint("set one of them");
  }
  NATSOP_TRY(ApiSubjects subjects, options.domain.empty() ? ApiSubjects::with_prefix(options.prefix)
                                                          : ApiSubjects::in_domain(options.domain));
  return Api(transport, std::move(options), std::move(subjects));
}

void Api::trace(bool is_request, std::string_view subject, std::string_view data) const {
  if (options_.trace) options_.trace({is_request, subject, data});
}

Error Api::unanswered(const Error& error, const Call& request) const {
  if (error.code() == Code::Timeout) {
    return Error(Code::Timeout, fmt::format("no answer on \"{}\" in time", request.subject))
        .hint(request.is_system
                  ? "only users of the system account are answered, by a cluster with JetStream"
                  : "raise --timeout; in a cluster, `nats server report jetstream` shows whether "
                    "there is a leader");
  }
  if (!is_no_responders(error)) return error;
  std::string hint =
      "JetStream is not enabled on the server or for this account; where the account's limits are "
      "above what the server has, it is not either, and the server's log says so";
  if (request.is_system) {
    hint = "JetStream is not enabled on any server that is connected";
  } else if (!options_.domain.empty()) {
    hint = fmt::format(
        "no JetStream is known here as domain \"{}\": check --js-domain, and that its leafnode is "
        "connected",
        options_.domain);
  } else if (!options_.prefix.empty()) {
    hint = fmt::format(
        "nothing answers below \"{}\": check --js-api-prefix, and the account's imports",
        subjects_.prefix());
  }
  return Error(Code::Unreachable, fmt::format("{} on \"{}\"", kNoResponders, request.subject))
      .hint(std::move(hint));
}

Result<void> Api::require_api_level(int level) {
  if (level <= 0) return {};
  if (!server_level_) {
    const auto info = account_info();
    if (!info) return {};  // perhaps not allowed: the call itself will tell
    server_level_ = info->api.level;
  }
  if (*server_level_ >= level) return {};
  return Error(Code::Unsupported,
               fmt::format("this needs nats-server {} (API level {}), the server's level is {}",
                           server_version_of_level(level), level, *server_level_));
}

Result<json::Doc> Api::call(const Call& request) {
  NATSOP_CHECK(require_api_level(request.level));
  Headers headers;
  if (request.level > 0) headers.set(kRequiredLevelHeader, std::to_string(request.level));
  trace(true, request.subject, request.body);
  auto answer =
      is_repeatable(request.type)
          ? transport_->request_repeatable(request.subject, request.body, headers, options_.timeout)
          : transport_->request(request.subject, request.body, headers, options_.timeout);
  if (!answer) return unanswered(answer.error(), request);
  trace(false, request.subject, answer->data);
  if (answer->status == kNoRespondersStatus) {
    return unanswered(Error(Code::Unreachable, kNoResponders), request);
  }
  if (answer->status != 0) return status_error(answer->status, answer->description);
  NATSOP_TRY(json::Doc doc, parse_answer(request.subject, answer->data));
  const std::string type = doc.member("type").text();
  if (type != std::string(kTypePrefix).append(request.type)) {
    return Error(Code::Failed, fmt::format("the answer on \"{}\" is of type \"{}\", not \"{}{}\"",
                                           request.subject, type, kTypePrefix, request.type));
  }
  doc.erase("/type");
  return doc;
}

Result<void> Api::call_for_success(const Call& request) {
  NATSOP_TRY(const auto response, call_for<SuccessResponse>(request));
  if (response.success) return {};
  return Error(Code::Failed,
               fmt::format("the server did not confirm the request on \"{}\"", request.subject));
}

Result<AccountInfo> Api::account_info() {
  return during(call_for<AccountInfo>({subjects_.account_info(), {}, "account_info_response"}),
                "reading the JetStream account");
}

Result<PubAck> Api::publish(const Message& message) {
  trace(true, message.subject, message.data);
  auto answer =
      transport_->request(message.subject, message.data, message.headers, options_.timeout);
  const std::string doing = fmt::format("publishing to \"{}\"", message.subject);
  if (!answer) {
    if (!is_no_responders(answer.error())) return Error(answer.error()).during(doing);
    return Error(Code::Unreachable, fmt::format("{} on \"{}\"", kNoResponders, message.subject))
        .hint("no stream listens to the subject: `nats stream find --subject SUBJECT`")
        .during(doing);
  }
  trace(false, message.subject, answer->data);
  return during(parse_pub_ack(*answer), doing);
}

Result<PubAck> parse_pub_ack(const Message& message) {
  if (message.status != 0) return status_error(message.status, message.description);
  NATSOP_TRY(const json::Doc doc, parse_answer(message.subject, message.data));
  auto ack = PubAck::from_doc(doc);
  if (!ack || ack->stream.empty()) {
    return Error(Code::Failed, "the answer is no acknowledgement of a stream: " + doc.dump());
  }
  return ack;
}

}  // namespace natsop::jetstream
