#pragma once
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/render/sheet.h"
#include "core/system/fleet.h"

namespace natsop::commands::nats::server {

/// How `server report jetstream` shows what came.
struct JetStreamOrder {
  std::string account{};  ///< the usage of this account alone; empty: of all
  std::string sort = "cluster";
  bool reverse = false;
  bool compact = true;
  bool meta = true;  ///< show the meta groups too
};

/// The tables about JetStream in answers to JSZ: usage by server, and the meta groups, or that one
/// has no leader.
[[nodiscard]] render::Sheet jetstream_sheet(const JetStreamOrder& order,
                                            const std::vector<system::Answer>& answers);

/// Adds how many streams and consumers each server leads; the answers must be those of stream
/// leaders alone, with streams and consumers. Errors: Invalid.
[[nodiscard]] Result<void> add_leaders(render::Sheet& sheet,
                                       const std::vector<system::Answer>& answers);

}  // namespace natsop::commands::nats::server
