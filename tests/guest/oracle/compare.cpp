// SPDX-License-Identifier: MIT
#include "tests/guest/oracle/compare.hpp"

#include "tests/guest/oracle/row.hpp"

namespace oracle {

namespace {
bool rows_equal(PixelFormat format, u32 width, u8 const* expected, u8 const* seen)
{
    u32 const bits = width * bits_per_pixel(format);
    if (!equal_bytes(expected, seen, bits / 8, repeat_pixel(format, compared_bits(format))))
        return false;
    // Pixels narrower than a byte may leave part of the last byte unused.
    u32 const rest = (1u << (bits % 8)) - 1;
    return rest == 0 || ((expected[bits / 8] ^ seen[bits / 8]) & rest) == 0;
}

void note(Difference& result, Point at, u32 expected, u32 seen)
{
    if (result.differing++ == 0) {
        result.first = at;
        result.expected = expected;
        result.seen = seen;
        result.box = Rect::at(at.x, at.y, 1, 1);
    }
    result.seen_zero += seen == 0;
    Rect& box = result.box; // top is that of the first one: rows come in order
    box.left = at.x < box.left ? at.x : box.left;
    box.right = at.x >= box.right ? at.x + 1 : box.right;
    box.bottom = at.y + 1;
}
} // namespace

Difference compare(Canvas const& expected, Rows seen, u32 first, u32 count)
{
    PixelFormat const format = expected.format();
    u32 const width = expected.width(), mask = compared_bits(format);
    Difference result;
    result.format = format;
    ASSERT(first <= expected.height());
    u32 const end = count < expected.height() - first ? first + count : expected.height();
    result.pixels = u64{width} * (end - first);

    for (u32 y = first; y < end; ++y) {
        u8 const* const want = expected.row(y).data();
        std::span<u8 const> const got = seen(y);
        ASSERT(got.size() >= row_bytes(format, width));
        if (rows_equal(format, width, want, got.data()))
            continue;
        for (u32 x = 0; x < width; ++x) {
            u32 const a = load_pixel(format, want, x) & mask, b = load_pixel(format, got.data(), x) & mask;
            if (a != b)
                note(result, {static_cast<i32>(x), static_cast<i32>(y)}, a, b);
        }
    }
    return result;
}

void put(Sink sink, Difference const& d)
{
    if (d.is_none())
        return ::format(sink, "equal: {} pixels", d.pixels);
    unsigned const digits = bits_per_pixel(d.format) < 8 ? 1 : bits_per_pixel(d.format) / 4;
    ::format(sink,
             "{} of {} pixels differ ({}): first at x={} y={}, expected {}, seen {}; all within x={}..{} y={}..{}",
             d.differing, d.pixels, d.format, d.first.x, d.first.y, hex(d.expected, digits), hex(d.seen, digits),
             d.box.left, d.box.right - 1, d.box.top, d.box.bottom - 1);
    if (d.seen_zero != 0)
        ::format(sink, "; {} of them read 0", d.seen_zero);
}

} // namespace oracle
