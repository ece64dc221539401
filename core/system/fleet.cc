#include "core/system/fleet.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/text/duration.h"

namespace natsop::system {
namespace {

constexpr std::string_view kPing = "$SYS.REQ.SERVER.PING";
constexpr std::string_view kOwnAccount = "$SYS.REQ.ACCOUNT.PING";
constexpr int kNoRespondersStatus = 503;
constexpr std::size_t kIdLength = 56;
constexpr const char* kNobody = "no server answers system requests of this user";
constexpr const char* kWayOut =
    "system requests need a user of the system account: `nats --context NAME` or --creds of one; "
    "`nats account info` tells which account is in use";

ServerId server_id(const json::Doc& doc) {
  ServerId server;
  server.name = doc.text_at("/name");
  server.id = doc.text_at("/id");
  server.cluster = doc.text_at("/cluster");
  server.host = doc.text_at("/host");
  server.version = doc.text_at("/ver");
  server.domain = doc.text_at("/domain");
  server.jetstream = doc.boolean_at("/jetstream");
  if (const auto time = jetstream::parse_timestamp(doc.text_at("/time"))) server.time = *time;
  return server;
}

Result<Answer> parse_answer(const std::string& subject, const jetstream::Message& message) {
  const auto doc = json::Doc::parse(message.data);
  if (!doc || !doc->is_object() || !doc->at("/server").is_object()) {
    return Error(Code::Failed, fmt::format("the answer on \"{}\" is not one of a server{}", subject,
                                           doc ? std::string() : ": " + doc.error().message()));
  }
  Answer answer;
  answer.server = server_id(doc->at("/server"));
  answer.data = doc->has("/statsz") ? doc->at("/statsz") : doc->at("/data");
  answer.document = *doc;
  return answer;
}

json::Doc request_body(const json::Doc& options, const ServerFilter& filter) {
  json::Doc body = options.is_object() ? options : json::Doc::object();
  if (!filter.name.empty()) body.put("server_name", filter.name);
  if (!filter.host.empty()) body.put("host", filter.host);
  if (!filter.cluster.empty()) body.put("cluster", filter.cluster);
  if (!filter.domain.empty()) body.put("domain", filter.domain);
  if (!filter.tags.empty()) body.put("tags", json::Doc(filter.tags));
  if (!filter.empty()) body.put("exact_match", true);
  return body;
}

bool is_no_responders(const Error& error) {
  return error.code() == Code::Unreachable && error.message().starts_with(jetstream::kNoResponders);
}

Error not_allowed(const Error& error) {
  if (is_no_responders(error)) {
    return Error(Code::Denied, kNobody).hint(kWayOut);
  }
  if (error.code() == Code::Denied) return Error(error).hint(kWayOut);
  return error;
}

}  // namespace

bool is_server_id(std::string_view text) {
  return text.size() == kIdLength && text.starts_with('N') && std::ranges::all_of(text, [](char c) {
           return (c >= 'A' && c <= 'Z') || (c >= '2' && c <= '7');
         });
}

Error Fleet::unanswered(const std::string& subject, const Asking& asking) const {
  if (!asking.filter.empty()) {
    return Error(Code::NotFound, "no server matches the filter")
        .hint("`nats server list` shows names, clusters and domains");
  }
  return Error(Code::Timeout, fmt::format("no server answered on \"{}\" within {}", subject,
                                          text::print_duration(timeout_)))
      .hint(kWayOut);
}

Result<Answers> Fleet::gather(const std::string& subject, const json::Doc& options,
                              const Asking& asking) {
  const auto body = request_body(options, asking.filter);
  Answers answers;
  std::optional<Error> broken;
  const SteadyTime start = clock_->steady();
  // Answers are read as they arrive: how long each took is known at no other time.
  const auto take = [&](const jetstream::Message& message) {
    if (message.status == kNoRespondersStatus) return false;
    auto answer = parse_answer(subject, message);
    if (!answer) {
      broken = answer.error();
      return false;
    }
    answer->rtt = clock_->steady() - start;
    if (const auto error = answer->document.at("/error"); !error.is_null()) {
      answers.refusals.push_back(
          fmt::format("{}: {}", answer->server.name, error.text_at("/description", error.dump())));
      return false;
    }
    if (asking.on_answer) asking.on_answer(*answer);
    answers.all.push_back(*std::move(answer));
    return false;
  };
  const jetstream::RequestMany limits{
      .max_replies = asking.expect,
      .timeout = timeout_,
      .stall = asking.expect == 0 ? std::chrono::nanoseconds(kLull) : std::chrono::nanoseconds(),
      .empty_ends = false,
      .last = take};
  const auto sent =
      transport_->request_many(subject, body.size() == 0 ? "" : body.dump(), {}, limits);
  if (!sent) return not_allowed(sent.error());
  if (!answers.all.empty()) return answers;
  if (!answers.refusals.empty()) {
    return Error(Code::Failed, fmt::format("the server refused: {}", answers.refusals.front()));
  }
  if (broken) return *broken;
  return unanswered(subject, asking);
}

Result<Answers> Fleet::ping(const Asking& asking) { return gather(std::string(kPing), {}, asking); }

Result<Answers> Fleet::ask(std::string_view endpoint, const json::Doc& options,
                           const Asking& asking) {
  auto answers = gather(fmt::format("{}.{}", kPing, endpoint), options, asking);
  if (answers || answers.error().message() != kNobody) return answers;
  // Old servers do not listen at all endpoints: nobody does, whoever asks.
  NATSOP_TRY(const auto there, ping({.expect = 1}));
  const auto& server = there.all.front().server;
  return Error(Code::Unsupported, fmt::format("the servers have no {}: \"{}\" runs {}", endpoint,
                                              server.name, server.version));
}

Result<Answer> Fleet::ask_id(const std::string& id, std::string_view endpoint,
                             const json::Doc& options) {
  // Nobody listens on the subject of a server that is not there, whoever asks.
  auto answers = gather(fmt::format("$SYS.REQ.SERVER.{}.{}", id, endpoint), options, {.expect = 1});
  if (!answers) {
    if (answers.error().code() != Code::Denied) return answers.error();
    NATSOP_CHECK(ping({.expect = 1}));
    return Error(Code::NotFound, fmt::format("no server has the id \"{}\"", id))
        .hint("`nats server ping --id` shows the ids");
  }
  return std::move(answers->all.front());
}

Result<Answers> Fleet::ask_own_account(std::string_view endpoint, const json::Doc& options,
                                       const Asking& asking) {
  auto answers = gather(fmt::format("{}.{}", kOwnAccount, endpoint), options, asking);
  if (answers || answers.error().code() != Code::Denied) return answers;
  return Error(Code::Denied, answers.error().message())
      .hint(fmt::format("the user needs permission to publish to \"{}.{}\", and a server of 2.2 or "
                        "newer with a system account",
                        kOwnAccount, endpoint));
}

Result<std::size_t> Fleet::count() {
  NATSOP_TRY(const auto answers, ping({.expect = 1}));
  return static_cast<std::size_t>(answers.all.front().data.unsigned_at("/active_servers"));
}

}  // namespace natsop::system
