#include <fmt/format.h>

#include <algorithm>

#include "core/jetstream/api.h"
#include "core/jetstream/api_call.h"
#include "core/jetstream/api_level.h"
#include "core/jetstream/names.h"

namespace natsop::jetstream {
namespace {

std::string quoted(std::string_view doing, std::string_view stream, std::string_view consumer) {
  return fmt::format("{} consumer \"{}\" of stream \"{}\"", doing, consumer, stream);
}

Result<void> check_names(std::string_view stream, std::string_view consumer) {
  NATSOP_CHECK(check_stream_name(stream));
  return check_consumer_name(consumer);
}

struct Taken {
  std::int64_t count;
  bool has_gaps;
};

/// A filter goes into the subject only when it can be part of one.
bool fits_in_subject(const std::string& filter) {
  return std::ranges::none_of(filter, [](char c) { return c == ' ' || c == '\t' || c < 0x20; }) &&
         !filter.starts_with('.') && !filter.ends_with('.') &&
         filter.find("..") == std::string::npos;
}

}  // namespace

Result<ConsumerInfo> Api::create_consumer(const std::string& stream, const ConsumerConfig& config,
                                          ConsumerAction action, bool pedantic) {
  NATSOP_CHECK(check_stream_name(stream));
  const std::string& name = config.effective_name();
  if (!name.empty()) NATSOP_CHECK(check_consumer_name(name));
  if (!fits_in_subject(config.filter_subject)) {
    return Error(Code::Invalid, fmt::format("filter subject \"{}\" is not a valid subject",
                                            config.filter_subject));
  }
  Call request{
      .subject = subjects_.consumer_create(stream),
      .body =
          ConsumerCreateRequest{
              .stream_name = stream, .config = config, .action = action, .pedantic = pedantic}
              .to_doc()
              .dump(),
      .type = "consumer_create_response",
      .level = required_api_level(config)};
  if (!name.empty()) {
    request.subject = config.filter_subject.empty() || !config.filter_subjects.empty()
                          ? subjects_.consumer_create(stream, name)
                          : subjects_.consumer_create(stream, name, config.filter_subject);
  }
  return during(call_for<ConsumerInfo>(request), quoted("creating", stream, name));
}

Result<ConsumerInfo> Api::consumer_info(const std::string& stream, const std::string& consumer) {
  NATSOP_CHECK(check_names(stream, consumer));
  return during(call_for<ConsumerInfo>(
                    {subjects_.consumer_info(stream, consumer), {}, "consumer_info_response"}),
                quoted("reading", stream, consumer));
}

Result<Listing<ConsumerInfo>> Api::consumers(const std::string& stream) {
  NATSOP_CHECK(check_stream_name(stream));
  Listing<ConsumerInfo> all;
  const auto take = [&](ConsumerListPage page) {
    const Taken taken{static_cast<std::int64_t>(page.consumers.size()),
                      !page.missing.empty() || !page.offline.empty()};
    std::ranges::move(page.consumers, std::back_inserter(all.items));
    std::ranges::move(page.missing, std::back_inserter(all.unreachable.missing));
    all.unreachable.offline.merge(page.offline);
    return taken;
  };
  NATSOP_CHECK(
      during(each_page<ConsumerListPage>(
                 {subjects_.consumer_list(stream), {}, "consumer_list_response"}, {}, take),
             fmt::format("listing the consumers of stream \"{}\"", stream)));
  return all;
}

Result<std::vector<std::string>> Api::consumer_names(const std::string& stream) {
  NATSOP_CHECK(check_stream_name(stream));
  std::vector<std::string> all;
  const auto take = [&](ConsumerNamesPage page) {
    const Taken taken{static_cast<std::int64_t>(page.consumers.size()), false};
    std::ranges::move(page.consumers, std::back_inserter(all));
    return taken;
  };
  NATSOP_CHECK(
      during(each_page<ConsumerNamesPage>(
                 {subjects_.consumer_names(stream), {}, "consumer_names_response"}, {}, take),
             fmt::format("listing the consumers of stream \"{}\"", stream)));
  return all;
}

Result<void> Api::delete_consumer(const std::string& stream, const std::string& consumer) {
  NATSOP_CHECK(check_names(stream, consumer));
  return during(call_for_success(
                    {subjects_.consumer_delete(stream, consumer), {}, "consumer_delete_response"}),
                quoted("deleting", stream, consumer));
}

Result<PauseResponse> Api::set_pause(const std::string& stream, const std::string& consumer,
                                     const PauseRequest& request) {
  NATSOP_CHECK(check_names(stream, consumer));
  return call_for<PauseResponse>({subjects_.consumer_pause(stream, consumer),
                                  request.to_doc().dump(), "consumer_pause_response",
                                  kPauseApiLevel});
}

Result<PauseResponse> Api::pause_consumer(const std::string& stream, const std::string& consumer,
                                          Time until) {
  return during(set_pause(stream, consumer, {.pause_until = until}),
                quoted("pausing", stream, consumer));
}

Result<PauseResponse> Api::resume_consumer(const std::string& stream, const std::string& consumer) {
  return during(set_pause(stream, consumer, {}), quoted("resuming", stream, consumer));
}

Result<void> Api::unpin_consumer(const std::string& stream, const std::string& consumer,
                                 const std::string& group) {
  NATSOP_CHECK(check_names(stream, consumer));
  const auto done = during(call({subjects_.consumer_unpin(stream, consumer),
                                 UnpinRequest{.group = group}.to_doc().dump(),
                                 "consumer_unpin_response", kUnpinApiLevel}),
                           quoted("unpinning a client of", stream, consumer));
  if (!done) return done.error();
  return {};
}

Result<ResetResponse> Api::reset_consumer(const std::string& stream, const std::string& consumer,
                                          std::uint64_t sequence) {
  NATSOP_CHECK(check_names(stream, consumer));
  const std::string body =
      sequence == 0 ? std::string() : ResetRequest{.seq = sequence}.to_doc().dump();
  NATSOP_TRY(auto info,
             during(call_for<ConsumerInfo>({subjects_.consumer_reset(stream, consumer), body,
                                            "consumer_reset_response", kResetApiLevel}),
                    quoted("resetting", stream, consumer)));
  ResetResponse response;
  response.reset_seq = info.extra.unsigned_at("/reset_seq");
  info.extra.erase("/reset_seq");
  if (info.extra.size() == 0) info.extra = json::Doc();
  response.consumer = std::move(info);
  return response;
}

Result<void> Api::step_down_consumer(const std::string& stream, const std::string& consumer,
                                     const Placement& placement) {
  NATSOP_CHECK(check_names(stream, consumer));
  StepDownRequest request;
  if (!placement.empty()) request.placement = placement;
  const std::string body = placement.empty() ? std::string() : request.to_doc().dump();
  return during(call_for_success({subjects_.consumer_step_down(stream, consumer), body,
                                  "consumer_leader_stepdown_response"}),
                quoted("electing a leader of", stream, consumer));
}

}  // namespace natsop::jetstream
