// SPDX-License-Identifier: MIT
#include "tests/guest/oracle/region.hpp"

#include "kernel/assert.hpp"

std::span<oracle::Span const> oracle::Region::spans_of(i32 y, i32& end) const
{
    ASSERT(room_.size() >= (clip_.empty() ? 1 : clip_.size()));
    if (clip_.empty()) {
        room_[0] = {inside_.left, inside_.right};
        return room_.first(inside_.is_empty() ? 0 : 1);
    }

    // Sorted by insertion: real clip lists come nearly in order.
    size_t count = 0;
    for (Rect const& rect : clip_) {
        Rect const part = intersection(inside_, rect);
        if (part.is_empty() || part.bottom <= y)
            continue;
        i32 const change = part.top > y ? part.top : part.bottom;
        end = change < end ? change : end;
        if (part.top > y)
            continue;
        size_t at = count++;
        for (; at > 0 && room_[at - 1].left > part.left; --at)
            room_[at] = room_[at - 1];
        room_[at] = {part.left, part.right};
    }

    size_t joined = 0;
    for (size_t i = 0; i < count; ++i) {
        Span const next = room_[i];
        if (joined > 0 && next.left <= room_[joined - 1].right) {
            Span& last = room_[joined - 1];
            last.right = next.right > last.right ? next.right : last.right;
        } else {
            room_[joined++] = next;
        }
    }
    return room_.first(joined);
}
