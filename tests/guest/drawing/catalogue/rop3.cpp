// SPDX-License-Identifier: MIT
// ROP3: brush, source and target combined by any of the 256 functions of three bits.
// Spec: Windows GDI, Ternary Raster Operations.
#include "tests/guest/drawing/catalogue.hpp"
#include "tests/guest/drawing/clips.hpp"
#include "tests/guest/oracle/rop.hpp"

namespace drawing {

// SPICE has the operations of all three inputs; those that ignore one end the server (spice-common rop3.c,
// default_rop3_with_pattern_handler: not implemented). Windows sends them as other commands.
static bool is_drawn(u8 code)
{
    return !oracle::ignores_pattern(code) && !oracle::ignores_source(code) && !oracle::ignores_target(code);
}

namespace {
// draw(cell, code) for each of them, sixteen to a row.
template <class F> Status for_each_operation(F&& draw)
{
    for (i32 n = 0; n < 256; ++n)
        if (is_drawn(static_cast<u8>(n)))
            TRY(draw(Rect::at(n % 16 * 6, n / 16 * 4, 6, 4), static_cast<u8>(n)));
    return {};
}
} // namespace

PICTURE(rop3, all, "The 218 operations of three inputs, sixteen to a row; the brush is one colour",
        .refusals = rop3_targets)
{
    TRY(sheet.background());
    Bitmap const card = sheet.card(BitmapFormat::bits_32, 20, 20);
    return for_each_operation([&](Rect cell, u8 code) {
        return sheet.draw(cell, Rop3{.source = {.bitmap = &card},
                                     .source_area = Rect::at(4, 3, 6, 4),
                                     .brush = sheet.solid(0x55aa33),
                                     .rop3 = code});
    });
}

PICTURE(rop3, all_pattern, "The 218 operations with a pattern as brush", .refusals = rop3_targets)
{
    TRY(sheet.background());
    Bitmap const card = sheet.card(BitmapFormat::bits_32, 20, 20);
    Bitmap const tile = sheet.card(BitmapFormat::bits_32, 5, 3);
    return for_each_operation([&](Rect cell, u8 code) {
        return sheet.draw(
            cell,
            Rop3{.source = {.bitmap = &card},
                 .source_area = Rect::at(2, 5, 6, 4),
                 .brush = {.kind = Brush::Kind::pattern, .pattern = {.bitmap = &tile}, .origin = {code % 7, code % 5}},
                 .rop3 = code});
    });
}

PICTURE(rop3, mask, "Source where the brush's bits are 1, through a ring", .refusals = rop3_targets)
{
    TRY(sheet.background());
    Bitmap const card = sheet.card(BitmapFormat::bits_32, 80, 60);
    Bitmap const ring = sheet.ring(BitmapFormat::bits_1_be, 90, 64);
    return sheet.draw(Rect::at(8, 2, 80, 60), Rop3{.source = {.bitmap = &card},
                                                   .source_area = Rect::at(0, 0, 80, 60),
                                                   .brush = sheet.solid(0xf0c3a5),
                                                   .rop3 = 0xca,
                                                   .mask = {.bitmap = &ring, .origin = {5, 2}}});
}

PICTURE(rop3, clip, "Through clip lists", .refusals = rop3_targets)
{
    TRY(sheet.background());
    Bitmap const card = sheet.card(BitmapFormat::bits_32, Sheet::width, Sheet::height);
    return for_each_clip(sheet.arena(), [&](Rect area, std::span<Rect const> clip) {
        return sheet.draw(
            area, Rop3{.source = {.bitmap = &card}, .source_area = area, .brush = sheet.solid(0x96a53c), .rop3 = 0xd2},
            clip);
    });
}

PICTURE(rop3, scaled, "The source made larger and smaller", .refusals = rop3_targets)
{
    TRY(sheet.background());
    Bitmap const card = sheet.card(BitmapFormat::bits_32, 24, 16);
    TRY(sheet.draw(Rect::at(1, 1, 61, 41), Rop3{.source = {.bitmap = &card},
                                                .source_area = Rect::at(0, 0, 21, 15),
                                                .brush = sheet.solid(0x3c3c3c),
                                                .rop3 = 0x96}));
    return sheet.draw(Rect::at(70, 40, 13, 9), Rop3{.source = {.bitmap = &card},
                                                    .source_area = Rect::at(0, 0, 24, 16),
                                                    .brush = sheet.solid(0x3c3c3c),
                                                    .rop3 = 0xb8});
}

PICTURE(rop3, scaled_part, "A part of the source made larger", .refusals = rop3_targets,
        .known = KnownFault::everywhere("SPICE places the part of a scaled ROP3's source by whole pixels of the target "
                                        "(canvas_scale_surface)")
                     .not_modelled(Rect::at(1, 1, 61, 41)))
{
    TRY(sheet.background());
    Bitmap const card = sheet.card(BitmapFormat::bits_32, 24, 16);
    return sheet.draw(Rect::at(1, 1, 61, 41), Rop3{.source = {.bitmap = &card},
                                                   .source_area = Rect::at(2, 1, 21, 15),
                                                   .brush = sheet.solid(0x3c3c3c),
                                                   .rop3 = 0x96});
}

PICTURE(rop3, surface, "A surface as source, another as brush", .refusals = rop3_targets)
{
    TRY(sheet.background());
    SurfaceRef const from = TRY(sheet.pattern_surface(60, 40));
    SurfaceRef const tile = TRY(sheet.pattern_surface(11, 13));
    return sheet.draw(Rect::at(11, 9, 55, 37),
                      Rop3{.source = {.surface = from},
                           .source_area = Rect::at(4, 2, 55, 37),
                           .brush = {.kind = Brush::Kind::pattern, .pattern = {.surface = tile}, .origin = {2, 6}},
                           .rop3 = 0xe2});
}

} // namespace drawing
