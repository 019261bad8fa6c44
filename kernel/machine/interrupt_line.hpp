// SPDX-License-Identifier: MIT
// Which input of the 8259A a PCI function's INTx raises: by the ACPI tables, or where these have no answer by the
// Interrupt Line register that firmware filled in. Spec: ACPI 6.5 6.2.13; PCI 3.0 6.2.4.
#pragma once

#include "drivers/pci/bus.hpp"
#include "kernel/machine/machine.hpp"

struct InterruptLine {
    static constexpr u8 none = 0xff;

    u8 number = none;
    // Why it is not what the tables say.
    Status tables;
};

// An interrupt link that is not set is set by this call.
InterruptLine find_interrupt_line(Machine& machine, pci::Function const& function);

// The route of its interrupt pin, which it must have; in PIC mode, or as `routing` has it.
Result<acpi::PciRouting::Route> find_route(Machine& machine, pci::Function const& function);
Result<acpi::PciRouting::Route> find_route(acpi::PciRouting& routing, pci::Bus const& bus,
                                           pci::Function const& function);
