// SPDX-License-Identifier: MIT
// The machine's registers: I/O ports, and memory through the kernel's page tables.
#pragma once

#include "acpi/registers.hpp"

namespace acpi {

// One for all: it has no state.
Registers& machine_registers();

} // namespace acpi
