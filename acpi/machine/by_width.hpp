// SPDX-License-Identifier: MIT
// Accesses whose width is known at run time.
#pragma once

#include "kernel/types.hpp"

namespace acpi {

// Calls `access` with a value of the type that is `width_bytes` wide: 1, 2 or 4, or 8 where that is what `most` allows.
template <unsigned most, class Access> auto by_width(unsigned width_bytes, Access&& access)
{
    switch (width_bytes) {
    case 1:
        return access(u8{});
    case 2:
        return access(u16{});
    case 8:
        if constexpr (most == 8)
            return access(u64{});
        [[fallthrough]];
    default:
        return access(u32{});
    }
}

} // namespace acpi
