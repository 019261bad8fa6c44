// SPDX-License-Identifier: MIT
#include "tests/guest/oracle/execution.hpp"

namespace oracle {

using namespace drawing;

Status Execution::draw(Transparent const& transparent)
{
    if (!has_colour(format()))
        return Error{Side::guest, "target of a transparent copy", "a format with colour", name(format()).data()};
    TRY(set_source(transparent.source, transparent.source_area, Scale::nearest, true));
    // Compared as pixels of the target, without the bits that have no meaning.
    u32 const meaning = compared_bits(format()) & 0x00ff'ffff;
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
    if (area.is_empty() || !source_picture_->bounds().contains(area))
        return Error{Side::guest, "source area of a command", "inside its source", "another"};

    // The flag gives alpha to a surface of 32 bits whose format has none; without it the format tells.
    PixelFormat as = source_picture_->format_on(format());
    if (blend.source_surface_has_alpha && source_picture_->is_surface() && as == PixelFormat::xrgb_32)
        as = PixelFormat::argb_32;
    Sampler const source(*source_picture_, as, {});
    u32 const off = !is_wrong(Mistake::alpha_blend_off_by_1) ? 0u : blend.alpha == 0 ? 1u : ~0u;
    u32 const alpha = in_all_parts((blend.alpha + off) & 255);
    i32 const dx = area.left - command_.area.left, dy = area.top - command_.area.top;
    replace([&](i32 x, i32 y, u32 target) {
        u32 const colour = masked(source.narrow(x + dx, y + dy), alpha);
        // OVER does not ask for the target's alpha, so whether it has one changes no colour; where it has none, or is
        // said to have none, the byte in alpha's place is treated like one all the same (so measured).
        u32 const under = bits_per_pixel(format()) == 32 ? target : to_argb(format(), target);
        return from_argb(format(), combine_narrow(Operator::over, colour, in_all_parts(colour >> 24), under));
    });
    return {};
}

Status Execution::draw(Composite const& composite)
{
    if (!is_operator(composite.op))
        return Error{Side::guest, "operator of a composite", "0x00 to 0x0d, 0x30 to 0x3e", composite.op};
    source_picture_.emplace(TRY(picture_of(composite.source.source)));
    auto const sampler = [target = format()](Picture const& picture, Composite::Input const& input) {
        return Sampler(picture, picture.sampled_on(target, true),
                       {input.repeat, input.filter, input.is_opaque, input.transform});
    };
    std::optional<Sampler> mask;
    if (composite.has_mask) {
        mask_picture_.emplace(TRY(picture_of(composite.mask.source)));
        mask.emplace(sampler(*mask_picture_, composite.mask));
    }
    if ((!composite.source.transform.empty() && composite.source.transform.size() != 6) ||
        (!composite.mask.transform.empty() && composite.mask.transform.size() != 6))
        return Error{Side::guest, "transform of a composite", "6 numbers", "another count"};

    Compositor const pixel(
        format(), sampler(*source_picture_, composite.source), mask,
        {static_cast<Operator>(composite.op), composite.has_component_alpha, composite.is_target_opaque});
    auto const from = [&](Point origin, i32 x, i32 y) -> Point {
        return {origin.x + x - command_.area.left, origin.y + y - command_.area.top};
    };
    i32 const shift = is_wrong(Mistake::composite_shifted_pixel) ? 1 : 0;
    replace([&](i32 x, i32 y, u32 target) {
        return pixel(target, from(composite.source.origin, x + shift, y), from(composite.mask.origin, x, y));
    });
    return {};
}

} // namespace oracle
