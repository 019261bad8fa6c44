// SPDX-License-Identifier: MIT
// Geometry and formats of the oracle in the driver's words: the two share no code.
#pragma once

#include "drivers/qxl/geometry.hpp"
#include "drivers/qxl/surface.hpp"
#include "tests/guest/oracle/geometry.hpp"
#include "tests/guest/oracle/pixel.hpp"

namespace wire {

constexpr qxl::Rect rect(oracle::Rect r) { return {r.top, r.left, r.bottom, r.right}; }
constexpr qxl::Point point(oracle::Point p) { return {p.x, p.y}; }

constexpr qxl::Format format(oracle::PixelFormat format)
{
    switch (format) {
    case oracle::PixelFormat::x555_16:
        return qxl::Format::rgb_555;
    case oracle::PixelFormat::x565_16:
        return qxl::Format::rgb_565;
    case oracle::PixelFormat::xrgb_32:
        return qxl::Format::xrgb_32;
    case oracle::PixelFormat::argb_32:
        return qxl::Format::argb_32;
    case oracle::PixelFormat::a8:
        return qxl::Format::a_8;
    case oracle::PixelFormat::a1:
        return qxl::Format::a_1;
    }
    return qxl::Format::xrgb_32;
}

} // namespace wire
