// SPDX-License-Identifier: MIT
// Drawables: what every drawing command has, and what each of them adds.
// Spec: spice-protocol 0.14, qxl_dev.h and enums.h; tests/host/qxl_wire_draw_test.cpp holds every line against them.
#pragma once

#include "drivers/qxl/wire_image.hpp"

namespace qxl::wire {

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
enum class Effect : u8 {
    blend = 0,
    opaque = 1,
    revert_on_dup = 2,
    blackness_on_dup = 3,
    whiteness_on_dup = 4,
    nop_on_dup = 5,
    nop = 6,
    opaque_brush = 7,
};
enum class ScaleMode : u8 { interpolate = 0, nearest = 1 };

// A raster operation: one op_*, with any of the inverted inputs and result.
namespace ropd {
inline constexpr u16 invers_src = 1 << 0;
inline constexpr u16 invers_brush = 1 << 1;
inline constexpr u16 invers_dest = 1 << 2;
inline constexpr u16 op_put = 1 << 3;
inline constexpr u16 op_or = 1 << 4;
inline constexpr u16 op_and = 1 << 5;
inline constexpr u16 op_xor = 1 << 6;
inline constexpr u16 op_blackness = 1 << 7;
inline constexpr u16 op_whiteness = 1 << 8;
inline constexpr u16 op_invers = 1 << 9;
inline constexpr u16 invers_res = 1 << 10;
} // namespace ropd

enum class ClipType : u32 { none = 0, rects = 1 };
struct [[gnu::packed]] Clip {
    ClipType type;
    Physical data;
};
struct [[gnu::packed]] ClipRects {
    u32 num_rects;
    DataChunk chunk; // data: PackedRect[num_rects]
};
static_assert(sizeof(Clip) == 12 && sizeof(ClipRects) == 24);

struct [[gnu::packed]] Fill {
    Brush brush;
    u16 rop_descriptor;
    QMask mask;
};
struct [[gnu::packed]] Opaque {
    Physical src_bitmap;
    PackedRect src_area;
    Brush brush;
    u16 rop_descriptor;
    ScaleMode scale_mode;
    QMask mask;
};
struct [[gnu::packed]] Copy { // BLEND too
    Physical src_bitmap;
    PackedRect src_area;
    u16 rop_descriptor;
    ScaleMode scale_mode;
    QMask mask;
};
struct [[gnu::packed]] CopyBits {
    PackedPoint src_pos;
};
struct [[gnu::packed]] Blackness { // WHITENESS and INVERS too
    QMask mask;
};
struct [[gnu::packed]] Rop3 {
    Physical src_bitmap;
    PackedRect src_area;
    Brush brush;
    u8 rop3;
    ScaleMode scale_mode;
    QMask mask;
};
struct [[gnu::packed]] Transparent {
    Physical src_bitmap;
    PackedRect src_area;
    u32 src_color, true_color; // as the source has it, and as 0x00RRGGBB
};
static_assert(sizeof(Fill) == 39 && sizeof(Opaque) == 64 && sizeof(Copy) == 44 && sizeof(Rop3) == 63 &&
              sizeof(Transparent) == 32);

inline constexpr u16 alpha_dest_has_alpha = 1 << 0;
inline constexpr u16 alpha_src_surface_has_alpha = 1 << 1;
struct [[gnu::packed]] AlphaBlend {
    u16 alpha_flags;
    u8 alpha;
    Physical src_bitmap;
    PackedRect src_area;
};
struct [[gnu::packed]] CompatAlphaBlend {
    u8 alpha;
    Physical src_bitmap;
    PackedRect src_area;
};
static_assert(sizeof(AlphaBlend) == 27 && sizeof(CompatAlphaBlend) == 25);

// Fixed point, 28.4.
using Fixed = i32;
constexpr Fixed fixed(i32 whole) { return whole * 16; }
struct [[gnu::packed]] PointFix {
    Fixed x, y;
    static constexpr PointFix of(Point p) { return {fixed(p.x), fixed(p.y)}; }
};
inline constexpr u32 path_begin = 1 << 0;
inline constexpr u32 path_end = 1 << 1;
inline constexpr u32 path_close = 1 << 3;
struct [[gnu::packed]] PathSeg {
    u32 flags, count; // then PointFix[count]
};
struct [[gnu::packed]] Path {
    u32 data_size;
    DataChunk chunk; // data: path segments
};
inline constexpr u8 line_start_with_gap = 1 << 2;
inline constexpr u8 line_styled = 1 << 3;
struct [[gnu::packed]] LineAttr {
    u8 flags, join_style, end_style, style_nseg;
    Fixed width, miter_limit;
    Physical style; // Fixed[style_nseg]
};
struct [[gnu::packed]] Stroke {
    Physical path;
    LineAttr attr;
    Brush brush;
    u16 fore_mode, back_mode;
};
static_assert(sizeof(PathSeg) == 8 && sizeof(Path) == 24 && sizeof(LineAttr) == 20 && sizeof(Stroke) == 52);

inline constexpr u16 string_raster_a1 = 1 << 0;
inline constexpr u16 string_raster_a4 = 1 << 1;
inline constexpr u16 string_raster_a8 = 1 << 2;
struct [[gnu::packed]] RasterGlyph {
    PackedPoint render_pos, glyph_origin;
    u16 width, height; // then the lines, the last one first
};
struct [[gnu::packed]] String {
    u32 data_size;
    u16 length, flags;
    DataChunk chunk; // data: glyphs
};
struct [[gnu::packed]] Text {
    Physical str;
    PackedRect back_area;
    Brush fore_brush, back_brush;
    u16 fore_mode, back_mode;
};
static_assert(sizeof(RasterGlyph) == 20 && sizeof(String) == 28 && sizeof(Text) == 68);

// X Render's operators. Those up to saturate are numbered without a gap, multiply and what follows likewise.
enum class CompositeOp : u8 {
    clear = 0x00,
    source = 0x01,
    dst = 0x02,
    over = 0x03,
    over_reverse = 0x04,
    in = 0x05,
    in_reverse = 0x06,
    out = 0x07,
    out_reverse = 0x08,
    atop = 0x09,
    atop_reverse = 0x0a,
    exclusive_or = 0x0b,
    add = 0x0c,
    saturate = 0x0d,
    multiply = 0x30,
    screen = 0x31,
    overlay = 0x32,
    darken = 0x33,
    lighten = 0x34,
    color_dodge = 0x35,
    color_burn = 0x36,
    hard_light = 0x37,
    soft_light = 0x38,
    difference = 0x39,
    exclusion = 0x3a,
    hsl_hue = 0x3b,
    hsl_saturation = 0x3c,
    hsl_color = 0x3d,
    hsl_luminosity = 0x3e,
};
enum class Repeat : u8 { none = 0, normal = 1, pad = 2, reflect = 3 };
enum class Filter : u8 { nearest = 0, bilinear = 1 };
namespace composite {
inline constexpr unsigned src_filter_shift = 8, mask_filter_shift = 11, src_repeat_shift = 14, mask_repeat_shift = 16;
inline constexpr u32 component_alpha = 1 << 18;
inline constexpr u32 source_opaque = 1 << 22;
inline constexpr u32 mask_opaque = 1 << 23;
inline constexpr u32 dest_opaque = 1 << 24;
} // namespace composite
struct [[gnu::packed]] Transform {
    i32 t00, t01, t02, t10, t11, t12; // 16.16
};
struct [[gnu::packed]] Composite {
    u32 flags;
    Physical src, src_transform, mask, mask_transform; // all but src may be 0
    Point16 src_origin, mask_origin;
};
static_assert(sizeof(Transform) == 24 && sizeof(Composite) == 44);

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
        Opaque opaque;
        Copy copy;
        CopyBits copy_bits;
        Blackness blackness;
        Rop3 rop3;
        Stroke stroke;
        Text text;
        Transparent transparent;
        AlphaBlend alpha_blend;
        Composite composite;
        u8 bytes[68];
    };
};
static_assert(sizeof(Drawable) == 191 && offsetof(Drawable, surface_id) == 8 && offsetof(Drawable, effect) == 12 &&
              offsetof(Drawable, type) == 13 && offsetof(Drawable, self_bitmap) == 14 &&
              offsetof(Drawable, bbox) == 31 && offsetof(Drawable, clip) == 47 && offsetof(Drawable, mm_time) == 59 &&
              offsetof(Drawable, surfaces_dest) == 63 && offsetof(Drawable, fill) == 123);

// A drawable in compat mode (port 6 SET_MODE): revision 1 knew one surface, and no COMPOSITE.
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
        CompatAlphaBlend alpha_blend; // the others are as in Drawable
        u8 bytes[68];
    };
};
static_assert(sizeof(CompatDrawable) == 128 && offsetof(CompatDrawable, effect) == 8 &&
              offsetof(CompatDrawable, type) == 9 && offsetof(CompatDrawable, bitmap_offset) == 10 &&
              offsetof(CompatDrawable, bbox) == 28 && offsetof(CompatDrawable, clip) == 44 &&
              offsetof(CompatDrawable, mm_time) == 56 && offsetof(CompatDrawable, fill) == 60);

} // namespace qxl::wire
