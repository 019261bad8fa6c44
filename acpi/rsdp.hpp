// SPDX-License-Identifier: MIT
// Root System Description Pointer: found, checked, decoded.
// Spec: ACPI 6.5 5.2.5 (5.2.5.1 where to look on IA-PC systems, 5.2.5.3 structure).
#pragma once

#include "acpi/memory.hpp"

namespace acpi {

// What a boot loader may know of the RSDP. Empty: look in the BIOS areas only.
struct RsdpHint {
    std::span<u8 const> copy = {}; // Multiboot 2 tags 14 and 15 hand over a copy
    Phys address = Phys{0};        // EFI and PVH hand over the address
};

struct Rsdp {
    u8 revision = 0;                // 0: ACPI 1.0, no XSDT
    Phys address = Phys{0};         // zero when it came as a copy
    Phys rsdt = Phys{0};            // zero when absent
    Phys xsdt = Phys{0};            // zero when absent or revision < 2
    Status from_hint = {};          // why the hint was not used, when it was not
    std::span<u8 const> bytes = {}; // the structure itself, borrowed from the hint's copy or from Memory

    // Checks signature, length and checksums of a copy. `bytes` may be longer than the structure.
    static Result<Rsdp> decode(std::span<u8 const> bytes);
    // The hint if it is good, else the first good one in the EBDA's first KiB or in 0xe0000..0xfffff.
    static Result<Rsdp> find(Memory& memory, RsdpHint const& hint = {});
    // Where find() fails: the last of the structures that have the signature, as much of it as can be read; empty when
    // there is none. `address` is then where it lies.
    static std::span<u8 const> find_bad(Memory& memory, RsdpHint const& hint, Phys& address);
};

} // namespace acpi
