// SPDX-License-Identifier: MIT
// Pixels as they lie in surface memory: little-endian words, leftmost pixel at the lowest address.
// Spec: spice-protocol 0.14 enums.h, SpiceSurfaceFmt; the names after the underscore there give the order of the bits.
#pragma once

#include "kernel/format.hpp"
#include "kernel/types.hpp"

namespace oracle {

enum class PixelFormat : u8 {
    x555_16, // SPICE_SURFACE_FMT_16_555
    x565_16, // SPICE_SURFACE_FMT_16_565
    xrgb_32, // SPICE_SURFACE_FMT_32_xRGB
    argb_32, // SPICE_SURFACE_FMT_32_ARGB
    a8,      // SPICE_SURFACE_FMT_8_A
    a1,      // SPICE_SURFACE_FMT_1_A, bit 0 of a byte is its leftmost pixel
};

constexpr u32 bits_per_pixel(PixelFormat format)
{
    switch (format) {
    case PixelFormat::x555_16:
    case PixelFormat::x565_16:
        return 16;
    case PixelFormat::xrgb_32:
    case PixelFormat::argb_32:
        return 32;
    case PixelFormat::a8:
        return 8;
    case PixelFormat::a1:
        return 1;
    }
    return 0;
}

// True if a pixel is a colour, false if it is coverage only.
constexpr bool has_colour(PixelFormat format) { return format != PixelFormat::a8 && format != PixelFormat::a1; }

// Bytes of one row that hold pixels. Surface memory may have more, up to its stride.
constexpr u32 row_bytes(PixelFormat format, u32 width) { return (width * bits_per_pixel(format) + 7) / 8; }

// The bits of a pixel that the device defines, so that comparison may ask for them.
// xrgb_32: not the top byte. The x says that it has no meaning, and it depends on the path a pixel took: a fill stores
// the brush's 32 bits, a blit the image's, a conversion its own. x555_16: not bit 15, for the same reason.
constexpr u32 compared_bits(PixelFormat format)
{
    switch (format) {
    case PixelFormat::x555_16:
        return 0x7fff;
    case PixelFormat::x565_16:
        return 0xffff;
    case PixelFormat::xrgb_32:
        return 0x00ff'ffff;
    case PixelFormat::argb_32:
        return 0xffff'ffff;
    case PixelFormat::a8:
        return 0xff;
    case PixelFormat::a1:
        return 1;
    }
    return 0;
}

constexpr u32 red(u32 rgb) { return (rgb >> 16) & 0xff; }
constexpr u32 green(u32 rgb) { return (rgb >> 8) & 0xff; }
constexpr u32 blue(u32 rgb) { return rgb & 0xff; }

// 0..255 as the eye weighs the colours (ITU-R BT.601 luma, in 256ths).
constexpr u32 brightness(u32 rgb) { return (77 * red(rgb) + 150 * green(rgb) + 29 * blue(rgb)) >> 8; }

// The pixel for an opaque 0xRRGGBB; higher bits of `rgb` are ignored. 16-bit formats keep the high bits of each colour:
// no rounding, no dither. xrgb_32 gets the same top byte as argb_32, so that an unwanted mix-up of the two is harmless.
// Coverage formats have no colour: scenes that fill them mean brightness.
constexpr u32 pack(PixelFormat format, u32 rgb)
{
    switch (format) {
    case PixelFormat::x555_16:
        return (red(rgb) >> 3) << 10 | (green(rgb) >> 3) << 5 | blue(rgb) >> 3;
    case PixelFormat::x565_16:
        return (red(rgb) >> 3) << 11 | (green(rgb) >> 2) << 5 | blue(rgb) >> 3;
    case PixelFormat::xrgb_32:
    case PixelFormat::argb_32:
        return 0xff00'0000 | (rgb & 0x00ff'ffff);
    case PixelFormat::a8:
        return brightness(rgb);
    case PixelFormat::a1:
        return brightness(rgb) >> 7;
    }
    return 0;
}
static_assert(pack(PixelFormat::x555_16, 0xff8040) == (31 << 10 | 16 << 5 | 8));
static_assert(pack(PixelFormat::x565_16, 0xff8440) == (31 << 11 | 33 << 5 | 8));
static_assert(brightness(0xffffff) == 255 && brightness(0) == 0);

// 0xRRGGBB of a colour pixel; narrow colours are widened by repeating their high bits, so that all ones stay all ones.
constexpr u32 unpack(PixelFormat format, u32 pixel)
{
    auto const widen5 = [](u32 v) { return (v & 31) << 3 | (v & 31) >> 2; };
    auto const widen6 = [](u32 v) { return (v & 63) << 2 | (v & 63) >> 4; };
    switch (format) {
    case PixelFormat::x555_16:
        return widen5(pixel >> 10) << 16 | widen5(pixel >> 5) << 8 | widen5(pixel);
    case PixelFormat::x565_16:
        return widen5(pixel >> 11) << 16 | widen6(pixel >> 5) << 8 | widen5(pixel);
    case PixelFormat::xrgb_32:
    case PixelFormat::argb_32:
        return pixel & 0x00ff'ffff;
    case PixelFormat::a8:
        return (pixel & 0xff) * 0x010101;
    case PixelFormat::a1:
        return (pixel & 1) * 0xffffff;
    }
    return 0;
}

constexpr std::string_view name(PixelFormat format)
{
    switch (format) {
    case PixelFormat::x555_16:
        return "16_555";
    case PixelFormat::x565_16:
        return "16_565";
    case PixelFormat::xrgb_32:
        return "32_xrgb";
    case PixelFormat::argb_32:
        return "32_argb";
    case PixelFormat::a8:
        return "8_a";
    case PixelFormat::a1:
        return "1_a";
    }
    return "?";
}
inline void put(Sink sink, PixelFormat format) { sink(name(format)); }

} // namespace oracle
