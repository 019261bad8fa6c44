// SPDX-License-Identifier: MIT
// Which pixels of its region a command leaves alone: the mask of one bit a pixel.
#pragma once

#include "tests/guest/oracle/picture.hpp"

namespace oracle {

// Borrows the picture; none: every pixel is drawn.
class Stencil {
public:
    Stencil() = default;
    // The picture's pixel `origin` lies at `at` in the target.
    Stencil(Picture const& picture, Point at, Point origin, bool is_inverted)
        : picture_(&picture), dx_(origin.x - at.x), dy_(origin.y - at.y), is_inverted_(is_inverted)
    {
    }
    bool is_none() const { return picture_ == nullptr; }
    // True if the pixel is drawn. Outside the mask none is.
    bool draws(i32 x, i32 y) const
    {
        if (picture_ == nullptr)
            return true;
        if (!picture_->bounds().contains(Rect::at(x + dx_, y + dy_, 1, 1)))
            return false;
        return (picture_->pixel(static_cast<u32>(x + dx_), static_cast<u32>(y + dy_)) != 0) != is_inverted_;
    }

private:
    Picture const* picture_ = nullptr;
    i32 dx_ = 0, dy_ = 0;
    bool is_inverted_ = false;
};

} // namespace oracle
