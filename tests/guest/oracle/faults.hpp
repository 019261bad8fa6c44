// SPDX-License-Identifier: MIT
// Where SPICE's server and pixman depart from what a command means. The oracle draws what is meant; with a fault
// switched on it draws what is seen there, exactly, so that a difference can be told to be that fault and nothing else.
// Measured on SPICE 0.15.1 and pixman 0.42.2.
#pragma once

namespace oracle {

struct Faults {
    // TEXT on 16_565: the colour of a solid brush is read as one of 16_555.
    bool text_565_ink = false;
    // TEXT with a pattern: it starts at the upper left corner of all glyphs, not of the target.
    bool text_pattern_anchor = false;
    // COMPOSITE, and scaling, of a bitmap with alpha: RGBA loses it on targets of 16 bits, 8_A on all but 8_A.
    bool bitmap_alpha_lost = false;
    // COMPOSITE: the opaque flags count for a source that is a surface only.
    bool composite_opaque_flags = false;
    // COMPOSITE by HSL modes: a mask weighs green twice and blue never; with component alpha nothing is drawn.
    bool composite_hsl_mask = false;
    // ALPHA_BLEND of a bitmap with a palette on 32_ARGB: its colours count as if their alpha were 0.
    bool alpha_blend_palette = false;
    // TRANSPARENT on 16_555: bit 15 of the source, which has no meaning, keeps a pixel from being transparent.
    bool transparent_bit_15 = false;

    static constexpr Faults all() { return {true, true, true, true, true, true, true}; }
};

} // namespace oracle
