// SPDX-License-Identifier: MIT
// TEXT: a string's glyphs are one mask of coverage, through which the brush is laid over the target.
// Spec: spice-protocol 0.14 qxl_dev.h, QXLText, QXLRasterGlyph; enums.h, SPICE_STRING_FLAGS_RASTER_A1, _A4, _A8.
#include "tests/guest/oracle/execution.hpp"
#include "tests/guest/oracle/unit.hpp"

namespace oracle {

using namespace drawing;

namespace {
// The coverage of a glyph's pixel as a byte.
u32 coverage(Glyph const& glyph, u32 bits, u32 x, u32 y, bool is_low_first)
{
    size_t const line = (size_t{glyph.width} * bits + 7) / 8;
    u32 const byte = glyph.bytes[line * y + x * bits / 8], in_byte = x * bits % 8;
    u32 const shift = is_low_first ? in_byte : 8 - bits - in_byte, most = (1u << bits) - 1;
    return (byte >> shift & most) * 255 / most;
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
    bool const is_low_first = is_wrong(Mistake::text_bit_order);
    for (Glyph const& glyph : text.glyphs) {
        i32 const left = glyph.position.x + glyph.origin.x, top = glyph.position.y + glyph.origin.y;
        for (i32 y = 0; y < glyph.height; ++y)
            for (i32 x = 0; x < glyph.width; ++x) {
                u32 const cover = coverage(glyph, text.bits, static_cast<u32>(x), static_cast<u32>(y), is_low_first);
                Point const at{left + x, top + y};
                if (cover == 0 || !work_.region.contains(at))
                    continue;
                u32 const tx = static_cast<u32>(at.x), ty = static_cast<u32>(at.y);
                u32 const colour = masked(to_argb(format(), brush_->pixel(at.x, at.y)), in_all_parts(cover));
                u32 const under = to_argb(format(), work_.target.pixel(tx, ty));
                u32 const result = combine_narrow(Operator::over, colour, in_all_parts(colour >> 24), under);
                work_.target.set_pixel(tx, ty, from_argb(format(), result));
            }
    }
    return {};
}

} // namespace oracle
