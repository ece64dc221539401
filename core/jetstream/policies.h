#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace natsop::jetstream {

/// The choices in stream and consumer configurations. The first of each is what an absent field
/// means.
enum class Retention : std::uint8_t { Limits, Interest, WorkQueue };
enum class Discard : std::uint8_t { Old, New };
enum class Storage : std::uint8_t { File, Memory };
enum class Compression : std::uint8_t { None, S2 };
enum class PersistMode : std::uint8_t { Default, Async };
enum class AckPolicy : std::uint8_t { None, All, Explicit, FlowControl };
enum class DeliverPolicy : std::uint8_t {
  All,
  Last,
  New,
  ByStartSequence,
  ByStartTime,
  LastPerSubject
};
enum class ReplayPolicy : std::uint8_t { Instant, Original };
enum class PriorityPolicy : std::uint8_t { None, Overflow, PinnedClient, Prioritized };
/// What a consumer create request may do.
enum class ConsumerAction : std::uint8_t { CreateOrUpdate, Create, Update };

/// The JSON text of a choice ("workqueue", "by_start_time"; "" for CreateOrUpdate).
[[nodiscard]] std::string_view name_of(Retention value);
[[nodiscard]] std::string_view name_of(Discard value);
[[nodiscard]] std::string_view name_of(Storage value);
[[nodiscard]] std::string_view name_of(Compression value);
[[nodiscard]] std::string_view name_of(PersistMode value);
[[nodiscard]] std::string_view name_of(AckPolicy value);
[[nodiscard]] std::string_view name_of(DeliverPolicy value);
[[nodiscard]] std::string_view name_of(ReplayPolicy value);
[[nodiscard]] std::string_view name_of(PriorityPolicy value);
[[nodiscard]] std::string_view name_of(ConsumerAction value);

/// A choice as pages show it ("WorkQueue", "By Start Time", "S2 Compression").
[[nodiscard]] std::string_view title_of(Retention value);
[[nodiscard]] std::string_view title_of(Discard value);
[[nodiscard]] std::string_view title_of(Storage value);
[[nodiscard]] std::string_view title_of(Compression value);
[[nodiscard]] std::string_view title_of(PersistMode value);
[[nodiscard]] std::string_view title_of(AckPolicy value);
[[nodiscard]] std::string_view title_of(DeliverPolicy value);
[[nodiscard]] std::string_view title_of(ReplayPolicy value);
[[nodiscard]] std::string_view title_of(PriorityPolicy value);

/// Reads a JSON text into `value`. Errors: Invalid, listing the choices.
[[nodiscard]] Result<void> parse_policy(std::string_view text, Retention& value);
[[nodiscard]] Result<void> parse_policy(std::string_view text, Discard& value);
[[nodiscard]] Result<void> parse_policy(std::string_view text, Storage& value);
[[nodiscard]] Result<void> parse_policy(std::string_view text, Compression& value);
[[nodiscard]] Result<void> parse_policy(std::string_view text, PersistMode& value);
[[nodiscard]] Result<void> parse_policy(std::string_view text, AckPolicy& value);
[[nodiscard]] Result<void> parse_policy(std::string_view text, DeliverPolicy& value);
[[nodiscard]] Result<void> parse_policy(std::string_view text, ReplayPolicy& value);
[[nodiscard]] Result<void> parse_policy(std::string_view text, PriorityPolicy& value);
[[nodiscard]] Result<void> parse_policy(std::string_view text, ConsumerAction& value);

}  // namespace natsop::jetstream
