// SPDX-License-Identifier: MIT
// A room drawn through clip lists: a window with blinds, a painting of overlapping rectangles, a chequered floor, a
// shaded ball with its shadow, and a staircase of sheets that cover each other.
#include "tests/guest/scenes/paint.hpp"
#include "tests/guest/scenes/scenes.hpp"

namespace scenes {

namespace {
constexpr auto primary = SurfaceRef::primary;

Status window(Target& target, Rect area, RectList& list)
{
    TRY(target.fill(primary, area, 0xd8c8a0));
    Rect const glass = area.shrunk(area.width() / 20);
    TRY(target.fill(primary, glass, 0x4c88d0));
    i32 const slat = glass.height() / 16;
    list.clear();
    for (i32 y = glass.top; y < glass.bottom; y += 2 * slat)
        list.add({glass.left - 20, y, glass.right + 20, y + slat});
    // The slats of the list reach past the glass on both sides: the fill's area cuts them.
    TRY(target.fill(primary, glass, 0xf4f0e4, list.rects()));
    i32 const cord = glass.left + glass.width() / 5;
    TRY(target.fill(primary, {cord, glass.top, cord + 3, glass.bottom}, 0x807050));
    return target.fill(primary,
                       {glass.right - cord + glass.left - 3, glass.top, glass.right - cord + glass.left, glass.bottom},
                       0x807050);
}

// A frame is a fill clipped to four sides that overlap in the corners.
Status painting(Target& target, Rect area, RectList& list)
{
    i32 const side = area.height() / 14;
    list.clear();
    list.add({area.left, area.top, area.right, area.top + side});
    list.add({area.left, area.bottom - side, area.right, area.bottom});
    list.add({area.left, area.top, area.left + side, area.bottom});
    list.add({area.right - side, area.top, area.right, area.bottom});
    Rect const canvas = area.shrunk(side);
    TRY(target.fill(primary, canvas, 0xf0ead8));
    TRY(target.fill(primary, area, 0x7a4a20, list.rects()));

    constexpr u32 colours[] = {0xd83030, 0x3060c8, 0xf0c020, 0x209060, 0x8040a0, 0xf08030, 0x20a0c0, 0xc03070};
    list.clear();
    list.add(canvas.shrunk(side));
    // Two rectangles that overlap each other and the first: a pixel of the list counts once or three times the same.
    list.add({canvas.left, canvas.top + canvas.height() / 3, canvas.right, canvas.bottom - canvas.height() / 3});
    list.add({canvas.left + canvas.width() / 3, canvas.top, canvas.right - canvas.width() / 3, canvas.bottom});
    i32 const width = canvas.width() / 3, height = canvas.height() / 3;
    for (i32 i = 0; i < 16; ++i) {
        i32 const x = canvas.left + (canvas.width() - width) * (i * 7 % 16) / 15;
        i32 const y = canvas.top + (canvas.height() - height) * (i * 5 % 16) / 15;
        TRY(target.fill(primary, Rect::at(x, y, width, height), colours[i % 8], list.rects()));
    }
    return {};
}

// Rows grow towards the viewer; each row's dark squares are one clip list.
Status floor(Target& target, Rect area, RectList& list)
{
    TRY(target.fill(primary, area, 0xe0d8c8));
    i32 y = area.top, height = area.height() / 14;
    for (i32 row = 0; y < area.bottom; ++row) {
        i32 const bottom = y + height < area.bottom ? y + height : area.bottom;
        i32 const square = height * 2;
        list.clear();
        for (i32 x = area.left + area.width() / 2 % (2 * square) - 2 * square + row % 2 * square; x < area.right;
             x += 2 * square)
            list.add({x, area.top - 50, x + square, area.bottom + 50});
        TRY(target.fill(primary, {area.left, y, area.right, bottom}, 0x884838, list.rects()));
        y = bottom;
        height += height / 4 + 1;
    }
    return {};
}

// Light falls on the ball from the upper left: brightness follows the squared distance from the lit spot.
Status ball(Target& target, Point centre, i32 radius, RectList& list)
{
    list.clear();
    list.add_ellipse({centre.x + radius / 3, centre.y + radius * 9 / 10}, radius * 11 / 10, radius / 4);
    TRY(target.fill(primary,
                    {centre.x - radius, centre.y + radius / 2, centre.x + 2 * radius, centre.y + radius * 6 / 5 + 1},
                    0x402820, list.rects()));

    auto image = TRY(ImageBuffer::allocate(static_cast<u32>(2 * radius), static_cast<u32>(2 * radius)));
    constexpr i32 shades = 256;
    u32 shade[shades];
    for (i32 i = 0; i < shades; ++i)
        shade[i] =
            oracle::opaque(i < 48 ? mix(0xfff0e8, 0xf05040, i, 48) : mix(0xf05040, 0x501018, i - 48, shades - 48));
    i32 const lit = radius * 62 / 100, furthest = 2 * (2 * radius - lit) * (2 * radius - lit);
    i64 const scale = (i64{shades} << 24) / furthest;
    for (i32 y = 0; y < 2 * radius; ++y) {
        u32* const row = image.row(static_cast<u32>(y));
        i32 squared = lit * lit + (y - lit) * (y - lit);
        for (i32 x = 0; x < 2 * radius; ++x) {
            row[x] = shade[(squared * scale) >> 24];
            squared += 2 * (x - lit) + 1;
        }
    }
    list.clear();
    list.add_ellipse(centre, radius, radius);
    return target.copy(primary, Rect::at(centre.x - radius, centre.y - radius, 2 * radius, 2 * radius), image.image(),
                       {0, 0}, list.rects());
}

// Every sheet is clipped to an L, so that the one below shows in the corner that is left out.
Status sheets(Target& target, Rect area, RectList& list)
{
    constexpr i32 count = 9;
    i32 const width = area.width() * 4 / 10, height = area.height() * 4 / 10;
    for (i32 i = 0; i < count; ++i) {
        Rect const sheet = Rect::at(area.left + (area.width() - width) * i / (count - 1),
                                    area.top + (area.height() - height) * i / (count - 1), width, height);
        list.clear();
        list.add({sheet.left, sheet.top, sheet.right - width / 3, sheet.bottom});
        list.add({sheet.left, sheet.top + height / 3, sheet.right, sheet.bottom});
        TRY(target.fill(primary, sheet, 0x302838, list.rects()));
        TRY(target.fill(primary, sheet.shrunk(2), mix(0x30d0a0, 0x6030d0, i, count - 1), list.rects()));
    }
    return {};
}

Status paint(Target& target, Mode const& mode)
{
    i32 const width = static_cast<i32>(mode.width), height = static_cast<i32>(mode.height);
    auto list = TRY(RectList::allocate(512));
    i32 const skirting = height * 66 / 100;
    TRY(target.fill(primary, {0, 0, width, skirting}, 0x5c7088));
    TRY(target.fill(primary, {0, skirting - height / 40, width, skirting}, 0x2c3848));
    TRY(floor(target, {0, skirting, width, height}, list));
    TRY(window(target, Rect::at(width * 7 / 100, height * 10 / 100, width * 30 / 100, height * 44 / 100), list));
    TRY(painting(target, Rect::at(width * 46 / 100, height * 9 / 100, width * 46 / 100, height * 40 / 100), list));
    TRY(sheets(target, Rect::at(width * 60 / 100, height * 54 / 100, width * 36 / 100, height * 38 / 100), list));
    TRY(ball(target, {width * 34 / 100, height * 69 / 100}, height * 19 / 100, list));
    return label(target, primary, {width * 2 / 100, height * 93 / 100}, "CLIP LISTS", {mode.width / 400, 0xffe890});
}
} // namespace

constinit Scene const clips{"clips",
                            "a room with blinds, a painting, a ball and a chequered floor, all cut out by clip lists",
                            {1024, 768, PixelFormat::xrgb_32},
                            paint};

} // namespace scenes
