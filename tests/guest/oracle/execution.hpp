// SPDX-License-Identifier: MIT
// One command in execution: what each operation needs of layers, masks and samplers, and the drawing itself.
#pragma once

#include "tests/guest/oracle/combine.hpp"
#include "tests/guest/oracle/compositor.hpp"
#include "tests/guest/oracle/rop.hpp"

#include <optional>

namespace oracle {

// Borrows all it is given. Every draw() first looks at all it needs, then draws.
class Execution {
public:
    Execution(Surfaces& surfaces, drawing::Command const& command, Work const& work)
        : surfaces_(surfaces), command_(command), work_(work)
    {
    }

    // Raster operations: raster.cpp.
    Status draw(drawing::Fill const& fill);
    Status draw(drawing::Opaque const& opaque);
    Status draw(drawing::Copy const& copy);
    Status draw(drawing::Blend const& blend);
    Status draw(drawing::CopyBits const& copy);
    Status draw(drawing::Blackness const& blackness);
    Status draw(drawing::Whiteness const& whiteness);
    Status draw(drawing::Invers const& invers);
    Status draw(drawing::Rop3 const& rop3);
    // Lines: stroke.cpp.
    Status draw(drawing::Stroke const& stroke);
    // Glyphs: text.cpp.
    Status draw(drawing::Text const& text);
    // Copies that let the target shine through: blend.cpp.
    Status draw(drawing::Transparent const& transparent);
    Status draw(drawing::AlphaBlend const& blend);
    // X Render: composite.cpp.
    Status draw(drawing::Composite const& composite);

private:
    bool is_wrong(Mistake mistake) const { return work_.mistake == mistake; }
    PixelFormat format() const { return work_.target.format(); }
    // Replaces each pixel of the region by pixel(x, y, what it was).
    template <class Pixel> void replace(Pixel&& pixel) const;

    Status draw_copy(drawing::Copy const& copy, bool is_inverted);
    Status draw_constant(u8 table, drawing::Mask const& mask);
    void draw_text_line(drawing::Text const& text, i32 y, Point anchor) const;
    // Nothing where the brush is needed and there is none.
    void lay_brush(Work const& work, u8 table) const;

    Result<Picture> picture_of(drawing::Source const& source) const;
    Result<Sampler> sampler_of(Picture const& picture, drawing::Composite::Input const& input, bool is_mask) const;
    // With `is_combined` other inputs than the source count too (ScaledLayer).
    Status set_source(drawing::Source const& source, Rect area, drawing::Scale scale, bool is_combined);
    Status set_brush(drawing::Brush const& brush);
    Status set_mask(drawing::Mask const& mask);

    Surfaces& surfaces_;
    drawing::Command const& command_;
    Work work_;
    std::optional<Picture> source_picture_, brush_picture_, mask_picture_;
    std::optional<PictureLayer> source_layer_;
    std::optional<ScaledLayer> source_scaled_;
    std::optional<SolidLayer> brush_solid_;
    std::optional<TiledLayer> brush_tiles_;
    Layer const* source_ = nullptr;
    Layer const* brush_ = nullptr;
    Stencil stencil_;
};

Status require_inside(Rect area, Picture const& picture);

template <class Pixel> void Execution::replace(Pixel&& pixel) const
{
    auto const draw = [&](i32 y, i32 left, i32 right) {
        for (i32 x = left; x < right; ++x) {
            u32 const tx = static_cast<u32>(x), ty = static_cast<u32>(y);
            work_.target.set_pixel(tx, ty, pixel(x, y, work_.target.pixel(tx, ty)));
        }
    };
    if (work_.is_plain)
        work_.region.for_each_pixel(draw);
    else
        work_.region.for_each_span(draw);
}

} // namespace oracle
