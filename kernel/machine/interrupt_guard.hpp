// SPDX-License-Identifier: MIT
// Interrupts off while it lives; as they were before afterwards.
#pragma once

#include "kernel/machine/x86.hpp"

class InterruptGuard {
public:
    InterruptGuard() : were_enabled_(x86::interrupts_enabled()) { x86::cli(); }
    ~InterruptGuard()
    {
        if (were_enabled_)
            x86::sti();
    }
    InterruptGuard(InterruptGuard const&) = delete;
    InterruptGuard& operator=(InterruptGuard const&) = delete;

private:
    bool were_enabled_;
};
