// SPDX-License-Identifier: MIT
// Suspend to RAM and the way back: waking vector, CPU context, interrupt controller, clock, serial port.
// Spec: ACPI 6.5, 16.1.3 (S3), 16.3.2 (waking), 5.2.10 (FACS).
#pragma once

#include "acpi/machine/pm1.hpp"
#include "acpi/tables.hpp"
#include "kernel/machine/clock.hpp"

namespace acpi {

struct WakeUp {
    u16 pm1_status;  // as found, before it was cleared
    u16 pm1_enabled; // likewise
    clock::Slept slept;
    u32 hardware_signature; // of the FACS, after wake-up
};

class S3 {
public:
    // Finds everything S3 needs: \_S3, PM1, FACS, a page for the trampoline. Side::unsupported when the platform has no
    // S3.
    static Result<S3> open(Tables const& tables, Fadt const& fadt, u8 slp_typ_a, u8 slp_typ_b);

    // Sleeps with exactly `wake_events` enabled (PM1_EN bits). After wake-up `restore_chipset(context)` runs before the
    // PM1 registers are touched: on q35 they are gone until the LPC bridge's configuration is back.
    Result<WakeUp> sleep(u16 wake_events, void (*restore_chipset)(void* context), void* context);

    Pm1 const& pm1() const { return pm1_; }
    u32 hardware_signature() const;

    // Deliberate, for testing who notices.
    struct Faults {
        bool no_waking_vector = false; // firmware is told of nobody to hand over to
    };
    Faults faults{};

private:
    S3(Pm1 const& pm1, std::span<u8> facs, Phys trampoline, u8 a, u8 b, bool flush)
        : pm1_(pm1), facs_(facs), trampoline_(trampoline), slp_typ_a_(a), slp_typ_b_(b), flush_caches_(flush)
    {
    }

    Pm1 pm1_;
    std::span<u8> facs_;
    Phys trampoline_;
    u8 slp_typ_a_, slp_typ_b_;
    bool flush_caches_;
};

} // namespace acpi
