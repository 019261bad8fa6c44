// SPDX-License-Identifier: MIT
// The I/O BAR of one QXL function. In the guest these are `out` instructions, in the unit tests the model device.
// Only 8-bit writes: wider ones reach the neighbouring ports too, and reads give 0xff (QEMU hw/display/qxl.c).
#pragma once

#include "drivers/qxl/wire.hpp"

namespace qxl {

struct PortIo {
    // Must order every access to memory before and after it (in the guest: a "memory" clobber; x86 `out` serialises).
    virtual void write8(u8 port, u8 value) = 0;
    void write(wire::Port port, u8 value = 0) { write8(static_cast<u8>(port), value); }

protected:
    ~PortIo() = default;
};

} // namespace qxl
