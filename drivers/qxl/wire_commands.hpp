// SPDX-License-Identifier: MIT
// Commands that the device reads from BAR0. Packed by the specification: most 64-bit fields are misaligned, so these
// are built in guest RAM and copied as bytes.
// Spec: spice-protocol 0.14, qxl_dev.h and enums.h; tests/host/qxl_wire_commands_test.cpp holds every line against
// them.
#pragma once

#include "drivers/qxl/geometry.hpp"
#include "kernel/types.hpp"

#include <cstddef>
#include <type_traits>

namespace qxl::wire {

// Slot id, generation and offset; see MemSlots. 0 is "none".
using Physical = u64;

enum class CommandType : u32 { nop = 0, draw = 1, update = 2, cursor = 3, message = 4, surface = 5 };
enum class DrawType : u8 {
    nop = 0,
    fill = 1,
    opaque = 2,
    copy = 3,
    copy_bits = 4,
    blend = 5,
    blackness = 6,
    whiteness = 7,
    invers = 8,
    rop3 = 9,
    stroke = 10,
    text = 11,
    transparent = 12,
    alpha_blend = 13,
    composite = 14,
};
enum class Effect : u8 { blend = 0, opaque = 1, revert_on_dup = 2, nop_on_dup = 5 };
enum class CursorCmdType : u8 { set = 0, move = 1, hide = 2, trail = 3 };
enum class SurfaceCmdType : u8 { create = 0, destroy = 1 };
enum class ClipType : u32 { none = 0, rects = 1 };
enum class BrushType : u32 { none = 0, solid = 1, pattern = 2 };
enum class ImageType : u8 { bitmap = 0, surface = 104 };
enum class BitmapFmt : u8 { bits_16 = 6, bits_24 = 7, bits_32 = 8, rgba = 9 };
enum class CursorType : u16 { alpha = 0 };
inline constexpr u16 ropd_op_put = 1 << 3;
inline constexpr u8 bitmap_top_down = 1 << 2;
inline constexpr u8 bitmap_direct = 1 << 0;
inline constexpr u32 image_group_driver = 0;
inline constexpr u8 scale_mode_nearest = 1;
inline constexpr u64 cursor_device_data_size = 128;

struct [[gnu::packed]] PackedRect {
    i32 top, left, bottom, right;
    static constexpr PackedRect of(Rect r) { return {r.top, r.left, r.bottom, r.right}; }
    constexpr Rect rect() const { return {top, left, bottom, right}; }
};
struct [[gnu::packed]] PackedPoint {
    i32 x, y;
};
struct [[gnu::packed]] Point16 {
    i16 x, y;
};

// Head of a piece of data, which follows at once; 0 ends the chain.
struct [[gnu::packed]] DataChunk {
    u32 data_size;
    Physical prev_chunk, next_chunk;
};
static_assert(sizeof(DataChunk) == 20);

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
struct [[gnu::packed]] QMask {
    u8 flags;
    PackedPoint pos;
    Physical bitmap;
};
struct [[gnu::packed]] Fill {
    Brush brush;
    u16 rop_descriptor;
    QMask mask;
};
struct [[gnu::packed]] Copy {
    Physical src_bitmap;
    PackedRect src_area;
    u16 rop_descriptor;
    u8 scale_mode;
    QMask mask;
};
struct [[gnu::packed]] CopyBits {
    PackedPoint src_pos;
};
struct [[gnu::packed]] Clip {
    ClipType type;
    Physical data;
};
static_assert(sizeof(Brush) == 20 && sizeof(QMask) == 17 && sizeof(Fill) == 39 && sizeof(Copy) == 44 &&
              sizeof(Clip) == 12);

struct [[gnu::packed]] ClipRects {
    u32 num_rects;
    DataChunk chunk; // data: PackedRect[num_rects]
};

inline constexpr i32 no_surface = -1;
struct [[gnu::packed]] Drawable {
    u64 release_id; // in every command: the driver's id on the way in, the next released id on the way out
    u32 surface_id;
    Effect effect;
    DrawType type;
    u8 self_bitmap;
    PackedRect self_bitmap_area;
    PackedRect bbox;
    Clip clip;
    u32 mm_time;
    i32 surfaces_dest[3]; // surfaces that must be rendered before this one; no_surface
    PackedRect surfaces_rects[3];
    union [[gnu::packed]] {
        Fill fill;
        Copy copy;
        CopyBits copy_bits;
        u8 largest[68]; // QXLText
    };
};
static_assert(sizeof(Drawable) == 191 && offsetof(Drawable, surface_id) == 8 && offsetof(Drawable, effect) == 12 &&
              offsetof(Drawable, type) == 13 && offsetof(Drawable, self_bitmap) == 14 &&
              offsetof(Drawable, bbox) == 31 && offsetof(Drawable, clip) == 47 && offsetof(Drawable, mm_time) == 59 &&
              offsetof(Drawable, surfaces_dest) == 63 && offsetof(Drawable, fill) == 123);

// A drawable in compat mode (port 6 SET_MODE): revision 1 knew one surface.
struct [[gnu::packed]] CompatDrawable {
    u64 release_id;
    Effect effect;
    DrawType type;
    u16 bitmap_offset; // not 0: self_bitmap
    PackedRect bitmap_area;
    PackedRect bbox;
    Clip clip;
    u32 mm_time;
    union [[gnu::packed]] {
        Fill fill;
        Copy copy;
        CopyBits copy_bits;
        u8 largest[68]; // QXLText
    };
};
static_assert(sizeof(CompatDrawable) == 128 && offsetof(CompatDrawable, effect) == 8 &&
              offsetof(CompatDrawable, type) == 9 && offsetof(CompatDrawable, bitmap_offset) == 10 &&
              offsetof(CompatDrawable, bbox) == 28 && offsetof(CompatDrawable, clip) == 44 &&
              offsetof(CompatDrawable, mm_time) == 56 && offsetof(CompatDrawable, fill) == 60);

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

struct [[gnu::packed]] SurfaceCmd {
    u64 release_id;
    u32 surface_id;
    SurfaceCmdType type;
    u32 flags;
    struct [[gnu::packed]] {
        u32 format, width, height;
        i32 stride;
        Physical data;
    } surface_create;
};
static_assert(sizeof(SurfaceCmd) == 41 && offsetof(SurfaceCmd, surface_create) == 17);

struct [[gnu::packed]] UpdateCmd {
    u64 release_id;
    PackedRect area;
    u32 update_id, surface_id;
};
static_assert(sizeof(UpdateCmd) == 32 && offsetof(UpdateCmd, area) == 8 && offsetof(UpdateCmd, surface_id) == 28);

struct [[gnu::packed]] Cursor {
    u64 unique;
    CursorType type;
    u16 width, height, hot_spot_x, hot_spot_y;
    u32 data_size;
    DataChunk chunk; // data: width * height pixels, 32-bit ARGB
};
static_assert(sizeof(Cursor) == 42 && offsetof(Cursor, data_size) == 18 && offsetof(Cursor, chunk) == 22);

struct [[gnu::packed]] CursorCmd {
    u64 release_id;
    CursorCmdType type;
    union [[gnu::packed]] {
        struct [[gnu::packed]] {
            Point16 position;
            u8 visible;
            Physical shape;
        } set;
        Point16 position;
    };
    u8 device_data[cursor_device_data_size];
};
static_assert(sizeof(CursorCmd) == 150 && offsetof(CursorCmd, set) == 9 && offsetof(CursorCmd, device_data) == 22);

struct [[gnu::packed]] Head {
    u32 id, surface_id, width, height, x, y, flags;
};
struct [[gnu::packed]] MonitorsConfig {
    u16 count, max_allowed; // then Head[count]
};
static_assert(sizeof(Head) == 28 && sizeof(MonitorsConfig) == 4);

} // namespace qxl::wire
