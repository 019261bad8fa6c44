// SPDX-License-Identifier: MIT
// The Global Lock in the FACS, which OS and firmware take turns to own. Spec: ACPI 6.5 5.2.10.1.
#pragma once

#include "kernel/atomic.hpp"

namespace acpi {

class GlobalLock {
public:
    enum Bits : u32 { pending = 1u << 0, owned = 1u << 1 };

    // `word` is the FACS field at `offset`.
    static constexpr size_t offset = 16;
    explicit GlobalLock(u32& word) : word_(&word) {}

    // False: firmware owns it and now knows that somebody waits. Try again later.
    bool acquire();
    // True: firmware waits for it and is to be told, by GBL_RLS.
    bool release();

private:
    u32* word_;
};

} // namespace acpi
