// SPDX-License-Identifier: MIT
// Something that pixels can be read from, whatever it is: a bitmap that came with a command, or a surface.
// Spec: spice-protocol 0.14 qxl_dev.h, QXLBitmap; enums.h, SpiceBitmapFmt.
#pragma once

#include "kernel/result.hpp"
#include "tests/guest/drawing/command.hpp"
#include "tests/guest/oracle/canvas.hpp"
#include "tests/guest/oracle/mistake.hpp"

namespace oracle {

// Borrows what it shows.
class Picture {
public:
    explicit Picture(Canvas const& canvas)
        : canvas_(&canvas), width_(canvas.width()), height_(canvas.height()), format_(canvas.format())
    {
    }
    // Fails where lines or palette do not hold what the bitmap needs.
    static Result<Picture> of(drawing::Bitmap const& bitmap, Mistake mistake);
    // Of one bit a pixel, whose palette does not matter: pixel values are 0 and 1.
    static Result<Picture> of_mask(drawing::Bitmap const& bitmap, Mistake mistake);

    u32 width() const { return width_; }
    u32 height() const { return height_; }
    Rect bounds() const { return {0, 0, static_cast<i32>(width_), static_cast<i32>(height_)}; }
    bool is_surface() const { return canvas_ != nullptr; }
    Canvas const* canvas() const { return canvas_; }
    // The format that the pixels have once they are read: palettes looked up, 24 bits in 32.
    PixelFormat format() const { return format_; }

    // The same for a target of that format: a palette that goes to 16_555 holds pixels of it (so measured).
    PixelFormat format_on(PixelFormat target) const;
    // What COMPOSITE and scaling sample: a bitmap becomes a picture in the target's depth first (so measured), so that
    // of its colours 16 bits are left. With `keeps_alpha` only of those without alpha (Faults::bitmap_alpha_lost).
    PixelFormat sampled_on(PixelFormat target, bool keeps_alpha) const;

    u32 pixel(u32 x, u32 y) const;
    // What raster operations on a target of that format see of it: see is_raw_on(), else converted from format_on().
    u32 pixel_on(PixelFormat target, u32 x, u32 y) const;
    // True if the bits of a pixel are taken as they are. Between surfaces of the same width they are, whatever they
    // mean; nor does x mean anything to a bitmap of 32 bits (both measured).
    bool is_raw_on(PixelFormat target) const
    {
        return format_ == target ||
               (bits_per_pixel(format_) == bits_per_pixel(target) && (is_surface() || bits_per_pixel(target) == 32));
    }
    // The bytes of line y from pixel x on, where they lie in memory as `format()` says; else nullptr.
    u8 const* direct(u32 x, u32 y) const;

private:
    Picture(drawing::Bitmap const& bitmap, PixelFormat format, Mistake mistake)
        : bitmap_(&bitmap), mistake_(mistake), width_(bitmap.width), height_(bitmap.height), format_(format)
    {
    }
    u8 const* line(u32 y) const;
    u32 index(u32 x, u32 y) const; // into the palette

    Canvas const* canvas_ = nullptr;
    drawing::Bitmap const* bitmap_ = nullptr;
    Mistake mistake_ = Mistake::none;
    u32 width_, height_;
    PixelFormat format_;
};

} // namespace oracle
