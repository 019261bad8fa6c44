// SPDX-License-Identifier: MIT
#include "tests/guest/drawing/sheet.hpp"

#include "tests/guest/drawing/motif.hpp"

namespace drawing {

// A pixel of a picture that is to show on the target: coverage formats take the alpha of an image.
static u32 visible(PixelFormat target, u32 argb)
{
    return oracle::has_colour(target) ? argb : motif::translucent(argb & 0xffffff, oracle::brightness(argb));
}

Bitmap Sheet::card(BitmapFormat format, u32 w, u32 h, PaintOptions const& options)
{
    if (format == BitmapFormat::bits_32 && !oracle::has_colour(format_))
        format = BitmapFormat::rgba;
    return paint(
        format, w, h, [&](u32 x, u32 y) { return visible(format_, motif::card(x, y, w, h)); }, options);
}

Bitmap Sheet::ring(BitmapFormat format, u32 w, u32 h, PaintOptions const& options)
{
    return paint(
        format, w, h, [&](u32 x, u32 y) { return u32{motif::is_ring(x, y, w, h)}; }, options);
}

// By fills where the device draws no image: small blocks of every value.
static Status fill_blocks(Easel& easel, SurfaceRef on, Rect area)
{
    u32 value = 1;
    for (i32 y = area.top; y < area.bottom; y += 4)
        for (i32 x = area.left; x < area.right; x += 12) {
            value = value * 29 + 13;
            TRY(easel.draw({.on = on,
                            .area = oracle::intersection(area, Rect::at(x, y, 12, 4)),
                            .operation = Fill{.brush = {.kind = Brush::Kind::solid, .color = value >> 3 & 1}}}));
        }
    return {};
}

Status Sheet::background()
{
    if (format_ == PixelFormat::a1)
        return fill_blocks(easel_, on_, bounds());
    Bitmap const ground = paint(oracle::has_colour(format_) ? BitmapFormat::bits_32 : BitmapFormat::rgba, width, height,
                                [&](u32 x, u32 y) { return visible(format_, motif::ground(x, y)); });
    return draw(bounds(), Copy{.source = {.bitmap = &ground}, .source_area = bounds()});
}

Result<SurfaceRef> Sheet::pattern_surface(u32 w, u32 h)
{
    SurfaceRef const made = TRY(easel_.create({.width = w, .height = h, .format = format_}));
    Rect const all = Rect::at(0, 0, static_cast<i32>(w), static_cast<i32>(h));
    if (format_ == PixelFormat::a1) {
        TRY(fill_blocks(easel_, made, all));
        return made;
    }
    Bitmap const picture = card(BitmapFormat::bits_32, w, h);
    TRY(easel_.draw({.on = made, .area = all, .operation = Copy{.source = {.bitmap = &picture}, .source_area = all}}));
    return made;
}

} // namespace drawing
