// SPDX-License-Identifier: MIT
// Arithmetic on parts of one: colours and alpha. X Render works on reals and leaves the rounding open; where it is told
// below it is pixman's, measured through its interface (tests/host/oracle_composite_test.cpp).
#pragma once

#include "kernel/types.hpp"

namespace oracle {

// One byte: 255 is one.
namespace unit8 {
inline constexpr u32 one = 255;

// Rounded to the nearest: x is in 255ths of a 255th.
constexpr u32 rounded(u32 x) { return (x + 128 + ((x + 128) >> 8)) >> 8; }
constexpr u32 product(u32 a, u32 b) { return rounded(a * b); }
constexpr u32 sum(u32 a, u32 b) { return a + b < one ? a + b : one; }
static_assert(product(255, 77) == 77 && product(128, 128) == 64 && product(1, 127) == 0 && product(1, 128) == 1);
} // namespace unit8

// With 30 bits behind the point, for what divides: 8 bits would not do, and the guest has no floating point.
namespace unit30 {
inline constexpr i64 one = i64{1} << 30;

// `value` of the `most` that stands for one.
constexpr i64 of(u32 value, u32 most) { return (i64{value} << 30) / most; }
constexpr i64 product(i64 a, i64 b) { return (a * b) >> 30; }
constexpr i64 quotient(i64 a, i64 b) { return (a << 30) / b; }
constexpr i64 least(i64 a, i64 b) { return a < b ? a : b; }
constexpr i64 most(i64 a, i64 b) { return a > b ? a : b; }

// The 256 values of a byte have equal shares of 0 to 1 (so measured), they are not the nearest ones.
constexpr u32 to_byte(i64 value)
{
    if (value <= 0)
        return 0;
    // The error of the steps before must not push an exact byte below its share.
    i64 const share = (value + 16) >> 22;
    return share > 255 ? 255 : static_cast<u32>(share);
}

constexpr i64 square_root(i64 value)
{
    i64 root = 0;
    for (i64 bit = i64{1} << 30; bit > 0; bit >>= 1)
        if ((root + bit) * (root + bit) <= value << 30)
            root += bit;
    return root;
}
static_assert(square_root(one) == one && square_root(one / 4) == one / 2);
} // namespace unit30

} // namespace oracle
