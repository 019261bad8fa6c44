// SPDX-License-Identifier: MIT
#include "tests/guest/scenes/paint.hpp"

#include "tests/guest/oracle/row.hpp"
#include "tests/guest/scenes/font.hpp"

namespace scenes {

namespace {
constexpr u32 u(i32 coordinate) { return static_cast<u32>(coordinate); }

constexpr i32 mix_channel(u32 from, u32 to, i32 part, i32 whole)
{
    i32 const a = static_cast<i32>(from), b = static_cast<i32>(to);
    return a + (b - a) * part / whole;
}

void fill_row(ImageBuffer& image, i32 left, i32 y, i32 count, u32 rgb)
{
    u64 const word = oracle::opaque(rgb) * 0x1'0000'0001u;
    oracle::fill_bytes(reinterpret_cast<u8*>(image.row(u(y)) + left), u(count) * sizeof(u32), word);
}
} // namespace

u32 mix(u32 from, u32 to, i32 part, i32 whole)
{
    return static_cast<u32>(mix_channel(oracle::red(from), oracle::red(to), part, whole) << 16 |
                            mix_channel(oracle::green(from), oracle::green(to), part, whole) << 8 |
                            mix_channel(oracle::blue(from), oracle::blue(to), part, whole));
}

void fill(ImageBuffer& image, Rect area, u32 rgb)
{
    for (i32 y = area.top; y < area.bottom; ++y)
        fill_row(image, area.left, y, area.width(), rgb);
}

void gradient_across(ImageBuffer& image, Rect area, u32 left, u32 right)
{
    u32* const first = image.row(u(area.top)) + area.left;
    i32 const last = area.width() > 1 ? area.width() - 1 : 1;
    for (i32 x = 0; x < area.width(); ++x)
        first[x] = oracle::opaque(mix(left, right, x, last));
    for (i32 y = area.top + 1; y < area.bottom; ++y)
        oracle::copy_bytes(reinterpret_cast<u8*>(image.row(u(y)) + area.left), reinterpret_cast<u8*>(first),
                           u(area.width()) * sizeof(u32));
}

void gradient_down(ImageBuffer& image, Rect area, u32 top, u32 bottom)
{
    i32 const last = area.height() > 1 ? area.height() - 1 : 1;
    for (i32 y = area.top; y < area.bottom; ++y)
        fill_row(image, area.left, y, area.width(), mix(top, bottom, y - area.top, last));
}

void text(ImageBuffer& image, Point at, std::string_view words, u32 scale, u32 rgb)
{
    i32 const step = static_cast<i32>(scale);
    Rect const bounds{0, 0, static_cast<i32>(image.width()), static_cast<i32>(image.height())};
    for (char c : words) {
        for (u32 row = 0; row < glyph_height; ++row) {
            u8 const bits = glyph_row(c, row);
            for (u32 column = 0; column < glyph_width; ++column)
                if ((bits & (0x10 >> column)) != 0)
                    fill(image,
                         intersection(bounds, Rect::at(at.x + static_cast<i32>(column) * step,
                                                       at.y + static_cast<i32>(row) * step, step, step)),
                         rgb);
        }
        at.x += static_cast<i32>(cell_width) * step;
    }
}

Rect label_area(Point at, std::string_view words, LabelStyle const& style)
{
    return Rect::at(at.x, at.y, static_cast<i32>(text_width(words, style.scale)) + 2 * style.margin,
                    static_cast<i32>(glyph_height * style.scale) + 2 * style.margin);
}

Status label(Target& target, SurfaceRef on, Point at, std::string_view words, LabelStyle const& style)
{
    Rect const area = label_area(at, words, style);
    auto image = TRY(ImageBuffer::allocate(u(area.width()), u(area.height())));
    fill(image, {0, 0, area.width(), area.height()}, style.plate);
    text(image, {style.margin, style.margin}, words, style.scale, style.rgb);
    return target.copy(on, area, image.image(), {0, 0});
}

Status label_centred(Target& target, SurfaceRef on, Point top, std::string_view words, LabelStyle const& style)
{
    return label(target, on, {top.x - label_area(top, words, style).width() / 2, top.y}, words, style);
}

Result<RectList> RectList::allocate(u32 capacity) { return RectList{TRY(Pages::allocate(capacity * sizeof(Rect)))}; }

void RectList::add(Rect rect)
{
    ASSERT(count_ < pages_.as<Rect>().size());
    pages_.as<Rect>()[count_++] = rect;
}

void RectList::add_ellipse(Point centre, i32 radius_x, i32 radius_y, i32 step)
{
    // Half the width grows towards the middle and shrinks after it: it is followed, not computed by a root.
    // In units of 1 / (radius_x * radius_y), doubled so that the middle of a strip is a whole number.
    i64 const limit = 4 * i64{radius_x} * radius_x * radius_y * radius_y;
    i64 half = 0;
    for (i32 y = -radius_y; y < radius_y; y += step) {
        i64 const middle = 2 * i64{y} + step;
        i64 const used = middle * middle * radius_x * radius_x;
        auto const is_inside = [&](i64 x) { return 4 * x * x * radius_y * radius_y + used <= limit; };
        while (is_inside(half + 1))
            ++half;
        while (half > 0 && !is_inside(half))
            --half;
        i32 const bottom = y + step < radius_y ? y + step : radius_y;
        if (i32 const x = static_cast<i32>(half); x > 0)
            add({centre.x - x, centre.y + y, centre.x + x, centre.y + bottom});
    }
}

Clip RectList::beside(Rect area) const
{
    Clip rest = rects();
    while (!rest.empty() && rest.front().bottom <= area.top)
        rest = rest.subspan(1);
    while (!rest.empty() && rest.back().top >= area.bottom)
        rest = rest.first(rest.size() - 1);
    return rest;
}

} // namespace scenes
