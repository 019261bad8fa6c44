// SPDX-License-Identifier: MIT
// COMPOSITE: the operators of Porter-Duff and X Render, with masks, repeats and transforms.
// Spec: X Rendering Extension 0.11.
#include "tests/guest/drawing/catalogue.hpp"
#include "tests/guest/drawing/clips.hpp"
#include "tests/guest/drawing/motif.hpp"

namespace drawing {
namespace {
constexpr u32 last_operator = 0x0d; // ADD is 0x0c, SATURATE 0x0d
using Repeat = Composite::Repeat;
using Filter = Composite::Filter;

Bitmap glass(Sheet& sheet, u32 w, u32 h)
{
    return sheet.paint(BitmapFormat::rgba, w, h, [&](u32 x, u32 y) {
        return motif::translucent(motif::card(x, y, w, h) & 0xffffff, motif::ramp(x, y, w, h));
    });
}
// A colour whose channels are coverages of their own.
Bitmap tint(Sheet& sheet, u32 w, u32 h)
{
    return sheet.paint(BitmapFormat::rgba, w, h, [&](u32 x, u32 y) {
        return motif::translucent(0xff80c0 ^ (y * 0x030907), motif::ramp(x, y, w, h));
    });
}

Status draw_operators(Sheet& sheet, Bitmap const* mask, bool component_alpha)
{
    TRY(sheet.background());
    Bitmap const card = glass(sheet, 22, 14);
    for (u32 op = 0; op <= last_operator; ++op) {
        Composite c{.op = static_cast<u8>(op), .source = {.source = {.bitmap = &card}}};
        if (mask != nullptr) {
            c.mask.source.bitmap = mask;
            c.has_mask = true;
            c.has_component_alpha = component_alpha;
        }
        TRY(sheet.draw(Rect::at(1 + static_cast<i32>(op % 4) * 24, 1 + static_cast<i32>(op / 4) * 16, 22, 14), c));
    }
    return {};
}

Status draw_repeats(Sheet& sheet, Filter filter, std::span<i32 const> transform)
{
    TRY(sheet.background());
    Bitmap const card = glass(sheet, 13, 9);
    for (i32 n = 0; n < 4; ++n)
        TRY(sheet.draw(Rect::at(1 + n % 2 * 48, 1 + n / 2 * 32, 46, 30),
                       Composite{.source = {.source = {.bitmap = &card},
                                            .origin = {-15, -11},
                                            .repeat = static_cast<Repeat>(n),
                                            .filter = filter,
                                            .transform = transform}}));
    return {};
}

constexpr KnownFault alpha_lost = KnownFault::on_16_bits(
    "SPICE takes bitmaps of COMPOSITE in the target's depth: on 16 bits their alpha is lost (canvas_get_image)");

constexpr i32 fixed(i32 whole, i32 hundredths = 0) { return whole * 65536 + hundredths * 65536 / 100; }
constexpr i32 turned[] = {fixed(0, 70), fixed(0, -40), fixed(3), fixed(0, 35), fixed(0, 80), fixed(-2)};
constexpr i32 halved[] = {fixed(2), 0, 0, 0, fixed(2), 0};
constexpr i32 enlarged[] = {fixed(0, 30), 0, fixed(0, 15), 0, fixed(0, 45), fixed(0, 5)};
} // namespace

PICTURE(composite, operators, "The fourteen operators with a source of every alpha", .known = alpha_lost)
{
    return draw_operators(sheet, nullptr, false);
}

PICTURE(composite, mask, "The fourteen operators through a mask with alpha", .known = alpha_lost)
{
    Bitmap const mask = tint(sheet, 22, 14);
    return draw_operators(sheet, &mask, false);
}

PICTURE(composite, component_alpha, "The fourteen operators through a mask with an alpha for each colour",
        .known = alpha_lost)
{
    Bitmap const mask = tint(sheet, 22, 14);
    return draw_operators(sheet, &mask, true);
}

PICTURE(composite, repeats, "A small card: alone, repeated, with its edge drawn out, mirrored", .known = alpha_lost)
{
    return draw_repeats(sheet, Filter::nearest, {});
}

PICTURE(composite, turned, "The four repeats, turned and stretched, nearest pixel", .known = alpha_lost)
{
    return draw_repeats(sheet, Filter::nearest, turned);
}

PICTURE(composite, turned_bilinear, "The four repeats, turned and stretched, pixels mixed", .known = alpha_lost)
{
    return draw_repeats(sheet, Filter::bilinear, turned);
}

PICTURE(composite, scaled, "The four repeats, smaller, nearest pixel", .known = alpha_lost)
{
    return draw_repeats(sheet, Filter::nearest, halved);
}

PICTURE(composite, scaled_bilinear, "The four repeats, larger, pixels mixed", .known = alpha_lost)
{
    return draw_repeats(sheet, Filter::bilinear, enlarged);
}

PICTURE(composite, surface, "A surface as source, by OVER and ADD")
{
    TRY(sheet.background());
    SurfaceRef const from = TRY(sheet.pattern_surface(50, 40));
    TRY(sheet.draw(Rect::at(2, 2, 45, 37),
                   Composite{.op = 3, .source = {.source = {.surface = from}, .origin = {4, 2}}}));
    return sheet.draw(Rect::at(40, 20, 50, 40), Composite{.op = 12, .source = {.source = {.surface = from}}});
}

PICTURE(composite, surface_turned, "A surface as source, turned, repeated and mixed")
{
    TRY(sheet.background());
    SurfaceRef const from = TRY(sheet.pattern_surface(50, 40));
    return sheet.draw(Rect::at(5, 4, 80, 55), Composite{.source = {.source = {.surface = from},
                                                                   .repeat = Repeat::reflect,
                                                                   .filter = Filter::bilinear,
                                                                   .transform = turned}});
}

PICTURE(
    composite, surface_again, "The same surface once more, this time as it is",
    .known = KnownFault::everywhere("SPICE keeps the transform, filter and repeat of a COMPOSITE with the surface it "
                                    "came from (canvas_base.c canvas_draw_composite)")
                 .not_modelled(Rect::at(40, 10, 50, 40)))
{
    TRY(sheet.background());
    SurfaceRef const from = TRY(sheet.pattern_surface(50, 40));
    TRY(sheet.draw(Rect::at(5, 4, 20, 20), Composite{.source = {.source = {.surface = from},
                                                                .repeat = Repeat::normal,
                                                                .filter = Filter::bilinear,
                                                                .transform = turned}}));
    return sheet.draw(Rect::at(40, 10, 50, 40), Composite{.source = {.source = {.surface = from}}});
}

PICTURE(composite, clip, "Through clip lists", .known = alpha_lost)
{
    TRY(sheet.background());
    Bitmap const card = glass(sheet, Sheet::width, Sheet::height);
    return for_each_clip(sheet.arena(), [&](Rect area, std::span<Rect const> clip) {
        return sheet.draw(area, Composite{.source = {.source = {.bitmap = &card}, .origin = area.origin()}}, clip);
    });
}

} // namespace drawing
