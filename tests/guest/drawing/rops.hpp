// SPDX-License-Identifier: MIT
// Raster operation descriptors: every operation with every sensible set of inversions, each on a cell of the sheet.
#pragma once

#include "tests/guest/drawing/sheet.hpp"

namespace drawing {

// `invers_a` and `invers_b` invert the two inputs that the command has. draw(cell, rop).
template <class F> Status for_each_rop(u16 invers_a, u16 invers_b, F&& draw)
{
    constexpr u16 operations[] = {ropd::op_put, ropd::op_or, ropd::op_and, ropd::op_xor};
    constexpr i32 w = 10, h = 9, columns = 8, left = 4, top = 5;
    i32 n = 0;
    auto const cell = [&] {
        Rect const next = Rect::at(left + n % columns * (w + 1), top + n / columns * (h + 1), w, h);
        ++n;
        return next;
    };
    for (u16 operation : operations)
        for (u32 inversions = 0; inversions < 8; ++inversions) {
            u32 const rop = operation | ((inversions & 1) != 0 ? invers_a : 0u) |
                            ((inversions & 2) != 0 ? invers_b : 0u) |
                            ((inversions & 4) != 0 ? u32{ropd::invers_res} : 0u);
            TRY(draw(cell(), static_cast<u16>(rop)));
        }
    for (u16 operation : {ropd::op_blackness, ropd::op_whiteness, ropd::op_invers})
        TRY(draw(cell(), operation));
    return {};
}

} // namespace drawing
