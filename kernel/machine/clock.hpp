// SPDX-License-Identifier: MIT
// The guest's clock: the TSC, calibrated against the ACPI PM timer, or the PIT where there is none.
#pragma once

#include "kernel/result.hpp"
#include "kernel/time.hpp"

// The ACPI PM timer: a counter of 24 or 32 bits at 3.579545 MHz (ACPI 6.5, 4.8.3.3).
struct PmTimer {
    static constexpr u64 hz = 3'579'545;

    u16 port = 0;
    bool is_32_bit = false;

    // All 32 bits of the register: of a counter of 24 bits the rest is 0.
    u32 raw() const;
    u32 read() const { return raw() & mask(); }
    // Until the highest bit of the counter changes, either way: what TMR_STS tells.
    Duration until_carry() const;
    u32 mask() const { return is_32_bit ? 0xffff'ffff : 0x00ff'ffff; }
};

namespace clock {

struct Calibration {
    u64 tsc_hz;
    char const* against; // "pm_timer" or "pit"
};
// Takes about 2 ms. `timer.port` 0 means that there is no PM timer. Fails when neither reference counts.
Result<Calibration> calibrate(PmTimer timer);

// Around a sleep: the TSC may start from 0 again (KVM resets it with the CPU). now() does not run backwards all the
// same.
void suspend();
struct Slept {
    Duration duration;
    char const* by; // "tsc", or "nothing" if the TSC started anew: the time asleep is then unknown and counted as 0
};
Slept resume();

} // namespace clock
