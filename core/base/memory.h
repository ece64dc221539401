#pragma once
#include <cstdint>

namespace natsop {

/// Bytes that the program has asked the C library for and not given back. Takes longer the more
/// pieces of free memory there are: microseconds usually, milliseconds after a crowd.
[[nodiscard]] std::uint64_t heap_in_use();

/// Gives memory that was freed back to the system, where the C library keeps it for itself (glibc).
/// Takes milliseconds for a large heap: for after a burst, never for every day.
void return_free_memory();

}  // namespace natsop
