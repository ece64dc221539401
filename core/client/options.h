#pragma once
#include <memory>

#include "core/base/result.h"
#include "core/client/connection_state.h"

typedef struct __natsOptions natsOptions;  // NOLINT(bugprone-reserved-identifier)

namespace natsop::client {

struct DestroyOptions {
  void operator()(natsOptions* options) const;
};
using OptionsHandle = std::unique_ptr<natsOptions, DestroyOptions>;

/// cnats's options for a connection. `callback_id` is what register_state returned; `urls` are what
/// cnats connects to (those of a relay where there is one). The state outlives the connection.
[[nodiscard]] Result<OptionsHandle> make_options(ConnectionState& state, void* callback_id,
                                                 const std::vector<context::ServerUrl>& urls);

}  // namespace natsop::client
