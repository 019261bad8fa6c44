// SPDX-License-Identifier: MIT
// PCI interrupt link devices (PNP0C0F): what connects a group of INTx pins to an input of the interrupt controller.
// Spec: ACPI 6.5 6.2.13 (_PRT), 6.2.2 (_CRS), 6.2.12 (_PRS), 6.2.16 (_SRS), 6.2.3 (_DIS).
#pragma once

#include "acpi/device_object.hpp"
#include "acpi/resources.hpp"

namespace acpi {

// An input of the interrupt controller: in PIC mode one of the 8259A's, else a global system interrupt.
struct Interrupt {
    u32 number = 0;
    InterruptMode mode;
};

class LinkDevice {
public:
    // `index`: which item of its resources, the last element of a _PRT entry.
    LinkDevice(aml::Evaluator& evaluator, aml::NodeId id, u32 index = 0) : device_(evaluator, id), index_(index) {}

    // What it is set to; nothing when it is off or was never set.
    Result<std::optional<Interrupt>> current() const;
    // Sets it to the first of `preferred` that _PRS lists. Fails when it lists none of them, or when _CRS says
    // something else afterwards.
    Result<Interrupt> set(std::span<u8 const> preferred) const;
    // Off. Side::unsupported where there is no _DIS.
    Status disable() const;

private:
    // The item of `_CRS` or `_PRS`. Borrows from `list`.
    Result<InterruptItem> item(aml::Object const& list, char const* what) const;

    DeviceObject device_;
    u32 index_;
};

} // namespace acpi
