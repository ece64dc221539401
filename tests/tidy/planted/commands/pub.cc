#include <CLI/CLI.hpp>  // offence: external

#include "commands/tree.h"
#include "core/json/doc.h"  // offence: root
#include "core/render/view.h"  // offence: layer
