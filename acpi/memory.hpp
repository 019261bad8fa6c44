// SPDX-License-Identifier: MIT
// How portable ACPI code reads physical memory.
#pragma once

#include "kernel/result.hpp"

#include <span>

namespace acpi {

// The guest's is bounded by what the page tables map; a unit test's by the images of tables it was given.
class Memory {
public:
    // `length` bytes at `address`, readable for as long as this object lives. Fails, and never truncates, when any of
    // them is out of reach.
    virtual Result<std::span<u8 const>> map(Phys address, u64 length) = 0;

protected:
    ~Memory() = default;
};

} // namespace acpi
