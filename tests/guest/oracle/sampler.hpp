// SPDX-License-Identifier: MIT
// An input of COMPOSITE or of scaling: a picture seen through a transform, a filter and a rule for what lies outside.
// Spec: X Render protocol 0.11, SetPictureTransform, SetPictureFilter, "Repeat"; the centre of a pixel is what counts.
#pragma once

#include "tests/guest/oracle/convert.hpp"
#include "tests/guest/oracle/picture.hpp"

namespace oracle {

// Colours and alpha with 30 bits behind the point.
struct Wide {
    i64 alpha = 0, red = 0, green = 0, blue = 0;
};

// A pixel of any format: narrow colours are parts of their own most.
Wide widened(PixelFormat format, u32 pixel);

class Sampler {
public:
    using Repeat = drawing::Composite::Repeat;
    using Filter = drawing::Composite::Filter;
    struct View {
        Repeat repeat = Repeat::none;
        Filter filter = Filter::nearest;
        bool is_opaque = false;
        std::span<i32 const> transform = {}; // two rows of three, 16.16
    };

    // Borrows both. `as` is how the pixels are read, often the picture's own format.
    Sampler(Picture const& picture, PixelFormat as, View const& view) : picture_(&picture), as_(as), view_(view) {}

    // True if every pixel is opaque, by its format, wherever one looks.
    bool is_all_opaque() const
    {
        bool const has_alpha = as_ == PixelFormat::argb_32 || !has_colour(as_);
        return view_.repeat != Repeat::none && (!has_alpha || view_.is_opaque);
    }
    // The input's pixel (x, y), premultiplied 0xAARRGGBB.
    u32 narrow(i32 x, i32 y) const;
    Wide wide(i32 x, i32 y) const;

private:
    // 16.16; the centre of pixel 0 is at a half.
    struct Place {
        i64 x, y;
    };
    Place place(i32 x, i32 y) const;
    bool wrap(i64& v, u32 size) const;
    u32 narrow_at(i64 x, i64 y) const;
    Wide wide_at(i64 x, i64 y) const;

    Picture const* picture_;
    PixelFormat as_;
    View view_;
};

} // namespace oracle
