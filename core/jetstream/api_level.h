#pragma once
#include <optional>
#include <string_view>

#include "core/jetstream/consumer_config.h"
#include "core/jetstream/requests.h"
#include "core/jetstream/stream_config.h"

namespace natsop::jetstream {

/// The API level a server must speak: 1 is 2.11, 2 is 2.12, 4 is 2.14; 0 is any.
///
/// Sent as the header kRequiredLevelHeader, so that an older server refuses (10185) instead of
/// leaving out what it does not know.
[[nodiscard]] int required_api_level(const StreamConfig& config);
[[nodiscard]] int required_api_level(const ConsumerConfig& config);
[[nodiscard]] int required_api_level(const SnapshotRequest& request);
/// CONSUMER.PAUSE and CONSUMER.UNPIN; CONSUMER.RESET.
inline constexpr int kPauseApiLevel = 1;
inline constexpr int kUnpinApiLevel = 1;
inline constexpr int kResetApiLevel = 4;

inline constexpr std::string_view kRequiredLevelHeader = "Nats-Required-Api-Level";

/// What servers note in the metadata of streams and consumers.
inline constexpr std::string_view kServerMetadataPrefix = "_nats.";
inline constexpr const char* kRequiredLevelKey = "_nats.req.level";
inline constexpr const char* kHostLevelKey = "_nats.level";
inline constexpr const char* kHostVersionKey = "_nats.ver";

/// The level an asset needs, and the level of the server that has it, as its metadata tells;
/// nothing when it does not.
[[nodiscard]] std::optional<int> asset_api_level(const Metadata& metadata);
[[nodiscard]] std::optional<int> host_api_level(const Metadata& metadata);

/// Metadata without what servers put there ("_nats.…"), for copies, files and edits.
[[nodiscard]] Metadata without_server_metadata(const Metadata& metadata);

/// The first server version of a level ("2.12"), for messages; empty for 0.
[[nodiscard]] std::string_view server_version_of_level(int level);

}  // namespace natsop::jetstream
