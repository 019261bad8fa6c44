// SPDX-License-Identifier: MIT
#include "kernel/machine/deliberate_fault.hpp"

#include "kernel/machine/x86.hpp"

namespace {
// Functions of their own, so that a backtrace has something to show.
[[gnu::noinline]] void panic_deliberately() { x86::undefined_instruction(); }

[[gnu::noinline]] void hang_deliberately()
{
    x86::cli();
    for (;;)
        x86::pause();
}

// Without an IDT the exception cannot be delivered, nor the double fault after it.
[[gnu::noinline]] void reset_deliberately()
{
    x86::lidt({0, 0});
    x86::undefined_instruction();
}
} // namespace

void commit_deliberate_fault(Break fault)
{
    if (fault == Break::panic)
        panic_deliberately();
    if (fault == Break::hang)
        hang_deliberately();
    if (fault == Break::reset)
        reset_deliberately();
}
