#pragma once
#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/context/settings.h"

namespace natsop::client {

/// The Error for a cnats status (natsStatus as a number), with the library's own words where they
/// say more than the status.
[[nodiscard]] Error library_error(int status, std::string_view doing);

/// The Error for a text a server sends with -ERR ("Authorization Violation").
[[nodiscard]] Error server_error(std::string_view text);

/// What to do about a refused login, for these settings.
[[nodiscard]] std::string login_hint(const context::ConnectSettings& settings);

}  // namespace natsop::client
