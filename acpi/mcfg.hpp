// SPDX-License-Identifier: MIT
// Where configuration space is in memory. Spec: PCI Firmware Specification 3.2, 4.1.2.
#pragma once

#include "acpi/sdt.hpp"

#include <optional>

namespace acpi {

class Mcfg {
public:
    struct Allocation {
        Phys base = Phys{0}; // of bus 0, also where the first bus is another
        u16 segment = 0;
        u8 first_bus = 0, last_bus = 0;

        bool has(u16 of_segment, u8 bus) const { return of_segment == segment && bus >= first_bus && bus <= last_bus; }
    };
    static constexpr u32 first_allocation = 44;
    static constexpr u32 allocation_size = 16;
    static constexpr u64 bus_size = 1 * MiB;

    // A part of an allocation at the end is left out.
    static Result<Mcfg> decode(Sdt const& table);

    u32 size() const { return (static_cast<u32>(bytes_.size()) - first_allocation) / allocation_size; }
    Allocation operator[](u32 index) const;
    // The 4 KiB of a function; nothing when no allocation has its bus.
    std::optional<Phys> function(u16 segment, u8 bus, u8 device, u8 function) const;

private:
    explicit Mcfg(std::span<u8 const> bytes) : bytes_(bytes) {}
    std::span<u8 const> bytes_;
};

} // namespace acpi
