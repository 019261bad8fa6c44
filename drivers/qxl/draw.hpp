// SPDX-License-Identifier: MIT
// Every drawing command, as arguments to Device::draw(): what is drawn, where, and with what.
// Spec: spice-protocol 0.14, qxl_dev.h QXLDrawable and its union; enums.h SpiceRopd. All pointers are borrowed.
#pragma once

#include "drivers/qxl/image.hpp"
#include "drivers/qxl/wire_draw.hpp"
#include "kernel/result.hpp"

#include <optional>
#include <span>
#include <variant>

namespace qxl {

namespace ropd = wire::ropd;
using ScaleMode = wire::ScaleMode;

// Operations. Where a source area differs from the command's area in size, it is scaled.
namespace op {

struct Fill { // brush with target
    Brush brush = {};
    u16 rop = ropd::op_put;
    Mask mask = {};
};
struct Opaque { // the source put, then the brush with it
    Source source = {};
    Rect source_area = {};
    Brush brush = {};
    u16 rop = ropd::op_put;
    ScaleMode scale = ScaleMode::nearest;
    Mask mask = {};
};
struct Copy { // source with target
    Source source = {};
    Rect source_area = {};
    u16 rop = ropd::op_put;
    ScaleMode scale = ScaleMode::nearest;
    Mask mask = {};
};
struct Blend : Copy {};
struct CopyBits { // within the target; the areas may overlap
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
    u8 rop3 = 0xca; // bit (brush << 2 | source << 1 | target); every input counts
    ScaleMode scale = ScaleMode::nearest;
    Mask mask = {};
};
// A line from point to point, one pixel wide, without its last pixel.
struct Stroke {
    std::span<Point const> points = {}; // two at least; pixels of the target
    bool is_closed = false;
    std::span<u8 const> style = {}; // pixels of line, gap, line ... in turn, none 0; empty: one line
    bool starts_with_gap = false;
    Brush brush = {};
    u16 fore_mode = ropd::op_put;
    u16 back_mode = ropd::op_put;
};
struct Glyph {
    Point position = {}; // of its origin, in the target
    Point origin = {};   // of the picture's upper left corner, from `position`
    u16 width = 0, height = 0;
    std::span<u8 const> bytes = {}; // top line first, lines of whole bytes, the leftmost pixel in the highest bits
};
struct Text {
    u8 bits = 1; // of coverage a pixel: 1, 4, 8
    std::span<Glyph const> glyphs = {};
    Rect back_area = {}; // empty: none
    Brush fore = {}, back = {};
    u16 fore_mode = ropd::op_put;
    u16 back_mode = ropd::op_put;
};
struct Transparent { // source pixels of one colour are left out
    Source source = {};
    Rect source_area = {};
    u32 transparent_color = 0; // 0x00RRGGBB
};
struct AlphaBlend {
    Source source = {};
    Rect source_area = {};
    u8 alpha = 0xff;
    bool target_has_alpha = false;         // the target's highest byte is alpha, though it is 32_xRGB
    bool source_surface_has_alpha = false; // the same of a source that is a surface
};

// A point of the image for one of the target's, both from their origins: 16.16, (t00 x + t01 y + t02, t10 x + t11 y +
// t12).
struct Transform {
    i32 t00 = 1 << 16, t01 = 0, t02 = 0;
    i32 t10 = 0, t11 = 1 << 16, t12 = 0;
};
struct CompositeInput {
    Source source = {};
    Point origin = {}; // 16 bits: the image's point for the upper left corner of the area, before the transform
    wire::Repeat repeat = wire::Repeat::none;
    wire::Filter filter = wire::Filter::nearest;
    bool is_opaque = false; // its alpha is not looked at
    Transform const* transform = nullptr;
};
struct Composite { // X Render
    wire::CompositeOp op = wire::CompositeOp::over;
    CompositeInput source = {};
    CompositeInput mask = {}; // without a source: none
    bool has_component_alpha = false;
    bool is_target_opaque = false;
};

} // namespace op

using Operation =
    std::variant<op::Fill, op::Opaque, op::Copy, op::CopyBits, op::Blend, op::Blackness, op::Whiteness, op::Invers,
                 op::Rop3, op::Stroke, op::Text, op::Transparent, op::AlphaBlend, op::Composite>;

struct DrawArgs {
    Surface const& on;
    Rect area;                       // inside the surface; nothing else is touched
    std::span<Rect const> clip = {}; // of `area`, what is drawn; empty: all
    Operation operation = {};
    // What the command does to what is below it, where that is true. Left out: opaque where every pixel of the area is
    // replaced whatever it was, else blend.
    std::optional<wire::Effect> effect = {};
    // The server takes a copy of this area of the target first. A source that is neither bitmap nor surface is that
    // copy; otherwise the pixels drawn are the same with and without it.
    std::optional<Rect> self_bitmap = {};
    u32 list_chunk_bytes = 0; // of clip rectangles, path and glyphs, a new chunk after so many bytes; 0: one chunk
};

inline constexpr u32 clip_rects_max = 1024;

// Refuses what is wrong (Side::guest), and what the server is known to draw nothing of, or to end QEMU over
// (Side::unsupported, with the evidence).
Status check(DrawArgs const& args);
// `image_unique` counts the images that were ever sent.
void write(BlockWriter& to, u64 release_id, DrawArgs const& args, u32& image_unique);

} // namespace qxl
