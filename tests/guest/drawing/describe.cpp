// SPDX-License-Identifier: MIT
// A command in words, for the report of a random scene that goes wrong.
#include "tests/guest/drawing/paint.hpp"
#include "tests/guest/drawing/random_scene.hpp"

namespace drawing {
namespace {

struct Area {
    Rect rect;
};
void put(Sink sink, Area a) { ::format(sink, "{},{}+{}x{}", a.rect.left, a.rect.top, a.rect.width(), a.rect.height()); }

std::string_view name(BitmapFormat format)
{
    constexpr std::string_view names[] = {"?",     "1bit_le", "1bit_be", "4bit_le", "4bit_be", "8bit",
                                          "16bit", "24bit",   "32bit",   "rgba",    "8bit_a"};
    return names[static_cast<u32>(format)];
}

void put(Sink sink, Bitmap const& b)
{
    ::format(sink, "{}:{}x{}{}", name(b.format), b.width, b.height, b.top_down ? "" : ":bottom_up");
    if (b.chunk_bytes != 0)
        ::format(sink, ":chunks_of_{}", b.chunk_bytes);
    if (b.is_direct)
        sink(":direct");
}
void put(Sink sink, Source const& s)
{
    if (s.bitmap != nullptr)
        put(sink, *s.bitmap);
    else
        ::format(sink, "surface_{}", static_cast<u32>(s.surface));
}
void put(Sink sink, Brush const& b)
{
    switch (b.kind) {
    case Brush::Kind::none:
        return sink("none");
    case Brush::Kind::solid:
        return ::format(sink, "{}", hex(b.color));
    case Brush::Kind::pattern:
        put(sink, b.pattern);
        return ::format(sink, "@{},{}", b.origin.x, b.origin.y);
    }
}
void put(Sink sink, Mask const& m)
{
    if (m.bitmap == nullptr)
        return;
    sink(" mask=");
    put(sink, *m.bitmap);
    ::format(sink, "@{},{}{}", m.origin.x, m.origin.y, m.is_inverted ? ":inverted" : "");
}
void put_source(Sink sink, Source const& source, Rect area)
{
    sink(" source=");
    put(sink, source);
    sink(" from=");
    put(sink, Area{area});
}
std::string_view name(Scale scale) { return scale == Scale::nearest ? "nearest" : "interpolate"; }

void put(Sink sink, Fill const& o)
{
    sink("fill brush=");
    put(sink, o.brush);
    ::format(sink, " rop={}", hex(o.rop));
    put(sink, o.mask);
}
void put(Sink sink, Opaque const& o)
{
    sink("opaque");
    put_source(sink, o.source, o.source_area);
    sink(" brush=");
    put(sink, o.brush);
    ::format(sink, " rop={} {}", hex(o.rop), name(o.scale));
    put(sink, o.mask);
}
void put_copy(Sink sink, std::string_view what, Copy const& o)
{
    sink(what);
    put_source(sink, o.source, o.source_area);
    ::format(sink, " rop={} {}", hex(o.rop), name(o.scale));
    put(sink, o.mask);
}
void put(Sink sink, Copy const& o) { put_copy(sink, "copy", o); }
void put(Sink sink, Blend const& o) { put_copy(sink, "blend", o); }
void put(Sink sink, CopyBits const& o) { ::format(sink, "copy_bits from={},{}", o.from.x, o.from.y); }
void put(Sink sink, Blackness const& o)
{
    sink("blackness");
    put(sink, o.mask);
}
void put(Sink sink, Whiteness const& o)
{
    sink("whiteness");
    put(sink, o.mask);
}
void put(Sink sink, Invers const& o)
{
    sink("invers");
    put(sink, o.mask);
}
void put(Sink sink, Rop3 const& o)
{
    sink("rop3");
    put_source(sink, o.source, o.source_area);
    sink(" brush=");
    put(sink, o.brush);
    ::format(sink, " rop3={} {}", hex(o.rop3), name(o.scale));
    put(sink, o.mask);
}
void put(Sink sink, Stroke const& o)
{
    sink("stroke brush=");
    put(sink, o.brush);
    ::format(sink, " mode={}{} points=", hex(o.fore_mode), o.is_closed ? " closed" : "");
    for (Point p : o.points)
        ::format(sink, "{},{};", p.x, p.y);
    if (!o.style.empty())
        ::format(sink, " style={}{}", o.style.size(), o.starts_with_gap ? ":gap_first" : "");
}
void put(Sink sink, Text const& o)
{
    ::format(sink, "text bits={} glyphs={} ink=", o.bits, o.glyphs.size());
    put(sink, o.fore);
    if (!o.back_area.is_empty()) {
        sink(" ground=");
        put(sink, o.back);
    }
}
void put(Sink sink, Transparent const& o)
{
    sink("transparent");
    put_source(sink, o.source, o.source_area);
    ::format(sink, " color={}", hex(o.transparent_color));
}
void put(Sink sink, AlphaBlend const& o)
{
    sink("alpha_blend");
    put_source(sink, o.source, o.source_area);
    ::format(sink, " alpha={}{}{}", o.alpha, o.target_has_alpha ? " target_has_alpha" : "",
             o.source_surface_has_alpha ? " source_has_alpha" : "");
}
void put(Sink sink, Composite::Input const& i)
{
    put(sink, i.source);
    ::format(sink, "@{},{} repeat={} filter={}", i.origin.x, i.origin.y, static_cast<u32>(i.repeat),
             static_cast<u32>(i.filter));
    if (!i.transform.empty()) {
        sink(" transform=");
        for (i32 t : i.transform)
            ::format(sink, "{};", t);
    }
}
void put(Sink sink, Composite const& o)
{
    ::format(sink, "composite op={} source=", o.op);
    put(sink, o.source);
    if (o.has_mask) {
        sink(o.has_component_alpha ? " component_mask=" : " mask=");
        put(sink, o.mask);
    }
}
} // namespace

void put(Sink sink, Command const& command)
{
    std::visit([&](auto const& operation) { put(sink, operation); }, command.operation);
    ::format(sink, " on={} area=", static_cast<u32>(command.on));
    put(sink, Area{command.area});
    if (!command.clip.empty()) {
        ::format(sink, " clip=");
        for (Rect r : command.clip.first(command.clip.size() < 4 ? command.clip.size() : 4)) {
            put(sink, Area{r});
            sink(";");
        }
        if (command.clip.size() > 4)
            ::format(sink, "...{}", command.clip.size());
    }
}

void put(Sink sink, SurfaceShape const& shape)
{
    ::format(sink, "{} {}x{}{} gap={}", shape.format, shape.width, shape.height, shape.bottom_up ? " bottom_up" : "",
             shape.gap);
}

} // namespace drawing
