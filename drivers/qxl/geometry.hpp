// SPDX-License-Identifier: MIT
// Rectangles and points, in the order in which the device reads them.
// Spec: spice-protocol 0.14, qxl_dev.h QXLRect and QXLPoint. Right and bottom are exclusive.
#pragma once

#include "kernel/types.hpp"

namespace qxl {

struct Point {
    i32 x, y;
    constexpr bool operator==(Point const&) const = default;
};

struct Rect {
    i32 top, left, bottom, right;
    constexpr i32 width() const { return right - left; }
    constexpr i32 height() const { return bottom - top; }
    constexpr bool is_empty() const { return right <= left || bottom <= top; }
    // True if not empty, without negative coordinates, and inside [0, width) x [0, height).
    constexpr bool is_inside(u32 w, u32 h) const
    {
        return left >= 0 && top >= 0 && !is_empty() && static_cast<u32>(right) <= w && static_cast<u32>(bottom) <= h;
    }
    constexpr bool operator==(Rect const&) const = default;
};
// The rectangle at (x, y), `width` wide and `height` high.
constexpr Rect rect_at(i32 x, i32 y, i32 width, i32 height) { return {y, x, y + height, x + width}; }

// The rectangle at `p` that is as large as `like`; an empty one where it would leave the range of coordinates.
constexpr Rect rect_like(Rect like, Point p)
{
    i64 const right = i64{p.x} + like.right - like.left, bottom = i64{p.y} + like.bottom - like.top;
    if (right > INT32_MAX || bottom > INT32_MAX)
        return {};
    return {p.y, p.x, static_cast<i32>(bottom), static_cast<i32>(right)};
}
constexpr bool is_same_size(Rect a, Rect b)
{
    return i64{a.right} - a.left == i64{b.right} - b.left && i64{a.bottom} - a.top == i64{b.bottom} - b.top;
}

static_assert(sizeof(Point) == 8 && sizeof(Rect) == 16 && alignof(Rect) == 4);

} // namespace qxl
