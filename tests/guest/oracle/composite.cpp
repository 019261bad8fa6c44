// SPDX-License-Identifier: MIT
// COMPOSITE: what the command asks for as a Compositor.
#include "tests/guest/oracle/execution.hpp"

namespace oracle {

using namespace drawing;

Result<Sampler> Execution::sampler_of(Picture const& picture, Composite::Input const& input, bool is_mask) const
{
    if (!input.transform.empty() && input.transform.size() != 6)
        return Error{Side::guest, "transform of a composite", Value::of(6, "numbers"),
                     Value::of(input.transform.size(), "numbers")};
    bool const ignores_flag = work_.faults.composite_opaque_flags && (is_mask || !picture.is_surface());
    return Sampler(picture, picture.sampled_on(format(), !work_.faults.bitmap_alpha_lost),
                   {input.repeat, input.filter, input.is_opaque && !ignores_flag, input.transform});
}

Status Execution::draw(Composite const& composite)
{
    if (!is_operator(composite.op))
        return Error{Side::guest, "operator of a composite", "0x00 to 0x0d, 0x30 to 0x3e", composite.op};
    source_picture_.emplace(TRY(picture_of(composite.source.source)));
    Sampler const source = TRY(sampler_of(*source_picture_, composite.source, false));
    std::optional<Sampler> mask;
    if (composite.has_mask) {
        mask_picture_.emplace(TRY(picture_of(composite.mask.source)));
        mask.emplace(TRY(sampler_of(*mask_picture_, composite.mask, true)));
    }

    Compositor const pixel(format(), source, mask,
                           {static_cast<Operator>(composite.op), composite.has_component_alpha,
                            composite.is_target_opaque && !work_.faults.composite_opaque_flags,
                            work_.faults.composite_hsl_mask});
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
