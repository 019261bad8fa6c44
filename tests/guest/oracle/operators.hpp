// SPDX-License-Identifier: MIT
// The operators of COMPOSITE on one pixel: Porter-Duff and the blend modes of X Render 0.11 (those of PDF 1.7, 11.3.5).
// All colours are premultiplied.
#pragma once

#include "tests/guest/oracle/sampler.hpp"

namespace oracle {

// QXL_OP_*: X Render's numbers.
enum class Operator : u8 {
    clear = 0x00,
    source,
    target,
    over,
    over_reverse,
    in,
    in_reverse,
    out,
    out_reverse,
    atop,
    atop_reverse,
    exclusive,
    add,
    saturate = 0x0d,
    multiply = 0x30,
    screen,
    overlay,
    darken,
    lighten,
    color_dodge,
    color_burn,
    hard_light,
    soft_light,
    difference,
    exclusion,
    hsl_hue,
    hsl_saturation,
    hsl_color,
    hsl_luminosity = 0x3e,
};

constexpr bool is_operator(u8 number) { return number <= 0x0d || (number >= 0x30 && number <= 0x3e); }
// Operators that divide or take roots are computed with more than 8 bits. Their results may be one step of a channel
// away from the device's: it computes them in single precision, or replaces them by others of 8 bits where it finds all
// of the source opaque (SATURATE by OVER_REVERSE).
constexpr bool is_wide(Operator op)
{
    return op == Operator::saturate || op == Operator::color_dodge || op == Operator::color_burn ||
           op == Operator::soft_light || op >= Operator::hsl_hue;
}
constexpr bool is_hsl(Operator op) { return op >= Operator::hsl_hue; }

// `alpha` has the source's alpha in each of its four parts: with component alpha they differ.
u32 combine_narrow(Operator op, u32 source, u32 alpha, u32 target);
Wide combine_wide(Operator op, Wide const& source, Wide const& alpha, Wide const& target);

} // namespace oracle
