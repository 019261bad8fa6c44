// SPDX-License-Identifier: MIT
#include "drivers/qxl/draw_check.hpp"

#include <algorithm>

namespace qxl {
namespace {

constexpr char canvas[] = "spice-common common/canvas_base.c";
constexpr char pixels[] = "spice-common common/pixman_utils.c";

// Points of lines and glyphs: what X's drawing of lines, which the server has, was made for.
constexpr i32 coordinate_max = 16383;
constexpr u32 points_max = 4096; // lines across the largest surface: they keep the server busy for a second or two
constexpr size_t dashes_max = 255;
constexpr i64 text_side_max = 32767;
// The server reads one line too many of glyphs of 8 bits. So short, that is still within its heap.
constexpr u64 text_a8_bytes_max = 64 * 1024;

bool is_near(Point p)
{
    return p.x >= -coordinate_max && p.x <= coordinate_max && p.y >= -coordinate_max && p.y <= coordinate_max;
}

// One operation, and of the inversions those of the inputs that there are.
Status check_rop(u16 rop, u16 inputs)
{
    constexpr u32 ops = ropd::op_put | ropd::op_or | ropd::op_and | ropd::op_xor | ropd::op_blackness |
                        ropd::op_whiteness | ropd::op_invers;
    u32 const op = rop & ops;
    bool const is_one = op != 0 && (op & (op - 1)) == 0;
    u32 const allowed =
        (rop & (ropd::op_blackness | ropd::op_whiteness | ropd::op_invers)) != 0 ? 0u : u32{inputs} | ropd::invers_res;
    if (!is_one || (rop & ~ops & ~allowed) != 0)
        return Error{Side::guest, "raster operation", "one op_* and inversions of its inputs or result", rop,
                     "spice-protocol 0.14 enums.h SpiceRopd"};
    return {};
}

Status check_scale(ScaleMode mode)
{
    if (mode != ScaleMode::nearest && mode != ScaleMode::interpolate)
        return Error{Side::guest, "scale mode", "nearest or interpolate", static_cast<u32>(mode), canvas};
    return {};
}

Status check_brush(Brush const& b)
{
    if (b.type != wire::BrushType::none && b.type != wire::BrushType::solid && b.type != wire::BrushType::pattern)
        return Error{Side::guest, "brush", "none, solid or pattern", static_cast<u32>(b.type), canvas};
    return {};
}

Status check_put(char const* what, u16 rop)
{
    if (rop != ropd::op_put)
        return Error{Side::unsupported, what, "op_put: the server knows no other, and can end QEMU over one", rop,
                     "spice-common common/sw_canvas.c canvas_draw_text"};
    return {};
}

// The result is the same with a 0 and a 1 of one of the three inputs.
constexpr bool ignores_an_input(u8 rop3)
{
    return (rop3 >> 4 & 0x0f) == (rop3 & 0x0f) || (rop3 >> 2 & 0x33) == (rop3 & 0x33) ||
           (rop3 >> 1 & 0x55) == (rop3 & 0x55);
}
static_assert(ignores_an_input(0xcc) && ignores_an_input(0xf0) && ignores_an_input(0x55) && !ignores_an_input(0xca));

struct OperationCheck {
    DrawArgs const& args;

