#include "core/jetstream/names.h"

#include <doctest/doctest.h>

#include "core/jetstream/subjects.h"

namespace natsop::jetstream {

TEST_CASE("names that servers take") {
  for (const char* name : {"ORDERS", "a-b_c", "$MQTT_sess", "Ünicode", "a=b", "1"}) {
    CAPTURE(name);
    CHECK(check_stream_name(name));
    CHECK(check_consumer_name(name));
  }
}

TEST_CASE("names that servers refuse, and why") {
  const auto why = [](const std::string& name) {
    const auto checked = check_stream_name(name);
    REQUIRE_FALSE(checked);
    CHECK(checked.error().code() == Code::Invalid);
    return checked.error().message();
  };
  CHECK(why("") == "a stream name is required");
  CHECK(why("a.b") == "stream name \"a.b\" holds a dot");
  CHECK(why("a b") == "stream name \"a b\" holds a space");
  CHECK(why("a*") == "stream name \"a*\" holds the wildcard '*'");
  CHECK(why(">") == "stream name \">\" holds the wildcard '>'");
  CHECK(why("a/b") == "stream name \"a/b\" holds the path separator '/'");
  CHECK(why("a\\b") == "stream name \"a\\b\" holds the path separator '\\'");
  CHECK(why("a\tb") == "stream name \"a?b\" holds a control character (0x09)");
  CHECK(why(std::string("a\0b", 3)) == "stream name \"a?b\" holds a control character (0x00)");
  CHECK(why(std::string(256, 'x')).find("256 bytes long") != std::string::npos);
  CHECK(check_stream_name(std::string(255, 'x')));
  CHECK(check_consumer_name("a.b").error().message() == "consumer name \"a.b\" holds a dot");
}

TEST_CASE("domains may hold dots, prefixes any literal subject") {
  for (const char* domain : {"hub", "spoke-1", "site.eu", "a.b.c"}) CHECK(check_domain(domain));
  for (const char* domain : {"", ".", "a.", ".a", "a..b", "a b", "a.*", ">", "a\n"}) {
    CAPTURE(domain);
    CHECK_FALSE(check_domain(domain));
  }
  CHECK(check_api_prefix("JS.test@hub.API"));
  CHECK(check_api_prefix("js/api.x"));
  CHECK_FALSE(check_api_prefix("$JS.*.API"));
}

TEST_CASE("internal streams are known by their names") {
  CHECK(is_kv_stream("KV_a"));
  CHECK(is_object_stream("OBJ_a"));
  CHECK(is_mqtt_stream("$MQTT_msgs"));
  CHECK(is_internal_stream("KV_"));
  CHECK_FALSE(is_internal_stream("ORDERS"));
  CHECK_FALSE(is_internal_stream("kv_a"));
  CHECK(bucket_of("KV_conf") == "conf");
  CHECK(bucket_of("OBJ_files") == "files");
  CHECK(bucket_of("ORDERS").empty());
}

TEST_CASE("every API subject, below each kind of prefix") {
  const ApiSubjects plain;
  CHECK(plain.account_info() == "$JS.API.INFO");
  CHECK(plain.stream_names() == "$JS.API.STREAM.NAMES");
  CHECK(plain.stream_list() == "$JS.API.STREAM.LIST");
  CHECK(plain.stream_create("S") == "$JS.API.STREAM.CREATE.S");
  CHECK(plain.stream_update("S") == "$JS.API.STREAM.UPDATE.S");
  CHECK(plain.stream_info("S") == "$JS.API.STREAM.INFO.S");
  CHECK(plain.stream_delete("S") == "$JS.API.STREAM.DELETE.S");
  CHECK(plain.stream_purge("S") == "$JS.API.STREAM.PURGE.S");
  CHECK(plain.stream_snapshot("S") == "$JS.API.STREAM.SNAPSHOT.S");
  CHECK(plain.stream_restore("S") == "$JS.API.STREAM.RESTORE.S");
  CHECK(plain.message_get("S") == "$JS.API.STREAM.MSG.GET.S");
  CHECK(plain.message_delete("S") == "$JS.API.STREAM.MSG.DELETE.S");
  CHECK(plain.stream_step_down("S") == "$JS.API.STREAM.LEADER.STEPDOWN.S");
  CHECK(plain.stream_peer_remove("S") == "$JS.API.STREAM.PEER.REMOVE.S");
  CHECK(plain.direct_get("S") == "$JS.API.DIRECT.GET.S");
  CHECK(plain.direct_get("S", "a.b") == "$JS.API.DIRECT.GET.S.a.b");
  CHECK(plain.consumer_names("S") == "$JS.API.CONSUMER.NAMES.S");
  CHECK(plain.consumer_list("S") == "$JS.API.CONSUMER.LIST.S");
  CHECK(plain.consumer_create("S") == "$JS.API.CONSUMER.CREATE.S");
  CHECK(plain.consumer_create("S", "C") == "$JS.API.CONSUMER.CREATE.S.C");
  CHECK(plain.consumer_create("S", "C", "a.*") == "$JS.API.CONSUMER.CREATE.S.C.a.*");
  CHECK(plain.consumer_create_durable("S", "C") == "$JS.API.CONSUMER.DURABLE.CREATE.S.C");
  CHECK(plain.consumer_info("S", "C") == "$JS.API.CONSUMER.INFO.S.C");
  CHECK(plain.consumer_delete("S", "C") == "$JS.API.CONSUMER.DELETE.S.C");
  CHECK(plain.consumer_pause("S", "C") == "$JS.API.CONSUMER.PAUSE.S.C");
  CHECK(plain.consumer_unpin("S", "C") == "$JS.API.CONSUMER.UNPIN.S.C");
  CHECK(plain.consumer_reset("S", "C") == "$JS.API.CONSUMER.RESET.S.C");
  CHECK(plain.consumer_step_down("S", "C") == "$JS.API.CONSUMER.LEADER.STEPDOWN.S.C");
  CHECK(plain.consumer_next("S", "C") == "$JS.API.CONSUMER.MSG.NEXT.S.C");
  CHECK(plain.meta_step_down() == "$JS.API.META.LEADER.STEPDOWN");
  CHECK(plain.server_remove() == "$JS.API.SERVER.REMOVE");
  CHECK(plain.account_purge("A") == "$JS.API.ACCOUNT.PURGE.A");
  CHECK(plain.stream_move("A", "S") == "$JS.API.ACCOUNT.STREAM.MOVE.A.S");
  CHECK(plain.stream_cancel_move("A", "S") == "$JS.API.ACCOUNT.STREAM.CANCEL_MOVE.A.S");

  CHECK(ApiSubjects::in_domain("site.eu")->stream_info("S") == "$JS.site.eu.API.STREAM.INFO.S");
  CHECK(ApiSubjects::in_domain("")->prefix() == "$JS.API");
  CHECK(ApiSubjects::with_prefix("JS.test@hub.API")->account_info() == "JS.test@hub.API.INFO");
  CHECK(ApiSubjects::with_prefix("JS.acme.")->account_info() == "JS.acme.INFO");
  CHECK(ApiSubjects::with_prefix("")->prefix() == "$JS.API");
  CHECK_FALSE(ApiSubjects::with_prefix("a.>"));
  CHECK_FALSE(ApiSubjects::with_prefix("."));
}

TEST_CASE("domains and their prefixes") {
  CHECK(domain_api_prefix("hub") == "$JS.hub.API");
  CHECK(domain_of_api_prefix("$JS.site.eu.API") == "site.eu");
  CHECK(domain_of_api_prefix("$JS.API").empty());
  CHECK(domain_of_api_prefix("$JS..API").empty());
  CHECK(domain_of_api_prefix("JS.hub.API").empty());
}

}  // namespace natsop::jetstream
