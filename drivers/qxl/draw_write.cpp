// SPDX-License-Identifier: MIT
// Drawing commands as bytes: a drawable, then the parts that it names, one after the other.
#include "drivers/qxl/draw_effect.hpp"
#include "drivers/qxl/draw_inputs.hpp"

#include <cstring>

namespace qxl {
namespace {

// Writes the parts of one command, and gives what its drawable is to say of them.
class Parts {
public:
    Parts(BlockWriter& to, DrawArgs const& args, u32& image_unique) : to_(to), args_(args), image_unique_(image_unique)
    {
    }

    wire::Clip clip();
    wire::Physical image(Source const& source);
    wire::Brush brush(Brush const& brush);
    wire::QMask mask(Mask const& mask);
    wire::Physical path(op::Stroke const& stroke);
    wire::Physical style(op::Stroke const& stroke);
    wire::Physical string(op::Text const& text);
    wire::Physical transform(op::Transform const* transform);

private:
    // Right behind a head.
    ChunkWriter list(u64 size) { return {to_, size, args_.list_chunk_bytes != 0 ? args_.list_chunk_bytes : size}; }
    wire::Physical next()
    {
        to_.align();
        return to_.here();
    }

    BlockWriter& to_;
    DrawArgs const& args_;
    u32& image_unique_;
};

wire::Clip Parts::clip()
{
    if (args_.clip.empty())
        return {wire::ClipType::none, 0};
    wire::Physical const at = next();
    put_head(to_, wire::ClipRects{static_cast<u32>(args_.clip.size()), {}});
    ChunkWriter rects = list(args_.clip.size() * sizeof(wire::PackedRect));
    for (Rect const& r : args_.clip)
        rects.put(wire::PackedRect::of(r));
    return {wire::ClipType::rects, at};
}

// Nothing for the command's self_bitmap.
wire::Physical Parts::image(Source const& s)
{
    if (!s)
        return 0;
    ++image_unique_;
    return s.bitmap != nullptr ? put_image(to_, *s.bitmap, image_unique_) : put_image(to_, *s.surface, image_unique_);
}

wire::Brush Parts::brush(Brush const& b)
{
    wire::Brush w{};
    w.type = b.type;
    if (b.type == wire::BrushType::solid)
        w.color = b.color;
    else if (b.type == wire::BrushType::pattern)
        w.pattern = {image(b.pattern), wire::PackedPoint::of(b.origin)};
    return w;
}

wire::QMask Parts::mask(Mask const& m)
{
    if (!m.image)
        return {};
    return {m.is_inverted ? wire::mask_invers : u8{0}, wire::PackedPoint::of(m.origin), image(m.image)};
}

wire::Physical Parts::path(op::Stroke const& s)
{
    wire::Physical const at = next();
    auto const size = static_cast<u32>(sizeof(wire::PathSeg) + s.points.size() * sizeof(wire::PointFix));
    put_head(to_, wire::Path{size, {}});
    ChunkWriter segments = list(size);
    u32 const flags = wire::path_begin | wire::path_end | (s.is_closed ? wire::path_close : 0);
    segments.put(wire::PathSeg{flags, static_cast<u32>(s.points.size())});
    for (Point p : s.points)
        segments.put(wire::PointFix::of(p));
    return at;
}

wire::Physical Parts::style(op::Stroke const& s)
{
    if (s.style.empty())
        return 0;
    wire::Physical const at = next();
    for (u8 length : s.style)
        to_.put(wire::fixed(length));
    return at;
}

wire::Physical Parts::string(op::Text const& t)
{
    u64 size = 0;
    for (op::Glyph const& g : t.glyphs)
        size += sizeof(wire::RasterGlyph) + g.bytes.size();
    u16 const flags = t.bits == 1   ? wire::string_raster_a1
                      : t.bits == 4 ? wire::string_raster_a4
                                    : wire::string_raster_a8;
    wire::Physical const at = next();
    put_head(to_, wire::String{static_cast<u32>(size), static_cast<u16>(t.glyphs.size()), flags, {}});
    ChunkWriter glyphs = list(size);
    for (op::Glyph const& g : t.glyphs) {
        glyphs.put(
            wire::RasterGlyph{wire::PackedPoint::of(g.position), wire::PackedPoint::of(g.origin), g.width, g.height});
        size_t const line = g.bytes.size() / g.height;
        for (size_t y = g.height; y-- > 0;)
            glyphs.put_bytes(g.bytes.subspan(y * line, line));
    }
    return at;
}

wire::Physical Parts::transform(op::Transform const* t)
{
    if (t == nullptr)
        return 0;
    wire::Physical const at = next();
    to_.put(wire::Transform{t->t00, t->t01, t->t02, t->t10, t->t11, t->t12});
    return at;
}

// The offset of a pattern such that its remainder is not negative: the server's loop for ROP3 begins as far before the
// pattern as the remainder says.
i32 before(i32 origin, i32 at, u32 period)
{
    i64 const size = period;
    return static_cast<i32>(at - ((i64{at} - origin) % size + size) % size);
}

Brush with_origin_before(Brush b, Rect area)
{
    if (b.type == wire::BrushType::pattern)
        b.origin = {before(b.origin.x, area.left, b.pattern.width()), before(b.origin.y, area.top, b.pattern.height())};
    return b;
}

// What the operation adds to a drawable, with its parts.
struct OperationWriter {
    Parts& parts;
    wire::Drawable& d;
    Rect area;

