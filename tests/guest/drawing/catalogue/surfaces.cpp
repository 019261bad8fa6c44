// SPDX-License-Identifier: MIT
// Surfaces as sources and targets of each other: what must be rendered first, whatever the order in which it is asked
// for.
#include "tests/guest/drawing/catalogue.hpp"

namespace drawing {
namespace {
constexpr Rect all_of(SurfaceShape const& shape)
{
    return Rect::at(0, 0, static_cast<i32>(shape.width), static_cast<i32>(shape.height));
}
Command copied(SurfaceRef to, Rect area, SurfaceRef from, Rect source_area, u16 rop = ropd::op_put)
{
    return {
        .on = to, .area = area, .operation = Copy{.source = {.surface = from}, .source_area = source_area, .rop = rop}};
}
} // namespace

PICTURE(surface, chain, "A card handed on through 40 surfaces, more than a ring holds; each adds a line")
{
    constexpr u32 links = 40;
    TRY(sheet.background());
    SurfaceShape const shape{.width = 40, .height = 24, .format = sheet.format()};
    SurfaceRef last = TRY(sheet.pattern_surface(shape.width, shape.height));
    for (u32 n = 0; n < links; ++n) {
        SurfaceRef const next = TRY(sheet.easel().create(shape));
        TRY(sheet.draw(copied(next, all_of(shape), last, all_of(shape))));
        TRY(sheet.draw({.on = next,
                        .area = Rect::at(static_cast<i32>(n), 0, 1, 24),
                        .operation = Fill{.brush = sheet.solid(0x0a1f05 * (n + 1)), .rop = ropd::op_xor}}));
        last = next;
    }
    return sheet.draw(copied(sheet.on(), Rect::at(28, 20, 40, 24), last, all_of(shape)));
}

PICTURE(surface, changed_later,
        "A source that is drawn on after it was copied from: the copy shows what was there before")
{
    TRY(sheet.background());
    SurfaceRef const from = TRY(sheet.pattern_surface(30, 20));
    Rect const all = Rect::at(0, 0, 30, 20);
    for (i32 n = 0; n < 3; ++n) {
        TRY(sheet.draw(copied(sheet.on(), Rect::at(1 + n * 31, 3 + n * 19, 30, 20), from, all)));
        TRY(sheet.draw({.on = from, .area = all.shrunk(2 + n), .operation = Invers{}}));
    }
    return {};
}

PICTURE(surface, two_ways, "Two surfaces that are copied into each other in turn")
{
    TRY(sheet.background());
    SurfaceRef const a = TRY(sheet.pattern_surface(32, 20)), b = TRY(sheet.pattern_surface(32, 20));
    for (i32 n = 1; n < 9; ++n) {
        TRY(sheet.draw(copied(b, Rect::at(n, 0, 32 - n, 20), a, Rect::at(0, 0, 32 - n, 20), ropd::op_xor)));
        TRY(sheet.draw(copied(a, Rect::at(0, n, 32, 20 - n), b, Rect::at(0, 0, 32, 20 - n))));
    }
    TRY(sheet.draw(copied(sheet.on(), Rect::at(4, 3, 32, 20), a, Rect::at(0, 0, 32, 20))));
    return sheet.draw(copied(sheet.on(), Rect::at(50, 30, 32, 20), b, Rect::at(0, 0, 32, 20)));
}

PICTURE(surface, strides, "Sources top-down and bottom-up, with and without a gap behind each line")
{
    TRY(sheet.background());
    for (u32 n = 0; n < 4; ++n) {
        SurfaceShape const shape{
            .width = 37, .height = 25, .format = sheet.format(), .bottom_up = n % 2 != 0, .gap = n / 2 * 20};
        SurfaceRef const from = TRY(sheet.easel().create(shape));
        Bitmap const card = sheet.card(BitmapFormat::bits_32, shape.width, shape.height);
        TRY(sheet.draw({.on = from,
                        .area = all_of(shape),
                        .operation = Copy{.source = {.bitmap = &card}, .source_area = all_of(shape)}}));
        TRY(sheet.draw(copied(sheet.on(),
                              Rect::at(5 + static_cast<i32>(n % 2) * 45, 4 + static_cast<i32>(n / 2) * 30, 37, 25),
                              from, all_of(shape))));
    }
    return {};
}

PICTURE(surface, tiny, "Surfaces of one pixel, one line and one column")
{
    TRY(sheet.background());
    SurfaceShape const shapes[] = {{1, 1}, {60, 1}, {1, 50}, {3, 2}};
    i32 x = 2;
    for (SurfaceShape shape : shapes) {
        shape.format = sheet.format();
        SurfaceRef const from = TRY(sheet.easel().create(shape));
        for (i32 n = 0; n < 5; ++n)
            TRY(sheet.draw(
                {.on = from,
                 .area = Rect::at(n * 7 % static_cast<i32>(shape.width), n * 5 % static_cast<i32>(shape.height), 1, 1),
                 .operation = Fill{.brush = sheet.solid(0xf0e010 - static_cast<u32>(n) * 0x302001)}}));
        TRY(sheet.draw(copied(sheet.on(), all_of(shape).moved(x, 6), from, all_of(shape))));
        x += 8;
    }
    return {};
}

} // namespace drawing
