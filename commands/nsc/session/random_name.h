#pragma once
#include <string>

#include "core/base/random.h"

namespace natsop::commands::nsc {

/// What `*` stands for as a name: "brisk_noether".
[[nodiscard]] std::string random_name(Random& random);

}  // namespace natsop::commands::nsc