    Status operator()(op::Fill const& o)
    {
        TRY(check_brush(o.brush));
        return check_rop(o.rop, ropd::invers_brush | ropd::invers_dest);
    }
    Status operator()(op::Opaque const& o)
    {
        TRY(check_brush(o.brush));
        TRY(check_scale(o.scale));
        return check_rop(o.rop, ropd::invers_brush | ropd::invers_src);
    }
    Status operator()(op::Copy const& o)
    {
        // The server takes them for a mistake and draws nothing.
        if (!o.source)
            return Error{Side::unsupported, "source of a drawing command", "bitmap or surface for COPY and BLEND",
                         "self_bitmap", "spice server/red-parse-qxl.cpp red_get_copy_ptr"};
        TRY(check_scale(o.scale));
        return check_rop(o.rop, ropd::invers_src | ropd::invers_dest);
    }
    Status operator()(op::CopyBits const& o)
    {
        if (!rect_like(args.area, o.from).is_inside(args.on.width(), args.on.height()))
            return Error{Side::guest, "area copied", "inside its surface", Value{},
                         "spice-protocol 0.14 qxl_dev.h QXLCopyBits"};
        return {};
    }
    Status operator()(op::Blackness const&) { return {}; }
    Status operator()(op::Whiteness const&) { return {}; }
    Status operator()(op::Invers const&) { return {}; }
    Status operator()(op::Rop3 const& o)
    {
        TRY(check_brush(o.brush));
        if (o.brush.type == wire::BrushType::none)
            return Error{Side::guest, "brush of ROP3", "solid or pattern", "none"};
        // Those are other commands' operations, and have no code in the server.
        if (ignores_an_input(o.rop3))
            return Error{Side::unsupported, "operation of ROP3", "one that reads brush, source and target", o.rop3,
                         "spice-common common/rop3.c default_rop3_with_pattern_handler"};
        return check_scale(o.scale);
    }
    Status operator()(op::Stroke const& o);
    Status operator()(op::Text const& o);
    Status operator()(op::Transparent const&) { return {}; }
    Status operator()(op::AlphaBlend const&) { return {}; }
    Status operator()(op::Composite const& o);
};

Status OperationCheck::operator()(op::Stroke const& o)
{
    TRY(check_brush(o.brush));
    TRY(check_rop(o.fore_mode, ropd::invers_brush | ropd::invers_dest));
    TRY(check_rop(o.back_mode, ropd::invers_brush | ropd::invers_dest));
    // It takes the surface for an image.
    if (o.brush.type == wire::BrushType::pattern && o.brush.pattern.surface != nullptr)
        return Error{Side::unsupported, "pattern of a STROKE", "a bitmap", "a surface",
                     "spice-common common/canvas_base.c stroke_fill_spans"};
    // It clips the runs of a line in place, and overwrites those that it has yet to read.
    if (args.clip.size() > 1)
        return Error{Side::unsupported, "clip rectangles of a STROKE", "one at most", args.clip.size(),
                     "spice-common common/canvas_base.c stroke_fill_spans"};
    if (o.points.size() < 2 || o.points.size() > points_max)
        return Error{Side::guest, "points of a line", Value::of(points_max, "at most, and 2 at least"),
                     o.points.size()};
    if (!std::ranges::all_of(o.points, is_near))
        return Error{Side::guest, "point of a line", Value::of(coordinate_max, "pixels from 0 at most"), Value{},
                     "spice-common common/lines.c"};
    // The server goes round for ever in a style without length.
    if (o.style.size() > dashes_max || std::ranges::any_of(o.style, [](u8 length) { return length == 0; }))
        return Error{Side::guest, "style of a line", Value::of(dashes_max, "lengths at most, none of them 0"),
                     o.style.size(), "spice-protocol 0.14 qxl_dev.h QXLLineAttr"};
    return {};
}

Status OperationCheck::operator()(op::Text const& o)
{
    TRY(check_brush(o.fore));
    TRY(check_brush(o.back));
    TRY(check_put("fore_mode of TEXT", o.fore_mode));
    TRY(check_put("back_mode of TEXT", o.back_mode));
    if (o.bits != 1 && o.bits != 4 && o.bits != 8)
        return Error{Side::guest, "bits of a glyph's pixel", "1, 4 or 8", o.bits};
    if (o.glyphs.empty() || o.glyphs.size() > UINT16_MAX)
        return Error{Side::guest, "glyphs", Value::of(UINT16_MAX, "at most, and 1 at least"), o.glyphs.size(),
                     "spice-protocol 0.14 qxl_dev.h QXLString length"};
    if (!o.back_area.is_empty() && !o.back_area.is_inside(args.on.width(), args.on.height()))
        return Error{Side::guest, "back_area of TEXT", "empty, or inside its surface", Value{},
                     "spice-protocol 0.14 qxl_dev.h QXLText"};
    i64 left = INT32_MAX, top = INT32_MAX, right = INT32_MIN, bottom = INT32_MIN;
    u64 bytes = 0;
    for (op::Glyph const& g : o.glyphs) {
        u64 const needed = u64{g.height} * ((u64{g.width} * o.bits + 7) / 8);
        if (needed == 0 || g.bytes.size() != needed)
            return Error{Side::guest, "glyph", Value::of(needed, "bytes, and not 0"), g.bytes.size(),
                         "spice-protocol 0.14 qxl_dev.h QXLRasterGlyph"};
        if (!is_near(g.position) || !is_near(g.origin))
            return Error{Side::guest, "position of a glyph", Value::of(coordinate_max, "pixels from 0 at most"),
                         Value{}};
        left = std::min(left, i64{g.position.x} + g.origin.x);
        top = std::min(top, i64{g.position.y} + g.origin.y);
        right = std::max(right, i64{g.position.x} + g.origin.x + g.width);
        bottom = std::max(bottom, i64{g.position.y} + g.origin.y + g.height);
        bytes += needed + sizeof(wire::RasterGlyph);
    }
    // The server makes one mask of all glyphs.
    if (right - left > text_side_max || bottom - top > text_side_max)
        return Error{Side::guest, "glyphs", Value::of(text_side_max, "pixels from the first to the last at most"),
                     Value{}, "spice-common common/canvas_base.c canvas_get_str_mask"};
    if (bytes > (o.bits == 8 ? text_a8_bytes_max : u64{INT32_MAX}))
        return Error{Side::guest, "glyphs", Value::of(text_a8_bytes_max, "bytes at most"), bytes,
                     "spice-common common/canvas_base.c canvas_put_glyph_bits"};
    return {};
}

Status check_composite_input(op::CompositeInput const& in)
{
    if (in.origin.x < INT16_MIN || in.origin.x > INT16_MAX || in.origin.y < INT16_MIN || in.origin.y > INT16_MAX)
        return Error{Side::guest, "origin of COMPOSITE", "16 bits", Value{},
                     "spice-protocol 0.14 qxl_dev.h QXLComposite"};
    if (in.repeat > wire::Repeat::reflect || in.filter > wire::Filter::bilinear)
        return Error{Side::guest, "repeat or filter of COMPOSITE", "one of QXLComposite's",
                     static_cast<u32>(in.repeat) << 8 | static_cast<u32>(in.filter),
                     "spice-protocol 0.14 qxl_dev.h QXLComposite"};
    if (in.transform != nullptr) {
        op::Transform const& t = *in.transform;
        if (i64{t.t00} * t.t11 == i64{t.t01} * t.t10)
            return Error{Side::guest, "transform of COMPOSITE", "one that can be inverted", "singular"};
    }
    return {};
}

Status OperationCheck::operator()(op::Composite const& o)
{
    if (args.on.is_compat())
        return Error{Side::unsupported, "COMPOSITE", "native mode", "compat mode",
                     "spice-protocol 0.14 qxl_dev.h QXLCompatDrawable"};
    if (o.op > wire::CompositeOp::hsl_luminosity ||
        (o.op > wire::CompositeOp::saturate && o.op < wire::CompositeOp::multiply))
        return Error{Side::guest, "operator of COMPOSITE", "one of QXLOperator", static_cast<u32>(o.op),
                     "spice-protocol 0.14 qxl_dev.h QXLOperator"};
    TRY(check_composite_input(o.source));
    TRY(check_composite_input(o.mask));
    if (o.has_component_alpha && !o.mask.source)
        return Error{Side::guest, "component alpha of COMPOSITE", "a mask", "none"};
    if (o.is_target_opaque && bits_per_pixel(args.on.format()) < 16)
        return Error{Side::unsupported, "opaque target of COMPOSITE", "a format with colours",
                     static_cast<u32>(args.on.format()), canvas};
    Surface const* const s = o.source.source.surface;
    if (o.source.is_opaque && s != nullptr && bits_per_pixel(s->format()) < 16)
        return Error{Side::unsupported, "opaque source of COMPOSITE", "a format with colours",
                     static_cast<u32>(s->format()), "spice-common common/sw_canvas.c get_image"};
    return {};
}

// The server draws on alpha masks as far as pixman does it for it: its own loops know 8, 16 and 32 bits, those of ROP3
// 16 and 32, and take 1 bit for 32.
struct IsDrawnOn1A {
    Rect area;
    bool operator()(op::Fill const& o) { return o.brush.type == wire::BrushType::solid && o.rop == ropd::op_put; }
    bool operator()(op::Stroke const& o)
    {
        return o.brush.type == wire::BrushType::solid && o.fore_mode == ropd::op_put;
    }
    bool operator()(op::Opaque const& o)
    {
        return !is_same_size(o.source_area, area) && o.brush.type == wire::BrushType::solid && o.rop == ropd::op_put;
    }
    bool operator()(op::Copy const& o) { return !is_same_size(o.source_area, area) && o.rop == ropd::op_put; }
    bool operator()(op::Text const& o) { return o.back_area.is_empty() || o.back.type == wire::BrushType::solid; }
    bool operator()(op::Blackness const&) { return true; }
    bool operator()(op::Whiteness const&) { return true; }
    bool operator()(op::AlphaBlend const&) { return true; }
    bool operator()(op::CopyBits const&) { return false; }
    bool operator()(op::Invers const&) { return false; }
    bool operator()(op::Rop3 const&) { return false; }
    bool operator()(op::Transparent const&) { return false; }
    bool operator()(op::Composite const&) { return false; }
};

Status check_alpha_target(DrawArgs const& a)
{
    if (a.on.format() == Format::a_1 && !std::visit(IsDrawnOn1A{a.area}, a.operation))
        return Error{
            Side::unsupported, "command on a surface of 1_A",
            "one that pixman draws: solid FILL and STROKE, BLACKNESS, WHITENESS, TEXT, scaled COPY, ALPHA_BLEND",
            a.operation.index(), pixels};
    if (a.on.format() == Format::a_8 && std::holds_alternative<op::Rop3>(a.operation))
        return Error{Side::unsupported, "command on a surface of 8_A", "any but ROP3", a.operation.index(),
                     "spice-common common/rop3.c"};
    return {};
}

} // namespace

Status check_operation(DrawArgs const& a)
{
    TRY(check_alpha_target(a));
    return std::visit(OperationCheck{a}, a.operation);
}

} // namespace qxl
