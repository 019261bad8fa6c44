// SPDX-License-Identifier: MIT
// COPY and BLEND: a source, combined with what is there. The server makes no difference between the two.
#include "tests/guest/drawing/catalogue.hpp"
#include "tests/guest/drawing/clips.hpp"
#include "tests/guest/drawing/rops.hpp"

namespace drawing {

PICTURE(copy, put, "A card, whole and in parts, at all edges")
{
    TRY(sheet.background());
    Bitmap const card = sheet.card(BitmapFormat::bits_32, 50, 40);
    TRY(sheet.draw(Rect::at(20, 10, 50, 40), Copy{.source = {.bitmap = &card}, .source_area = Rect::at(0, 0, 50, 40)}));
    Rect const corners[] = {Rect::at(0, 0, 15, 12), Rect::at(81, 0, 15, 12), Rect::at(0, 52, 15, 12),
                            Rect::at(81, 52, 15, 12)};
    for (i32 n = 0; n < 4; ++n)
        TRY(sheet.draw(corners[n],
                       Copy{.source = {.bitmap = &card}, .source_area = Rect::at(n % 2 * 35, n / 2 * 28, 15, 12)}));
    return sheet.draw(Rect::at(75, 30, 1, 1), Copy{.source = {.bitmap = &card}, .source_area = Rect::at(49, 39, 1, 1)});
}

PICTURE(copy, rops, "Every operation of source and target")
{
    TRY(sheet.background());
    Bitmap const card = sheet.card(BitmapFormat::bits_32, 30, 20);
    return for_each_rop(ropd::invers_src, ropd::invers_dest, [&](Rect cell, u16 rop) {
        return sheet.draw(
            cell,
            Copy{.source = {.bitmap = &card}, .source_area = Rect::at(3, 2, cell.width(), cell.height()), .rop = rop});
    });
}

PICTURE(blend, rops, "Every operation of source and target, by BLEND")
{
    TRY(sheet.background());
    Bitmap const card = sheet.card(BitmapFormat::bits_32, 30, 20);
    return for_each_rop(ropd::invers_src, ropd::invers_dest, [&](Rect cell, u16 rop) {
        return sheet.draw(cell, Blend{{.source = {.bitmap = &card},
                                       .source_area = Rect::at(7, 5, cell.width(), cell.height()),
                                       .rop = rop}});
    });
}

PICTURE(copy, mask, "A card through a ring, inside and outside")
{
    TRY(sheet.background());
    Bitmap const card = sheet.card(BitmapFormat::bits_32, 44, 60);
    Bitmap const ring = sheet.ring(BitmapFormat::bits_1_be, 50, 64);
    Rect const all = Rect::at(0, 0, 44, 60);
    TRY(sheet.draw(Rect::at(2, 2, 44, 60),
                   Copy{.source = {.bitmap = &card}, .source_area = all, .mask = {.bitmap = &ring, .origin = {3, 2}}}));
    return sheet.draw(Rect::at(50, 2, 44, 60), Copy{.source = {.bitmap = &card},
                                                    .source_area = all,
                                                    .rop = ropd::op_xor,
                                                    .mask = {.bitmap = &ring, .origin = {6, 4}, .is_inverted = true}});
}

PICTURE(copy, clip, "A card through clip lists of 1, 5 overlapping and 500 rectangles")
{
    TRY(sheet.background());
    Bitmap const card = sheet.card(BitmapFormat::bits_32, Sheet::width, Sheet::height);
    return for_each_clip(sheet.arena(), [&](Rect area, std::span<Rect const> clip) {
        return sheet.draw(area, Copy{.source = {.bitmap = &card}, .source_area = area}, clip);
    });
}

namespace {
// Up, down, in one direction only, by whole and by broken factors; from a part of the source.
Status draw_scaled(Sheet& sheet, Source const& source, Scale scale, u16 rop)
{
    Rect const from[] = {Rect::at(0, 0, 24, 16), Rect::at(0, 0, 24, 16), Rect::at(5, 3, 11, 9), Rect::at(2, 1, 20, 15)};
    Rect const to[] = {Rect::at(1, 1, 48, 32), Rect::at(52, 2, 12, 8), Rect::at(52, 14, 41, 20),
                       Rect::at(4, 36, 87, 27)};
    for (u32 n = 0; n < std::size(from); ++n)
        TRY(sheet.draw(to[n], Copy{.source = source, .source_area = from[n], .rop = rop, .scale = scale}));
    return {};
}
} // namespace

PICTURE(copy, scaled_nearest, "A card made larger and smaller; each pixel is the nearest one's", .refusals = anywhere)
{
    TRY(sheet.background());
    Bitmap const card = sheet.card(BitmapFormat::bits_32, 24, 16);
    return draw_scaled(sheet, {.bitmap = &card}, Scale::nearest, ropd::op_put);
}

static constexpr char no_mixed_bits[] = "no meaning: no document says when a mixture of bits is 1";

PICTURE(copy, scaled_interpolate, "A card made larger and smaller; pixels between others are mixed",
        .refusals = Refusals{}.with(PixelFormat::a1, no_mixed_bits))
{
    TRY(sheet.background());
    Bitmap const card = sheet.card(BitmapFormat::bits_32, 24, 16);
    return draw_scaled(sheet, {.bitmap = &card}, Scale::interpolate, ropd::op_put);
}

PICTURE(copy, scaled_xor, "A card made larger and smaller, combined with what is there")
{
    TRY(sheet.background());
    Bitmap const card = sheet.card(BitmapFormat::bits_32, 24, 16);
    return draw_scaled(sheet, {.bitmap = &card}, Scale::nearest, ropd::op_xor);
}

PICTURE(copy, surface, "From a surface of the same format: put, combined, in parts")
{
    TRY(sheet.background());
    SurfaceRef const from = TRY(sheet.pattern_surface(40, 30));
    TRY(sheet.draw(Rect::at(4, 3, 40, 30), Copy{.source = {.surface = from}, .source_area = Rect::at(0, 0, 40, 30)}));
    TRY(sheet.draw(Rect::at(50, 20, 33, 21),
                   Copy{.source = {.surface = from}, .source_area = Rect::at(7, 9, 33, 21), .rop = ropd::op_xor}));
    return sheet.draw(Rect::at(20, 40, 30, 20), Copy{.source = {.surface = from},
                                                     .source_area = Rect::at(5, 5, 30, 20),
                                                     .rop = ropd::op_and | ropd::invers_dest});
}

PICTURE(copy, surface_scaled, "From a surface, made larger and smaller")
{
    TRY(sheet.background());
    SurfaceRef const from = TRY(sheet.pattern_surface(24, 16));
    return draw_scaled(sheet, {.surface = from}, Scale::nearest, ropd::op_put);
}

static constexpr char no_self_bitmap[] =
    "the server ends: SPICE has no bitmap format for a copy of 16_565 (server spice-bitmap-utils.c "
    "spice_bitmap_from_surface_type)";

PICTURE(copy, self_bitmap, "With a copy of the target kept for the client: the pixels are the same",
        .refusals = whole_bytes.with(PixelFormat::x565_16, no_self_bitmap))
{
    TRY(sheet.background());
    Bitmap const card = sheet.card(BitmapFormat::bits_32, 60, 40);
    return sheet.draw(
        {.on = sheet.on(),
         .area = Rect::at(11, 13, 60, 40),
         .operation = Copy{.source = {.bitmap = &card}, .source_area = Rect::at(0, 0, 60, 40), .rop = ropd::op_xor},
         .has_self_bitmap = true});
}

} // namespace drawing
