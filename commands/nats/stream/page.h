#pragma once
#include "core/jetstream/stream_info.h"
#include "core/render/page.h"
#include "core/render/style.h"

namespace natsop::commands::nats::stream {

/// All that a server tells of a stream: what `stream info` prints. The style gives the zone of
/// times, and its `now` stands in where the server does not say when it answered.
[[nodiscard]] render::Page info_page(const jetstream::StreamInfo& info, const render::Style& style);

/// The part about what the stream holds: what `stream state` prints.
[[nodiscard]] render::Page state_page(const jetstream::StreamInfo& info,
                                      const render::Style& style);

}  // namespace natsop::commands::nats::stream
