// SPDX-License-Identifier: MIT
// What pictures are made of: colours and shapes as functions of a place.
#pragma once

#include "tests/guest/oracle/image.hpp"

namespace drawing::motif {

// Two gradients and a fine weave: neighbours differ, and no row or column is like another. Opaque.
constexpr u32 ground(u32 x, u32 y)
{
    u32 const red = 40 + x * 2, green = 220 - y * 3, blue = 60 + (x ^ y) * 2 + ((x + y) % 3) * 20;
    return oracle::opaque((red & 0xff) << 16 | (green & 0xff) << 8 | (blue & 0xff));
}

// A gradient with a frame, a disc to the left and a bar to the right. Opaque.
constexpr u32 card(u32 x, u32 y, u32 w, u32 h)
{
    if (x == 0 || y == 0 || x == w - 1 || y == h - 1)
        return oracle::opaque(0xf0f0e0);
    i32 const dx = static_cast<i32>(x * 3) - static_cast<i32>(w), dy = static_cast<i32>(y * 3) - static_cast<i32>(h);
    if (dx * dx * static_cast<i32>(h) + dy * dy * static_cast<i32>(w) < static_cast<i32>(w * h * (w < h ? w : h)) / 2)
        return oracle::opaque(0xd04020 + x * 0x000103);
    if (x * 8 > w * 6 && x * 8 < w * 7)
        return oracle::opaque(0x2060c0 + y * 0x010200);
    return oracle::opaque((0x30 + x * 160 / w) << 16 | (0x40 + y * 160 / h) << 8 | (0x50 + (x * 7 + y * 5) % 96));
}

constexpr bool is_ring(u32 x, u32 y, u32 w, u32 h)
{
    // Coordinates of -256 to 256 over the area.
    i32 const u = static_cast<i32>(x * 512 / w) - 250, v = static_cast<i32>(y * 512 / h) - 250;
    i32 const r = u * u + v * v, inner = u + 40, deeper = v + 30;
    return r < 240 * 240 && inner * inner + deeper * deeper > 150 * 150;
}

// Coverage from 0 at the left to 255 at the right, with a notch.
constexpr u32 ramp(u32 x, u32 y, u32 w, u32 h) { return x * 2 > w && y * 3 < h ? 0 : x * 255 / (w > 1 ? w - 1 : 1); }

// 0xAARRGGBB, premultiplied.
constexpr u32 translucent(u32 rgb, u32 alpha)
{
    auto const scaled = [&](u32 c) { return (c * alpha + 127) / 255; };
    return alpha << 24 | scaled(rgb >> 16 & 0xff) << 16 | scaled(rgb >> 8 & 0xff) << 8 | scaled(rgb & 0xff);
}

} // namespace drawing::motif
