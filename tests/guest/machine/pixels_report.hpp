// SPDX-License-Identifier: MIT
// Expected and seen pixels in the serial report, for the runner to make pictures of (docs/serial-report.md, `#
// pixels`).
#pragma once

#include "kernel/report.hpp"
#include "tests/guest/oracle/compare.hpp"

// The pixels in and around `box`; a few surfaces a run, no more than a person looks at. `what` has no blanks.
void report_pixels(Report& report, std::string_view what, u32 surface, oracle::Canvas const& expected,
                   oracle::Rows seen, oracle::Rect box);
