// SPDX-License-Identifier: MIT
// Numbers that a seed decides: SplitMix64 (Steele, Lea, Flood 2014), whose seeds may follow each other.
#pragma once

#include "kernel/types.hpp"

#include <span>

namespace drawing {

class Random {
public:
    constexpr explicit Random(u64 seed) : state_(seed) {}

    constexpr u64 next()
    {
        u64 z = state_ += 0x9e37'79b9'7f4a'7c15;
        z = (z ^ z >> 30) * 0xbf58'476d'1ce4'e5b9;
        z = (z ^ z >> 27) * 0x94d0'49bb'1331'11eb;
        return z ^ z >> 31;
    }
    // 0 to `count` - 1.
    constexpr u32 below(u32 count) { return static_cast<u32>((next() >> 32) * count >> 32); }
    constexpr i32 between(i32 low, i32 high) { return low + static_cast<i32>(below(static_cast<u32>(high - low + 1))); }
    // True once in `count` times.
    constexpr bool one_in(u32 count) { return below(count) == 0; }
    template <class T> constexpr T pick(std::span<T const> items)
    {
        return items[below(static_cast<u32>(items.size()))];
    }

private:
    u64 state_;
};

} // namespace drawing
