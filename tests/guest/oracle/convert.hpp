// SPDX-License-Identifier: MIT
// A pixel of one format as a pixel of another.
// Narrow colours are widened by repeating their high bits and narrowed by dropping low ones (X Render, "Pixel formats
// and conversion"); colour without alpha is opaque.
#pragma once

#include "tests/guest/oracle/pixel.hpp"

namespace oracle {

// 0xAARRGGBB of any pixel. Coverage is black with that alpha.
constexpr u32 to_argb(PixelFormat format, u32 pixel)
{
    switch (format) {
    case PixelFormat::argb_32:
        return pixel;
    case PixelFormat::a8:
        return pixel << 24;
    case PixelFormat::a1:
        return (pixel & 1) != 0 ? 0xff00'0000 : 0;
    default:
        return 0xff00'0000 | unpack(format, pixel);
    }
}

constexpr u32 from_argb(PixelFormat format, u32 argb)
{
    switch (format) {
    case PixelFormat::argb_32:
    case PixelFormat::xrgb_32: // x keeps what alpha was
        return argb;
    case PixelFormat::a8:
        return argb >> 24;
    case PixelFormat::a1:
        return argb >> 31;
    default:
        return pack(format, argb);
    }
}

constexpr u32 convert(PixelFormat from, PixelFormat to, u32 pixel)
{
    return from == to ? pixel : from_argb(to, to_argb(from, pixel));
}

} // namespace oracle
