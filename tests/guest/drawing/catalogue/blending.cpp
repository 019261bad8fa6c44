// SPDX-License-Identifier: MIT
// TRANSPARENT and ALPHA_BLEND: sources of which not everything is seen.
#include "tests/guest/drawing/catalogue.hpp"
#include "tests/guest/drawing/clips.hpp"
#include "tests/guest/drawing/motif.hpp"

namespace drawing {
namespace {
constexpr Refusals coloured = whole_bytes.with(PixelFormat::a8, refused::no_colour);
constexpr u32 key = 0x00ff00f8; // narrow formats keep it apart from the card's colours

Bitmap keyed_card(Sheet& sheet, u32 w, u32 h)
{
    return sheet.paint(BitmapFormat::bits_32, w, h, [&](u32 x, u32 y) {
        return motif::is_ring(x, y, w, h) ? motif::card(x, y, w, h) : oracle::opaque(key);
    });
}
// Alpha from left to right, colours premultiplied.
Bitmap glass(Sheet& sheet, u32 w, u32 h)
{
    return sheet.paint(BitmapFormat::rgba, w, h, [&](u32 x, u32 y) {
        return motif::translucent(motif::card(x, y, w, h) & 0xffffff, motif::ramp(x, y, w, h));
    });
}
} // namespace

PICTURE(transparent, bitmap, "A ring; its ground, of one colour, is left out", .refusals = coloured)
{
    TRY(sheet.background());
    Bitmap const ring = keyed_card(sheet, 70, 50);
    TRY(sheet.draw(
        Rect::at(4, 5, 70, 50),
        Transparent{.source = {.bitmap = &ring}, .source_area = Rect::at(0, 0, 70, 50), .transparent_color = key}));
    return sheet.draw(
        Rect::at(60, 20, 30, 30),
        Transparent{.source = {.bitmap = &ring}, .source_area = Rect::at(9, 11, 30, 30), .transparent_color = key});
}

PICTURE(transparent, scaled, "The ring made larger and smaller", .refusals = coloured)
{
    TRY(sheet.background());
    Bitmap const ring = keyed_card(sheet, 30, 24);
    TRY(sheet.draw(
        Rect::at(1, 1, 61, 51),
        Transparent{.source = {.bitmap = &ring}, .source_area = Rect::at(0, 0, 30, 24), .transparent_color = key}));
    return sheet.draw(
        Rect::at(66, 33, 17, 13),
        Transparent{.source = {.bitmap = &ring}, .source_area = Rect::at(0, 0, 30, 24), .transparent_color = key});
}

PICTURE(transparent, clip, "The ring through clip lists", .refusals = coloured)
{
    TRY(sheet.background());
    Bitmap const ring = keyed_card(sheet, Sheet::width, Sheet::height);
    return for_each_clip(sheet.arena(), [&](Rect area, std::span<Rect const> clip) {
        return sheet.draw(area, Transparent{.source = {.bitmap = &ring}, .source_area = area, .transparent_color = key},
                          clip);
    });
}

PICTURE(alpha_blend, bitmap, "A card that gets clearer to the left, as it is and with one more alpha for all",
        .refusals = anywhere)
{
    TRY(sheet.background());
    Bitmap const card = glass(sheet, 44, 28);
    u8 const alphas[] = {255, 128, 1, 0};
    for (i32 n = 0; n < 4; ++n)
        TRY(sheet.draw(
            Rect::at(2 + n % 2 * 48, 2 + n / 2 * 31, 44, 28),
            AlphaBlend{.source = {.bitmap = &card}, .source_area = Rect::at(0, 0, 44, 28), .alpha = alphas[n]}));
    return {};
}

PICTURE(alpha_blend, every_alpha, "An opaque colour with each alpha from 0 to 255", .refusals = anywhere)
{
    TRY(sheet.background());
    Bitmap const card = sheet.card(BitmapFormat::bits_32, 6, 4);
    for (i32 n = 0; n < 256; ++n)
        TRY(sheet.draw(
            Rect::at(n % 16 * 6, n / 16 * 4, 6, 4),
            AlphaBlend{.source = {.bitmap = &card}, .source_area = Rect::at(0, 0, 6, 4), .alpha = static_cast<u8>(n)}));
    return {};
}

PICTURE(alpha_blend, target_alpha, "The target's highest byte is alpha and is blended too")
{
    TRY(sheet.background());
    Bitmap const card = glass(sheet, 80, 50);
    return sheet.draw(Rect::at(7, 6, 80, 50), AlphaBlend{.source = {.bitmap = &card},
                                                         .source_area = Rect::at(0, 0, 80, 50),
                                                         .alpha = 200,
                                                         .target_has_alpha = true});
}

PICTURE(alpha_blend, surface, "A surface with one alpha for all of it", .refusals = anywhere)
{
    TRY(sheet.background());
    SurfaceRef const from = TRY(sheet.pattern_surface(60, 40));
    return sheet.draw(Rect::at(11, 9, 55, 37),
                      AlphaBlend{.source = {.surface = from}, .source_area = Rect::at(4, 2, 55, 37), .alpha = 90});
}

PICTURE(alpha_blend, clip, "Through clip lists", .refusals = anywhere)
{
    TRY(sheet.background());
    Bitmap const card = glass(sheet, Sheet::width, Sheet::height);
    return for_each_clip(sheet.arena(), [&](Rect area, std::span<Rect const> clip) {
        return sheet.draw(area, AlphaBlend{.source = {.bitmap = &card}, .source_area = area, .alpha = 170}, clip);
    });
}

} // namespace drawing
