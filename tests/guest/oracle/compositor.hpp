// SPDX-License-Identifier: MIT
// COMPOSITE on one pixel: source through mask, joined with the target by an operator.
// Spec: X Render protocol 0.11, Composite: (source IN mask) OP target.
#pragma once

#include "tests/guest/oracle/operators.hpp"
#include "tests/guest/oracle/sampler.hpp"

#include <optional>

namespace oracle {

class Compositor {
public:
    struct Options {
        Operator op = Operator::over;
        bool has_component_alpha = false;
        bool is_target_opaque = false;
        bool has_hsl_fault = false; // Faults::composite_hsl_mask
    };
    Compositor(PixelFormat target, Sampler const& source, std::optional<Sampler> const& mask, Options const& options)
        : format_(target), source_(source), mask_(mask), options_(options)
    {
        // Where all of the source is opaque the two are the same, and are rounded as the one that does not divide.
        if (options.op == Operator::saturate && source.is_all_opaque() &&
            (!mask || (mask->is_all_opaque() && !options.has_component_alpha)))
            options_.op = Operator::over_reverse;
    }

    // What the target's pixel becomes where the inputs' pixels `source` and `mask` fall.
    u32 operator()(u32 target, Point source, Point mask) const
    {
        return is_wide(options_.op) ? wide(target, source, mask) : narrow(target, source, mask);
    }

private:
    u32 narrow(u32 target, Point source, Point mask) const;
    u32 wide(u32 target, Point source, Point mask) const;

    PixelFormat format_;
    Sampler source_;
    std::optional<Sampler> mask_;
    Options options_;
};

// OVER of whole words: combine_narrow(Operator::over, ...) where all parts have the source's alpha.
u32 over(u32 source, u32 target);
// (source IN mask) of 0xAARRGGBB, with `mask` in each of the four parts.
u32 masked(u32 source, u32 mask);
// An alpha in each of the four parts.
constexpr u32 in_all_parts(u32 alpha) { return alpha * 0x0101'0101; }

} // namespace oracle
