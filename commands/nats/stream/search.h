#pragma once
#include <chrono>
#include <optional>
#include <string>

#include "cli/command.h"
#include "cli/context.h"
#include "core/jetstream/matcher.h"

namespace natsop::commands::nats::stream {

/// What `stream find` and `stream cluster balance` take to say which streams are meant.
struct SearchFlags {
  std::string server_name;
  std::string cluster;
  bool empty = false;
  std::optional<std::chrono::nanoseconds> idle;
  std::optional<std::chrono::nanoseconds> created;
  int consumers = -1;
  std::string subject;
  unsigned replicas = 0;
  bool sourced = false;
  bool mirrored = false;
  std::string leader;
  bool invert = false;
  std::string expression;
};

void search_flags(cli::Command& c, SearchFlags& o);

/// The criteria that they stand for. Errors: Usage for a bad expression.
[[nodiscard]] Result<jetstream::StreamCriteria> criteria_of(const SearchFlags& o, Time now);

}  // namespace natsop::commands::nats::stream
