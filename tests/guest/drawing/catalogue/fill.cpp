// SPDX-License-Identifier: MIT
// FILL: a brush, combined with what is there.
#include "tests/guest/drawing/catalogue.hpp"
#include "tests/guest/drawing/clips.hpp"
#include "tests/guest/drawing/rops.hpp"

namespace drawing {

PICTURE(fill, solid, "Rectangles in solid colours, one over the other, down to one pixel", .refusals = anywhere)
{
    TRY(sheet.draw(Sheet::bounds(), Fill{.brush = sheet.solid(0x203050)}));
    for (i32 n = 0; n < 7; ++n)
        TRY(sheet.draw(Rect::at(5 + n * 12, 4 + n * 6, 22 - n * 3, 31 - n * 5),
                       Fill{.brush = sheet.solid(0xd03010 + static_cast<u32>(n) * 0x002a24)}));
    TRY(sheet.draw(Rect::at(95, 63, 1, 1), Fill{.brush = sheet.solid(0xffffff)}));
    return sheet.draw(Rect::at(0, 63, 1, 1), Fill{.brush = sheet.solid(0xffffff)});
}

PICTURE(fill, rops, "Every operation of brush and target, plain and with each input and the result inverted")
{
    TRY(sheet.background());
    return for_each_rop(ropd::invers_brush, ropd::invers_dest, [&](Rect cell, u16 rop) {
        return sheet.draw(cell, Fill{.brush = sheet.solid(0x3c5a96), .rop = rop});
    });
}

PICTURE(fill, pattern, "A pattern that repeats, from an origin inside, outside and far away")
{
    TRY(sheet.background());
    Bitmap const tile = sheet.card(BitmapFormat::bits_32, 13, 9);
    Point const origins[] = {{4, 5}, {-7, 60}, {1000, -1003}};
    for (u32 n = 0; n < 3; ++n)
        TRY(sheet.draw(
            Rect::at(2 + static_cast<i32>(n) * 31, 3 + static_cast<i32>(n) * 4, 29, 50),
            Fill{.brush = {.kind = Brush::Kind::pattern, .pattern = {.bitmap = &tile}, .origin = origins[n]}}));
    return {};
}

PICTURE(fill, pattern_rops, "A pattern combined with what is there by every operation")
{
    TRY(sheet.background());
    Bitmap const tile = sheet.card(BitmapFormat::bits_32, 7, 5);
    return for_each_rop(ropd::invers_brush, ropd::invers_dest, [&](Rect cell, u16 rop) {
        return sheet.draw(
            cell, Fill{.brush = {.kind = Brush::Kind::pattern, .pattern = {.bitmap = &tile}, .origin = cell.origin()},
                       .rop = rop});
    });
}

PICTURE(fill, pattern_surface, "A pattern that is a surface off the screen")
{
    TRY(sheet.background());
    SurfaceRef const tile = TRY(sheet.pattern_surface(17, 11));
    Brush const brush{.kind = Brush::Kind::pattern, .pattern = {.surface = tile}, .origin = {3, 2}};
    TRY(sheet.draw(Rect::at(6, 5, 60, 40), Fill{.brush = brush}));
    return sheet.draw(Rect::at(50, 30, 40, 30), Fill{.brush = brush, .rop = ropd::op_xor});
}

PICTURE(fill, mask, "A ring as mask: outside, inside, moved, and with holes")
{
    TRY(sheet.background());
    Bitmap const ring = sheet.ring(BitmapFormat::bits_1_be, 44, 30);
    Bitmap const ring_le = sheet.ring(BitmapFormat::bits_1_le, 60, 50, {.top_down = false});
    TRY(sheet.draw(Rect::at(2, 1, 44, 30), Fill{.brush = sheet.solid(0xe0c020), .mask = {.bitmap = &ring}}));
    TRY(sheet.draw(Rect::at(50, 1, 44, 30),
                   Fill{.brush = sheet.solid(0xe0c020), .mask = {.bitmap = &ring, .is_inverted = true}}));
    TRY(sheet.draw(Rect::at(2, 33, 44, 30),
                   Fill{.brush = sheet.solid(0x20c0e0), .mask = {.bitmap = &ring_le, .origin = {11, 17}}}));
    return sheet.draw(Rect::at(50, 33, 44, 30),
                      Fill{.brush = sheet.solid(0x20c0e0),
                           .rop = ropd::op_xor,
                           .mask = {.bitmap = &ring_le, .origin = {5, 3}, .is_inverted = true}});
}

PICTURE(fill, clip, "Through clip lists of 1, 5 overlapping and 500 rectangles")
{
    TRY(sheet.background());
    return for_each_clip(sheet.arena(), [&](Rect area, std::span<Rect const> clip) {
        return sheet.draw(area, Fill{.brush = sheet.solid(0xf04080), .rop = ropd::op_xor}, clip);
    });
}

} // namespace drawing
