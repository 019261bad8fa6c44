// SPDX-License-Identifier: MIT
// How the guest leaves: isa-debug-exit, else power-off.
#pragma once

#include "kernel/report.hpp"

// What turns the machine off where there is no isa-debug-exit; set once ACPI is known.
void set_power_off(void (*power_off)(ExitCode code));

// QEMU exits with (code << 1) | 1. Without the device: power-off; without ACPI: halt.
[[noreturn]] void exit_machine(ExitCode code);
