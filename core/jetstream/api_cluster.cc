#include <fmt/format.h>

#include "core/jetstream/api.h"
#include "core/jetstream/api_call.h"
#include "core/jetstream/names.h"

namespace natsop::jetstream {
namespace {

/// An account's name or key as one token of a subject.
Result<void> check_account(std::string_view account) {
  if (!account.empty() && account.find_first_of(". \t*>") == std::string_view::npos) return {};
  return Error(Code::Invalid, fmt::format("\"{}\" is not the name of an account", account));
}

}  // namespace

Result<void> Api::step_down_meta(const Placement& placement) {
  StepDownRequest request;
  if (!placement.empty()) request.placement = placement;
  const std::string body = placement.empty() ? std::string() : request.to_doc().dump();
  return during(call_for_success({ApiSubjects().meta_step_down(), body,
                                  "meta_leader_stepdown_response", 0, true}),
                "electing a meta leader");
}

Result<void> Api::remove_server(const ServerRemoveRequest& request) {
  return during(call_for_success({ApiSubjects().server_remove(), request.to_doc().dump(),
                                  "meta_server_remove_response", 0, true}),
                fmt::format("removing server \"{}\"",
                            request.peer_id.empty() ? request.peer : request.peer_id));
}

Result<void> Api::purge_account(const std::string& account) {
  NATSOP_CHECK(check_account(account));
  const std::string doing = fmt::format("purging account \"{}\"", account);
  NATSOP_TRY(
      const auto response,
      during(call_for<AccountPurgeResponse>(
                 {ApiSubjects().account_purge(account), {}, "account_purge_response", 0, true}),
             doing));
  if (!response.initiated) return Error(Code::Failed, "the server did not begin").during(doing);
  return {};
}

Result<StreamInfo> Api::move_stream(const std::string& account, const std::string& stream,
                                    const StreamMoveRequest& request) {
  NATSOP_CHECK(check_account(account));
  NATSOP_CHECK(check_stream_name(stream));
  return during(call_for<StreamInfo>({ApiSubjects().stream_move(account, stream),
                                      request.to_doc().dump(), "stream_update_response", 0, true}),
                fmt::format("moving stream \"{}\" of account \"{}\"", stream, account));
}

Result<StreamInfo> Api::cancel_stream_move(const std::string& account, const std::string& stream) {
  NATSOP_CHECK(check_account(account));
  NATSOP_CHECK(check_stream_name(stream));
  return during(
      call_for<StreamInfo>({ApiSubjects().stream_cancel_move(account, stream),
                            {},
                            "stream_update_response",
                            0,
                            true}),
      fmt::format("cancelling the move of stream \"{}\" of account \"{}\"", stream, account));
}

}  // namespace natsop::jetstream
