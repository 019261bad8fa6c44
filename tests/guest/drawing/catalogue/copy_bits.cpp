// SPDX-License-Identifier: MIT
// COPY_BITS: pixels of a surface moved within it.
#include "tests/guest/drawing/catalogue.hpp"

namespace drawing {

PICTURE(copy_bits, apart, "From one corner to another")
{
    TRY(sheet.background());
    TRY(sheet.draw(Rect::at(60, 40, 36, 24), CopyBits{.from = {0, 0}}));
    TRY(sheet.draw(Rect::at(0, 45, 30, 19), CopyBits{.from = {66, 0}}));
    return sheet.draw(Rect::at(95, 0, 1, 1), CopyBits{.from = {0, 63}});
}

PICTURE(copy_bits, overlapping, "By a few pixels in all eight directions")
{
    TRY(sheet.background());
    i32 n = 0;
    for (i32 dy = -1; dy <= 1; ++dy)
        for (i32 dx = -1; dx <= 1; ++dx, ++n)
            if (dx != 0 || dy != 0) {
                Rect const area = Rect::at(n % 3 * 32 + 4, n / 3 * 21 + 3, 24, 15);
                TRY(sheet.draw(area, CopyBits{.from = {area.left + dx * 3, area.top + dy * 2}}));
            }
    return {};
}

PICTURE(copy_bits, clip, "Overlapping, through a clip list in which rectangles overlap too")
{
    TRY(sheet.background());
    Rect const clip[] = {Rect::at(10, 5, 30, 20), Rect::at(25, 15, 50, 30), Rect::at(5, 40, 40, 20),
                         Rect::at(60, 2, 30, 60)};
    TRY(sheet.draw(Rect::at(5, 2, 80, 55), CopyBits{.from = {11, 7}}, clip));
    TRY(sheet.draw(Rect::at(12, 8, 80, 55), CopyBits{.from = {8, 5}}, clip));
    return sheet.draw(Rect::at(5, 9, 80, 50), CopyBits{.from = {14, 4}}, clip);
}

PICTURE(copy_bits, scroll, "The whole sheet scrolled up and down by lines, as a terminal does")
{
    TRY(sheet.background());
    for (i32 n = 1; n < 5; ++n) {
        TRY(sheet.draw(Rect::at(0, 0, 96, 64 - n), CopyBits{.from = {0, n}}));
        TRY(sheet.draw(Rect::at(0, 64 - n, 96, n), Fill{.brush = sheet.solid(static_cast<u32>(n) * 0x302010)}));
    }
    return sheet.draw(Rect::at(0, 20, 96, 44), CopyBits{.from = {0, 0}});
}

} // namespace drawing
