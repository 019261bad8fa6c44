// SPDX-License-Identifier: MIT
// Bitmaps of every format, painted pixel by pixel into an arena.
#pragma once

#include "tests/guest/drawing/arena.hpp"
#include "tests/guest/drawing/command.hpp"

#include <type_traits>

namespace drawing {

constexpr u32 bits_per_pixel(BitmapFormat format)
{
    switch (format) {
    case BitmapFormat::bits_1_le:
    case BitmapFormat::bits_1_be:
        return 1;
    case BitmapFormat::bits_4_le:
    case BitmapFormat::bits_4_be:
        return 4;
    case BitmapFormat::bits_8:
    case BitmapFormat::bits_8_a:
        return 8;
    case BitmapFormat::bits_16:
        return 16;
    case BitmapFormat::bits_24:
        return 24;
    case BitmapFormat::bits_32:
    case BitmapFormat::rgba:
        return 32;
    }
    return 0;
}
constexpr bool has_palette(BitmapFormat format) { return format <= BitmapFormat::bits_8; }

struct PaintOptions {
    bool top_down = true;
    u32 gap = 0;                       // bytes of a line behind its pixels
    std::span<u32 const> palette = {}; // borrowed by the bitmap
};

// Stores the pixel as it lies in the bitmap: an index, a coverage, or 0xAARRGGBB to be converted.
void store(BitmapFormat format, u8* line, u32 x, u32 value);

// A bitmap whose pixel at x, y is pixel(x, y): an index with a palette, a coverage for masks and 8_A, else 0xAARRGGBB.
template <class F>
requires std::is_invocable_r_v<u32, F, u32, u32> Bitmap paint(Arena& arena, BitmapFormat format, u32 width, u32 height,
                                                              F&& pixel, PaintOptions const& options = {})
{
    u32 const stride = (width * bits_per_pixel(format) + 7) / 8 + options.gap;
    std::span<u8> const bytes = arena.take<u8>(size_t{stride} * height);
    for (u32 y = 0; y < height; ++y) {
        u8* const line = bytes.data() + size_t{stride} * (options.top_down ? y : height - 1 - y);
        for (u32 x = 0; x < width; ++x)
            store(format, line, x, pixel(x, y));
        for (u32 n = stride - options.gap; n < stride; ++n)
            line[n] = 0xa5; // must never show
    }
    return {.format = format,
            .width = width,
            .height = height,
            .stride = stride,
            .top_down = options.top_down,
            .bytes = bytes,
            .palette = options.palette};
}

} // namespace drawing
