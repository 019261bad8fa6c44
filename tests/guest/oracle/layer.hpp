// SPDX-License-Identifier: MIT
// What a command lays over its target: for every pixel of the target one pixel in the target's format.
#pragma once

#include "tests/guest/oracle/picture.hpp"
#include "tests/guest/oracle/row.hpp"
#include "tests/guest/oracle/sampler.hpp"

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

// The transform that lays `from` of a picture over `to` of the target: source pixels a target pixel, cut off to 16.16.
struct Stretch {
    Stretch(Rect from, Rect to, i32 error)
        : transform{ratio(from.width(), to.width()),   0,
                    from.left * 0x10000 + error,       0,
                    ratio(from.height(), to.height()), from.top * 0x10000}
    {
    }
    static i32 ratio(i32 from, i32 to) { return static_cast<i32>(i64{from} * 0x10000 / to); }

    i32 transform[6];
};

// A part of a picture, stretched or shrunk over an area of the target. Where it alone makes the target's pixels it is
// converted as pictures are; where it is combined with others its bits are taken as they are, x too (so measured).
class ScaledLayer final : public Layer {
public:
    struct Options {
        drawing::Scale scale = drawing::Scale::nearest;
        bool is_combined = false;
        bool keeps_alpha = true;
        i32 error = 0; // of the place of each sample, 16.16
    };
    ScaledLayer(PixelFormat target, Picture const& picture, Rect from, Rect to, Options const& options)
        : Layer(target), to_(to), stretch_(from, to, options.error), as_(sampled(picture, target, options)),
          result_(options.is_combined ? as_ : target),
          sampler_(picture, as_,
                   {.filter =
                        options.scale == drawing::Scale::nearest ? Sampler::Filter::nearest : Sampler::Filter::bilinear,
                    .transform = stretch_.transform})
    {
    }
    ScaledLayer(ScaledLayer const&) = delete; // the sampler borrows the transform
    u32 pixel(i32 x, i32 y) const override { return from_argb(result_, sampler_.narrow(x - to_.left, y - to_.top)); }

private:
    static PixelFormat sampled(Picture const& picture, PixelFormat target, Options const& options)
    {
        if (!options.is_combined) // alpha that the target cannot hold does not count
            return picture.sampled_on(target, options.keeps_alpha && target == PixelFormat::argb_32);
        PixelFormat const as = picture.is_surface() ? picture.format() : target;
        return as == PixelFormat::xrgb_32 ? PixelFormat::argb_32 : as;
    }

    Rect to_;
    Stretch stretch_;
    PixelFormat as_, result_;
    Sampler sampler_;
};

} // namespace oracle
