// SPDX-License-Identifier: MIT
#include "tests/guest/oracle/sampler.hpp"

#include "tests/guest/oracle/unit.hpp"

namespace oracle {

namespace {
constexpr i64 half = 0x8000;

} // namespace

Wide widened(PixelFormat format, u32 pixel)
{
    using unit30::of;
    switch (format) {
    case PixelFormat::x555_16:
        return {unit30::one, of(pixel >> 10 & 31, 31), of(pixel >> 5 & 31, 31), of(pixel & 31, 31)};
    case PixelFormat::x565_16:
        return {unit30::one, of(pixel >> 11 & 31, 31), of(pixel >> 5 & 63, 63), of(pixel & 31, 31)};
    default: {
        u32 const argb = to_argb(format, pixel);
        return {of(argb >> 24, 255), of(red(argb), 255), of(green(argb), 255), of(blue(argb), 255)};
    }
    }
}

// Where the centre of (x, y) comes from. What lies behind the 16 bits is rounded.
Sampler::Place Sampler::place(i32 x, i32 y) const
{
    i64 const cx = i64{x} * 0x10000 + half, cy = i64{y} * 0x10000 + half;
    if (view_.transform.empty())
        return {cx, cy};
    auto const row = [&](size_t first) {
        i64 const sum = cx * view_.transform[first] + cy * view_.transform[first + 1];
        return ((sum + half) >> 16) + view_.transform[first + 2];
    };
    return {row(0), row(3)};
}

// Brings one coordinate into the picture; false where there is nothing.
bool Sampler::wrap(i64& v, u32 size) const
{
    i64 const n = size;
    if (v >= 0 && v < n)
        return true;
    switch (view_.repeat) {
    case Repeat::none:
        return false;
    case Repeat::normal:
        v = (v % n + n) % n;
        return true;
    case Repeat::pad:
        v = v < 0 ? 0 : n - 1;
        return true;
    case Repeat::reflect:
        v = (v % (2 * n) + 2 * n) % (2 * n);
        v = v < n ? v : 2 * n - 1 - v;
        return true;
    }
    return false;
}

u32 Sampler::narrow_at(i64 x, i64 y) const
{
    if (!wrap(x, picture_->width()) || !wrap(y, picture_->height()))
        return 0;
    u32 const argb = to_argb(as_, picture_->pixel_on(as_, static_cast<u32>(x), static_cast<u32>(y)));
    return view_.is_opaque ? argb | 0xff00'0000 : argb;
}

Wide Sampler::wide_at(i64 x, i64 y) const
{
    if (!wrap(x, picture_->width()) || !wrap(y, picture_->height()))
        return {};
    Wide pixel = widened(as_, picture_->pixel_on(as_, static_cast<u32>(x), static_cast<u32>(y)));
    if (view_.is_opaque)
        pixel.alpha = unit30::one;
    return pixel;
}

u32 Sampler::narrow(i32 x, i32 y) const
{
    Place const at = place(x, y);
    if (view_.filter == Filter::nearest)
        // A place on the line between two pixels belongs to the one before it.
        return narrow_at((at.x - 1) >> 16, (at.y - 1) >> 16);

    // Weights of 7 bits; the sum of all four products is cut off once.
    i64 const px = at.x - half, py = at.y - half, x0 = px >> 16, y0 = py >> 16;
    u32 const wx = static_cast<u32>(px >> 9 & 127), wy = static_cast<u32>(py >> 9 & 127);
    u32 const taps[4] = {narrow_at(x0, y0), narrow_at(x0 + 1, y0), narrow_at(x0, y0 + 1), narrow_at(x0 + 1, y0 + 1)};
    u32 const weights[4] = {(128 - wx) * (128 - wy), wx * (128 - wy), (128 - wx) * wy, wx * wy};
    u32 result = 0;
    for (u32 shift = 0; shift < 32; shift += 8) {
        u32 sum = 0;
        for (u32 tap = 0; tap < 4; ++tap)
            sum += (taps[tap] >> shift & 255) * weights[tap];
        result |= sum >> 14 << shift;
    }
    return result;
}

Wide Sampler::wide(i32 x, i32 y) const
{
    Place const at = place(x, y);
    if (view_.filter == Filter::nearest)
        return wide_at((at.x - 1) >> 16, (at.y - 1) >> 16);

    i64 const px = at.x - half, py = at.y - half, x0 = px >> 16, y0 = py >> 16;
    i64 const wx = px & 0xffff, wy = py & 0xffff;
    Wide const taps[4] = {wide_at(x0, y0), wide_at(x0 + 1, y0), wide_at(x0, y0 + 1), wide_at(x0 + 1, y0 + 1)};
    auto const mix = [&](i64 Wide::*part) {
        i64 const top = taps[0].*part * (0x10000 - wx) + taps[1].*part * wx;
        i64 const bottom = taps[2].*part * (0x10000 - wx) + taps[3].*part * wx;
        return ((top >> 16) * (0x10000 - wy) + (bottom >> 16) * wy) >> 16;
    };
    return {mix(&Wide::alpha), mix(&Wide::red), mix(&Wide::green), mix(&Wide::blue)};
}

} // namespace oracle
