// SPDX-License-Identifier: MIT
#include "acpi/global_lock.hpp"

namespace acpi {

bool GlobalLock::acquire()
{
    u32 seen = load_acquire(*word_);
    for (;;) {
        bool const is_free = (seen & owned) == 0;
        u32 const wanted = (seen & ~u32{pending}) | owned | (is_free ? 0 : u32{pending});
        if (compare_exchange(*word_, seen, wanted))
            return is_free;
    }
}

bool GlobalLock::release()
{
    u32 seen = load_acquire(*word_);
    while (!compare_exchange(*word_, seen, seen & ~(u32{pending} | u32{owned}))) {
    }
    return (seen & pending) != 0;
}

} // namespace acpi
