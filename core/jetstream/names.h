#pragma once
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace natsop::jetstream {

/// The longest name a server takes, in bytes.
inline constexpr std::size_t kNameMax = 255;

/// Whether a name of a stream or consumer can be used: one subject token, without wildcards, white
/// space, control characters and path separators. Errors: Invalid, saying what is wrong and where.
[[nodiscard]] Result<void> check_stream_name(std::string_view name);
[[nodiscard]] Result<void> check_consumer_name(std::string_view name);

/// A JetStream domain: one or more tokens ("hub", "site.eu"), without wildcards and white space.
[[nodiscard]] Result<void> check_domain(std::string_view domain);

/// An API prefix such as "$JS.hub.API" or "JS.acme": a literal subject.
[[nodiscard]] Result<void> check_api_prefix(std::string_view prefix);

/// Streams that something else than a person made, by their names.
[[nodiscard]] bool is_kv_stream(std::string_view stream);
[[nodiscard]] bool is_object_stream(std::string_view stream);
[[nodiscard]] bool is_mqtt_stream(std::string_view stream);
/// Any of the three; lists leave them out unless asked.
[[nodiscard]] bool is_internal_stream(std::string_view stream);

/// The bucket behind a key-value or object stream ("KV_a" is "a"); empty for others.
[[nodiscard]] std::string_view bucket_of(std::string_view stream);

inline constexpr std::string_view kKvStreamPrefix = "KV_";
inline constexpr std::string_view kObjectStreamPrefix = "OBJ_";
inline constexpr std::string_view kMqttStreamPrefix = "$MQTT_";

}  // namespace natsop::jetstream
