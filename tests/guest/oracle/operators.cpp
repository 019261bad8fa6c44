// SPDX-License-Identifier: MIT
#include "tests/guest/oracle/operators.hpp"

#include "kernel/assert.hpp"
#include "tests/guest/oracle/unit.hpp"

namespace oracle {

namespace {
using unit8::one;
using unit8::product;
using unit8::sum;

struct Parts {
    u32 s, sa, d, da; // one channel of source and target, and their alpha
};

// How much of the source and of the target the result has (Porter and Duff 1984, table of operators).
struct Shares {
    u32 source, target;
};
Shares porter_duff(Operator op, u32 sa, u32 da)
{
    switch (op) {
    case Operator::clear:
        return {0, 0};
    case Operator::source:
        return {one, 0};
    case Operator::target:
        return {0, one};
    case Operator::over:
        return {one, one - sa};
    case Operator::over_reverse:
        return {one - da, one};
    case Operator::in:
        return {da, 0};
    case Operator::in_reverse:
        return {0, sa};
    case Operator::out:
        return {one - da, 0};
    case Operator::out_reverse:
        return {0, one - sa};
    case Operator::atop:
        return {da, one - sa};
    case Operator::atop_reverse:
        return {one - da, sa};
    case Operator::exclusive:
        return {one - da, one - sa};
    default: // add
        return {one, one};
    }
}

// sa * da * B(d / da, s / sa), in 255ths of a 255th: the part where both cover.
u32 blended(Operator op, Parts const& p)
{
    u32 const sd = p.s * p.da, ds = p.d * p.sa; // source and target colour, each weighted by the other's alpha
    switch (op) {
    case Operator::screen:
        return sd + ds - p.s * p.d;
    case Operator::overlay: // hard light with the two swapped
        return 2 * p.d < p.da ? 2 * p.s * p.d : p.sa * p.da - 2 * (p.da - p.d) * (p.sa - p.s);
    case Operator::hard_light:
        return 2 * p.s < p.sa ? 2 * p.s * p.d : p.sa * p.da - 2 * (p.da - p.d) * (p.sa - p.s);
    case Operator::darken:
        return sd < ds ? sd : ds;
    case Operator::lighten:
        return sd > ds ? sd : ds;
    case Operator::difference:
        return sd > ds ? sd - ds : ds - sd;
    default: // exclusion
        return sd + ds - 2 * p.s * p.d;
    }
}

u32 combine_channel(Operator op, Parts const& p, bool is_alpha)
{
    if (op <= Operator::add) {
        Shares const share = porter_duff(op, p.sa, p.da);
        return sum(product(p.s, share.source), product(p.d, share.target));
    }
    // Multiply rounds each of its three parts, the other modes their sum.
    if (op == Operator::multiply)
        return sum(sum(product(p.s, one - p.da), product(p.d, one - p.sa)), product(p.s, p.d));
    if (is_alpha)
        return unit8::rounded(p.sa * one + p.da * one - p.sa * p.da);
    // Colours above their alpha, which are none, may leave the range.
    i32 const exact = static_cast<i32>(p.s * (one - p.da) + p.d * (one - p.sa)) + static_cast<i32>(blended(op, p));
    i32 const most = one * one;
    return unit8::rounded(static_cast<u32>(exact < 0 ? 0 : exact > most ? most : exact));
}
} // namespace

u32 combine_narrow(Operator op, u32 source, u32 alpha, u32 target)
{
    u32 result = 0;
    for (u32 shift = 0; shift < 32; shift += 8) {
        Parts const parts{source >> shift & 255, alpha >> shift & 255, target >> shift & 255, target >> 24};
        result |= combine_channel(op, parts, shift == 24) << shift;
    }
    return result;
}

} // namespace oracle
