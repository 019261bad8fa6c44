// SPDX-License-Identifier: MIT
// A picture in guest RAM, as the source of a copy: 32-bit words 0xAARRGGBB, row after row without gaps.
// Colour pictures are opaque (0xff on top), so that it does not matter whether the device copies or ignores that byte.
#pragma once

#include "kernel/pages.hpp"
#include "kernel/types.hpp"

namespace oracle {

// Borrowed pixels; valid during the call that takes it.
struct Image {
    u32 width = 0, height = 0;
    std::span<u32 const> pixels; // width x height

    u32 const* row(u32 y) const { return pixels.data() + size_t{y} * width; }
};

constexpr u32 opaque(u32 rgb) { return 0xff00'0000 | rgb; }

// Owned pixels, to be painted by the processor.
class ImageBuffer {
public:
    // All pixels start as 0.
    static Result<ImageBuffer> allocate(u32 width, u32 height)
    {
        auto pages = TRY(Pages::allocate(u64{width} * height * sizeof(u32)));
        return ImageBuffer{width, height, std::move(pages)};
    }

    u32 width() const { return width_; }
    u32 height() const { return height_; }
    u32* row(u32 y)
    {
        ASSERT(y < height_);
        return pages_.as<u32>().data() + size_t{y} * width_;
    }
    Image image() const { return {width_, height_, pages_.as<u32 const>().first(size_t{width_} * height_)}; }

private:
    ImageBuffer(u32 width, u32 height, Pages&& pages) : width_(width), height_(height), pages_(std::move(pages)) {}
    u32 width_, height_;
    Pages pages_;
};

} // namespace oracle
