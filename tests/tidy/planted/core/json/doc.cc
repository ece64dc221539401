#include <nlohmann/json.hpp>

#include "core/base/good.h"
#include "core/render/view.h"  // offence: layer
#include "doc.h"               // offence: root
#include <yaml-cpp/yaml.h>     // offence: external
#include <string.h>            // offence: external
#include <mystery/thing.hpp>   // offence: external
#include <doctest/doctest.h>   // offence: external
auto now() { return std::chrono::system_clock::now(); }  // offence: clock
int dice() { return rand(); }                            // offence: random
