#include "core/jetstream/api_level.h"

#include <doctest/doctest.h>

namespace natsop::jetstream {

TEST_CASE("streams need the level of what they use") {
  CHECK(required_api_level(StreamConfig{}) == 0);
  CHECK(required_api_level(StreamConfig{.allow_msg_ttl = true}) == 1);
  CHECK(required_api_level(StreamConfig{.subject_delete_marker_ttl = std::chrono::seconds(1)}) ==
        1);
  CHECK(required_api_level(StreamConfig{.allow_atomic = true}) == 2);
  CHECK(required_api_level(StreamConfig{.allow_msg_counter = true}) == 2);
  CHECK(required_api_level(StreamConfig{.allow_msg_schedules = true}) == 2);
  CHECK(required_api_level(StreamConfig{.persist_mode = PersistMode::Async}) == 2);
  CHECK(required_api_level(StreamConfig{.allow_msg_ttl = true, .allow_batched = true}) == 4);
  CHECK(required_api_level(StreamConfig{.mirror = StreamSource{.name = "o"}}) == 0);
  CHECK(required_api_level(
            StreamConfig{.mirror = StreamSource{.name = "o", .consumer = SourceConsumer{}}}) == 4);
  CHECK(required_api_level(StreamConfig{
            .sources = {{.name = "a"}, {.name = "b", .consumer = SourceConsumer{}}}}) == 4);
}

TEST_CASE("consumers need the level of what they use") {
  CHECK(required_api_level(ConsumerConfig{}) == 0);
  CHECK(required_api_level(ConsumerConfig{.pause_until = Time{}}) == 1);
  CHECK(required_api_level(ConsumerConfig{.priority_groups = {"a"}}) == 1);
  CHECK(required_api_level(ConsumerConfig{.priority_policy = PriorityPolicy::Overflow}) == 1);
  CHECK(required_api_level(ConsumerConfig{.priority_policy = PriorityPolicy::Prioritized}) == 2);
  CHECK(required_api_level(ConsumerConfig{.ack_policy = AckPolicy::FlowControl}) == 4);
}

TEST_CASE("what servers note in metadata") {
  const Metadata metadata = {
      {"_nats.level", "5"}, {"_nats.req.level", "2"}, {"_nats.ver", "2.15.1"}, {"mine", "1"}};
  CHECK(asset_api_level(metadata) == 2);
  CHECK(host_api_level(metadata) == 5);
  CHECK(without_server_metadata(metadata) == Metadata{{"mine", "1"}});
  CHECK_FALSE(asset_api_level({}));
  CHECK_FALSE(asset_api_level({{"_nats.req.level", "2x"}}));
  CHECK(server_version_of_level(2) == "2.12");
  CHECK(server_version_of_level(0).empty());
}

}  // namespace natsop::jetstream
