// SPDX-License-Identifier: MIT
// What a drawing command does to the pixels below it, and what the driver may therefore promise to the server, which
// leaves out drawing that it takes for hidden or undone.
// Spec: spice-protocol 0.14, qxl_dev.h QXLEffectType.
#pragma once

#include "drivers/qxl/draw.hpp"

namespace qxl {

bool is_true(wire::Effect effect, DrawArgs const& args);
// The one that `args` ask for, or: opaque where it is true, else blend.
wire::Effect effect_of(DrawArgs const& args);

} // namespace qxl
