#pragma once
#include "core/render/page.h"
#include "core/system/fleet.h"

namespace natsop::commands::nats::server {

/// The page of `server info` from an answer to VARZ.
[[nodiscard]] render::Page info_page(const system::Answer& answer);

}  // namespace natsop::commands::nats::server
