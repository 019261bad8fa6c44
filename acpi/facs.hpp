// SPDX-License-Identifier: MIT
// Firmware ACPI Control Structure: where firmware finds the OS again after S3. It has no checksum.
// Spec: ACPI 6.5 5.2.10.
// Shared: the OS writes the waking vectors, firmware reads them; the Global Lock is everybody's.
#pragma once

#include "acpi/memory.hpp"

namespace acpi {

struct Facs {
    static constexpr size_t firmware_waking_vector_offset = 12;
    static constexpr size_t x_firmware_waking_vector_offset = 24;
    static constexpr u32 least_length = 64;
    enum Flags : u32 { s4bios_f = 1u << 0, wake_supported_64bit_f = 1u << 1 };

    Phys address = Phys{0};
    u32 length = 0;
    u8 version = 0; // 0: ACPI 1.0, which has no X_Firmware_Waking_Vector
    u32 hardware_signature = 0;
    u32 firmware_waking_vector = 0;
    u64 x_firmware_waking_vector = 0;
    u32 flags = 0;
    u32 ospm_flags = 0;

    static Result<Facs> open(Memory& memory, Phys address);
    static Result<Facs> decode(std::span<u8 const> bytes, Phys address);
    // Points the 32-bit vector to real-mode code at `vector` (below 1 MiB; 0: none) and clears the 64-bit one, which
    // firmware would prefer. `facs` is the structure itself.
    static Status set_waking_vector(std::span<u8> facs, u32 vector);
};

} // namespace acpi
