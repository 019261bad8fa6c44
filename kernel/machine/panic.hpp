// SPDX-License-Identifier: MIT
// The end of a run that went wrong in the guest itself: registers and a frame-pointer backtrace on the serial console,
// then the crash code.
#pragma once

#include "kernel/machine/trap.hpp"
#include "kernel/report.hpp"

// The report that a crash closes with its last line; without one the crash still prints.
void set_panic_report(Report* report);

[[noreturn]] void panic_exception(TrapFrame const& frame);
