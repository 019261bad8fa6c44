// SPDX-License-Identifier: MIT
// Points and rectangles in pixels. A rectangle holds [left, right) x [top, bottom); one without area is empty.
#pragma once

#include "kernel/types.hpp"

namespace oracle {

struct Point {
    i32 x = 0, y = 0;
    constexpr bool operator==(Point const&) const = default;
};

struct Rect {
    i32 left = 0, top = 0, right = 0, bottom = 0;

    static constexpr Rect at(i32 x, i32 y, i32 width, i32 height) { return {x, y, x + width, y + height}; }
    constexpr i32 width() const { return right - left; }
    constexpr i32 height() const { return bottom - top; }
    constexpr Point origin() const { return {left, top}; }
    constexpr bool is_empty() const { return left >= right || top >= bottom; }
    constexpr bool contains(Rect inner) const
    {
        return left <= inner.left && inner.right <= right && top <= inner.top && inner.bottom <= bottom;
    }
    constexpr Rect moved(i32 dx, i32 dy) const { return {left + dx, top + dy, right + dx, bottom + dy}; }
    constexpr Rect shrunk(i32 by) const { return {left + by, top + by, right - by, bottom - by}; }
    constexpr bool operator==(Rect const&) const = default;
};

constexpr Rect intersection(Rect a, Rect b)
{
    return {a.left > b.left ? a.left : b.left, a.top > b.top ? a.top : b.top, a.right < b.right ? a.right : b.right,
            a.bottom < b.bottom ? a.bottom : b.bottom};
}

// The smallest rectangle that holds both.
constexpr Rect united(Rect a, Rect b)
{
    return {a.left < b.left ? a.left : b.left, a.top < b.top ? a.top : b.top, a.right > b.right ? a.right : b.right,
            a.bottom > b.bottom ? a.bottom : b.bottom};
}

} // namespace oracle
