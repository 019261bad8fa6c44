// SPDX-License-Identifier: MIT
#include "tests/guest/oracle/canvas.hpp"

#include "tests/guest/oracle/row.hpp"

namespace oracle {

namespace {
constexpr u32 u(i32 coordinate) { return static_cast<u32>(coordinate); }

// Calls `act` with every part of `area` that is to be drawn; parts overlap where clip rectangles do.
template <class Act> void for_each_part(Rect area, Rect bounds, std::span<Rect const> clip, Act&& act)
{
    Rect const inside = intersection(area, bounds);
    if (inside.is_empty())
        return;
    if (clip.empty())
        return act(inside);
    for (Rect const& rect : clip)
        if (Rect const part = intersection(inside, rect); !part.is_empty())
            act(part);
}

Status require_source(char const* what, Rect area, Point source, Rect bounds)
{
    i64 const right = i64{source.x} + area.width(), bottom = i64{source.y} + area.height();
    if (source.x < 0 || source.y < 0 || right > bounds.right || bottom > bounds.bottom)
        return Error{Side::guest, what, "the source holds every pixel of the area", "an area that reaches outside"};
    return {};
}

template <PixelFormat format> void convert_row(u8* to, u32 const* from, u32 count)
{
    for (u32 i = 0; i < count; ++i, to += 2) {
        u16 const pixel = static_cast<u16>(pack(format, from[i]));
        __builtin_memcpy(to, &pixel, sizeof pixel);
    }
}
} // namespace

Result<Canvas> Canvas::create(u32 width, u32 height, PixelFormat format)
{
    if (width - 1 >= 32767 || height - 1 >= 32767)
        return Error{Side::guest, "size of a canvas", "1 to 32767 pixels",
                     Value::of(width - 1 >= 32767 ? width : height, "")};
    u32 const pitch = static_cast<u32>(align_up(row_bytes(format, width), 8));
    return Canvas{width, height, format, pitch, TRY(Pages::allocate(u64{pitch} * (height + 1)))};
}

std::span<u8 const> Canvas::row(u32 y) const
{
    ASSERT(y < height_);
    return {line(static_cast<i32>(y)), row_bytes(format_, width_)};
}

std::span<u8> Canvas::row(u32 y)
{
    ASSERT(y < height_);
    return {line(static_cast<i32>(y)), row_bytes(format_, width_)};
}

u32 Canvas::pixel(u32 x, u32 y) const
{
    ASSERT(x < width_ && y < height_);
    return load_pixel(format_, line(static_cast<i32>(y)), x);
}

void Canvas::set_pixel(u32 x, u32 y, u32 value)
{
    ASSERT(x < width_ && y < height_);
    store_pixel(format_, line(static_cast<i32>(y)), x, value);
}

void Canvas::fill(Rect area, u32 value, std::span<Rect const> clip)
{
    u32 const bytes = bits_per_pixel(format_) / 8;
    u64 const pattern = repeat_pixel(format_, value);
    for_each_part(area, bounds(), clip, [&](Rect part) {
        for (i32 y = part.top; y < part.bottom; ++y) {
            if (format_ == PixelFormat::a1)
                for (i32 x = part.left; x < part.right; ++x)
                    store_pixel(format_, line(y), u(x), value);
            else
                fill_bytes(line(y) + u(part.left) * bytes, u(part.width()) * bytes, pattern);
        }
    });
}

Status Canvas::copy(Rect area, Image const& image, Point source, std::span<Rect const> clip)
{
    if (!has_colour(format_))
        return Error{Side::guest, "copy of a picture", "a canvas with colour", "coverage only"};
    if (area.is_empty())
        return {};
    TRY(require_source("copy of a picture", area, source,
                       {0, 0, static_cast<i32>(image.width), static_cast<i32>(image.height)}));

    u32 const bytes = bits_per_pixel(format_) / 8;
    for_each_part(area, bounds(), clip, [&](Rect part) {
        u32 const count = u(part.width());
        for (i32 y = part.top; y < part.bottom; ++y) {
            u8* const to = line(y) + u(part.left) * bytes;
            u32 const* const from = image.row(u(y - area.top + source.y)) + (part.left - area.left + source.x);
            if (format_ == PixelFormat::x555_16)
                convert_row<PixelFormat::x555_16>(to, from, count);
            else if (format_ == PixelFormat::x565_16)
                convert_row<PixelFormat::x565_16>(to, from, count);
            else
                copy_bytes(to, reinterpret_cast<u8 const*>(from), count * sizeof(u32));
        }
    });
    return {};
}

// [left, right) of row y becomes what stands at from_x and on in `from_line`, which is another line.
void Canvas::copy_row(i32 y, i32 left, i32 right, u8 const* from_line, i32 from_x)
{
    u32 const bytes = bits_per_pixel(format_) / 8;
    if (format_ != PixelFormat::a1)
        return copy_bytes(line(y) + u(left) * bytes, from_line + u(from_x) * bytes, u(right - left) * bytes);
    for (i32 i = 0; i < right - left; ++i)
        store_pixel(format_, line(y), u(left + i), load_pixel(format_, from_line, u(from_x + i)));
}

Status Canvas::copy(Rect area, Canvas const& from, Point source, std::span<Rect const> clip)
{
    if (from.format_ != format_)
        return Error{Side::guest, "copy between canvases", "one format", "two"};
    if (area.is_empty())
        return {};
    TRY(require_source("copy between canvases", area, source, from.bounds()));
    i32 const dx = source.x - area.left, dy = source.y - area.top;

    if (&from != this) {
        for_each_part(area, bounds(), clip, [&](Rect part) {
            for (i32 y = part.top; y < part.bottom; ++y)
                copy_row(y, part.left, part.right, from.line(y + dy), part.left + dx);
        });
        return {};
    }

    // Rows in the order that reads each before it is overwritten. On the same row, from a copy of what is read.
    Rect const inside = intersection(area, bounds());
    for (i32 i = 0; i < inside.height(); ++i) {
        i32 const y = dy < 0 ? inside.bottom - 1 - i : inside.top + i;
        if (dy == 0)
            copy_bytes(spare_line(), line(y), row_bytes(format_, width_));
        u8 const* const from_line = dy == 0 ? spare_line() : line(y + dy);
        for_each_part({inside.left, y, inside.right, y + 1}, bounds(), clip,
                      [&](Rect part) { copy_row(y, part.left, part.right, from_line, part.left + dx); });
    }
    return {};
}

} // namespace oracle
