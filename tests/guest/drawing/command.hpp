// SPDX-License-Identifier: MIT
// What a drawing command asks for, in words of its own: no address, no chunk, no release id. The oracle computes the
// pixels from it (tests/guest/oracle/raster.hpp), the driver's builders make bytes of it (drivers/qxl/), and the two
// share no more than this description.
// Spec: spice-protocol 0.14, qxl_dev.h (QXLDrawable and its union) and enums.h. All spans and pointers are borrowed.
#pragma once

#include "tests/guest/oracle/geometry.hpp"
#include "tests/guest/oracle/pixel.hpp"

#include <span>
#include <string_view>
#include <variant>

namespace drawing {

using oracle::PixelFormat;
using oracle::Point;
using oracle::Rect;

// Surfaces are numbered in the order of their creation, from 1; the primary is 0.
enum class SurfaceRef : u32 { primary = 0 };

// SPICE_BITMAP_FMT_*. The order of the bits in a byte: LE has the leftmost pixel in the lowest bits, BE in the highest.
enum class BitmapFormat : u8 {
    bits_1_le = 1,
    bits_1_be = 2,
    bits_4_le = 3,
    bits_4_be = 4,
    bits_8 = 5,
    bits_16 = 6,  // 555
    bits_24 = 7,  // blue first
    bits_32 = 8,  // the top byte has no meaning
    rgba = 9,     // 0xAARRGGBB, premultiplied
    bits_8_a = 10 // coverage
};

struct Bitmap {
    BitmapFormat format = BitmapFormat::bits_32;
    u32 width = 0, height = 0;
    u32 stride = 0;                    // bytes from line to line
    bool top_down = true;              // else the last line lies first
    std::span<u8 const> bytes = {};    // stride * height
    std::span<u32 const> palette = {}; // for 1, 4, 8 bits: 0x00RRGGBB, or 555 on a target of 16_555
    // How it travels; the pixels are the same either way.
    u32 chunk_bytes = 0;             // data in chunks of about as many; 0: one chunk
    bool is_direct = false;          // QXL_BITMAP_DIRECT: pixels without a chunk's head
    bool is_cached = false;          // QXL_IMAGE_CACHE
    bool has_cached_palette = false; // SPICE_BITMAP_FLAGS_PAL_CACHE_ME
    u32 unique = 0;                  // same number: same image; 0: one that was never seen
};

// Where source pixels come from: a bitmap that the command brings, or a surface.
struct Source {
    Bitmap const* bitmap = nullptr; // nullptr: `surface`
    SurfaceRef surface = SurfaceRef::primary;
};

struct Brush {
    enum class Kind : u8 { none, solid, pattern };
    Kind kind = Kind::none;
    u32 color = 0;       // solid: a pixel of the target's format; for 32-bit targets 0x00RRGGBB
    Source pattern = {}; // repeats in both directions
    Point origin = {};   // pattern: where in the target the pattern's upper left corner lies
};

// SPICE_ROPD_*: which inputs are inverted, one operation, whether the result is inverted.
namespace ropd {
inline constexpr u16 invers_src = 1 << 0, invers_brush = 1 << 1, invers_dest = 1 << 2, op_put = 1 << 3, op_or = 1 << 4,
                     op_and = 1 << 5, op_xor = 1 << 6, op_blackness = 1 << 7, op_whiteness = 1 << 8, op_invers = 1 << 9,
                     invers_res = 1 << 10;
}

// One bit a pixel of the area: 1 draws. `origin` is the mask's pixel at the upper left corner of the area.
struct Mask {
    Bitmap const* bitmap = nullptr; // nullptr: no mask
    Point origin = {};
    bool is_inverted = false;
};

enum class Scale : u8 { interpolate = 0, nearest = 1 }; // only where source and target differ in size

struct Fill {
    Brush brush = {};
    u16 rop = ropd::op_put; // brush with target
    Mask mask = {};
};
struct Opaque { // brush with source; the target is replaced
    Source source = {};
    Rect source_area = {};
    Brush brush = {};
    u16 rop = ropd::op_put;
    Scale scale = Scale::nearest;
    Mask mask = {};
};
struct Copy { // source with target
    Source source = {};
    Rect source_area = {};
    u16 rop = ropd::op_put;
    Scale scale = Scale::nearest;
    Mask mask = {};
};
struct Blend : Copy {};
struct CopyBits { // within the target; areas may overlap
    Point from = {};
};
struct Blackness {
    Mask mask = {};
};
struct Whiteness {
    Mask mask = {};
};
struct Invers {
    Mask mask = {};
};
struct Rop3 {
    Source source = {};
    Rect source_area = {};
    Brush brush = {};
    u8 rop3 = 0xcc; // bit (pattern << 2 | source << 1 | target), as GDI counts: 0xcc copies the source
    Scale scale = Scale::nearest;
    Mask mask = {};
};
// A polyline through pixel centres; cosmetic, one pixel wide.
struct Stroke {
    std::span<Point const> points = {}; // two at least
    bool is_closed = false;
    std::span<u32 const> style = {}; // lengths in pixels: dash, gap, dash ...; empty: solid
    bool starts_with_gap = false;
    Brush brush = {};
    u16 fore_mode = ropd::op_put;
    u16 back_mode = ropd::op_put;
};
struct Glyph {
    Point position = {}; // of its origin, in the target
    Point origin = {};   // of the bitmap's upper left corner, from `position`
    u16 width = 0, height = 0;
    std::span<u8 const> bytes = {}; // lines padded to whole bytes, top line first; leftmost pixel in the highest bits
};
struct Text {
    u8 bits = 1; // of coverage: 1, 4, 8
    std::span<Glyph const> glyphs = {};
    Rect back_area = {}; // empty: none
    Brush fore = {}, back = {};
    u16 fore_mode = ropd::op_put;
    u16 back_mode = ropd::op_put;
};
struct Transparent { // source pixels of this colour are left out
    Source source = {};
    Rect source_area = {};
    u32 transparent_color = 0; // 0x00RRGGBB
};
struct AlphaBlend {
    Source source = {};
    Rect source_area = {};
    u8 alpha = 0xff;
    bool target_has_alpha = false;         // SPICE_ALPHA_FLAGS_DEST_HAS_ALPHA
    bool source_surface_has_alpha = false; // SPICE_ALPHA_FLAGS_SRC_SURFACE_HAS_ALPHA
};
// X Render. Numbers as QXL_OP_*, which are X Render's PictOp*.
struct Composite {
    enum class Repeat : u8 { none = 0, normal = 1, pad = 2, reflect = 3 };
    enum class Filter : u8 { nearest = 0, bilinear = 1 };
    struct Input {
        Source source = {};
        Point origin = {};
        Repeat repeat = Repeat::none;
        Filter filter = Filter::nearest;
        bool is_opaque = false;              // SPICE_COMPOSITE_*_OPAQUE: its alpha is taken as 1
        std::span<i32 const> transform = {}; // t00 t01 t02 t10 t11 t12 in 16.16; empty: none
    };
    u8 op = 3; // OVER
    Input source = {};
    Input mask = {};
    bool has_mask = false;
    bool has_component_alpha = false;
    bool is_target_opaque = false;
};

using Operation = std::variant<Fill, Opaque, Copy, CopyBits, Blend, Blackness, Whiteness, Invers, Rop3, Stroke, Text,
                               Transparent, AlphaBlend, Composite>;

struct Command {
    SurfaceRef on = SurfaceRef::primary;
    Rect area = {};                  // inside the target: what may be touched (QXLDrawable bbox)
    std::span<Rect const> clip = {}; // empty: all of `area`
    Operation operation = {};
    // How it travels: the pixels are the same.
    bool has_self_bitmap = false;
    u8 effect = 0; // QXL_EFFECT_*; 1 (opaque) only where every pixel of the area is replaced
};

} // namespace drawing
