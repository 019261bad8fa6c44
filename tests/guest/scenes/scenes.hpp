// SPDX-License-Identifier: MIT
// The scenes: pictures that a person recognises at a glance. One file each; the device's result is compared with a
// canvas pixel for pixel. No colour pixel of a finished scene is 0 on any surface, so that lost memory shows
// everywhere.
#pragma once

#include "tests/guest/scenes/target.hpp"

#include <string_view>

namespace scenes {

struct Mode {
    u32 width = 0, height = 0;
    PixelFormat format = PixelFormat::xrgb_32;
};

struct Scene {
    std::string_view name;    // [a-z0-9_.]
    std::string_view summary; // one line: what a person sees
    Mode mode;
    // Draws the picture on a fresh primary of `mode`. Every scene adapts to any mode from 640x480 up, in any format
    // that has colour.
    Status (*paint)(Target& target, Mode const& mode);

    // Sets the mode and paints.
    Status draw(Target& target) const { return draw(target, mode); }
    Status draw(Target& target, Mode const& other) const
    {
        TRY(target.begin(other.width, other.height, other.format));
        return paint(target, other);
    }
};

extern Scene const bars;    // colour bars, gradients, label
extern Scene const clips;   // overlapping rectangles, a shaded ball and slats, all through clip lists
extern Scene const mosaic;  // a sunset in window panes: 48 off-screen surfaces composed into the primary
extern Scene const desktop; // windows, a scrolled terminal, and an arrow cursor that moves, hides and comes back
// One picture, a test card with grid and circle that names its mode, redrawn at other resolutions and depths.
extern Scene const card_555;
extern Scene const card_565;
extern Scene const card_xrgb;

} // namespace scenes
