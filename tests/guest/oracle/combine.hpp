// SPDX-License-Identifier: MIT
// One raster operation over a region: what most drawing commands come down to.
#pragma once

#include "tests/guest/oracle/layer.hpp"
#include "tests/guest/oracle/raster.hpp"
#include "tests/guest/oracle/region.hpp"
#include "tests/guest/oracle/stencil.hpp"

namespace oracle {

// What a command works on and with.
struct Work {
    Canvas& target;
    Region const& region;
    Scratch& scratch;
    Mistake mistake;
    Faults const& faults;
    bool is_plain;
};

// A layer that the table ignores may be absent.
void combine(Work const& work, u8 rop3, Layer const* pattern, Layer const* source, Stencil const& stencil);

} // namespace oracle
