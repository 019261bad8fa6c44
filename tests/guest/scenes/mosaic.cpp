// SPDX-License-Identifier: MIT
// A sunset seen through 48 window panes. Each pane is an off-screen surface of its own size, painted by itself and then
// copied into the primary: a pane that is lost, swapped or moved breaks the picture.
#include "tests/guest/scenes/paint.hpp"
#include "tests/guest/scenes/scenes.hpp"

namespace scenes {

namespace {
constexpr i32 columns = 8, rows = 6;
constexpr i32 column_weights[columns] = {9, 13, 10, 15, 11, 14, 8, 12};
constexpr i32 row_weights[rows] = {11, 14, 10, 13, 9, 12};
constexpr i32 lead = 3; // between a pane and its cell, on each side
constexpr u32 frame_colour = 0x241c20;

// Where part `n` of `length` begins, when parts have these weights.
constexpr i32 boundary(std::span<i32 const> weights, i32 n, i32 length)
{
    i32 sum = 0, before = 0;
    for (i32 const weight : weights) {
        sum += weight;
        before += n-- > 0 ? weight : 0;
    }
    return length * before / sum;
}

// A saw-tooth between 0 and `height`.
constexpr i32 ridge(i32 x, i32 period, i32 height)
{
    i32 const phase = x % period;
    return (phase < period / 2 ? phase : period - phase) * 2 * height / period;
}

// The whole picture as shapes; a pane shows its part of each.
class Sunset {
public:
    static Result<Sunset> open(Mode const& mode)
    {
        i32 const width = static_cast<i32>(mode.width), height = static_cast<i32>(mode.height);
        Sunset sunset{width, height};
        for (RectList* list : {&sunset.scratch_, &sunset.glow_, &sunset.sun_, &sunset.far_hills_, &sunset.near_hills_,
                               &sunset.glitter_, &sunset.hull_, &sunset.sail_})
            *list = TRY(RectList::allocate(512));
        sunset.make_shapes();
        return sunset;
    }

    // Paints what lies in `view` on a surface of that size.
    Status paint(Target& target, SurfaceRef on, Rect view)
    {
        TRY(bands(target, on, view, 0, horizon_, 10, 0x283070, 0xf89850));
        TRY(shape(target, on, view, glow_, 0xffb860));
        TRY(shape(target, on, view, sun_, 0xfff0b0));
        TRY(shape(target, on, view, far_hills_, 0x905070));
        TRY(shape(target, on, view, near_hills_, 0x503858));
        TRY(bands(target, on, view, horizon_, height_, 7, 0xc86858, 0x182858));
        TRY(shape(target, on, view, glitter_, 0xffd890));
        TRY(shape(target, on, view, sail_, 0xf8f4ec));
        return shape(target, on, view, hull_, 0x481c18);
    }

private:
    Sunset(i32 width, i32 height) : width_(width), height_(height), horizon_(height * 64 / 100) {}

    void make_shapes()
    {
        Point const centre{width_ * 60 / 100, horizon_ - height_ * 13 / 100};
        i32 const radius = height_ * 17 / 100;
        glow_.add_ellipse(centre, radius * 5 / 4, radius * 5 / 4);
        sun_.add_ellipse(centre, radius, radius);
        constexpr i32 step = 8;
        for (i32 x = 0; x < width_; x += step) {
            i32 const at = x * 1024 / width_;
            i32 const far = height_ * (4 + ridge(at, 410, 11) + ridge(at + 90, 170, 5)) / 100;
            i32 const near = height_ * (1 + ridge(at + 300, 620, 12) + ridge(at, 94, 3)) / 100;
            far_hills_.add({x, horizon_ - far, x + step, horizon_});
            near_hills_.add({x, horizon_ - near, x + step, horizon_});
        }
        // The sun's light on the water: strips that get shorter and further apart.
        for (i32 i = 0, y = horizon_ + 4; y < height_ * 97 / 100; ++i, y += 6 + i) {
            i32 const half = radius * (14 - i) / 14 + (i * 29) % 17;
            i32 const x = centre.x + (i * 37) % 23 - 11;
            if (half > 0)
                glitter_.add({x - half, y, x + half, y + 4});
        }
        i32 const bow = width_ * 22 / 100, water = height_ * 84 / 100, length = width_ * 15 / 100;
        for (i32 i = 0; i < 8; ++i)
            hull_.add({bow + i * 4, water + i * 4, bow + length - i * 5, water + i * 4 + 4});
        i32 const mast = bow + length * 45 / 100, top = water - height_ * 34 / 100;
        hull_.add({mast - 2, top - 6, mast + 2, water});
        for (i32 y = top; y < water - 12; y += 4) {
            i32 const drop = y - top;
            sail_.add({mast + 4, y, mast + 6 + drop * 3 / 10, y + 4});
            if (drop > 40)
                sail_.add({mast - 4 - (drop - 40) * 3 / 12, y, mast - 4, y + 4});
        }
    }

    // A gradient of `count` plain bands between two heights.
    Status bands(Target& target, SurfaceRef on, Rect view, i32 top, i32 bottom, i32 count, u32 first, u32 last)
    {
        for (i32 i = 0; i < count; ++i) {
            Rect const band{0, top + (bottom - top) * i / count, width_, top + (bottom - top) * (i + 1) / count};
            if (Rect const part = intersection(band, view); !part.is_empty())
                TRY(target.fill(on, part.moved(-view.left, -view.top), mix(first, last, i, count - 1)));
        }
        return {};
    }

    // One fill with the shape's strips as its clip list.
    Status shape(Target& target, SurfaceRef on, Rect view, RectList const& strips, u32 rgb)
    {
        scratch_.clear();
        for (Rect const& strip : strips.rects())
            if (!intersection(strip, view).is_empty())
                scratch_.add(strip.moved(-view.left, -view.top));
        if (scratch_.rects().empty())
            return {};
        return target.fill(on, {0, 0, view.width(), view.height()}, rgb, scratch_.rects());
    }

    i32 width_, height_, horizon_;
    RectList scratch_, glow_, sun_, far_hills_, near_hills_, glitter_, hull_, sail_;
};

Status paint(Target& target, Mode const& mode)
{
    Rect const screen{0, 0, static_cast<i32>(mode.width), static_cast<i32>(mode.height)};
    TRY(target.fill(SurfaceRef::primary, screen, frame_colour));
    auto sunset = TRY(Sunset::open(mode));

    SurfaceRef panes[rows * columns];
    auto const view = [&](i32 i) {
        i32 const x = i % columns, y = i / columns;
        return Rect{boundary(column_weights, x, screen.right), boundary(row_weights, y, screen.bottom),
                    boundary(column_weights, x + 1, screen.right), boundary(row_weights, y + 1, screen.bottom)}
            .shrunk(lead);
    };
    for (i32 i = 0; i < rows * columns; ++i) {
        Rect const pane = view(i);
        panes[i] =
            TRY(target.create_surface(static_cast<u32>(pane.width()), static_cast<u32>(pane.height()), mode.format));
        TRY(sunset.paint(target, panes[i], pane));
    }
    // From the last to the first: the order of creation is not the order of use.
    for (i32 i = rows * columns - 1; i >= 0; --i)
        TRY(target.copy_surface(SurfaceRef::primary, view(i), panes[i], {0, 0}));
    return {};
}
} // namespace

constinit Scene const mosaic{"mosaic",
                             "a sunset at sea in 48 window panes, each an off-screen surface",
                             {1024, 768, PixelFormat::xrgb_32},
                             paint};

} // namespace scenes
