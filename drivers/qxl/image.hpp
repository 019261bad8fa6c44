// SPDX-License-Identifier: MIT
// Where a command's pixels come from: bitmaps that travel with it, surfaces, and the brushes and masks made of them.
// Spec: spice-protocol 0.14, qxl_dev.h QXLImage, QXLBrush, QXLQMask; enums.h SpiceBitmapFmt. All pointers are borrowed.
#pragma once

#include "drivers/qxl/block_writer.hpp"
#include "drivers/qxl/geometry.hpp"
#include "drivers/qxl/surface.hpp"
#include "drivers/qxl/wire_image.hpp"
#include "kernel/result.hpp"

#include <span>

namespace qxl {

// 16 bits are 555 (on the way to a 565 surface the server converts them), 24 bits are blue first, rgba is
// premultiplied.
using BitmapFormat = wire::BitmapFmt;
constexpr u32 bits_per_pixel(BitmapFormat f)
{
    switch (f) {
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
constexpr u64 row_bytes(u32 width, BitmapFormat f) { return (u64{width} * bits_per_pixel(f) + 7) / 8; }
// Its pixels are numbers of palette entries (1 bit: or a mask).
constexpr bool has_palette(BitmapFormat f) { return bits_per_pixel(f) != 0 && f <= BitmapFormat::bits_8; }

// Pixels in guest memory.
struct Bitmap {
    u32 width = 0, height = 0;
    BitmapFormat format = BitmapFormat::bits_32;
    u32 stride = 0; // bytes from line to line in `pixels`, at least row_bytes()
    std::span<u8 const> pixels = {};
    bool top_down = true; // else the last line lies first
    // For 1, 4 and 8 bits: a pixel of the target each, 0x00RRGGBB or 555. Every number in `pixels` must be in it.
    std::span<u32 const> palette = {};

    // How it travels; the picture is the same either way.
    u32 wire_stride = 0; // bytes from line to line on the way; 0: the least multiple of 4
    u32 chunk_bytes =
        0; // a new chunk after so many bytes, in the midst of a pixel too; 0: whole lines, 256 KiB of them
    bool is_direct = false;   // QXL_BITMAP_DIRECT: no chunk at all
    bool is_unstable = false; // QXL_BITMAP_UNSTABLE
    // QXL_IMAGE_CACHE: the server may draw what it was sent under this number before, so one number stands for one
    // picture until the device is reset. 0: a number of the driver's, and nothing is cached.
    u32 cache_as = 0;
};

// Whether the server can be given it at all: the shape, the memory, and for numbers of palette entries that each has
// one.
Status check(Bitmap const& bitmap);

// Both return where the image lies. `unique` is a number that no image had before.
wire::Physical put_image(BlockWriter& to, Bitmap const& bitmap, u32 unique);
wire::Physical put_image(BlockWriter& to, Surface const& surface, u32 unique);

// Pixels of one of the two.
struct Source {
    Bitmap const* bitmap = nullptr;
    Surface const* surface = nullptr;
    constexpr Source() = default;
    constexpr Source(Bitmap const& b) : bitmap(&b) {}
    constexpr Source(Surface const& s) : surface(&s) {}
    constexpr explicit operator bool() const { return bitmap != nullptr || surface != nullptr; }
    constexpr u32 width() const { return bitmap != nullptr ? bitmap->width : surface->width(); }
    constexpr u32 height() const { return bitmap != nullptr ? bitmap->height : surface->height(); }
};

struct Brush {
    wire::BrushType type = wire::BrushType::none;
    u32 color = 0;       // solid: a pixel in the target's own format
    Source pattern = {}; // pattern: repeated in both directions
    Point origin = {};   // pattern: where in the target its upper left corner lies

    static constexpr Brush solid(u32 color) { return {wire::BrushType::solid, color, {}, {}}; }
    static constexpr Brush tiled(Source pattern, Point origin)
    {
        return {wire::BrushType::pattern, 0, pattern, origin};
    }
};

// Draws only where its bit is 1. A bitmap of 1 bit, or a surface of 1_A, that covers the whole area.
struct Mask {
    Source image = {};        // neither: no mask
    Point origin = {};        // of the mask's pixel for the upper left corner of the area
    bool is_inverted = false; // 0 draws instead
};

} // namespace qxl