    void operator()(op::Fill const& o)
    {
        d.type = wire::DrawType::fill;
        d.fill = {parts.brush(o.brush), o.rop, parts.mask(o.mask)};
    }
    void operator()(op::Opaque const& o)
    {
        d.type = wire::DrawType::opaque;
        d.opaque = {parts.image(o.source), wire::PackedRect::of(o.source_area), parts.brush(o.brush), o.rop, o.scale,
                    parts.mask(o.mask)};
    }
    void operator()(op::Copy const& o)
    {
        d.type = wire::DrawType::copy;
        d.copy = {parts.image(o.source), wire::PackedRect::of(o.source_area), o.rop, o.scale, parts.mask(o.mask)};
    }
    void operator()(op::Blend const& o)
    {
        operator()(static_cast<op::Copy const&>(o));
        d.type = wire::DrawType::blend;
    }
    void operator()(op::CopyBits const& o)
    {
        d.type = wire::DrawType::copy_bits;
        d.copy_bits = {wire::PackedPoint::of(o.from)};
    }
    void operator()(op::Blackness const& o) { masked(wire::DrawType::blackness, o.mask); }
    void operator()(op::Whiteness const& o) { masked(wire::DrawType::whiteness, o.mask); }
    void operator()(op::Invers const& o) { masked(wire::DrawType::invers, o.mask); }
    void masked(wire::DrawType type, Mask const& mask)
    {
        d.type = type;
        d.blackness = {parts.mask(mask)};
    }
    void operator()(op::Rop3 const& o)
    {
        d.type = wire::DrawType::rop3;
        d.rop3 = {parts.image(o.source),
                  wire::PackedRect::of(o.source_area),
                  parts.brush(with_origin_before(o.brush, area)),
                  o.rop3,
                  o.scale,
                  parts.mask(o.mask)};
    }
    void operator()(op::Stroke const& o)
    {
        wire::LineAttr attr{};
        attr.flags = static_cast<u8>((o.style.empty() ? 0 : wire::line_styled) |
                                     (o.starts_with_gap ? wire::line_start_with_gap : 0));
        attr.style_nseg = static_cast<u8>(o.style.size());
        attr.width = wire::fixed(1);
        attr.style = parts.style(o);
        d.type = wire::DrawType::stroke;
        d.stroke = {parts.path(o), attr, parts.brush(o.brush), o.fore_mode, o.back_mode};
    }
    void operator()(op::Text const& o)
    {
        Brush const back = o.back_area.is_empty() ? Brush{} : o.back;
        d.type = wire::DrawType::text;
        d.text = {parts.string(o),     wire::PackedRect::of(o.back_area),
                  parts.brush(o.fore), parts.brush(back),
                  o.fore_mode,         o.back_mode};
    }
    void operator()(op::Transparent const& o)
    {
        d.type = wire::DrawType::transparent;
        d.transparent = {parts.image(o.source), wire::PackedRect::of(o.source_area), o.transparent_color,
                         o.transparent_color};
    }
    void operator()(op::AlphaBlend const& o)
    {
        auto const flags = static_cast<u16>((o.target_has_alpha ? wire::alpha_dest_has_alpha : 0) |
                                            (o.source_surface_has_alpha ? wire::alpha_src_surface_has_alpha : 0));
        d.type = wire::DrawType::alpha_blend;
        d.alpha_blend = {flags, o.alpha, parts.image(o.source), wire::PackedRect::of(o.source_area)};
    }
    void operator()(op::Composite const& o)
    {
        auto bits = [](auto e, unsigned shift) { return static_cast<u32>(e) << shift; };
        u32 flags = static_cast<u32>(o.op) | bits(o.source.filter, wire::composite::src_filter_shift) |
                    bits(o.mask.filter, wire::composite::mask_filter_shift) |
                    bits(o.source.repeat, wire::composite::src_repeat_shift) |
                    bits(o.mask.repeat, wire::composite::mask_repeat_shift);
        if (o.has_component_alpha)
            flags |= wire::composite::component_alpha;
        if (o.source.is_opaque)
            flags |= wire::composite::source_opaque;
        if (o.mask.is_opaque)
            flags |= wire::composite::mask_opaque;
        if (o.is_target_opaque)
            flags |= wire::composite::dest_opaque;
        d.type = wire::DrawType::composite;
        d.composite = {flags,
                       parts.image(o.source.source),
                       parts.transform(o.source.transform),
                       parts.image(o.mask.source),
                       parts.transform(o.mask.source ? o.mask.transform : nullptr),
                       wire::Point16::of(o.source.origin),
                       wire::Point16::of(o.mask.origin)};
    }
};

// What of a surface must be rendered first. Interpolation looks at the neighbours of an area, and ROP3 rounds where it
// begins: of a source that is scaled, all.
Rect needed(Input const& input, Rect drawn)
{
    if (input.role != Input::Role::source || is_same_size(input.area, drawn))
        return input.area;
    Surface const& s = *input.source.surface;
    return rect_at(0, 0, static_cast<i32>(s.width()), static_cast<i32>(s.height()));
}

void put_dependencies(wire::Drawable& d, DrawArgs const& a)
{
    for (unsigned i = 0; i < std::size(d.surfaces_dest); ++i)
        d.surfaces_dest[i] = wire::no_surface;
    unsigned n = 0;
    for (Input const& input : Inputs(a))
        if (input.source.surface != nullptr) {
            d.surfaces_dest[n] = static_cast<i32>(input.source.surface->id());
            d.surfaces_rects[n++] = wire::PackedRect::of(needed(input, a.area));
        }
}

wire::CompatDrawable compat(wire::Drawable const& d)
{
    wire::CompatDrawable c{};
    c.release_id = d.release_id;
    c.effect = d.effect;
    c.type = d.type;
    c.bitmap_offset = d.self_bitmap;
    c.bitmap_area = d.self_bitmap_area;
    c.bbox = d.bbox;
    c.clip = d.clip;
    c.mm_time = d.mm_time;
    static_assert(sizeof c.bytes == sizeof d.bytes);
    std::memcpy(c.bytes, d.bytes, sizeof d.bytes);
    if (d.type == wire::DrawType::alpha_blend) // had no flags
        c.alpha_blend = {d.alpha_blend.alpha, d.alpha_blend.src_bitmap, d.alpha_blend.src_area};
    return c;
}

} // namespace

void write(BlockWriter& to, u64 release_id, DrawArgs const& a, u32& image_unique)
{
    bool const is_compat = a.on.is_compat();
    Place<wire::CompatDrawable> compat_place{};
    Place<wire::Drawable> place{};
    if (is_compat)
        compat_place = to.reserve<wire::CompatDrawable>();
    else
        place = to.reserve<wire::Drawable>();

    Parts parts(to, a, image_unique);
    wire::Drawable d{};
    d.release_id = release_id;
    d.surface_id = a.on.id();
    d.effect = effect_of(a);
    d.bbox = wire::PackedRect::of(a.area);
    if (a.self_bitmap) {
        d.self_bitmap = 1;
        d.self_bitmap_area = wire::PackedRect::of(*a.self_bitmap);
    }
    d.clip = parts.clip();
    put_dependencies(d, a);
    std::visit(OperationWriter{parts, d, a.area}, a.operation);

    // In compat mode the surface goes without saying, and so do its dependencies.
    if (is_compat)
        to.put_at(compat_place, compat(d));
    else
        to.put_at(place, d);
}

} // namespace qxl
