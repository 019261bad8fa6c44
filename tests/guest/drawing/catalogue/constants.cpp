// SPDX-License-Identifier: MIT
// BLACKNESS, WHITENESS and INVERS: no source, no brush.
#include "tests/guest/drawing/catalogue.hpp"
#include "tests/guest/drawing/clips.hpp"

namespace drawing {
namespace {
template <class Operation> Status draw_plain(Sheet& sheet)
{
    TRY(sheet.background());
    TRY(sheet.draw(Rect::at(5, 4, 60, 40), Operation{}));
    TRY(sheet.draw(Rect::at(40, 30, 56, 34), Operation{}));
    return sheet.draw(Rect::at(0, 63, 1, 1), Operation{});
}
template <class Operation> Status draw_masked(Sheet& sheet)
{
    TRY(sheet.background());
    Bitmap const ring = sheet.ring(BitmapFormat::bits_1_be, 50, 64);
    TRY(sheet.draw(Rect::at(2, 2, 44, 60), Operation{.mask = {.bitmap = &ring, .origin = {3, 2}}}));
    return sheet.draw(Rect::at(50, 2, 44, 60),
                      Operation{.mask = {.bitmap = &ring, .origin = {6, 4}, .is_inverted = true}});
}
template <class Operation> Status draw_clipped(Sheet& sheet)
{
    TRY(sheet.background());
    return for_each_clip(sheet.arena(),
                         [&](Rect area, std::span<Rect const> clip) { return sheet.draw(area, Operation{}, clip); });
}
} // namespace

PICTURE(blackness, plain, "All bits 0", .refusals = anywhere) { return draw_plain<Blackness>(sheet); }
PICTURE(blackness, mask, "All bits 0 through a ring", .refusals = anywhere) { return draw_masked<Blackness>(sheet); }
PICTURE(blackness, clip, "All bits 0 through clip lists", .refusals = anywhere)
{
    return draw_clipped<Blackness>(sheet);
}

PICTURE(whiteness, plain, "All bits 1", .refusals = anywhere) { return draw_plain<Whiteness>(sheet); }
PICTURE(whiteness, mask, "All bits 1 through a ring", .refusals = anywhere) { return draw_masked<Whiteness>(sheet); }
PICTURE(whiteness, clip, "All bits 1 through clip lists", .refusals = anywhere)
{
    return draw_clipped<Whiteness>(sheet);
}

PICTURE(invers, plain, "All bits the other way, twice where areas overlap") { return draw_plain<Invers>(sheet); }
PICTURE(invers, mask, "All bits the other way through a ring") { return draw_masked<Invers>(sheet); }
PICTURE(invers, clip, "All bits the other way through clip lists, once where rectangles overlap")
{
    return draw_clipped<Invers>(sheet);
}

} // namespace drawing
