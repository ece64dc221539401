#include <fmt/format.h>

#include <charconv>

#include "core/jetstream/api.h"
#include "core/jetstream/api_call.h"
#include "core/jetstream/api_level.h"
#include "core/jetstream/names.h"

namespace natsop::jetstream {
namespace {

std::string quoted(std::string_view doing, std::string_view stream) {
  return fmt::format("{} stream \"{}\"", doing, stream);
}

/// A page's count of items, and whether some of its part of the list are not among them.
struct Taken {
  std::int64_t count;
  bool has_gaps;
};

std::uint64_t number(const Headers& headers, std::string_view name) {
  const std::string text = headers.get(name);
  std::uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace

Result<StreamInfo> Api::put_stream(const Call& request, const StreamConfig& config, bool pedantic) {
  NATSOP_CHECK(check_stream_name(config.name));
  json::Doc body = config.to_doc();
  if (pedantic) body.put("pedantic", true);
  NATSOP_TRY(auto info, call_for<StreamInfo>({request.subject, body.dump(), request.type,
                                              required_api_level(config)}));
  info.extra.erase("/did_create");
  if (info.extra.size() == 0) info.extra = json::Doc();
  return info;
}

Result<StreamInfo> Api::create_stream(const StreamConfig& config, bool pedantic) {
  const Call request{subjects_.stream_create(config.name), {}, "stream_create_response"};
  return during(put_stream(request, config, pedantic), quoted("creating", config.name));
}

Result<StreamInfo> Api::update_stream(const StreamConfig& config, bool pedantic) {
  const Call request{subjects_.stream_update(config.name), {}, "stream_update_response"};
  return during(put_stream(request, config, pedantic), quoted("updating", config.name));
}

Result<StreamInfo> Api::stream_subject_pages(const std::string& stream, StreamInfoRequest request) {
  NATSOP_CHECK(check_stream_name(stream));
  StreamInfo all;
  for (int page_count = 0; page_count < kPagesMax; ++page_count) {
    const bool is_plain = request == StreamInfoRequest{};
    NATSOP_TRY(auto info, call_for<StreamInfo>({subjects_.stream_info(stream),
                                                is_plain ? std::string() : request.to_doc().dump(),
                                                "stream_info_response"}));
    const std::int64_t total = info.extra.integer_at("/total");
    const auto count = static_cast<std::int64_t>(info.state.subjects.size());
    for (const char* key : {"/total", "/offset", "/limit"}) info.extra.erase(key);
    if (info.extra.size() == 0) info.extra = json::Doc();
    info.state.subjects.merge(all.state.subjects);
    all = std::move(info);
    request.offset += count;
    if (request.subjects_filter.empty() || count == 0 || request.offset >= total) return all;
  }
  return Error(Code::Failed, "the list of subjects does not end");
}

Result<StreamInfo> Api::stream_info(const std::string& stream, const StreamInfoRequest& request) {
  return during(stream_subject_pages(stream, request), quoted("reading", stream));
}

Result<std::map<std::string, std::uint64_t>> Api::stream_subjects(const std::string& stream,
                                                                  const std::string& filter) {
  NATSOP_TRY(auto info, stream_info(stream, {.subjects_filter = filter}));
  return std::move(info.state.subjects);
}

Result<Listing<StreamInfo>> Api::streams(const std::string& subject) {
  Listing<StreamInfo> all;
  const auto take = [&](StreamListPage page) {
    const Taken taken{static_cast<std::int64_t>(page.streams.size()),
                      !page.missing.empty() || !page.offline.empty()};
    std::ranges::move(page.streams, std::back_inserter(all.items));
    std::ranges::move(page.missing, std::back_inserter(all.unreachable.missing));
    all.unreachable.offline.merge(page.offline);
    return taken;
  };
  NATSOP_CHECK(
      during(each_page<StreamListPage>({subjects_.stream_list(), {}, "stream_list_response"},
                                       {.subject = subject}, take),
             "listing streams"));
  return all;
}

Result<std::vector<std::string>> Api::stream_names(const std::string& subject) {
  std::vector<std::string> all;
  const auto take = [&](StreamNamesPage page) {
    const Taken taken{static_cast<std::int64_t>(page.streams.size()), false};
    std::ranges::move(page.streams, std::back_inserter(all));
    return taken;
  };
  NATSOP_CHECK(
      during(each_page<StreamNamesPage>({subjects_.stream_names(), {}, "stream_names_response"},
                                        {.subject = subject}, take),
             "listing streams"));
  return all;
}

Result<void> Api::delete_stream(const std::string& stream) {
  NATSOP_CHECK(check_stream_name(stream));
  return during(call_for_success({subjects_.stream_delete(stream), {}, "stream_delete_response"}),
                quoted("deleting", stream));
}

Result<std::uint64_t> Api::purge_stream(const std::string& stream, const PurgeRequest& request) {
  NATSOP_CHECK(check_stream_name(stream));
  if (request.seq != 0 && request.keep != 0) {
    return Error(Code::Invalid, "purge up to a sequence, or keep a number of messages: not both");
  }
  const std::string body = request == PurgeRequest{} ? std::string() : request.to_doc().dump();
  NATSOP_TRY(const auto response, during(call_for<PurgeResponse>({subjects_.stream_purge(stream),
                                                                  body, "stream_purge_response"}),
                                         quoted("purging", stream)));
  return response.purged;
}

Result<StoredMessage> Api::get_message(const std::string& stream,
                                       const MessageGetRequest& request) {
  NATSOP_CHECK(check_stream_name(stream));
  const std::string doing = quoted("reading a message of", stream);
  NATSOP_TRY(auto response, during(call_for<MessageGetResponse>({subjects_.message_get(stream),
                                                                 request.to_doc().dump(),
                                                                 "stream_msg_get_response"}),
                                   doing));
  if (!response.message) return Error(Code::Failed, "the answer holds no message").during(doing);
  return std::move(*response.message);
}

Result<void> Api::delete_message(const std::string& stream, const MessageDeleteRequest& request) {
  NATSOP_CHECK(check_stream_name(stream));
  return during(call_for_success({subjects_.message_delete(stream), request.to_doc().dump(),
                                  "stream_msg_delete_response"}),
                fmt::format("deleting message {} of stream \"{}\"", request.seq, stream));
}

Result<StoredMessage> Api::direct_get(const std::string& stream, const MessageGetRequest& request) {
  NATSOP_CHECK(check_stream_name(stream));
  // Only this form shows the subject to permissions.
  const bool is_last = !request.last_by_subj.empty() &&
                       request == MessageGetRequest{.last_by_subj = request.last_by_subj};
  const std::string subject =
      is_last ? subjects_.direct_get(stream, request.last_by_subj) : subjects_.direct_get(stream);
  const std::string body = is_last ? std::string() : request.to_doc().dump();
  const std::string doing = quoted("reading a message of", stream);
  trace(true, subject, body);
  const auto answer = transport_->request(subject, body, {}, options_.timeout);
  if (!answer) return unanswered(answer.error(), {.subject = subject}).during(doing);
  trace(false, subject, answer->data);
  return during(StoredMessage::from_direct_get(*answer), doing);
}

Result<DirectBatch> Api::direct_get_batch(const std::string& stream,
                                          const MessageGetRequest& request) {
  NATSOP_CHECK(check_stream_name(stream));
  const std::string subject = subjects_.direct_get(stream);
  const std::string doing = quoted("reading messages of", stream);
  const std::string body = request.to_doc().dump();
  // Servers before 2.11 know no batches: they send one message, without a count of the rest.
  const auto last = [](const Message& m) {
    return m.status != 0 || !m.headers.has("Nats-Num-Pending");
  };
  trace(true, subject, body);
  const auto answers = transport_->request_many(
      subject, body, {}, RequestMany{.timeout = options_.timeout, .last = last});
  if (!answers) return unanswered(answers.error(), {.subject = subject}).during(doing);
  DirectBatch batch;
  for (const Message& answer : *answers) {
    trace(false, subject, answer.data);
    batch.num_pending = number(answer.headers, "Nats-Num-Pending");
    if (answer.status == 204) {
      batch.last_sequence = number(answer.headers, "Nats-Last-Sequence");
      batch.complete = true;
      break;
    }
    if (answer.status == 404) {  // nothing matches
      batch.complete = true;
      break;
    }
    NATSOP_TRY(auto message, during(StoredMessage::from_direct_get(answer), doing));
    batch.last_sequence = message.seq;
    batch.complete = last(answer);
    batch.messages.push_back(std::move(message));
  }
  if (answers->empty()) {
    return unanswered(Error(Code::Timeout, "no answer"), {.subject = subject}).during(doing);
  }
  return batch;
}

Result<SnapshotResponse> Api::snapshot_stream(const std::string& stream,
                                              const SnapshotRequest& request) {
  NATSOP_CHECK(check_stream_name(stream));
  return during(
      call_for<SnapshotResponse>({subjects_.stream_snapshot(stream), request.to_doc().dump(),
                                  "stream_snapshot_response", required_api_level(request)}),
      quoted("taking a snapshot of", stream));
}

Result<std::string> Api::restore_stream(const RestoreRequest& request) {
  const std::string& stream = request.config.name;
  NATSOP_CHECK(check_stream_name(stream));
  NATSOP_TRY(auto response,
             during(call_for<RestoreResponse>({subjects_.stream_restore(stream),
                                               request.to_doc().dump(), "stream_restore_response"}),
                    quoted("restoring", stream)));
  return std::move(response.deliver_subject);
}

Result<void> Api::step_down_stream(const std::string& stream, const Placement& placement) {
  NATSOP_CHECK(check_stream_name(stream));
  StepDownRequest request;
  if (!placement.empty()) request.placement = placement;
  const std::string body = placement.empty() ? std::string() : request.to_doc().dump();
  return during(call_for_success(
                    {subjects_.stream_step_down(stream), body, "stream_leader_stepdown_response"}),
                quoted("electing a leader of", stream));
}

Result<void> Api::remove_stream_peer(const std::string& stream, const std::string& peer) {
  NATSOP_CHECK(check_stream_name(stream));
  return during(call_for_success({subjects_.stream_peer_remove(stream),
                                  PeerRemoveRequest{.peer = peer}.to_doc().dump(),
                                  "stream_remove_peer_response"}),
                fmt::format("removing peer \"{}\" of stream \"{}\"", peer, stream));
}

}  // namespace natsop::jetstream
