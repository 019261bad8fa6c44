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
    static constexpr size_t ospm_flags_offset = 36;
    static constexpr u32 least_length = 64;
    static constexpr u64 alignment = 64;
    enum Flags : u32 { s4bios_f = 1u << 0, wake_supported_64bit_f = 1u << 1 };
    enum OspmFlags : u32 { wake_64bit_f = 1u << 0 };

    Phys address = Phys{0};
    u32 length = 0;
    u8 version = 0; // 0: ACPI 1.0; 1: has X_Firmware_Waking_Vector; 2 (ACPI 4.0): has OSPM flags
    u32 hardware_signature = 0;
    u32 firmware_waking_vector = 0;
    u64 x_firmware_waking_vector = 0;
    u32 flags = 0;
    u32 ospm_flags = 0;

    static Result<Facs> open(Memory& memory, Phys address);
    static Result<Facs> decode(std::span<u8 const> bytes, Phys address);
    // Points the 32-bit vector to real-mode code at `vector` (below 1 MiB; 0: none) and clears the 64-bit one, which
    // firmware would prefer, and 64BIT_WAKE_F with it: in protected or long mode our code would not run (5.2.10).
    // `facs` is the structure itself.
    static Status set_waking_vector(std::span<u8> facs, u32 vector);
};

} // namespace acpi
