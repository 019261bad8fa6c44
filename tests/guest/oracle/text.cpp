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
        combine({work_.target, region, work_.scratch, work_.mistake, work_.is_plain}, brush_on_target(text.back_mode),
                brush_, nullptr, {});
    }
    TRY(set_brush(text.fore));
    if (brush_ == nullptr)
        return {};
    Rect const box = work_.region.box();
    for (i32 y = box.top; y < box.bottom; ++y)
        draw_text_line(text, y);
    return {};
}

// Where glyphs overlap the greater coverage counts: the brush is laid on a pixel once.
void Execution::draw_text_line(Text const& text, i32 y) const
{
    bool const is_low_first = is_wrong(Mistake::text_bit_order);
    Rect const box = work_.region.box();
    u8* const covers = work_.scratch.row(0); // of pixels from box.left on; 0 outside of `touched`
    Span touched{box.right, box.left};
    for (Glyph const& glyph : text.glyphs) {
        i32 const left = glyph.position.x + glyph.origin.x, line = y - glyph.position.y - glyph.origin.y;
        Rect const part = intersection(box, {left, y, left + glyph.width, y + 1});
        if (line < 0 || line >= glyph.height || part.is_empty())
            continue;
        touched = {part.left < touched.left ? part.left : touched.left,
                   part.right > touched.right ? part.right : touched.right};
    }
    for (i32 x = touched.left; x < touched.right; ++x)
        covers[x - box.left] = 0;
    for (Glyph const& glyph : text.glyphs) {
        i32 const left = glyph.position.x + glyph.origin.x, line = y - glyph.position.y - glyph.origin.y;
        if (line < 0 || line >= glyph.height)
            continue;
        Rect const part = intersection(box, {left, y, left + glyph.width, y + 1});
        for (i32 x = part.left; x < part.right; ++x) {
            u32 const cover =
                coverage(glyph, text.bits, static_cast<u32>(x - left), static_cast<u32>(line), is_low_first);
            u8& greatest = covers[x - box.left];
            greatest = cover > greatest ? static_cast<u8>(cover) : greatest;
        }
    }

    for (i32 x = touched.left; x < touched.right; ++x) {
        u32 const cover = covers[x - box.left];
        if (cover == 0 || !work_.region.contains({x, y}))
            continue;
        u32 const tx = static_cast<u32>(x), ty = static_cast<u32>(y);
        // Ink is opaque, whatever the brush has where alpha would be.
        u32 const ink = masked(0xff00'0000 | unpack(format(), brush_->pixel(x, y)), in_all_parts(cover));
        u32 const under = to_argb(format(), work_.target.pixel(tx, ty));
        work_.target.set_pixel(
            tx, ty, from_argb(format(), combine_narrow(Operator::over, ink, in_all_parts(ink >> 24), under)));
    }
}

} // namespace oracle
