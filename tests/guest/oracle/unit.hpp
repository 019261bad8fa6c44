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
// All four bytes of a word times one: two at a time, as each product has 16 bits of room.
constexpr u32 product_of_all(u32 four, u32 by)
{
    auto const two = [by](u32 pair) {
        u32 const x = pair * by + 0x0080'0080;
        return (x + (x >> 8 & 0x00ff'00ff)) >> 8 & 0x00ff'00ff;
    };
    return two(four & 0x00ff'00ff) | two(four >> 8 & 0x00ff'00ff) << 8;
}
constexpr u32 sum_of_all(u32 a, u32 b)
{
    auto const two = [](u32 x, u32 y) {
        u32 const exact = x + y, over = exact >> 8 & 0x0001'0001; // a carry fills its byte
        return (exact | over * 0xff) & 0x00ff'00ff;
    };
    return two(a & 0x00ff'00ff, b & 0x00ff'00ff) | two(a >> 8 & 0x00ff'00ff, b >> 8 & 0x00ff'00ff) << 8;
}
static_assert(sum_of_all(0x80ff01fe, 0x80010101) == 0xffff02ff && product_of_all(0xff800100, 128) == 0x80400100);
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
