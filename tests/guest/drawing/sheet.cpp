// SPDX-License-Identifier: MIT
#include "tests/guest/drawing/sheet.hpp"

#include "tests/guest/drawing/motif.hpp"

namespace drawing {

Bitmap Sheet::card(BitmapFormat format, u32 w, u32 h, PaintOptions const& options)
{
    return paint(
        format, w, h,
        [&](u32 x, u32 y) {
            if (format == BitmapFormat::bits_8_a)
                return oracle::brightness(motif::card(x, y, w, h));
            if (has_palette(format))
                return motif::card(x, y, w, h) * 7 >> 5;
            return motif::card(x, y, w, h);
        },
        options);
}

Bitmap Sheet::ring(BitmapFormat format, u32 w, u32 h, PaintOptions const& options)
{
    return paint(
        format, w, h, [&](u32 x, u32 y) { return u32{motif::is_ring(x, y, w, h)}; }, options);
}

Status Sheet::background()
{
    if (oracle::has_colour(format_)) {
        Bitmap const card = paint(BitmapFormat::bits_32, width, height, motif::ground);
        return draw(bounds(), Copy{.source = {.bitmap = &card}, .source_area = bounds()});
    }
    for (i32 y = 0; y < static_cast<i32>(height); y += 4)
        for (i32 x = 0; x < static_cast<i32>(width); x += 12)
            TRY(draw(Rect::at(x, y, 12, 4), Fill{.brush = {.kind = Brush::Kind::solid,
                                                           .color = static_cast<u32>(x * 29 + y * 53) & 0xff}}));
    return {};
}

Result<SurfaceRef> Sheet::pattern_surface(u32 w, u32 h)
{
    SurfaceRef const made = TRY(easel_.create({.width = w, .height = h, .format = format_}));
    Bitmap const picture = card(BitmapFormat::bits_32, w, h);
    Rect const all = Rect::at(0, 0, static_cast<i32>(w), static_cast<i32>(h));
    TRY(easel_.draw(
        {.on = made, .area = all, .operation = Copy{.source = {.bitmap = &picture}, .source_area = all}}));
    return made;
}

} // namespace drawing
