// SPDX-License-Identifier: MIT
// The two halves of check(DrawArgs).
#pragma once

#include "drivers/qxl/draw.hpp"

namespace qxl {

// What is particular to the operation, and whether the target's format allows it. All else was checked before.
Status check_operation(DrawArgs const& args);

} // namespace qxl
