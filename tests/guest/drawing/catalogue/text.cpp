// SPDX-License-Identifier: MIT
// TEXT: glyphs as coverage of 1, 4 and 8 bits.
#include "tests/guest/drawing/catalogue.hpp"
#include "tests/guest/drawing/clips.hpp"
#include "tests/guest/drawing/motif.hpp"
#include "tests/guest/scenes/font.hpp"

namespace drawing {
namespace {
// A line of text in our font, twice as large, with soft edges where coverage has more than one bit.
std::span<Glyph const> line_of(Arena& arena, std::string_view text, u32 bits, Point at)
{
    constexpr u32 w = scenes::glyph_width * 2, h = scenes::glyph_height * 2;
    u32 const line_bytes = (w * bits + 7) / 8;
    auto const glyphs = arena.take<Glyph>(text.size());
    for (size_t n = 0; n < text.size(); ++n) {
        auto const bytes = arena.take<u8>(size_t{line_bytes} * h);
        for (u32 y = 0; y < h; ++y)
            for (u32 x = 0; x < w; ++x) {
                u32 const ink = scenes::glyph_row(text[n], y / 2) >> (scenes::glyph_width - 1 - x / 2) & 1;
                u32 const most = (1u << bits) - 1;
                // Darker towards the lower right, so that each pixel has a coverage of its own.
                u32 const coverage = bits == 1 ? ink : ink * (most - (x * 3 + y * 2) % most);
                bytes[y * line_bytes + x * bits / 8] |= static_cast<u8>(coverage << (8 - bits - x * bits % 8));
            }
        glyphs[n] = {.position = {at.x + static_cast<i32>(n) * 12, at.y + static_cast<i32>(n % 2) * 3},
                     .origin = {1, -14},
                     .width = w,
                     .height = h,
                     .bytes = bytes};
    }
    return glyphs;
}
Status draw_text(Sheet& sheet, u8 bits, u32 ink = 0xffffff, u32 ground_ink = 0x000000, u32 ground = 0xffffff)
{
    TRY(sheet.background());
    TRY(sheet.draw(
        Sheet::bounds(),
        Text{.bits = bits, .glyphs = line_of(sheet.arena(), "PIXELS", bits, {4, 18}), .fore = sheet.solid(ink)}));
    TRY(sheet.draw(Sheet::bounds(), Text{.bits = bits,
                                         .glyphs = line_of(sheet.arena(), "BIT4BIT", bits, {5, 38}),
                                         .back_area = Rect::at(3, 22, 90, 20),
                                         .fore = sheet.solid(ground_ink),
                                         .back = sheet.solid(ground)}));
    // Partly outside the area.
    return sheet.draw(
        Rect::at(10, 44, 75, 17),
        Text{.bits = bits, .glyphs = line_of(sheet.arena(), "EDGES!", bits, {3, 63}), .fore = sheet.solid(ink)});
}
// Faults of SPICE 0.14 to 0.16: docs/known-faults.md has each with its trigger.
constexpr KnownFault ink_of_565 =
    KnownFault::on_565("SPICE takes the colours of text on 16_565 for 555 (canvas_get_pixman_brush)");
constexpr KnownFault line_too_far =
    KnownFault::everywhere(
        "SPICE reads glyphs of 8 bits from one line too far: all lines are one off (canvas_put_glyph_bits)")
        .not_modelled(Rect::at(3, 3, 90, 59));
constexpr KnownFault pattern_anchor =
    KnownFault::everywhere("SPICE lays the pattern of text from the glyphs' box, not from the target (sw_canvas.c)");
} // namespace

PICTURE(text, bits_1, "Glyphs of 1 bit: plain, on a ground of their own, cut off at the edges", .refusals = anywhere)
{
    return draw_text(sheet, 1);
}

PICTURE(text, bits_4, "Glyphs of 4 bits of coverage", .refusals = anywhere) { return draw_text(sheet, 4); }

PICTURE(text, bits_8, "Glyphs of 8 bits of coverage", .refusals = anywhere, .known = line_too_far)
{
    return draw_text(sheet, 8);
}

PICTURE(text, colours, "Coloured ink on coloured grounds", .refusals = anywhere, .known = ink_of_565)
{
    return draw_text(sheet, 4, 0xf04020, 0x102030, 0xe0d0a0);
}

PICTURE(text, pattern, "A pattern as ink and another as ground", .known = pattern_anchor)
{
    TRY(sheet.background());
    // Opaque on every target: ink with an alpha of its own is another matter.
    auto const opaque_card = [&](u32 w, u32 h) {
        return sheet.paint(BitmapFormat::bits_32, w, h, [&](u32 x, u32 y) { return motif::card(x, y, w, h); });
    };
    Bitmap const ink = opaque_card(10, 8), ground = opaque_card(7, 5);
    return sheet.draw(Sheet::bounds(),
                      Text{.bits = 1,
                           .glyphs = line_of(sheet.arena(), "PATTERN", 1, {6, 38}),
                           .back_area = Rect::at(4, 20, 86, 26),
                           .fore = {.kind = Brush::Kind::pattern, .pattern = {.bitmap = &ink}, .origin = {3, 2}},
                           .back = {.kind = Brush::Kind::pattern, .pattern = {.bitmap = &ground}, .origin = {1, 4}}});
}

PICTURE(text, clip, "Glyphs through clip lists", .refusals = anywhere)
{
    TRY(sheet.background());
    auto const glyphs = line_of(sheet.arena(), "CLIPPED!", 1, {0, 38});
    return for_each_clip(sheet.arena(), [&](Rect area, std::span<Rect const> clip) {
        return sheet.draw(area, Text{.bits = 1, .glyphs = glyphs, .fore = sheet.solid(0xffffff)}, clip);
    });
}

} // namespace drawing
