// SPDX-License-Identifier: MIT
// A block of registers of 32 bits in memory, as local and I/O APICs have. Spec: Intel SDM vol. 3A, 11.4.1;
// 82093AA, 3.1.
#pragma once

#include "kernel/types.hpp"

namespace apic {

class Window {
public:
    virtual u32 read(u32 offset) = 0;
    virtual void write(u32 offset, u32 value) = 0;

protected:
    ~Window() = default;
};

} // namespace apic
