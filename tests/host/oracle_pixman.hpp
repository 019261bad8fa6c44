// SPDX-License-Identifier: MIT
// A canvas as an image of pixman's, the library that the device renders COMPOSITE and scaling with. Only the unit tests
// link it.
#pragma once

#include "tests/host/oracle_rig.hpp"

#include <pixman.h>

namespace oracle::test {

inline pixman_format_code_t pixman_format(PixelFormat format)
{
    switch (format) {
    case PixelFormat::x555_16:
        return PIXMAN_x1r5g5b5;
    case PixelFormat::x565_16:
        return PIXMAN_r5g6b5;
    case PixelFormat::xrgb_32:
        return PIXMAN_x8r8g8b8;
    case PixelFormat::argb_32:
        return PIXMAN_a8r8g8b8;
    case PixelFormat::a8:
        return PIXMAN_a8;
    case PixelFormat::a1:
        return PIXMAN_a1;
    }
    return PIXMAN_a8r8g8b8;
}

// A copy of the canvas.
class PixmanImage {
public:
    explicit PixmanImage(Canvas const& canvas)
        : format_(canvas.format()), width_(canvas.width()), words_((row_bytes(format_, width_) + 3) / 4),
          memory_(size_t{words_} * canvas.height()),
          image_(pixman_image_create_bits(pixman_format(format_), static_cast<int>(width_),
                                          static_cast<int>(canvas.height()), memory_.data(),
                                          static_cast<int>(4 * words_)))
    {
        for (u32 y = 0; y < canvas.height(); ++y)
            for (u32 x = 0; x < width_; ++x)
                store_pixel(format_, line(y), x, canvas.pixel(x, y));
    }
    PixmanImage(PixmanImage const&) = delete;
    ~PixmanImage() { pixman_image_unref(image_); }

    pixman_image_t* get() { return image_; }
    u32 pixel(u32 x, u32 y) { return load_pixel(format_, line(y), x); }

    void set(drawing::Composite::Input const& input)
    {
        using Filter = drawing::Composite::Filter;
        pixman_image_set_repeat(image_, static_cast<pixman_repeat_t>(input.repeat));
        pixman_image_set_filter(
            image_, input.filter == Filter::nearest ? PIXMAN_FILTER_NEAREST : PIXMAN_FILTER_BILINEAR, nullptr, 0);
        if (input.transform.empty())
            return;
        auto const& t = input.transform;
        pixman_transform_t const matrix = {{{t[0], t[1], t[2]}, {t[3], t[4], t[5]}, {0, 0, pixman_fixed_1}}};
        pixman_image_set_transform(image_, &matrix);
    }

private:
    u8* line(u32 y) { return reinterpret_cast<u8*>(memory_.data() + size_t{words_} * y); }

    PixelFormat format_;
    u32 width_, words_;
    std::vector<u32> memory_;
    pixman_image_t* image_;
};

// The greatest difference of a channel, in steps of that channel.
inline u32 difference(PixelFormat format, u32 a, u32 b)
{
    struct Channel {
        u32 shift, bits;
    };
    std::vector<Channel> const channels =
        format == PixelFormat::x555_16   ? std::vector<Channel>{{0, 5}, {5, 5}, {10, 5}}
        : format == PixelFormat::x565_16 ? std::vector<Channel>{{0, 5}, {5, 6}, {11, 5}}
        : format == PixelFormat::xrgb_32 ? std::vector<Channel>{{0, 8}, {8, 8}, {16, 8}}
        : format == PixelFormat::argb_32 ? std::vector<Channel>{{0, 8}, {8, 8}, {16, 8}, {24, 8}}
        : format == PixelFormat::a8      ? std::vector<Channel>{{0, 8}}
                                         : std::vector<Channel>{{0, 1}};
    u32 most = 0;
    for (Channel const& channel : channels) {
        u32 const mask = (1u << channel.bits) - 1, x = a >> channel.shift & mask, y = b >> channel.shift & mask;
        most = std::max(most, x > y ? x - y : y - x);
    }
    return most;
}

} // namespace oracle::test
