// SPDX-License-Identifier: MIT
// ACPI tables where firmware put them, through the kernel's page tables.
#pragma once

#include "acpi/memory.hpp"
#include "kernel/machine/paging.hpp"

namespace acpi {

class PhysicalMemory final : public Memory {
public:
    Result<std::span<u8 const>> map(Phys address, u64 length) override
    {
        std::span<u8> bytes = TRY(paging::map(address, length));
        return std::span<u8 const>(bytes);
    }
};

} // namespace acpi
