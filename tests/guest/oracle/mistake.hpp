// SPDX-License-Identifier: MIT
// Deliberate errors of the rasteriser, one a command and one for each thing that commands share. A check that a mistake
// does not turn red checks nothing.
#pragma once

#include "kernel/types.hpp"

#include <optional>
#include <string_view>

namespace oracle {

enum class Mistake : u8 {
    none,
    // One a command.
    fill_wrong_rop,          // inverted
    opaque_drops_brush,      // the source alone
    copy_misses_column,      // the last one
    copy_bits_misses_row,    // the last one
    blend_wrong_rop,         // inverted
    blackness_is_white,      //
    whiteness_is_black,      //
    invers_does_nothing,     //
    rop3_wrong_rop,          // inverted
    stroke_skips_start,      // the first pixel is missing
    text_bit_order,          // coverage is read from the other end of each byte
    transparent_keeps,       // the transparent colour is drawn too
    alpha_blend_off_by_1,    // alpha is one less, or one more at 0
    composite_shifted_pixel, // the source lies one pixel to the left
    // What they share.
    clip_ignored,       // all of the area is drawn
    mask_inverted,      //
    bitmap_bit_order,   // 1 and 4 bits are read from the other end of each byte
    bitmap_upside_down, //
    palette_shifted,    // by one entry
    brush_origin_0,     // the pattern starts at the target's corner
    scale_half_pixel,   // the source is sampled half a source pixel too far to the right
};
inline constexpr u32 mistake_count = static_cast<u32>(Mistake::scale_half_pixel) + 1;

constexpr std::string_view name(Mistake mistake)
{
    constexpr std::string_view names[mistake_count] = {
        "none",
        "fill_wrong_rop",
        "opaque_drops_brush",
        "copy_misses_column",
        "copy_bits_misses_row",
        "blend_wrong_rop",
        "blackness_is_white",
        "whiteness_is_black",
        "invers_does_nothing",
        "rop3_wrong_rop",
        "stroke_skips_start",
        "text_bit_order",
        "transparent_keeps",
        "alpha_blend_off_by_1",
        "composite_shifted_pixel",
        "clip_ignored",
        "mask_inverted",
        "bitmap_bit_order",
        "bitmap_upside_down",
        "palette_shifted",
        "brush_origin_0",
        "scale_half_pixel",
    };
    return names[static_cast<u32>(mistake)];
}

constexpr std::optional<Mistake> mistake_named(std::string_view text)
{
    for (u32 i = 0; i < mistake_count; ++i)
        if (name(Mistake{static_cast<u8>(i)}) == text)
            return Mistake{static_cast<u8>(i)};
    return std::nullopt;
}

} // namespace oracle
