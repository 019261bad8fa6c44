// SPDX-License-Identifier: MIT
// Pixels as commands name them: images and their chunks, palettes, brushes, masks. Packed by the specification: most
// 64-bit fields are misaligned, so these are built in guest RAM and copied as bytes.
// Spec: spice-protocol 0.14, qxl_dev.h and enums.h; tests/host/qxl_wire_image_test.cpp holds every line against them.
#pragma once

#include "drivers/qxl/geometry.hpp"
#include "kernel/types.hpp"

#include <cstddef>
#include <type_traits>

namespace qxl::wire {

// Slot id, generation and offset; see MemSlots. 0 is "none".
using Physical = u64;

struct [[gnu::packed]] PackedRect {
    i32 top, left, bottom, right;
    static constexpr PackedRect of(Rect r) { return {r.top, r.left, r.bottom, r.right}; }
    constexpr Rect rect() const { return {top, left, bottom, right}; }
};
struct [[gnu::packed]] PackedPoint {
    i32 x, y;
    static constexpr PackedPoint of(Point p) { return {p.x, p.y}; }
};
struct [[gnu::packed]] Point16 {
    i16 x, y;
    static constexpr Point16 of(Point p) { return {static_cast<i16>(p.x), static_cast<i16>(p.y)}; }
};

// Head of a piece of data, which follows at once; 0 ends the chain.
struct [[gnu::packed]] DataChunk {
    u32 data_size;
    Physical prev_chunk, next_chunk;
};
static_assert(sizeof(DataChunk) == 20);

enum class ImageType : u8 { bitmap = 0, surface = 104 };
// The order of the pixels in a byte: LE has the leftmost one in the lowest bits, BE in the highest.
enum class BitmapFmt : u8 {
    bits_1_le = 1,
    bits_1_be = 2,
    bits_4_le = 3,
    bits_4_be = 4,
    bits_8 = 5,
    bits_16 = 6,
    bits_24 = 7,
    bits_32 = 8,
    rgba = 9,
    bits_8_a = 10,
};
inline constexpr u8 bitmap_direct = 1 << 0;
inline constexpr u8 bitmap_unstable = 1 << 1;
inline constexpr u8 bitmap_top_down = 1 << 2;
inline constexpr u8 image_cache = 1 << 0;
inline constexpr u32 image_group_driver = 0;
inline constexpr u32 image_group_driver_dont_cache = 3;

struct [[gnu::packed]] ImageDescriptor {
    u64 id; // unique << 32 | group
    ImageType type;
    u8 flags;
    u32 width, height;
};
struct [[gnu::packed]] BitmapData {
    BitmapFmt format;
    u8 flags;
    u32 x, y, stride;
    Physical palette;
    Physical data; // the first DataChunk, or the pixels themselves with bitmap_direct
};
struct [[gnu::packed]] Image {
    ImageDescriptor descriptor;
    union [[gnu::packed]] {
        BitmapData bitmap;
        u32 surface_id;
    };
};
static_assert(sizeof(ImageDescriptor) == 18 && sizeof(BitmapData) == 30 && sizeof(Image) == 48);

struct [[gnu::packed]] Palette {
    u64 unique;
    u16 num_ents; // then u32[num_ents]
};
static_assert(sizeof(Palette) == 10);

enum class BrushType : u32 { none = 0, solid = 1, pattern = 2 };
struct [[gnu::packed]] Brush {
    BrushType type;
    union [[gnu::packed]] {
        u32 color;
        struct [[gnu::packed]] {
            Physical pat;
            PackedPoint pos;
        } pattern;
    };
};

inline constexpr u8 mask_invers = 1 << 0;
struct [[gnu::packed]] QMask {
    u8 flags;
    PackedPoint pos;
    Physical bitmap;
};
static_assert(sizeof(Brush) == 20 && sizeof(QMask) == 17);

} // namespace qxl::wire
