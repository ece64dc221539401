#pragma once
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "tests/support/fake_world.h"

/// What a JetStream server answers, for the tests of stream commands.
namespace natsop::test {

inline std::string api(std::string_view call) { return fmt::format("$JS.API.{}", call); }

/// A stream's info; `more` are further members of it, each beginning with a comma.
inline std::string stream_info(std::string_view name, std::string_view more = {},
                               std::uint64_t messages = 10, std::uint64_t bytes = 440,
                               std::string_view config = {}) {
  return fmt::format(
      R"({{"type":"io.nats.jetstream.api.v1.stream_info_response","config":{{"name":"{0}",)"
      R"("subjects":["{0}"],"retention":"limits","max_consumers":-1,"max_msgs_per_subject":-1,)"
      R"("max_msgs":-1,"max_bytes":-1,"max_age":0,"max_msg_size":-1,"storage":"file",)"
      R"("discard":"old","num_replicas":1,"duplicate_window":120000000000,"sealed":false,)"
      R"("deny_delete":false,"deny_purge":false,"allow_rollup_hdrs":false,"allow_direct":true,)"
      R"("mirror_direct":false,"consumer_limits":{{}}{4}}},"created":"2026-11-21T09:44:28.5Z",)"
      R"("state":{{"messages":{1},"bytes":{2},"first_seq":1,)"
      R"("first_ts":"2026-11-21T09:44:40Z","last_seq":{1},"last_ts":"2026-11-21T09:44:50Z",)"
      R"("num_subjects":1,"consumer_count":2}}{3}}})",
      name, messages, bytes, more, config);
}

/// The same as the answer to another call than STREAM.INFO: "stream_create", "stream_update".
inline std::string stream_answer(std::string_view call, std::string_view name) {
  auto out = stream_info(name);
  return out.replace(out.find("stream_info"), 11, call);
}

/// A page of the list, with these infos in it.
inline std::string stream_list(std::string_view infos, int total) {
  return fmt::format(
      R"({{"type":"io.nats.jetstream.api.v1.stream_list_response","total":{},"offset":0,)"
      R"("limit":256,"streams":[{}]}})",
      total, infos);
}

inline std::string stream_names(std::string_view names, int total) {
  return fmt::format(
      R"({{"type":"io.nats.jetstream.api.v1.stream_names_response","total":{},"offset":0,)"
      R"("limit":1024,"streams":[{}]}})",
      total, names);
}

inline const char* no_stream() {
  return R"({"type":"x","error":{"code":404,"err_code":10059,"description":"stream not found"}})";
}

/// The plain yes to "stream_delete" and such.
inline std::string success(std::string_view request) {
  return fmt::format(R"({{"type":"io.nats.jetstream.api.v1.{}_response","success":true}})",
                     request);
}

}  // namespace natsop::test
