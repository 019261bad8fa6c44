// SPDX-License-Identifier: MIT
// TEXT: a string's glyphs are one mask of coverage, through which the brush is laid over the target.
// Spec: spice-protocol 0.14 qxl_dev.h, QXLText, QXLRasterGlyph; enums.h, SPICE_STRING_FLAGS_RASTER_A1, _A4, _A8.
#include "tests/guest/oracle/execution.hpp"

namespace oracle {

using namespace drawing;

namespace {
// The coverage of a glyph's pixel as a byte. 4 bits become the high ones of 8, so that they never cover fully (so
// measured).
u32 coverage(Glyph const& glyph, u32 bits, u32 x, u32 y, bool is_low_first)
{
    size_t const line = (size_t{glyph.width} * bits + 7) / 8;
    u32 const byte = glyph.bytes[line * y + x * bits / 8], in_byte = x * bits % 8;
    u32 const shift = is_low_first ? in_byte : 8 - bits - in_byte, most = (1u << bits) - 1;
    u32 const value = byte >> shift & most;
    return bits == 4 ? value << 4 : value * 255 / most;
}

Rect place_of(Glyph const& glyph)
{
    return Rect::at(glyph.position.x + glyph.origin.x, glyph.position.y + glyph.origin.y, glyph.width, glyph.height);
}

Rect around(std::span<Glyph const> glyphs)
{
    Rect all = {};
    for (Glyph const& glyph : glyphs)
        if (Rect const place = place_of(glyph); !place.is_empty())
            all = all.is_empty() ? place : united(all, place);
    return all;
}
} // namespace

Status Execution::draw(Text const& text)
{
    if (text.bits != 1 && text.bits != 4 && text.bits != 8)
        return Error{Side::guest, "bits of a glyph", "1, 4 or 8", text.bits};
    for (Glyph const& glyph : text.glyphs)
        if (glyph.bytes.size() < (size_t{glyph.width} * text.bits + 7) / 8 * glyph.height)
            return Error{Side::guest, "bytes of a glyph", "lines of whole bytes", glyph.bytes.size()};

    if (!text.back_area.is_empty()) {
        TRY(set_brush(text.back));
        Region const region(intersection(text.back_area, command_.area), work_.target.bounds(), command_.clip,
                            work_.region.room());
        lay_brush({work_.target, region, work_.scratch, work_.mistake, work_.faults, work_.is_plain},
                  brush_on_target(text.back_mode));
    }
    TRY(set_brush(text.fore));
    if (brush_ == nullptr)
        return {};
    Rect const box = work_.region.box(), all = around(text.glyphs);
    Point const anchor = work_.faults.text_pattern_anchor ? all.origin() : Point{};
    for (i32 y = box.top < all.top ? all.top : box.top; y < box.bottom && y < all.bottom; ++y)
        draw_text_line(text, y, anchor);
    return {};
}

// Where glyphs overlap the greater coverage counts: the brush is laid on a pixel once. `anchor` is what the pattern's
// origin counts from.
void Execution::draw_text_line(Text const& text, i32 y, Point anchor) const
{
    Rect const box = work_.region.box();
    u8* const covers = work_.scratch.row(0); // of pixels from box.left on
    for (i32 x = 0; x < box.width(); ++x)
        covers[x] = 0;
    Span touched{box.right, box.left};
    for (Glyph const& glyph : text.glyphs) {
        Rect const place = place_of(glyph), part = intersection(box, place);
        if (y < part.top || y >= part.bottom)
            continue;
        touched = {part.left < touched.left ? part.left : touched.left,
                   part.right > touched.right ? part.right : touched.right};
        for (i32 x = part.left; x < part.right; ++x) {
            u32 const cover = coverage(glyph, text.bits, static_cast<u32>(x - place.left),
                                       static_cast<u32>(y - place.top), is_wrong(Mistake::text_bit_order));
            u8& greatest = covers[x - box.left];
            if (cover > greatest)
                greatest = static_cast<u8>(cover);
        }
    }

    bool const is_solid = text.fore.kind == Brush::Kind::solid;
    PixelFormat const ink_format =
        is_solid && work_.faults.text_565_ink && format() == PixelFormat::x565_16 ? PixelFormat::x555_16 : format();
    for (i32 x = touched.left; x < touched.right; ++x) {
        u32 const cover = covers[x - box.left];
        if (cover == 0 || !work_.region.contains({x, y}))
            continue;
        u32 const tx = static_cast<u32>(x), ty = static_cast<u32>(y);
        // Ink is opaque, whatever the brush has where alpha would be.
        u32 const colour = 0xff00'0000 | unpack(ink_format, brush_->pixel(x - anchor.x, y - anchor.y));
        u32 const ink = masked(colour, in_all_parts(cover));
        u32 const under = to_argb(format(), work_.target.pixel(tx, ty));
        work_.target.set_pixel(tx, ty, from_argb(format(), over(ink, under)));
    }
}

} // namespace oracle
