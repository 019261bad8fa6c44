// SPDX-License-Identifier: MIT
// OPAQUE: the brush combined with a source; what was there is replaced.
#include "tests/guest/drawing/catalogue.hpp"
#include "tests/guest/drawing/clips.hpp"
#include "tests/guest/drawing/rops.hpp"

namespace drawing {

PICTURE(opaque, rops, "Every operation of brush and source")
{
    TRY(sheet.background());
    Bitmap const card = sheet.card(BitmapFormat::bits_32, 30, 20);
    return for_each_rop(ropd::invers_brush, ropd::invers_src, [&](Rect cell, u16 rop) {
        return sheet.draw(cell, Opaque{.source = {.bitmap = &card},
                                       .source_area = Rect::at(2, 3, cell.width(), cell.height()),
                                       .brush = sheet.solid(0x5a963c),
                                       .rop = rop});
    });
}

PICTURE(opaque, pattern, "A pattern as brush, with its own origin")
{
    TRY(sheet.background());
    Bitmap const card = sheet.card(BitmapFormat::bits_32, 80, 50);
    Bitmap const tile = sheet.card(BitmapFormat::bits_32, 9, 7);
    return sheet.draw(Rect::at(7, 6, 80, 50),
                      Opaque{.source = {.bitmap = &card},
                             .source_area = Rect::at(0, 0, 80, 50),
                             .brush = {.kind = Brush::Kind::pattern, .pattern = {.bitmap = &tile}, .origin = {4, -3}},
                             .rop = ropd::op_xor});
}

PICTURE(opaque, scaled, "The source made larger, the brush as it is")
{
    TRY(sheet.background());
    Bitmap const card = sheet.card(BitmapFormat::bits_32, 20, 14);
    return sheet.draw(Rect::at(3, 5, 90, 53), Opaque{.source = {.bitmap = &card},
                                                     .source_area = Rect::at(1, 1, 17, 12),
                                                     .brush = sheet.solid(0x0f0f3c),
                                                     .rop = ropd::op_xor,
                                                     .scale = Scale::nearest});
}

PICTURE(opaque, mask, "Source and brush through a ring")
{
    TRY(sheet.background());
    Bitmap const card = sheet.card(BitmapFormat::bits_32, 80, 60);
    Bitmap const ring = sheet.ring(BitmapFormat::bits_1_be, 90, 64);
    return sheet.draw(Rect::at(8, 2, 80, 60), Opaque{.source = {.bitmap = &card},
                                                     .source_area = Rect::at(0, 0, 80, 60),
                                                     .brush = sheet.solid(0x303030),
                                                     .rop = ropd::op_or,
                                                     .mask = {.bitmap = &ring, .origin = {5, 2}}});
}

PICTURE(opaque, clip, "Source and brush through clip lists")
{
    TRY(sheet.background());
    Bitmap const card = sheet.card(BitmapFormat::bits_32, Sheet::width, Sheet::height);
    return for_each_clip(sheet.arena(), [&](Rect area, std::span<Rect const> clip) {
        return sheet.draw(
            area,
            Opaque{
                .source = {.bitmap = &card}, .source_area = area, .brush = sheet.solid(0xc08040), .rop = ropd::op_and},
            clip);
    });
}

PICTURE(opaque, surface, "A surface as source")
{
    TRY(sheet.background());
    SurfaceRef const from = TRY(sheet.pattern_surface(60, 40));
    return sheet.draw(Rect::at(11, 9, 55, 37), Opaque{.source = {.surface = from},
                                                      .source_area = Rect::at(4, 2, 55, 37),
                                                      .brush = sheet.solid(0x203010),
                                                      .rop = ropd::op_xor});
}

} // namespace drawing
