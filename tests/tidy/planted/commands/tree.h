#pragma once
#include "core/base/good.h"
