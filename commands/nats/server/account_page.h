#pragma once
#include "core/json/doc.h"
#include "core/render/page.h"

namespace natsop::commands::nats::server {

/// One account in detail, from the "account_detail" of ACCOUNTZ.
[[nodiscard]] render::Page account_page(const json::Doc& account);

}  // namespace natsop::commands::nats::server
