#pragma once
#include <unistd.h>

#include <nlohmann/json_fwd.hpp>
#include <string>
