// SPDX-License-Identifier: MIT
// Clip lists: none, one, a few that overlap, many. The result is the union, whatever the order.
#pragma once

#include "tests/guest/drawing/sheet.hpp"

namespace drawing {

// The lists of one rectangle at most. For STROKE: SPICE clips its lines in place, and more rectangles in a row
// overwrite what is yet to be drawn (spice-common lines.c spice_canvas_clip_spans).
template <class F> Status for_each_simple_clip(F&& draw)
{
    TRY(draw(Rect::at(1, 1, 40, 62), std::span<Rect const>{}));
    Rect const one[] = {Rect::at(50, 10, 32, 40)};
    return draw(Rect::at(42, 1, 53, 62), one);
}

// draw(area, clip) for each list, on areas side by side. Rectangles reach outside the area, not outside the sheet.
template <class F> Status for_each_clip(Arena& arena, F&& draw)
{
    constexpr u32 many = 500;
    TRY(draw(Rect::at(1, 1, 10, 62), {}));
    Rect const one[] = {Rect::at(8, 10, 12, 40)};
    TRY(draw(Rect::at(12, 1, 14, 62), one));
    Rect const overlapping[] = {Rect::at(30, 30, 12, 20), Rect::at(26, 5, 9, 12), Rect::at(32, 10, 6, 30),
                                Rect::at(27, 50, 20, 14), Rect::at(32, 10, 6, 30)};
    TRY(draw(Rect::at(27, 1, 18, 60), overlapping));
    // A weave of small pieces, not in reading order; 499 is prime to the step.
    std::span<Rect> const pieces = arena.take<Rect>(many);
    for (u32 n = 0; n < many; ++n) {
        i32 const place = static_cast<i32>(n * 37 % many);
        pieces[n] = Rect::at(47 + place % 24 * 2, 1 + place / 24 * 3, 1 + place % 2, 1 + place % 3);
    }
    return draw(Rect::at(47, 1, 48, 62), pieces);
}

} // namespace drawing
