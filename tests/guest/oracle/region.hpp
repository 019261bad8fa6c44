// SPDX-License-Identifier: MIT
// The pixels that a command may touch: those of its area that lie on the target and in its clip, each of them once,
// however the clip's rectangles overlap.
#pragma once

#include "tests/guest/oracle/geometry.hpp"

#include <span>

namespace oracle {

struct Span {
    i32 left = 0, right = 0;
};

class Region {
public:
    // Borrows both. An empty clip does not clip. `room` holds a span for each rectangle of the clip.
    Region(Rect area, Rect bounds, std::span<Rect const> clip, std::span<Span> room)
        : inside_(intersection(area, bounds)), clip_(clip), room_(room)
    {
    }

    std::span<Span> room() const { return room_; }
    // Of area and target, without the clip.
    Rect box() const { return inside_; }
    bool contains(Point at) const
    {
        Rect const here = Rect::at(at.x, at.y, 1, 1);
        if (!inside_.contains(here))
            return false;
        for (Rect const& rect : clip_)
            if (rect.contains(here))
                return true;
        return clip_.empty();
    }

    // Calls act(y, left, right) with every run of pixels, in reading order.
    template <class Act> void for_each_span(Act&& act) const
    {
        for (i32 y = inside_.top; y < inside_.bottom;) {
            i32 end = inside_.bottom; // of the lines that have the spans of line y
            std::span<Span const> const spans = spans_of(y, end);
            for (; y < end; ++y)
                for (Span const& span : spans)
                    act(y, span.left, span.right);
        }
    }
    // The same pixel by pixel, from what the region means.
    template <class Act> void for_each_pixel(Act&& act) const
    {
        for (i32 y = inside_.top; y < inside_.bottom; ++y)
            for (i32 x = inside_.left; x < inside_.right; ++x)
                if (contains({x, y}))
                    act(y, x, x + 1);
    }

private:
    // Sorted, without overlap; lowers `end` to the first line that may have others.
    std::span<Span const> spans_of(i32 y, i32& end) const;

    Rect inside_;
    std::span<Rect const> clip_;
    std::span<Span> room_;
};

} // namespace oracle
