// SPDX-License-Identifier: MIT
#include "tests/guest/machine/pixels_report.hpp"

#include "tests/guest/oracle/row.hpp"

#include <algorithm>

namespace {
constexpr u32 most_reports = 8;
constexpr i32 most_width = 160, most_height = 120, margin = 8;
constinit u32 reports = 0;

// The pixels [left, right) of a row as runs: "12*00ff00,3*000000".
struct Runs {
    oracle::PixelFormat format;
    u8 const* line;
    u32 left, right;

    u32 at(u32 x) const { return oracle::load_pixel(format, line, x) & oracle::compared_bits(format); }
};

void put(Sink sink, Runs const& runs)
{
    unsigned const digits = std::max(1u, oracle::bits_per_pixel(runs.format) / 4);
    for (u32 x = runs.left; x < runs.right;) {
        u32 const pixel = runs.at(x), begin = x;
        while (x < runs.right && runs.at(x) == pixel)
            ++x;
        ::format(sink, "{}{}*", begin == runs.left ? "" : ",", x - begin);
        for (unsigned n = digits; n-- > 0;)
            sink(std::string_view("0123456789abcdef").substr(pixel >> 4 * n & 0xf, 1));
    }
}

// [low, high) and some more to both sides, within `size`, and `most` at most.
void widen(i32& low, i32& high, i32 size, i32 most)
{
    low = std::max(0, low - margin);
    high = std::min({size, high + margin, low + most});
}
} // namespace

void report_pixels(Report& report, std::string_view what, u32 surface, oracle::Canvas const& expected,
                   oracle::Rows seen, oracle::Rect box)
{
    if (reports == most_reports)
        return;
    ++reports;
    widen(box.left, box.right, static_cast<i32>(expected.width()), most_width);
    widen(box.top, box.bottom, static_cast<i32>(expected.height()), most_height);
    oracle::PixelFormat const format = expected.format();
    report.detail("pixels {} of={} surface={} format={} x={} y={} width={} height={}", reports, what, surface, format,
                  box.left, box.top, box.width(), box.height());
    u32 const left = static_cast<u32>(box.left), right = static_cast<u32>(box.right);
    for (u32 y = static_cast<u32>(box.top); y < static_cast<u32>(box.bottom); ++y)
        report.detail("pixels {} row={} expected={} seen={}", reports, y,
                      Runs{format, expected.row(y).data(), left, right}, Runs{format, seen(y).data(), left, right});
}
