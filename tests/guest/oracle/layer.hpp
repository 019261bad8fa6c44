// SPDX-License-Identifier: MIT
// What a command lays over its target: for every pixel of the target one pixel in the target's format.
#pragma once

#include "tests/guest/oracle/picture.hpp"
#include "tests/guest/oracle/row.hpp"

namespace oracle {

class Layer {
public:
    // The meaning. (x, y) is a place in the target.
    virtual u32 pixel(i32 x, i32 y) const = 0;
    // `count` pixels from (x, y) on, in `room` or where the layer has them. For formats of whole bytes.
    virtual u8 const* row(i32 x, i32 y, u32 count, u8* room) const
    {
        for (u32 i = 0; i < count; ++i)
            store_pixel(format_, room, i, pixel(x + static_cast<i32>(i), y));
        return room;
    }
    // True if all pixels are the same, the one that pixel(0, 0) gives.
    virtual bool is_uniform() const { return false; }

protected:
    explicit Layer(PixelFormat format) : format_(format) {}
    ~Layer() = default;
    PixelFormat format() const { return format_; }

private:
    PixelFormat format_;
};

// One pixel everywhere.
class SolidLayer final : public Layer {
public:
    SolidLayer(PixelFormat target, u32 pixel) : Layer(target), pixel_(pixel) {}
    u32 pixel(i32, i32) const override { return pixel_; }
    bool is_uniform() const override { return true; }

private:
    u32 pixel_;
};

// A picture whose pixel `source` lies at `at` in the target. Only asked for where the picture is.
class PictureLayer final : public Layer {
public:
    PictureLayer(PixelFormat target, Picture const& picture, Point at, Point source)
        : Layer(target), picture_(&picture), dx_(source.x - at.x), dy_(source.y - at.y)
    {
    }
    u32 pixel(i32 x, i32 y) const override
    {
        return picture_->pixel_on(format(), static_cast<u32>(x + dx_), static_cast<u32>(y + dy_));
    }
    u8 const* row(i32 x, i32 y, u32 count, u8* room) const override
    {
        if (picture_->is_raw_on(format()))
            if (u8 const* const here = picture_->direct(static_cast<u32>(x + dx_), static_cast<u32>(y + dy_)))
                return here;
        return Layer::row(x, y, count, room);
    }

private:
    Picture const* picture_;
    i32 dx_, dy_;
};

// A picture that repeats in both directions; a copy's upper left corner lies at `origin`.
class TiledLayer final : public Layer {
public:
    TiledLayer(PixelFormat target, Picture const& picture, Point origin)
        : Layer(target), picture_(&picture), origin_(origin)
    {
    }
    u32 pixel(i32 x, i32 y) const override
    {
        return picture_->pixel_on(format(), wrapped(x - origin_.x, picture_->width()),
                                  wrapped(y - origin_.y, picture_->height()));
    }

private:
    static u32 wrapped(i32 v, u32 size)
    {
        i32 const rest = v % static_cast<i32>(size);
        return static_cast<u32>(rest < 0 ? rest + static_cast<i32>(size) : rest);
    }
    Picture const* picture_;
    Point origin_;
};

} // namespace oracle
