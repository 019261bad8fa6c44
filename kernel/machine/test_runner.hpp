// SPDX-License-Identifier: MIT
// Runs the selected guest tests in order.
#pragma once

#include "kernel/options.hpp"
#include "kernel/report.hpp"

namespace test_runner {

// How many tests the options select: the plan.
u32 count(Options const& options);
void run(Options const& options, Report& report);

} // namespace test_runner
