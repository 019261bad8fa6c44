// SPDX-License-Identifier: MIT
// The surface that one picture of the catalogue is drawn on.
#pragma once

#include "tests/guest/drawing/easel.hpp"
#include "tests/guest/drawing/paint.hpp"

namespace drawing {

// Large enough to see what is meant, small enough for hundreds of them in a second under TCG.
class Sheet {
public:
    static constexpr u32 width = 96, height = 64;
    static constexpr u64 arena_bytes = 512 * 1024;

    // Borrows easel and arena; `on` has this size and format.
    Sheet(Easel& easel, Arena& arena, SurfaceRef on, PixelFormat format)
        : easel_(easel), arena_(arena), on_(on), format_(format)
    {
    }

    SurfaceRef on() const { return on_; }
    PixelFormat format() const { return format_; }
    Easel& easel() { return easel_; }
    Arena& arena() { return arena_; }
    static constexpr Rect bounds() { return {0, 0, width, height}; }
    // The target's pixel for 0xRRGGBB.
    u32 color(u32 rgb) const { return oracle::pack(format_, rgb); }
    Brush solid(u32 rgb) const { return {.kind = Brush::Kind::solid, .color = color(rgb)}; }

    Status draw(Rect area, Operation const& operation, std::span<Rect const> clip = {})
    {
        return easel_.draw({.on = on_, .area = area, .clip = clip, .operation = operation});
    }
    Status draw(Command const& command) { return easel_.draw(command); }
    // Every pixel another: what is combined with it, moved from it or kept of it shows.
    Status background();
    // A surface off the screen of the target's format, with a picture of its own.
    Result<SurfaceRef> pattern_surface(u32 w, u32 h);

    template <class F> Bitmap paint(BitmapFormat format, u32 w, u32 h, F&& pixel, PaintOptions const& options = {})
    {
        return drawing::paint(arena_, format, w, h, static_cast<F&&>(pixel), options);
    }
    // A card with a gradient, a frame and a disc. Without symmetry: what is mirrored, turned or shifted shows.
    Bitmap card(BitmapFormat format, u32 w, u32 h, PaintOptions const& options = {});
    // A ring of bits, thicker at its upper left.
    Bitmap ring(BitmapFormat format, u32 w, u32 h, PaintOptions const& options = {});

private:
    Easel& easel_;
    Arena& arena_;
    SurfaceRef on_;
    PixelFormat format_;
};

} // namespace drawing
