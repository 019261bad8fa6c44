// SPDX-License-Identifier: MIT
// Every pixel of a canvas against what the device left in surface memory, and a report of what differs.
#pragma once

#include "kernel/format.hpp"
#include "tests/guest/oracle/canvas.hpp"

#include <concepts>

namespace oracle {

// Where the device's rows are: any callable that maps row y, 0 on top whatever the sign of the stride, to at least
// row_bytes(format, width) bytes. Borrowed, like a string_view.
class Rows {
public:
    template <class F>
    requires std::convertible_to<std::invoke_result_t<F const&, u32>, std::span<u8 const>> Rows(F const& row)
        : context_(&row),
          call_([](void const* context, u32 y) -> std::span<u8 const> { return (*static_cast<F const*>(context))(y); })
    {
    }
    std::span<u8 const> operator()(u32 y) const { return call_(context_, y); }

private:
    void const* context_;
    std::span<u8 const> (*call_)(void const*, u32);
};

// Of the compared bits only; the other bits of `expected` and `seen` are 0.
struct Difference {
    u64 pixels = 0;             // how many were compared
    u64 differing = 0;          // how many of them differ
    u64 seen_zero = 0;          // how many of the differing ones are 0 in the device: memory lost, not drawn wrongly
    Point first = {};           // the first differing one, in reading order
    u32 expected = 0, seen = 0; // its two values
    Rect box = {};              // the smallest rectangle around all of them
    PixelFormat format = PixelFormat::xrgb_32;

    bool is_none() const { return differing == 0; }
};

// Of the rows from `first` on, `count` of them or as many as there are.
Difference compare(Canvas const& expected, Rows seen, u32 first = 0, u32 count = ~u32{0});

// "equal: 480000 pixels" or "12 of 480000 pixels differ (32_xrgb): first at x=5 y=7, expected 0x00ff0000, seen
// 0x00000000; all within x=5..9 y=7..8; 3 of them read 0".
void put(Sink sink, Difference const& difference);

} // namespace oracle
