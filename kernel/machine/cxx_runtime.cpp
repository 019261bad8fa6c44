// SPDX-License-Identifier: MIT
// What GCC and libstdc++'s header-only parts expect of a runtime. Most of it marks a bug of ours.
#include "kernel/assert.hpp"
#include "kernel/types.hpp"

namespace std {
// string_view::substr() and the like, beyond the end.
[[noreturn]] void __throw_out_of_range_fmt(char const* format, ...);
void __throw_out_of_range_fmt(char const* format, ...) { assertion_failed(format, "libstdc++", 0); }
} // namespace std

extern "C" [[noreturn]] void __cxa_pure_virtual();
void __cxa_pure_virtual() { assertion_failed("pure virtual function called", "libstdc++", 0); }

// Virtual destructors refer to them; nothing in the kernel is deleted.
void operator delete(void*) noexcept { assertion_failed("operator delete called", "libstdc++", 0); }
void operator delete(void*, size_t) noexcept { assertion_failed("operator delete called", "libstdc++", 0); }

// std::popcount: x86-64's base has no instruction for it, and we link no libgcc. Counts in pairs, nibbles, bytes.
extern "C" int __popcountdi2(u64 value);
int __popcountdi2(u64 value)
{
    value -= value >> 1 & 0x5555'5555'5555'5555;
    value = (value & 0x3333'3333'3333'3333) + (value >> 2 & 0x3333'3333'3333'3333);
    value = (value + (value >> 4)) & 0x0f0f'0f0f'0f0f'0f0f;
    return static_cast<int>(value * 0x0101'0101'0101'0101 >> 56);
}
