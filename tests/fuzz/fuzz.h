#pragma once
#include <string_view>

namespace natsop::fuzz {

/// What a target defines: takes any bytes, must come back, and calls `require` for what must hold.
/// Runs many times in one process, so it keeps nothing between calls.
void one(std::string_view input);

/// Ends the process with `what` when a property does not hold; the fuzzer then keeps the input.
void require(bool holds, const char* what);

}  // namespace natsop::fuzz
