// SPDX-License-Identifier: MIT
// What an OS runs once all definition blocks are loaded and before it asks the namespace for anything.
// Spec: ACPI 6.5 6.5.4 (_REG), 6.5.1 (_INI), 5.8.1 (\_PIC); the order is that of Linux (acpi_bus_init).
#pragma once

#include "acpi/aml/evaluator.hpp"

#include <optional>

namespace acpi {

// ACPI 6.5 5.8.1: what \_PIC is told.
enum class InterruptModel : u8 { pic = 0, apic = 1 };

struct StartUp {
    unsigned reg_methods = 0, ini_methods = 0, failed = 0;
    bool has_pic = false;
    std::optional<aml::Failure> last_failure;
};

// Runs _REG of every device with a PCI_Config region, then _INI, then \_PIC. SystemMemory and SystemIO are always there
// and have no _REG (6.5.4). A method that fails is counted and stops nothing.
StartUp start_up(aml::Evaluator& evaluator, InterruptModel model);

// \_PIC alone, for an OS that goes over to the other model. Nothing where there is none.
Status tell_interrupt_model(aml::Evaluator& evaluator, InterruptModel model);

} // namespace acpi
