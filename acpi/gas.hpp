// SPDX-License-Identifier: MIT
// Generic Address Structure. Spec: ACPI 6.5 5.2.3.2.
#pragma once

#include "acpi/bytes.hpp"

namespace acpi {

enum class AddressSpace : u8 {
    system_memory = 0,
    system_io = 1,
    pci_config = 2,
    embedded_controller = 3,
    smbus = 4,
    functional_fixed_hardware = 0x7f,
};

// Where a register (or block of registers) is. Absent when `address` is zero.
struct Gas {
    AddressSpace space = AddressSpace::system_memory;
    u8 bit_width = 0;
    u8 bit_offset = 0;
    u8 access_size = 0; // 0 undefined, 1 byte, 2 word, 3 dword, 4 qword
    u64 address = 0;

    static constexpr size_t size_bytes = 12;

    constexpr bool is_present() const { return address != 0; }
    static Gas decode(std::span<u8 const> bytes, size_t offset)
    {
        return {AddressSpace{load<u8>(bytes, offset)}, load<u8>(bytes, offset + 1), load<u8>(bytes, offset + 2),
                load<u8>(bytes, offset + 3), load<u64>(bytes, offset + 4)};
    }
};

} // namespace acpi
