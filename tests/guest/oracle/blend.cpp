// SPDX-License-Identifier: MIT
// TRANSPARENT and ALPHA_BLEND.
#include "tests/guest/oracle/execution.hpp"

namespace oracle {

using namespace drawing;

Status Execution::draw(Transparent const& transparent)
{
    if (!has_colour(format()))
        return Error{Side::guest, "target of a transparent copy", "a format with colour", name(format()).data()};
    TRY(set_source(transparent.source, transparent.source_area, Scale::nearest, true));
    // Compared as pixels of the target, without the bits that have no meaning.
    u32 const meaning = work_.faults.transparent_bit_15 && format() == PixelFormat::x555_16
                            ? 0xffff
                            : compared_bits(format()) & 0x00ff'ffff;
    u32 const key = pack(format(), transparent.transparent_color) & meaning;
    bool const keeps_all = is_wrong(Mistake::transparent_keeps);
    replace([&](i32 x, i32 y, u32 target) {
        u32 const source = source_->pixel(x, y);
        return (source & meaning) == key && !keeps_all ? target : source;
    });
    return {};
}

Status Execution::draw(AlphaBlend const& blend)
{
    source_picture_.emplace(TRY(picture_of(blend.source)));
    Rect const area = blend.source_area;
    TRY(require_inside(area, *source_picture_));

    // The flag gives alpha to a surface of 32 bits whose format has none; without it the format tells.
    PixelFormat as = source_picture_->format_on(format());
    bool const has_palette_fault = work_.faults.alpha_blend_palette && format() == PixelFormat::argb_32 &&
                                   blend.source.bitmap != nullptr &&
                                   blend.source.bitmap->format <= BitmapFormat::bits_8;
    if (as == PixelFormat::xrgb_32 &&
        (has_palette_fault || (blend.source_surface_has_alpha && source_picture_->is_surface())))
        as = PixelFormat::argb_32;

    Stretch const stretch(area, command_.area, 0);
    Sampler const source(*source_picture_, as, {.transform = stretch.transform});
    u32 const off = !is_wrong(Mistake::alpha_blend_off_by_1) ? 0u : blend.alpha == 0 ? 1u : ~0u;
    u32 const alpha = in_all_parts((blend.alpha + off) & 255);
    replace([&](i32 x, i32 y, u32 target) {
        u32 const colour = masked(source.narrow(x - command_.area.left, y - command_.area.top), alpha);
        // OVER does not ask for the target's alpha, so whether it has one changes no colour; where it has none, or is
        // said to have none, the byte in alpha's place is treated like one all the same (so measured).
        u32 const under = bits_per_pixel(format()) == 32 ? target : to_argb(format(), target);
        return from_argb(format(), over(colour, under));
    });
    return {};
}

} // namespace oracle
