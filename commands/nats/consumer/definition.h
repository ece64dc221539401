#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cli/command.h"
#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/jetstream/consumer_config.h"

namespace natsop::commands::nats::consumer {

/// What flags, and answers to questions, say about a consumer; nothing where they say nothing.
struct Definition {
  // What an existing consumer can still change.
  std::optional<std::string> backoff{};  ///< "linear" or "none"
  unsigned backoff_steps = 10;
  std::chrono::nanoseconds backoff_min = std::chrono::minutes(1);
  std::chrono::nanoseconds backoff_max = std::chrono::minutes(20);
  std::optional<std::string> description{};
  std::optional<std::vector<std::string>> filters{};
  std::optional<bool> headers_only{};
  std::optional<int> max_deliver{};
  std::optional<int> max_pending{};
  std::optional<int> max_pull_batch{};
  std::optional<std::chrono::nanoseconds> max_pull_expire{};
  std::optional<int> max_pull_bytes{};
  std::optional<int> sample{};          ///< percent
  std::optional<std::string> target{};  ///< deliver subject
  std::optional<std::chrono::nanoseconds> wait{};
  std::optional<std::chrono::nanoseconds> inactive_threshold{};
  std::optional<int> replicas{};
  std::optional<std::map<std::string, std::string>> metadata{};

  // What is fixed when it is made.
  std::optional<std::string> ack{};
  std::optional<std::uint64_t> bps{};
  std::optional<std::string> deliver{};  ///< start policy
  std::optional<std::string> deliver_group{};
  bool ephemeral = false;
  bool flow_control = false;
  std::optional<std::string> heartbeat{};
  std::optional<int> max_waiting{};
  bool pull = false;
  std::optional<std::string> replay{};
  bool memory = false;
  std::optional<std::string> pause{};  ///< duration or time
  std::vector<std::string> pinned_groups{};
  std::optional<std::chrono::nanoseconds> pinned_ttl{};
  std::vector<std::string> overflow_groups{};
  std::vector<std::string> prioritized_groups{};
};

/// Declares the flags of what can be changed, and of what cannot.
void change_flags(cli::Command& c, Definition& d);
void birth_flags(cli::Command& c, Definition& d);

/// Puts what the definition says into a configuration. `now` is what starts and pauses are counted
/// from. Errors: Usage, naming the flag.
[[nodiscard]] Result<void> apply(const Definition& d, Time now, jetstream::ConsumerConfig& config);

/// Reads a start policy: all, last, new or next, subject or last_per_subject, a sequence, or how
/// long ago. Errors: Usage.
[[nodiscard]] Result<void> parse_start(const std::string& text, Time now,
                                       jetstream::ConsumerConfig& config);

/// The texts between blanks and commas.
[[nodiscard]] std::vector<std::string> split_list(const std::string& text);

}  // namespace natsop::commands::nats::consumer
