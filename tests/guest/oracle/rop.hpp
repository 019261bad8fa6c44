// SPDX-License-Identifier: MIT
// Raster operations: any function of pattern, source and target, bit by bit. All commands that combine pixels this way
// come down to one byte, the truth table that GDI calls a ternary raster operation.
// Spec: Microsoft, Ternary Raster Operations; spice-protocol 0.14 enums.h, SpiceRopd.
#pragma once

#include "tests/guest/drawing/command.hpp"

namespace oracle {

// Bit (pattern << 2 | source << 1 | target) of a table is the result for these three bits. The table of an input that
// stands alone, and so of any expression: the expression of these bytes.
namespace rop3 {
inline constexpr u8 pattern = 0xf0, source = 0xcc, target = 0xaa, black = 0x00, white = 0xff, invers = 0x55;
}

constexpr u8 inverted(u8 table) { return static_cast<u8>(~table); }

// The table of a descriptor that combines `over` with `under`. The INVERS_ flag of an input that the operation does not
// use has no meaning. INVERS_RES inverts what PUT, OR, AND and XOR give; BLACKNESS, WHITENESS and INVERS say themselves
// what the result is (so measured).
constexpr u8 rop3_of(u16 descriptor, u8 over, bool is_over_inverted, u8 under, bool is_under_inverted)
{
    using namespace drawing::ropd;
    u8 const a = is_over_inverted ? inverted(over) : over, b = is_under_inverted ? inverted(under) : under;
    if ((descriptor & op_blackness) != 0)
        return rop3::black;
    if ((descriptor & op_whiteness) != 0)
        return rop3::white;
    if ((descriptor & op_invers) != 0)
        return inverted(under);
    u8 table = a;
    if ((descriptor & op_or) != 0)
        table = a | b;
    else if ((descriptor & op_and) != 0)
        table = a & b;
    else if ((descriptor & op_xor) != 0)
        table = a ^ b;
    return (descriptor & invers_res) != 0 ? inverted(table) : table;
}

// Brush on target, source on target, brush on source.
constexpr u8 brush_on_target(u16 d)
{
    return rop3_of(d, rop3::pattern, (d & drawing::ropd::invers_brush) != 0, rop3::target,
                   (d & drawing::ropd::invers_dest) != 0);
}
constexpr u8 source_on_target(u16 d)
{
    return rop3_of(d, rop3::source, (d & drawing::ropd::invers_src) != 0, rop3::target,
                   (d & drawing::ropd::invers_dest) != 0);
}
constexpr u8 brush_on_source(u16 d)
{
    return rop3_of(d, rop3::pattern, (d & drawing::ropd::invers_brush) != 0, rop3::source,
                   (d & drawing::ropd::invers_src) != 0);
}

// The meaning, one bit at a time.
constexpr u32 apply_rop3(u8 table, u32 pattern, u32 source, u32 target)
{
    u32 result = 0;
    for (u32 bit = 0; bit < 32; ++bit) {
        u32 const index = ((pattern >> bit) & 1) << 2 | ((source >> bit) & 1) << 1 | ((target >> bit) & 1);
        result |= (u32{table} >> index & 1) << bit;
    }
    return result;
}

// True if the result does not depend on that input.
constexpr bool ignores_pattern(u8 table) { return ((table >> 4 ^ table) & 0x0f) == 0; }
constexpr bool ignores_source(u8 table) { return ((table >> 2 ^ table) & 0x33) == 0; }
constexpr bool ignores_target(u8 table) { return ((table >> 1 ^ table) & 0x55) == 0; }

// The same on whole words. Any function of bits is an exclusive or of products of its inputs (its algebraic normal
// form): seven ands and seven xors do for all 256.
class Rop3Words {
public:
    constexpr explicit Rop3Words(u8 table)
    {
        // A factor is the sum of the table over all subsets of its product's inputs.
        for (u32 product = 0; product < 8; ++product) {
            u32 sum = 0;
            for (u32 index = 0; index < 8; ++index)
                if ((index & ~product) == 0)
                    sum ^= u32{table} >> index & 1;
            factor_[product] = sum != 0 ? ~u64{0} : 0;
        }
    }
    constexpr u64 operator()(u64 p, u64 s, u64 d) const
    {
        u64 const without_p = factor_[0] ^ (factor_[1] & d) ^ (s & (factor_[2] ^ (factor_[3] & d)));
        u64 const with_p = factor_[4] ^ (factor_[5] & d) ^ (s & (factor_[6] ^ (factor_[7] & d)));
        return without_p ^ (p & with_p);
    }

private:
    u64 factor_[8] = {};
};

} // namespace oracle
