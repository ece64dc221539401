#pragma once
#include "core/base/clock.h"
#include "core/jetstream/consumer_info.h"
#include "core/render/page.h"
#include "core/render/style.h"

namespace natsop::commands::nats::consumer {

/// The page of `consumer info`: configuration and state. `style` has the zone of times and the
/// moment that ages count to where the server does not tell its own.
[[nodiscard]] render::Page info_page(const jetstream::ConsumerInfo& info,
                                     const render::Style& style);

/// The page of `consumer state`: what changes by itself.
[[nodiscard]] render::Page state_page(const jetstream::ConsumerInfo& info,
                                      const render::Style& style);

/// The moment that ages in an info count to: the server's own clock where it tells.
[[nodiscard]] Time told_at(const jetstream::ConsumerInfo& info, Time now);

}  // namespace natsop::commands::nats::consumer
