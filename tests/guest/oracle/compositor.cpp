// SPDX-License-Identifier: MIT
#include "tests/guest/oracle/compositor.hpp"

#include "tests/guest/oracle/unit.hpp"

namespace oracle {

u32 over(u32 source, u32 target)
{
    return unit8::sum_of_all(source, unit8::product_of_all(target, unit8::one - (source >> 24)));
}

u32 masked(u32 source, u32 mask)
{
    if (mask == in_all_parts(mask & 255))
        return unit8::product_of_all(source, mask & 255);
    u32 result = 0;
    for (u32 shift = 0; shift < 32; shift += 8)
        result |= unit8::product(source >> shift & 255, mask >> shift & 255) << shift;
    return result;
}

u32 Compositor::narrow(u32 target, Point source, Point mask) const
{
    u32 colour = source_.narrow(source.x, source.y), alpha = in_all_parts(colour >> 24);
    if (mask_) {
        u32 const cover = mask_->narrow(mask.x, mask.y);
        u32 const parts = options_.has_component_alpha ? cover : in_all_parts(cover >> 24);
        colour = masked(colour, parts);
        alpha = masked(alpha, parts);
    }
    u32 const under = to_argb(format_, target) | (options_.is_target_opaque ? 0xff00'0000 : 0);
    if (options_.op == Operator::over && !options_.has_component_alpha)
        return from_argb(format_, over(colour, under));
    return from_argb(format_, combine_narrow(options_.op, colour, alpha, under));
}

u32 Compositor::wide(u32 target, Point source, Point mask) const
{
    using unit30::product;
    Wide colour = source_.wide(source.x, source.y);
    Wide alpha{colour.alpha, colour.alpha, colour.alpha, colour.alpha};
    if (mask_) {
        Wide parts = mask_->wide(mask.x, mask.y);
        if (!options_.has_component_alpha)
            parts = {parts.alpha, parts.alpha, parts.alpha, parts.alpha};
        auto const apply = [&](Wide& to) {
            to = {product(to.alpha, parts.alpha), product(to.red, parts.red), product(to.green, parts.green),
                  product(to.blue, parts.blue)};
        };
        if (options_.has_hsl_fault && is_hsl(options_.op)) {
            if (options_.has_component_alpha)
                return target;
            parts.green = product(parts.green, parts.green);
            parts.blue = unit30::one;
        }
        apply(colour);
        apply(alpha);
    }
    Wide under = widened(format_, target);
    if (options_.is_target_opaque)
        under.alpha = unit30::one;
    Wide const result = combine_wide(options_.op, colour, alpha, under);
    return from_argb(format_, unit30::to_byte(result.alpha) << 24 | unit30::to_byte(result.red) << 16 |
                                  unit30::to_byte(result.green) << 8 | unit30::to_byte(result.blue));
}

} // namespace oracle
