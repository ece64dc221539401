#pragma once
#include <string>

#include "core/engine/monitor/server_view.h"

namespace natsop::engine {

/// The page at the monitoring port's root: links to the documents.
[[nodiscard]] std::string index_page(const ServerView& view);

}  // namespace natsop::engine
