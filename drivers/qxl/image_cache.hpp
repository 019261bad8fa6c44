// SPDX-License-Identifier: MIT
// Which pictures the server may have in its cache: it looks them up by number alone, and ROP3 ends QEMU where a smaller
// one turns up than it asks for.
// Spec: spice-protocol 0.14, qxl_dev.h QXL_IMAGE_CACHE; spice server/image-cache.cpp.
#pragma once

#include "drivers/qxl/image.hpp"

namespace qxl {

class ImageCache {
public:
    static constexpr u32 entries_max = 64;

    // Takes note of a bitmap that is about to be sent; refuses one whose number stands for another picture's shape.
    Status admit(Bitmap const& bitmap);
    // The device was reset.
    void forget() { count_ = 0; }

private:
    struct Entry {
        u32 number, width, height;
        BitmapFormat format;
    };
    Entry entries_[entries_max];
    u32 count_ = 0;
};

} // namespace qxl
