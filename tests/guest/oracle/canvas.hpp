// SPDX-License-Identifier: MIT
// A surface as it ought to look: the drawing operations, written from what they mean, on memory of our own.
// Shares nothing with the driver or the device. A command acts on `area`, inside the surface and inside at least one
// rectangle of `clip`; an empty clip list does not clip. Rectangles of the list may overlap and reach outside.
#pragma once

#include "kernel/pages.hpp"
#include "tests/guest/oracle/geometry.hpp"
#include "tests/guest/oracle/image.hpp"
#include "tests/guest/oracle/pixel.hpp"

#include <span>

namespace oracle {

class Canvas {
public:
    // All bits start as 0, as in a surface that the device creates without KEEP_DATA. Needs 1 <= width, height <=
    // 32767.
    static Result<Canvas> create(u32 width, u32 height, PixelFormat format);

    u32 width() const { return width_; }
    u32 height() const { return height_; }
    PixelFormat format() const { return format_; }
    Rect bounds() const { return {0, 0, static_cast<i32>(width_), static_cast<i32>(height_)}; }
    // The pixels of row y, row_bytes(format, width) bytes.
    std::span<u8 const> row(u32 y) const;
    std::span<u8> row(u32 y);
    u32 pixel(u32 x, u32 y) const;

    // Every pixel becomes `value`, a pixel of this format.
    void fill(Rect area, u32 value, std::span<Rect const> clip = {});
    // The pixel at area.origin() becomes the image's pixel at `source`, and so on. Fails when the image does not cover
    // the whole of `area`, or when this canvas has no colour.
    Status copy(Rect area, Image const& image, Point source, std::span<Rect const> clip = {});
    // The same from another canvas of the same format, or from this one: then as if all is read before any is written.
    Status copy(Rect area, Canvas const& from, Point source, std::span<Rect const> clip = {});
    void set_pixel(u32 x, u32 y, u32 value);

private:
    Canvas(u32 width, u32 height, PixelFormat format, u32 pitch, Pages&& pages)
        : width_(width), height_(height), pitch_(pitch), format_(format), pages_(std::move(pages))
    {
    }
    u8* line(i32 y) const { return pages_.bytes().data() + size_t{pitch_} * static_cast<u32>(y); }
    // One row more than the picture has: room for moving a row along itself.
    u8* spare_line() const { return line(static_cast<i32>(height_)); }
    void copy_row(i32 y, i32 left, i32 right, u8 const* from_line, i32 from_x);

    u32 width_, height_, pitch_;
    PixelFormat format_;
    Pages pages_;
};

} // namespace oracle
